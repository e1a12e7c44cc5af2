"""Finds the marked places (`data-kept`) of a finished page, and reads their text from the pieces of its HTML."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from html import unescape
from typing import NamedTuple

from kept.audit.html import tag

_WHOLE = re.compile(r"""[^'">]*+(?:"[^"]*+"[^'">]*+|'[^']*+'[^'">]*+)*+>""")
_NAME = re.compile(r"/?([A-Za-z][^\s/>]*)")
_WORTH = re.compile(r"data-kept|k-v--|k-card--|k-tag|k-vh|hidden|style|promises/", re.IGNORECASE)
_COLOUR = re.compile(r"k-(?:v|card)--([a-z-]+)")
_LINK = re.compile(r"(?:^|/)promises/([a-z0-9-]+)/")
HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*(?:0+(?:\.0*)?|\.0+)(?![.\d])|font-size\s*:\s*0"
    r"|content-visibility\s*:\s*hidden|clip(?:-path)?\s*:|text-indent\s*:\s*-|color\s*:\s*transparent|(?:scale|translate)",
    re.IGNORECASE,
)
_HIDDEN_INLINE = re.compile(
    r"^(?=.*overflow[\w-]*\s*:\s*(?:hidden|clip)).*(?:^|[;\s])(?:max-)?(?:height|width|block-size|inline-size)\s*:\s*0(?![.\d])"
    r"|(?:^|[;\s])(?:left|right|top|bottom|inset[\w-]*|margin[\w-]*)\s*:\s*-\d{3,}|text-fill-color\s*:\s*transparent"
    r"|opacity\(\s*0*\.?0+%?\s*\)|(?:^|[;\s])zoom\s*:\s*0+(?:\.0*)?(?![.\d])",
    re.IGNORECASE | re.DOTALL,
)
"""What hides an element only where its own `style` says so: a stylesheet of a theme may say it of what opens later."""
_NEVER_SHOWN = frozenset({"template", "dialog", "canvas", "object", "audio", "video", "datalist"})
_EMPTY = frozenset(
    {"br", "hr", "img", "input", "link", "meta", "source", "wbr", "col", "area", "base", "embed", "track"}
)


class Note(NamedTuple):
    """What the audit must check about one tag and the text after it."""

    name: str
    mark: str = ""
    colours: frozenset[str] = frozenset()
    """Verdicts that its classes have the colour of."""
    is_tag: bool = False
    """True for what looks like a verdict's tag."""
    is_hidden: bool = False
    is_spoken: bool = False
    """Read aloud, and not shown."""
    link: str = ""
    """The promise it leads to."""
    label: str = ""
    """The text after it, where that reads as a verdict."""


class Hit(NamedTuple):
    """A note, and the position of its piece in the page."""

    at: int
    note: Note


class Notes:
    """Finds the pieces of pages that the audit must check. Equal pieces are examined only once."""

    def __init__(self, labels: Sequence[str]) -> None:
        """`labels` are the texts that read as verdicts."""
        self._labels = frozenset(labels)
        self._known: dict[str, Note | bool] = {}

    def hits(self, pieces: Sequence[str]) -> list[Hit]:
        """The hits of one page, in order."""
        found = list(map(self._known.get, pieces))
        if None in found:
            found = [self._learned(piece) if note is None else note for piece, note in zip(pieces, found, strict=True)]
        return [Hit(at, note) for at, note in enumerate(found) if note]  # type: ignore[arg-type]  # False is left out

    def _learned(self, piece: str) -> Note | bool:
        note = self._known[piece] = self._read(piece) or False
        return note

    def _read(self, piece: str) -> Note | None:
        whole, name = _WHOLE.match(piece), _NAME.match(piece)
        text = " ".join(unescape(piece[whole.end() :] if whole else "").split())
        label = text if text in self._labels else ""
        if whole is None or name is None or piece.startswith("/"):
            return Note("", label=label) if label else None
        is_never_shown = name[1].lower() in _NEVER_SHOWN
        found = tag(f"<{whole[0]}") if _WORTH.search(whole[0]) else None
        if found is None:
            return Note(name[1].lower(), label=label, is_hidden=is_never_shown) if label or is_never_shown else None
        classes = (found.get("class") or "").split()
        mark, link = found.get("data-kept") or "", _LINK.search(found.get("href") or "")
        note = Note(
            name=found.name,
            mark=mark if ":" in mark else "",
            colours=frozenset(colour[1] for one in classes if (colour := _COLOUR.fullmatch(one))),
            is_tag="k-tag" in classes,
            is_hidden=(is_never_shown or _is_hidden(found.attributes)) and found.name not in _EMPTY,
            is_spoken="k-vh" in classes,
            link=link[1] if link and found.name == "a" else "",
            label=label,
        )
        return note if any(note[1:]) else None


def _is_hidden(attributes: Sequence[tuple[str, str]]) -> bool:
    given = dict(reversed(attributes))
    return (
        "hidden" in given
        or given.get("aria-hidden", "").strip().lower() == "true"
        or any(hiding.search(given.get("style", "")) for hiding in (HIDDEN_STYLE, _HIDDEN_INLINE))
    )


def end_of(pieces: Sequence[str], start: int, name: str) -> int:
    """The piece with the end tag of the element that begins at `start`; beyond the last where it has none."""
    depth = 0
    for at in range(start, len(pieces)):
        found = _NAME.match(pieces[at])
        if found and found[1].lower() == name:
            depth += -1 if pieces[at].startswith("/") else 1
            if depth == 0:
                return at
    return len(pieces)


def drawings(pieces: Sequence[str], within_tags: Collection[int]) -> Iterator[tuple[int, str]]:
    """(piece, markup) of what is drawn in each glyph, and of each drawing that begins a verdict's tag."""
    for at, piece in enumerate(pieces):
        if piece.startswith("svg") and ("k-glyph" in piece or at in within_tags):
            end = end_of(pieces, at, "svg")
            yield at, "".join(f"<{inner}" for inner in pieces[at + 1 : end])


def text_of(pieces: Sequence[str], start: int, end: int, inside: Sequence[Hit]) -> str:
    """The visible text of an element: without the text of the hidden elements `inside` it."""
    below = [hit for hit in inside if start < hit.at < end]
    hidden = [*spans(pieces, below, spoken=False), *spans(pieces, below, spoken=True)]
    shown = (at for at in range(start, end) if not any(first <= at < last for first, last in hidden))
    return " ".join(unescape("".join(_text(pieces[at]) for at in shown)).split())


def _text(piece: str) -> str:
    whole = _WHOLE.match(piece)
    return piece[whole.end() :] if whole else ""


def spans(pieces: Sequence[str], hits: Sequence[Hit], *, spoken: bool) -> Iterator[tuple[int, int]]:
    """(first piece, piece of the end tag) of every hidden element; with `spoken`, of those that are only read aloud."""
    for at, note in hits:
        if note.is_spoken if spoken else note.is_hidden:
            yield at, end_of(pieces, at, note.name)


def within(hits: Sequence[Hit], start: int, end: int) -> Sequence[Hit]:
    """The hits between two positions of the page."""
    places = [hit.at for hit in hits]
    return hits[bisect_left(places, start) : bisect_left(places, end)]
