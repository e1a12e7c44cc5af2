"""kept's kind of Markdown: what is markup, what is not supported, and which words a reader sees.

Pages and rules both use it, so that rules judge exactly the words that are shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token

# Not supported on purpose. Pictures come from the evidence folder, never from an address in a text. Indented and fenced
# code and underlined headings happen by accident when text is pasted from a letter or e-mail. And no words may
# disappear: a link definition (`[…]: not`) is shown as written.
_OFF = ("html_block", "html_inline", "code", "fence", "lheading", "reference")

NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17)
)
"""Code points that are never characters, for use in a character class."""

# Characters that a page must not contain or that show readers other words than the reviewer approved: control
# characters, direction overrides and embeddings (the marks U+200E, U+200F and U+061C stay, because Hebrew and Arabic
# need them), noncharacters.
_UNFIT = re.compile(f"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff{NONCHARACTERS}]")
_BREAK = re.compile("\r\n?|[\x0c\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")

# A quick test: most texts have none of these characters.
_SUSPECT = re.compile("[^\n -~\u00a0-\u1fff\u2010-\u2027\u2030-\u205f\u3000-\ud7ff]")

# Characters that the parser may interpret: emphasis, code, links, HTML, entities and tables; spaces that are trimmed or
# become entities; beginnings and ends of lines. A text without them is only paragraphs and needs no parser. A bracket
# alone is not one, because cuts are marked with […]. It ends the text of a link only before a parenthesis, perhaps with
# invisible characters between them.
_SPACES = r"\t\v\f\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_MARK = re.compile(rf"[\\`*_\]<>&|{_SPACES}](?:(?<!\])|[^\n -')-~])")
_LINE_MARK = re.compile(r"\n(?:[ #>+=:-]|\d{1,9}[.)])")

_SPECIAL = re.compile(r"[\\`*_\[\]<>&|]")
_TRAILING = re.compile(r"[ \t]+\n")
# Beginnings of lines that make a heading, a list, a table or a rule: `# `, `- `, `2. `.
_AT_START = re.compile(r"^([ \t]*(?:\d{1,9}(?=[.)]))?)([#+=:.)-])", re.MULTILINE)
_OF_A_LIST = re.compile(r"(?<=[^\n])\n(?=[ \t]*(?:\\[*+-]|\d{1,9}\\[.)]|[\u2022\u00b7\u2013])[ \t])")

PARSER = MarkdownIt("commonmark", {"html": False}).enable("table").disable(list(_OFF))
"""Parses a clean text into tokens."""


def plain(text: str) -> str:
    """The words of a Markdown text on one line, without markup, not escaped: for titles, descriptions and needles."""
    text = clean(text)
    if has_markup(text):
        text = "".join(words(PARSER.parse(text)))
    return " ".join(text.split())


def clean(text: str) -> str:
    r"""The text without characters that break a page or reorder its words; all lines end with `\n`."""
    if not _SUSPECT.search(text):
        return text
    return _SURROGATE.sub("\ufffd", _UNFIT.sub("", _BREAK.sub("\n", text)))


def escaped(text: str) -> str:
    """A plain text as Markdown that shows every character unchanged.

    Lines of a list stay lines. Other line breaks become spaces, as in Markdown, because authors wrap their lines.
    """
    text = clean(text)
    if not has_markup(text):
        return text
    return _OF_A_LIST.sub(r"\\\n", _AT_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", _TRAILING.sub("\n", text))))


def may_hide(text: str) -> bool:
    """True where there may be markup inside a word, so that a reader sees another word than is written."""
    return bool(_MARK.search(text))


def has_markup(text: str) -> bool:
    """True where the parser may find more than paragraphs in a text."""
    lines = f"\n{text}\n"
    return " \n" in lines or bool(may_hide(text) or _LINE_MARK.search(lines))


def words(tokens: Iterable[Token]) -> Iterator[str]:
    """The text of tokens, with line breaks where a reader sees them."""
    for token in tokens:
        if token.type in {"inline", "image"}:
            yield from words(token.children or [])
        elif token.type in {"text", "code_inline"}:
            yield token.content
        elif token.type == "list_item_open" and token.info:
            # The parser takes "2019. That was the year" for a list, but it is a sentence.
            yield f"\n{token.info}{token.markup} "
        elif token.type in {"softbreak", "hardbreak"} or token.block:
            yield "\n"
