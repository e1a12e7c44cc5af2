"""Makes a story for review from a document. It never approves anything and never overwrites what is there."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from kept.ingest import cells
from kept.ingest.headings import words
from kept.ingest.new_files import cleaned, file_text, new_id
from kept.ingest.rich_text import rich_text
from kept.model.evidence import CaseStudy
from kept.pictures.derive import kind_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from kept.ingest.documents import Document
    from kept.ingest.rich_text import Picture, RichText

_LINE = re.compile(r"^\**([^\W\d_][\w ]{1,30}?)\**\s*:\**\s*(.+)$")
_ENDINGS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "GIF": "gif"}
_EMBEDDED = re.compile(r"data:image/[\w.+-]+;base64,", re.IGNORECASE)
_MAX_PICTURE = 30_000_000
NEEDED = ("promises", "title", "summary", "customer", "dates", "terms", "source")
"""What a story must have before kept can read it."""
_ORDER = (
    "promises", "audience", "title", "summary", "customer", "sector", "place", "dates", "terms",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Story:
    """A story, before anything is written."""

    id: str
    front: dict[str, Any]
    body: str
    pictures: dict[str, bytes] = field(default_factory=dict)
    """By file name: the bytes of each picture."""
    without_alt: list[str] = field(default_factory=list)
    """The pictures that nobody has described, by file name."""
    notes: list[str] = field(default_factory=list)
    """What was left out or repaired."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that must still be filled in."""
        return tuple(name for name in NEEDED if not self.front.get(name))

    def described(self, alts: Mapping[str, str]) -> None:
        """Takes descriptions of pictures, by file name."""
        for image in self.front.get("images", ()):
            image["alt"] = alts.get(image["file"], image["alt"])
        self.without_alt = [name for name in self.without_alt if not alts.get(name)]

    @property
    def text(self) -> str:
        """The text of its index.md."""
        order = {key: self.front.get(key) for key in _ORDER if key in self.front or key in NEEDED}
        return file_text({**order, **self.front}, self.body)


def story(path: Path, read: Document, given: Mapping[str, Any], taken: Collection[str], item: str | None) -> Story:
    """The story in a document.

    Fields come from options first, then from the document's front matter, then from lines such as "Customer: Corner
    Books" above its first heading.

    Args:
        path: where the document is; its pictures are looked for beside it.
        read: the document.
        given: values of fields, from options.
        taken: the ids that other items have.
        item: the id; None to make one from the title.
    """
    text = rich_text(read.html)
    known = {key: value for key, value in read.fields.items() if key in CaseStudy.model_fields and key != "id"}
    notes = [
        f'{path.name}: "{key}" is no field of a story, and was left out' for key in read.fields if key not in known
    ]
    lines, blocks = _fields_above(text)
    title, _ = cleaned(text.title)
    body, repairs = cleaned("\n\n".join(blocks))
    front = {"audience": "public", "title": title, **lines, **known, **given}
    name = item or new_id(front["title"] or path.stem, "", set(taken))
    found = Story(id=name, front=front, body=body, notes=[*notes, *(f"{path.name}: {one}" for one in repairs)])
    found.notes += [
        f"{path.name}: left out: {what}{f', {n} times' if n > 1 else ''}" for what, n in text.dropped.items()
    ]
    for picture in text.pictures:
        _take(found, path, picture)
    if not body:
        found.notes.append(f"{path.name}: there are no words in it.")
    return found


def _fields_above(text: RichText) -> tuple[dict[str, Any], list[str]]:
    """The fields in the lines above the first heading, and the other blocks."""
    called = {name: ours for ours, names in words("stories")["lines"].items() for name in names}
    fields: dict[str, Any] = {}
    blocks = []
    end = next((index for index, block in enumerate(text.blocks) if block.startswith("#")), len(text.blocks))
    for index, block in enumerate(text.blocks):
        lines = block.split("\n") if index < end else []
        read = [
            (called.get(found[1].casefold()), found[2]) if (found := _LINE.match(line)) else (None, "")
            for line in lines
        ]
        if read and all(name for name, _ in read):
            fields |= {name: value for name, value in read if name}
        else:
            blocks.append(block)
    dates = {key: day for key in ("start", "end") if (day := _day(fields.pop(key, "")))}
    return {**{key: _plain(value) for key, value in fields.items()}, **({"dates": dates} if dates else {})}, blocks


def _plain(text: str) -> str:
    return re.sub(r"\\(?=[^\w\s])|\*", "", text)


def _day(text: str) -> date | str | None:
    """The day; as it was written where that may be two days, so that `kept check` asks which."""
    plain = _plain(text)
    written = cells.day(plain)
    return date.fromisoformat(written) if written else plain if cells.is_unclear(plain) else None


def _take(found: Story, path: Path, picture: Picture) -> None:
    """Adds a picture to the story, or a note that says why not."""
    shown = picture.source if len(picture.source) < 80 else "a picture inside the document"  # noqa: PLR2004  a line
    content, why = _content(path, picture.source)
    kind = kind_of(content) if content else None
    if content is None or kind is None:
        found.notes.append(f"{path.name}: left out: {shown}: {why or 'it is no PNG, JPEG, WebP or GIF'}")
        return
    if content in found.pictures.values():
        return
    stem = (
        ""
        if _EMBEDDED.match(picture.source)
        else re.sub(r"[^a-z0-9]+", "-", _name(picture.source).casefold()).strip("-")
    )
    name = f"{stem or f'picture-{len(found.pictures) + 1}'}.{_ENDINGS[kind]}"
    if name in found.pictures:
        name = f"{len(found.pictures) + 1}-{name}"
    found.pictures[name] = content
    found.front.setdefault("images", []).append({"file": name, "alt": picture.alt})
    found.without_alt += [] if picture.alt else [name]


def _name(source: str) -> str:
    return unquote(source).replace("\\", "/").rpartition("/")[2].rpartition(".")[0]


def _content(path: Path, source: str) -> tuple[bytes | None, str]:
    """The bytes of a picture; None with the reason where it cannot be had. Nothing is fetched from the network."""
    if inside := _EMBEDDED.match(source):
        return _embedded(source[inside.end() :])
    if re.match(r"[a-z][a-z0-9+.-]*:|//", source, re.IGNORECASE):
        return None, "it is on the web; save it beside the document"
    folder = path.resolve().parent
    file = (folder / unquote(source.partition("?")[0]).replace("\\", "/")).resolve()
    if not file.is_relative_to(folder):
        return None, "it is outside the document's folder"
    if not file.is_file():
        return None, "there is no such file beside the document"
    if file.stat().st_size > _MAX_PICTURE:
        return None, "it is too large"
    return file.read_bytes(), ""


def _embedded(text: str) -> tuple[bytes | None, str]:
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error:
        return None, "it is broken"
    return (content, "") if len(content) <= _MAX_PICTURE else (None, "it is too large")
