"""The organisation's own sentences on a page, without quotations and promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

_SILENT = frozenset({"script", "style", "title", "nav", "svg", "template", "noscript", "textarea"})
_QUOTED = frozenset({"blockquote", "q"})
_OF_OTHERS = frozenset({"quote", "voice", "account"})
"""Parts with the words of customers, or with an account of them."""
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "i", "k-said", "kbd", "mark", "s", "small", "span", "strong"}
    | {"sub", "sup", "time", "u", "wbr"}
)
_EMPTY = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_END = re.compile(r"(?<=[.!?…])\s+")


class Sentence(NamedTuple):
    """One sentence or label, and the place where its paragraph begins."""

    text: str
    line: int
    column: int


class Prose(NamedTuple):
    """The sentences on a page."""

    own: tuple[Sentence, ...]
    """Sentences in the organisation's own words."""
    promised: tuple[str, ...]
    """Promises, word for word. They are judged by the record, not as claims here."""


def prose(page: str) -> Prose:
    """The content of a page, sentence by sentence."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    reader.ends_block()
    return Prose(tuple(reader.own), tuple(reader.promised))


class _Reader(HTMLParser):
    """Reads the elements of a page. Quotations and promises are marked with `data-kept`."""

    def __init__(self) -> None:
        super().__init__()
        self.own: list[Sentence] = []
        self.promised: list[str] = []
        self._open: list[tuple[str, str]] = []
        """The open elements, each with the treatment of its words: "own", "promise" or "leave"."""
        self._words: list[str] = []
        self._start = (1, 0)
        self._use = "own"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.ends_block()
        if tag in _EMPTY:
            return
        marks = (dict(attrs).get("data-kept") or "").split()
        if tag in _SILENT or tag in _QUOTED or not _OF_OTHERS.isdisjoint(marks):
            use = "leave"
        elif "promise" in marks:
            use = "promise"
            self.promised += [value for name, value in attrs if name == "data-title" and value]
        else:
            use = self._now
        self._open.append((tag, use))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.ends_block()
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._now == "leave" or not data.strip():
            self._words += [" "] if self._words else []
            return
        if not self._words:
            self._start, self._use = self.getpos(), self._now
        self._words.append(data)

    @property
    def _now(self) -> str:
        return self._open[-1][1] if self._open else "own"

    def ends_block(self) -> None:
        """Ends a paragraph: everything read since the last block."""
        text = " ".join("".join(self._words).split())
        self._words.clear()
        if text and self._use == "promise":
            self.promised.append(text)
        elif text:
            line, column = self._start
            self.own += (Sentence(sentence, line, column + 1) for sentence in _END.split(text))


def elements(page: str, mark: str) -> Iterator[str]:
    """The words of each element with a mark, `data-kept="<mark>"`."""
    finder = _Finder(mark)
    finder.feed(page)
    finder.close()
    yield from (" ".join("".join(words).split()) for words in finder.found)


class _Finder(HTMLParser):
    """Collects the text in elements with one mark."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self.found: list[list[str]] = []
        self._mark = mark
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _EMPTY:
            return
        if self._depth:
            self._depth += 1
        elif self._mark in (dict(attrs).get("data-kept") or "").split():
            self._depth = 1
            self.found.append([])

    def handle_endtag(self, tag: str) -> None:
        self._depth = max(self._depth - 1, 0) if tag not in _EMPTY else self._depth

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.found[-1].append(data)
