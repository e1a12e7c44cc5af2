"""Markdown as it is understood here: what is markup, what is left out, and which words a reader reads.

The pages and the rules both go by this, so that no rule judges other words than those that are shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token

# Left out on purpose. Pictures come from the evidence folder, never from an address in somebody's text. Indented and
# fenced code, and headings underlined with dashes, are made by accident when prose is pasted from a letter or an
# e-mail. And no words may vanish: the definition of a link elsewhere (`[…]: not`) is shown as it is written.
_OFF = ("html_block", "html_inline", "code", "fence", "lheading", "reference")

NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17)
)
"""What is no character and never will be, to be put into a class of characters."""

# What a page must not contain, and what shows a reader other words than the reviewer approved: control characters,
# overrides and embeddings of writing direction (the marks U+200E, U+200F and U+061C stay: Hebrew and Arabic need
# them), noncharacters.
_UNFIT = re.compile(f"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff{NONCHARACTERS}]")
_BREAK = re.compile("\r\n?|[\x0c\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")

# Most texts hold none of the above, and none needs more than one look.
_SUSPECT = re.compile("[^\n -~\u00a0-\u1fff\u2010-\u2027\u2030-\u205f\u3000-\ud7ff]")

# What may mean something to the parser: emphasis, code, links, HTML, entities and tables; a kind of space that is
# trimmed or becomes an entity; what begins or ends a line. A text without them is paragraphs, and needs no parser.
# A bracket alone is none: a cut is marked with […]. It ends the words of a link before a parenthesis only, which may
# follow on characters that are not shown.
_SPACES = r"\t\v\f\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_MARK = re.compile(rf"[\\`*_\]<>&|{_SPACES}](?:(?<!\])|[^\n -')-~])")
_LINE_MARK = re.compile(r"\n(?:[ #>+=:-]|\d{1,9}[.)])")

_SPECIAL = re.compile(r"[\\`*_\[\]<>&|]")
_TRAILING = re.compile(r"[ \t]+\n")
# What would begin a heading, a list, a table or a rule, where it begins a line: `# `, `- `, `2. `.
_AT_START = re.compile(r"^([ \t]*(?:\d{1,9}(?=[.)]))?)([#+=:.)-])", re.MULTILINE)
_OF_A_LIST = re.compile(r"(?<=[^\n])\n(?=[ \t]*(?:\\[*+-]|\d{1,9}\\[.)]|[\u2022\u00b7\u2013])[ \t])")

PARSER = MarkdownIt("commonmark", {"html": False}).enable("table").disable(list(_OFF))
"""Makes tokens of a text that is clean."""


def plain(text: str) -> str:
    """The words of a Markdown text on one line, without markup: for titles, descriptions and needles. Not escaped."""
    text = clean(text)
    if has_markup(text):
        text = "".join(words(PARSER.parse(text)))
    return " ".join(text.split())


def clean(text: str) -> str:
    r"""The text without characters that break a page or reorder its words; every line ends with `\n`."""
    if not _SUSPECT.search(text):
        return text
    return _SURROGATE.sub("\ufffd", _UNFIT.sub("", _BREAK.sub("\n", text)))


def escaped(text: str) -> str:
    """A plain text as the Markdown that shows every character of it as it is.

    Lines of a list stay lines; other line breaks are spaces, as in Markdown, for whoever writes wraps their lines.
    """
    text = clean(text)
    if not has_markup(text):
        return text
    return _OF_A_LIST.sub(r"\\\n", _AT_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", _TRAILING.sub("\n", text))))


def may_hide(text: str) -> bool:
    """True where there may be markup in the midst of a word, so that it is read otherwise than it is written."""
    return bool(_MARK.search(text))


def has_markup(text: str) -> bool:
    """True where the parser may find more in a text than paragraphs."""
    lines = f"\n{text}\n"
    return " \n" in lines or bool(may_hide(text) or _LINE_MARK.search(lines))


def words(tokens: Iterable[Token]) -> Iterator[str]:
    """The text of tokens, with a line break wherever a reader would see one."""
    for token in tokens:
        if token.type in {"inline", "image"}:
            yield from words(token.children or [])
        elif token.type in {"text", "code_inline"}:
            yield token.content
        elif token.type == "list_item_open" and token.info:
            # "2019. That was the year" is a list to the parser, and a sentence to whoever said it.
            yield f"\n{token.info}{token.markup} "
        elif token.type in {"softbreak", "hardbreak"} or token.block:
            yield "\n"
