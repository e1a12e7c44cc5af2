"""KPT801: no byte of the site contains something that this audience may not see."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TypeVar

from kept.audit import image_metadata
from kept.audit.decoding import decoded, embedded, readings, strings, text_of, unpacked
from kept.audit.folder import File, Folder
from kept.audit.html import Markup, split
from kept.audit.needles import Hit, Needles
from kept.findings import Finding, Place

WINDOW = 4_000_000
"""The number of characters searched at once, so that a large video does not fill the memory."""
_OVERLAP = 2_000
_LOCATED = 20
"""The number of findings for one item whose line is looked up; that is slow, and more are not reported."""
_GZIP = b"\x1f\x8b"

Part = TypeVar("Part", str, bytes)

_WHAT = {
    "id": "The id of {item}",
    "file": "The name of a file that belongs to {item}",
    "reference": "A reference that belongs to {item} (to its source, its permission or a contact)",
    "name": "A name that belongs to {item}",
    "organisation": "The name of an organisation that belongs to {item}",
    "text": "Words of {item}",
    "digest": "The fingerprint of a file that belongs to {item}",
}


# The places of names: the line under a quote, and values in JSON and XML.
_LINE = re.compile(r'data-kept="speaker"[^>]*>(.*?)(?:</div></div>|</dd>)', re.DOTALL)
_NAMED = re.compile(
    r'"(?:name|organisation|customer|author|speaker|credit)"\s*:\s*"((?:[^"\\]|\\.)*)"|<name>([^<]*)</name>'
)
_TAG = re.compile(r"<[^>]*>")
_BETWEEN = re.compile(r"[,;|\u00b7]")


class Leaks:
    """Searches one site for secrets. Findings do not repeat them, because many people read the reports."""

    def __init__(
        self,
        needles: Needles,
        *,
        without_evidence: Collection[str] = (),
        sources: Mapping[str, File] = MappingProxyType({}),
    ) -> None:
        """Prepares the search.

        Args:
            needles: what must not be found.
            without_evidence: the digests of files that cannot contain evidence and are not searched.
            sources: by page: its hand-written file.
        """
        self._needles = needles
        self._without_evidence = without_evidence
        self._sources = sources
        self._told: Counter[str] = Counter()

    def in_page(self, file: File, markup: Markup, fresh: Iterable[str]) -> Iterator[Finding]:
        """The secrets in a page. Only the `fresh` tags are searched; the others have been before."""
        words, tags = decoded(markup.words), decoded("\n".join(fresh))
        hits = self._needles.hits(f"{words}\n{tags}")
        # Escaped tags, and tags inside a title, a comment, a data block or an attribute.
        nested = [words] if "<" in words else []
        nested += [inside for inside in map(_inside, fresh) if "<" in inside or "&" in inside]
        hits |= self._hits(view for text in nested for view in views(text))
        hits |= self._in_labels(file.text or "")
        yield from self._findings(file, hits | self._in_embedded(file.text or ""))

    def in_file(self, file: File) -> Iterator[Finding]:
        """The secrets in a file that is not a page."""
        yield from self._findings(file, self._in_file(file))

    def files(self, site: Folder) -> tuple[set[str], set[str]]:
        """The files of a site that contain a secret, and the files whose path contains one."""
        named = {path for path in (*site.paths, *site.links) if self._in_path(path)}
        return {path for path in site.paths if self._in_file(site.file(path))} | {*site.links}, named

    def in_paths(self, places: Iterable[tuple[str, str]]) -> Iterator[Finding]:
        """The secrets in the names of files and folders, given as pairs of a path and its form in findings."""
        for path, shown in places:
            for hit in sorted(self._in_path(path)):
                yield _finding(hit, Place(shown), "in the name of this file or its folder")

    def _in_path(self, path: str) -> set[Hit]:
        names = (name for part in PurePosixPath(path).parts for name in (part, PurePosixPath(part).stem))
        return self._needles.hits(decoded(f"/{path}")) | self._needles.hits_in_labels(names)

    def _in_file(self, file: File) -> set[Hit]:
        if self._without_evidence and hashlib.sha256(file.content).hexdigest() in self._without_evidence:
            return set()
        hits = self._in_bytes(file.content) | self._in_labels(file.text or "")
        return hits | self._in_bytes(unpacked(file.content)) if file.content[:2] == _GZIP else hits

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

    def _in_labels(self, text: str) -> set[Hit]:
        """Short names, which are searched for only in the places of names."""
        if not self._needles.are_labels:
            return set()
        between_tags = (part for line in _LINE.findall(text) for part in _TAG.split(line))
        lines = (part for line in between_tags for part in _BETWEEN.split(decoded(line)))
        return self._needles.hits_in_labels(
            (*lines, *(value for pair in _NAMED.findall(text) for value in pair if value))
        )

    def _hits(self, texts: Iterable[str]) -> set[Hit]:
        return {hit for text in texts for hit in self._needles.hits(text)}

    def _findings(self, file: File, hits: set[Hit]) -> Iterator[Finding]:
        for hit in sorted(hits):
            self._told[hit.item] += 1
            file = self._sources.get(file.path, file)
            place = self._place(file, hit) if self._told[hit.item] <= _LOCATED else file.place()
            yield _finding(hit, place, "in this file")

    def _place(self, file: File, hit: Hit) -> Place:
        """The place of a secret in a text file, however it is encoded there.

        Its end is the end of the shortest beginning of the file that contains it. Its start is the end of the longest
        part that can be removed from the front of that.
        """
        text = file.text
        if not text or len(text) > WINDOW or not self._holds(text, hit):
            return file.place()
        end = bisect_left(range(len(text)), True, key=lambda end: self._holds(text[:end], hit))
        start = bisect_left(range(end), True, key=lambda start: not self._holds(text[start:end], hit))
        return file.at(max(start - 1, 0))

    def _holds(self, text: str, hit: Hit) -> bool:
        return hit in self._hits(views(text)) or hit in self._in_labels(text)


def views(text: str) -> Iterator[str]:
    """The text as it is, and without its tags."""
    plain = decoded(text)
    yield plain
    if "<" in plain:
        yield decoded(split(plain).words)


def _inside(token: str) -> str:
    """A token without its outer brackets, and without the end tag of a raw element."""
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
