"""KPT801: nothing of what this audience may not see stands in any byte of the site."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeVar

from kept.audit import image_metadata
from kept.audit.decoding import decoded, embedded, readings, strings, text_of, unpacked
from kept.audit.folder import File
from kept.audit.html import Markup, split
from kept.audit.needles import Hit, Needles
from kept.findings import Finding, Place

WINDOW = 4_000_000
"""Characters searched at once, so that a video does not fill the memory."""
_OVERLAP = 2_000
_LOCATED = 20
"""Findings of one item whose line is looked for; it takes a while, and more are not reported."""
_GZIP = b"\x1f\x8b"

Part = TypeVar("Part", str, bytes)

_WHAT = {
    "id": "The id of {item}",
    "file": "The name of a file that belongs to {item}",
    "reference": "A reference that belongs to {item} (to its source, its permission or a contact)",
    "name": "A name that belongs to {item}",
    "text": "Words of {item}",
    "digest": "The fingerprint of a file that belongs to {item}",
}


class Leaks:
    """Looks for secrets in one site. What is found is said without being repeated: reports are read by many."""

    def __init__(self, needles: Needles) -> None:
        """Look for these."""
        self._needles = needles
        self._told: Counter[str] = Counter()

    def in_page(self, file: File, markup: Markup, fresh: Iterable[str]) -> Iterator[Finding]:
        """What stands in a page, whose tags but for the `fresh` ones have been looked at before."""
        words, tags = decoded(markup.words), decoded("\n".join(fresh))
        hits = self._needles.hits(f"{words}\n{tags}")
        # Tags written with references, and tags within a title, a comment, a data block or an attribute.
        nested = [words] if "<" in words else []
        nested += [inside for inside in map(_inside, fresh) if "<" in inside or "&" in inside]
        hits |= self._hits(view for text in nested for view in views(text))
        yield from self._findings(file, hits | self._in_embedded(file.text or ""))

    def in_file(self, file: File) -> Iterator[Finding]:
        """What stands in a file of any other kind."""
        hits = self._in_bytes(file.content)
        if file.content[:2] == _GZIP:
            hits |= self._in_bytes(unpacked(file.content))
        yield from self._findings(file, hits)

    def in_paths(self, places: Iterable[tuple[str, str]]) -> Iterator[Finding]:
        """What stands in the names of files and folders; pairs of a path and how a finding names it."""
        for path, shown in places:
            for hit in sorted(self._needles.hits(decoded(f"/{path}"))):
                yield _finding(hit, Place(shown), "in the name of this file or its folder")

    def _in_bytes(self, content: bytes) -> set[Hit]:
        noted = list(image_metadata.notes(content))
        if noted or image_metadata.is_image(content):
            return self._hits(view for note in noted for text in readings(note.content) for view in views(text))
        text = text_of(content)
        if text is None:
            return self._hits(view for part in _windows(content) for text in strings(part) for view in views(text))
        hits = self._hits(decoded(part) for part in _windows(content.decode("latin-1"))) if "\ufffd" in text else set()
        return hits.union(*(self._hits(views(part)) | self._in_embedded(part) for part in _windows(text)))

    def _in_embedded(self, text: str) -> set[Hit]:
        return {hit for content in embedded(text) for hit in self._in_bytes(content)}

    def _hits(self, texts: Iterable[str]) -> set[Hit]:
        return {hit for text in texts for hit in self._needles.hits(text)}

    def _findings(self, file: File, hits: set[Hit]) -> Iterator[Finding]:
        for hit in sorted(hits):
            self._told[hit.item] += 1
            place = self._place(file, hit) if self._told[hit.item] <= _LOCATED else file.place()
            yield _finding(hit, place, "in this file")

    def _place(self, file: File, hit: Hit) -> Place:
        """Where in a text file a secret stands, however it is encoded there.

        The shortest beginning of the file that holds it ends where it does; the longest beginning that can be left
        out of that one ends where it starts.
        """
        text = file.text
        if not text or len(text) > WINDOW or not self._holds(text, hit):
            return file.place()
        end = bisect_left(range(len(text)), True, key=lambda end: self._holds(text[:end], hit))
        start = bisect_left(range(end), True, key=lambda start: not self._holds(text[start:end], hit))
        return file.at(max(start - 1, 0))

    def _holds(self, text: str, hit: Hit) -> bool:
        return hit in self._hits(views(text))


def views(text: str) -> Iterator[str]:
    """A text as it may be read: as it is, and without its tags."""
    plain = decoded(text)
    yield plain
    if "<" in plain:
        yield decoded(split(plain).words)


def _inside(token: str) -> str:
    """A token without its first and last bracket, and without the end tag of a raw element."""
    end = token.rfind("</") if not token.startswith("<!--") else 0
    return token[1 : end if end > 0 else -1]


def _windows(whole: Part) -> Iterator[Part]:
    for start in range(0, max(len(whole), 1), WINDOW):
        yield whole[start : start + WINDOW + _OVERLAP]


def _finding(hit: Hit, place: Place, where: str) -> Finding:
    return Finding(
        code="KPT801",
        place=place,
        message=f"{_WHAT[hit.kind].format(item=hit.item)} stands {where}, and its readers may not see it.",
        hint=f"Take it out of the page or template that writes it, or have {hit.item} approved for these readers.",
        item=hit.item,
    )
