"""Other people's words, written in Markdown, as HTML that can do nothing but be read.

Two locks, one behind the other: the parser is given no rule that makes more than prose (no raw HTML, no pictures), and
what it makes goes through an allow-list of elements. Neither trusts the other.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TAGS = frozenset(
    "p br em strong ul ol li blockquote code h2 h3 h4 a table thead tbody tr th td".split()  # noqa: SIM905  reads as a line
)
_SCHEMES = frozenset({"http", "https", "mailto"})
_TOP, _DEEPEST = 2, 4

# Search engines shall not take a customer's link for ours (nofollow, ugc), and the page it leads to shall not learn the
# address of a page inside the company (noreferrer, which includes noopener).
_REL = "nofollow noreferrer ugc"

# Left out on purpose. Pictures come from the evidence folder, never from an address in somebody's text. Indented and
# fenced code, and headings underlined with dashes, are made by accident when prose is pasted from a letter or an
# e-mail.
_OFF = ("html_block", "html_inline", "code", "fence", "lheading")

# What a page must not contain, and what shows a reader other words than the reviewer approved: control characters,
# overrides and embeddings of writing direction (the marks U+200E, U+200F and U+061C stay: Hebrew and Arabic need
# them), noncharacters.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_BREAK = re.compile("\r\n?|[\x0c\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")

# Most texts hold none of the above, and none needs more than one look.
_SUSPECT = re.compile("[^\n -~\u00a0-\u1fff\u2010-\u2027\u2030-\u205f\u3000-\ud7ff]")

# What may mean something to the parser: emphasis, code, links, HTML, entities and tables; a kind of space that is
# trimmed or becomes an entity; what begins or ends a line. A text without them is paragraphs, and needs no parser.
_MARK = re.compile(r"[\\`*_\[\]<>&|]|[^\S \n]")
_LINE_MARK = re.compile(r"\n(?:[ #>+=:-]|\d{1,9}[.)])")


def to_html(text: str, *, heading_offset: int | None = 0) -> str:
    """Sanitised HTML of a Markdown text.

    Headings start at h2, never skip a level and end at h4, so that they fit under a page's h1. `heading_offset` lowers
    them; None turns them into paragraphs, for a quote has no place in a page's outline. A link that is not absolute,
    or not http, https or mailto, becomes its text: relative to which of the pages it is shown on would it be?
    """
    text = clean(text)
    if not _has_markup(text):
        return _prose(text)
    return parsed(text, heading_offset=heading_offset)


def parsed(text: str, *, heading_offset: int | None = 0) -> str:
    """What `to_html` returns, always by way of the parser. `text` is clean."""
    tokens = _fit(_PARSER.parse(text), heading_offset)
    html: str = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return _DEAD_LINK.sub(r"\1", _CLEANER.clean(html)).strip()


def plain(text: str) -> str:
    """The words of a Markdown text on one line, without markup: for titles, descriptions and needles. Not escaped."""
    text = clean(text)
    if _has_markup(text):
        text = "".join(_words(_fit(_PARSER.parse(text), None)))
    return " ".join(text.split())


def clean(text: str) -> str:
    r"""The text without characters that break a page or reorder its words; every line ends with `\n`."""
    if not _SUSPECT.search(text):
        return text
    return _SURROGATE.sub("\ufffd", _UNFIT.sub("", _BREAK.sub("\n", text)))


def _has_markup(text: str) -> bool:
    lines = f"\n{text}\n"
    return " \n" in lines or bool(_MARK.search(text) or _LINE_MARK.search(lines))


def _prose(text: str) -> str:
    paragraphs = re.split(r"\n{2,}", text.strip("\n"))
    return "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in paragraphs if paragraph)


def _fit(tokens: list[Token], heading_offset: int | None) -> list[Token]:
    """The tokens with headings where a page can take them, and with links that lead somewhere."""
    level = _TOP - 1
    fitted = list(_without_empty_blocks(tokens))
    for token in fitted:
        if token.type == "inline":
            token.children = list(_linked(token.children or []))
        elif token.type == "heading_open":
            level = _level(token, heading_offset, level)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "p" if heading_offset is None else f"h{level}"
    return fitted


def _level(token: Token, heading_offset: int | None, above: int) -> int:
    wanted = int(token.tag[1]) + (heading_offset or 0)
    top = min(_TOP + (heading_offset or 0), _DEEPEST)
    return min(max(wanted, top), max(above, top - 1) + 1, _DEEPEST)


def _without_empty_blocks(tokens: list[Token]) -> Iterator[Token]:
    """The tokens without headings and paragraphs that hold no words.

    A screen reader would announce them, and nothing would follow. A table's corner without words stops being a
    heading, for the same reason.
    """
    skip = 0
    for index, token in enumerate(tokens):
        if token.type in {"heading_open", "paragraph_open", "th_open"} and not _spoken(tokens[index + 1]):
            if token.type == "th_open":
                token.tag = tokens[index + 2].tag = "td"
            else:
                skip = 3  # the opening, its content and the closing
        if skip:
            skip -= 1
        else:
            yield token


def _spoken(token: Token) -> bool:
    return any(words.strip() for words in _words([token]))


def _linked(tokens: list[Token]) -> Iterator[Token]:
    """Inline tokens with the words of a picture in its place, and without links that have no words to follow."""
    kept: list[bool] = []
    for index, token in enumerate(tokens):
        if token.type == "link_open":
            kept.append(_named(tokens[index + 1 :]))
            if kept[-1]:
                yield token
        elif token.type == "link_close":
            if kept.pop():
                yield token
        elif token.type == "image":
            yield Token("text", "", 0, content="".join(_words([token])))
        else:
            yield token


def _named(rest: Iterable[Token]) -> bool:
    for token in rest:
        if token.type == "link_close":
            return False
        if _spoken(token):
            return True
    return False


def _words(tokens: Iterable[Token]) -> Iterator[str]:
    """The text of tokens, with a line break wherever a reader would see one."""
    for token in tokens:
        if token.type in {"inline", "image"}:
            yield from _words(token.children or [])
        elif token.type in {"text", "code_inline"}:
            yield token.content
        elif token.type == "list_item_open" and token.info:
            # "2019. That was the year" is a list to the parser, and a sentence to whoever said it.
            yield f"\n{token.info}{token.markup} "
        elif token.type in {"softbreak", "hardbreak"} or token.block:
            yield "\n"


_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table").disable(list(_OFF))
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes=set(_SCHEMES),
    url_relative="deny",
    link_rel=_REL,
    clean_content_tags={"script", "style"},
)
# What is left of a link whose address the sanitiser refused.
_DEAD_LINK = re.compile(rf'<a rel="{_REL}">(.*?)</a>', re.DOTALL)
