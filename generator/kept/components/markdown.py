"""Turns Markdown from other people into HTML that is safe.

There are two independent protections: the parser has only rules for prose (no raw HTML, no pictures), and its output
goes through an allow-list of elements.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

import nh3
from markdown_it.token import Token

from kept.language.markup import PARSER, clean, has_markup, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TAGS = frozenset(
    "p br em strong ul ol li blockquote code h2 h3 h4 a table thead tbody tr th td".split()  # noqa: SIM905  easier to read
)
_SCHEMES = frozenset({"http", "https", "mailto"})
_TOP, _DEEPEST = 2, 4

# nofollow, ugc: search engines must not treat a customer's link as ours. noreferrer (includes noopener): the linked
# page must not learn the address of an internal page.
_REL = "nofollow noreferrer ugc"


def to_html(text: str, *, heading_offset: int | None = 0) -> str:
    """Sanitised HTML of a Markdown text.

    Headings start at h2, never skip a level and end at h4, so that they fit under a page's h1. `heading_offset` lowers
    them; None turns them into paragraphs, because a quote is not part of a page's outline. A link that is not absolute
    http, https or mailto becomes plain text: the same text is on several pages, so a relative link has no clear target.
    """
    text = clean(text)
    if not has_markup(text):
        return _prose(text)
    return parsed(text, heading_offset=heading_offset)


def parsed(text: str, *, heading_offset: int | None = 0) -> str:
    """The result of `to_html`, always made by the parser. `text` must be clean."""
    tokens = _fit(PARSER.parse(text), heading_offset)
    html: str = PARSER.renderer.render(tokens, PARSER.options, {})
    return _DEAD_LINK.sub(r"\1", _CLEANER.clean(html)).strip()


def _prose(text: str) -> str:
    paragraphs = re.split(r"\n{2,}", text.strip("\n"))
    return "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in paragraphs if paragraph)


def _fit(tokens: list[Token], heading_offset: int | None) -> list[Token]:
    """The tokens with headings that fit the page and links that lead somewhere."""
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
    """The tokens without headings and paragraphs that have no words.

    A screen reader would announce them with nothing after them. For the same reason an empty corner of a table is not a
    heading.
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
    return any(words.strip() for words in words([token]))


def _linked(tokens: list[Token]) -> Iterator[Token]:
    """Inline tokens in which a picture is replaced by its words, and links without words are removed."""
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
            yield Token("text", "", 0, content="".join(words([token])))
        else:
            yield token


def _named(rest: Iterable[Token]) -> bool:
    for token in rest:
        if token.type == "link_close":
            return False
        if _spoken(token):
            return True
    return False


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes=set(_SCHEMES),
    url_relative="deny",
    link_rel=_REL,
    clean_content_tags={"script", "style"},
)
# The rest of a link whose address the sanitiser refused.
_DEAD_LINK = re.compile(rf'<a rel="{_REL}">(.*?)</a>', re.DOTALL)
