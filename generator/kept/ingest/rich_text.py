"""Turns HTML into Markdown that the body of a story can hold, and says what it leaves out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlsplit

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    "address article aside body center dd div dl dt fieldset figure footer header hgroup html main p section".split()  # noqa: SIM905  easier to read
)
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_STARTING = frozenset((*_BLOCKS, *_HEADINGS, "ul", "ol", "li", "blockquote", "hr"))
"""Elements that end the block before them."""
_DROPPED = {
    "script": "a script",
    "style": "a style sheet",
    "iframe": "a frame",
    "object": "an embedded object",
    "embed": "an embedded object",
    "video": "a video",
    "audio": "a sound",
    "form": "a form",
    "button": "a button",
    "input": "a form",
    "select": "a form",
    "textarea": "a form",
    "svg": "a drawing",
    "canvas": "a drawing",
    "nav": "a menu",
    "template": "a template",
    "noscript": "a note for browsers without scripts",
}
"""Elements that go with everything in them, by what a person calls them."""
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_SCHEMES = frozenset(("http", "https", "mailto"))
_SPECIAL = re.compile(r"[\\`*\[\]<>|]|(?<!\w)_|_(?!\w)|&(?=#?\w{1,30};)")
_AT_START = re.compile(r"^(\d{0,9})((?:#{1,6}|[-+.)])(?=\s)|[=:-](?=[=:-]))")
"""What would make a heading, a list or a rule of a paragraph."""


class Picture(NamedTuple):
    """A picture in a text."""

    source: str
    """Its address as written: a relative path, a web address, or `data:` with the picture itself."""
    alt: str
    """Its description; empty where there is none."""


@dataclass(slots=True, kw_only=True)
class RichText:
    """A text as Markdown."""

    title: str = ""
    """Its first heading of the highest level, else the title of the page."""
    blocks: list[str] = field(default_factory=list)
    """Its headings, paragraphs, lists and tables, in order, without the title. Headings begin with `## `."""
    pictures: list[Picture] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    """What was left out, and how many of each."""


def rich_text(html: str) -> RichText:
    """The text of an HTML page or of a part of one.

    Where the page has one `<article>` or `<main>`, only that is taken: the rest is the frame of the site it comes from.
    """
    plain = re.sub(r"<!--.*?(?:-->|\Z)", "", html, flags=re.DOTALL)
    main = next((inner for name in ("article", "main") if (inner := _only(name, plain))), plain)
    reader = _Reader()
    reader.feed(main)
    reader.close()
    title = re.search(r"<title[^>]*>(.*?)</title", plain, re.DOTALL | re.IGNORECASE)
    return reader.finished(" ".join(unescape(title[1]).split()) if title else "")


def _only(name: str, html: str) -> str | None:
    """The one element with this name; None where there is none, or several."""
    if html.casefold().count(f"<{name}") != 1:
        return None
    found = re.search(rf"<{name}\b.*</{name}\s*>", html, re.DOTALL | re.IGNORECASE)
    return found[0] if found else None


class _Reader(HTMLParser):
    """Collects blocks of Markdown. Elements that nobody closes end with the block around them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = RichText()
        self.inline: list[str] = []
        self._headings: list[tuple[int, int]] = []
        """Of each heading: its place among the blocks, and its level."""
        self._skipping: list[str] = []
        self._lists: list[tuple[str, int]] = []
        self._item = ""
        self._spans: list[tuple[str, int, str]] = []
        """Of each open link or emphasis: its element, where its words begin, and the address of a link."""
        self._level: int | None = None
        self._quoted = 0
        self._rows: list[list[str]] | None = None
        self._cell_from: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins an element."""
        if self._skips(tag) or self._begins_table(tag):
            return
        values = {name: value or "" for name, value in attrs}
        if tag == "img":
            self._picture(values)
        elif tag == "br":
            self.inline.append(" " if self._rows is not None else "\n")
        elif tag in _MARKS or tag == "a":
            self._spans.append((tag, len(self.inline), values.get("href", "").strip()))
        elif tag in _STARTING:
            self._end_block()
            self._begin_block(tag)
            if tag == "h1" and values.get("class") == "title":
                self._level = 0  # a document of Word has a title above its headings of the first level

    def _skips(self, tag: str) -> bool:
        """True for an element that is left out, and for everything inside it."""
        if self._skipping:
            self._skipping += [tag] if tag == self._skipping[-1] and tag not in _VOID else []
            return True
        if tag in _DROPPED:
            self.found.dropped[_DROPPED[tag]] += 1
        if tag in _DROPPED or tag == "title":
            self._skipping += [] if tag in _VOID else [tag]
            return True
        return False

    def _begins_table(self, tag: str) -> bool:
        if tag == "table":
            self._end_block()
            self.found.dropped["a table inside a table"] += self._rows is not None
            self._rows = self._rows or []
        elif self._rows is not None and tag == "tr":
            self._end_cell()
            self._rows.append([])
        elif self._rows is not None and tag in {"td", "th"}:
            self._end_cell()
            self._cell_from = len(self.inline)
        else:
            return False
        return True

    def _begin_block(self, tag: str) -> None:
        self._level = _HEADINGS.get(tag)
        if tag in {"ul", "ol"}:
            self._lists.append((tag, 0))
        elif tag == "li":
            self._begin_item()
        elif tag == "blockquote":
            self._quoted += 1

    def handle_endtag(self, tag: str) -> None:
        """Ends an element."""
        if self._skipping:
            if tag == self._skipping[-1]:
                self._skipping.pop()
            return
        if tag in {"td", "th", "tr"} and self._rows is not None:
            self._end_cell()
        elif tag == "table" and self._rows is not None:
            self._end_table()
        elif tag in _HEADINGS or tag == "li":
            self._end_block()
            self._level = None
            self._item = "" if tag == "li" else self._item
        elif tag in {"ul", "ol"} and self._lists:
            self._end_block()
            self._lists.pop()
            self._item = ""
        elif tag == "blockquote":
            self._end_block()
            self._quoted = max(0, self._quoted - 1)
        elif any(tag == name for name, _, _ in self._spans):
            self._end_span(tag)
        elif tag in _BLOCKS:
            self._end_block()

    def handle_data(self, data: str) -> None:
        """Takes text."""
        if not self._skipping:
            spaced = re.sub(r"\s+", " ", data)
            self.inline.append(_SPECIAL.sub(r"\\\g<0>", spaced))

    def finished(self, page_title: str) -> RichText:
        """Everything that was read, with the title taken out of the blocks."""
        self._end_table()
        self._end_block()
        blocks = self.found.blocks
        levels = [level for _, level in self._headings]
        self.found.title = page_title
        if levels and levels[0] == min(levels) and levels.count(levels[0]) == 1:
            place, _ = self._headings.pop(0)
            self.found.title = _unescaped(blocks[place])
            blocks[place] = ""
        top = min((level for _, level in self._headings), default=1)
        for place, level in self._headings:
            blocks[place] = f"{'#' * min(2 + level - top, 4)} {blocks[place]}"
        self.found.blocks = [block for block in blocks if block]
        self.found.dropped += Counter()  # without what was counted zero times
        return self.found

    def _picture(self, values: dict[str, str]) -> None:
        if source := values.get("src", "").strip():
            self.found.pictures.append(Picture(source, " ".join(values.get("alt", "").split())))

    def _begin_item(self) -> None:
        if not self._lists:
            self._lists.append(("ul", 0))
        kind, count = self._lists[-1]
        self._lists[-1] = (kind, count + 1)
        indent = "   " * (len(self._lists) - 1)
        self._item = f"{indent}{f'{count + 1}.' if kind == 'ol' else '-'} "

    def _end_span(self, tag: str) -> None:
        """Puts the signs of a link or of an emphasis around its words; elements left open inside end without any."""
        while True:
            name, since, address = self._spans.pop()
            if name == tag:
                break
        words = "".join(self.inline[since:])
        inner = words.strip()
        if not inner:
            return
        before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
        if tag == "a":
            inner = self._linked(inner, address)
        elif not any(_MARKS.get(outer) == _MARKS[tag] for outer, _, _ in self._spans):
            inner = f"{_MARKS[tag]}{inner}{_MARKS[tag]}"
        self.inline[since:] = [before, inner, after]

    def _linked(self, words: str, address: str) -> str:
        try:
            leads_somewhere = urlsplit(address).scheme.casefold() in _SCHEMES
        except ValueError:
            leads_somewhere = False
        if leads_somewhere and not re.search(r"[\s<>()]", address):
            return f"[{words}]({address})"
        if address:
            self.found.dropped["a link that leads nowhere from here (its words stay)"] += 1
        return words

    def _end_block(self) -> None:
        if self._rows is not None:
            self.inline.append(" ")
            return
        self._spans.clear()
        text = _tidy("".join(self.inline))
        self.inline.clear()
        if not text:
            return
        if self._level is not None:
            self._headings.append((len(self.found.blocks), self._level))
            text = text.replace("\n", " ").replace("**", "")
        elif self._item:
            inner = " " * len(self._item)
            text = self._item + text.replace("\n", f"\n{inner}")
            self._item = inner if self._item.strip() else self._item
            if self.found.blocks and _is_item(self.found.blocks[-1]):
                self.found.blocks[-1] += f"\n{text}"
                return
        else:
            text = "\n".join(_AT_START.sub(r"\1\\\2", line) for line in text.split("\n"))
        prefix = "> " * self._quoted
        self.found.blocks.append("\n".join(f"{prefix}{line}" for line in text.split("\n")))

    def _end_cell(self) -> None:
        if self._cell_from is not None and self._rows:
            cell = "".join(self.inline[self._cell_from :])
            del self.inline[self._cell_from :]
            self._rows[-1].append(_tidy(cell).replace("\n", " "))
        self._cell_from = None
        self._spans.clear()

    def _end_table(self) -> None:
        self._end_cell()
        rows = [row for row in self._rows or [] if any(row)]
        self._rows = None
        if not rows:
            return
        width = max(map(len, rows))
        lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
        self.inline.clear()
        self.found.blocks.append("\n".join([lines[0], f"|{'---|' * width}", *lines[1:]]))


def _is_item(block: str) -> bool:
    return bool(re.match(r"\s*(?:-|\d+\.) ", block))


def _tidy(text: str) -> str:
    """The text with single spaces and without empty lines."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return "\n".join(line for line in lines if line)


def _unescaped(text: str) -> str:
    """The words of a heading, without signs of Markdown."""
    return re.sub(r"\\([\\`*\[\]<>|_&])", r"\1", re.sub(r"(?<!\\)\*", "", text))
