"""A Markdown text as a reader sees it: without markup and invisible characters, with one style of quotes and spaces."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from html.entities import html5

from kept.language import markup

GLUE = "\u2060"
"""Replaces markup in the same length before it is dropped, so that positions stay the same."""

_SINGLE = "\u2018\u2019\u201a\u201b\u2032\u02bc\u02b9\u02bb\u055a\uff07`\u00b4\u2039\u203a"
_DOUBLE = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u300c\u300d\u300e\u300f\u300a\u300b\u05f4\u301d\u301e\u301f\uff02"
_HYPHENS = "\u2010\u2011\u2212\ufe63\uff0d\u05be"
_EN_DASHES, _EM_DASHES = "\u2012\u2013", "\u2014\u2015\u2e3a\u2e3b\ufe58"
_KEPT = "\u2026\u00a8\u00b8\u00af"

# Superscripts and fractions are excluded: 10² is not 102, and 1½ is not 11/2.
_RAISED = ("<super>", "<sub>", "<fraction>")
_SAME_SHAPE = ("<initial>", "<medial>", "<final>", "<isolated>")
_SAME_LETTER = ("<compat>", "<circle>", "<wide>", "<narrow>", "<font>", "<small>", *_SAME_SHAPE)


class _Fold(dict[int, str]):
    """Maps each character to the way it is read; filled on demand."""

    def __missing__(self, code: int) -> str:
        self[code] = read_as = _read_as(chr(code))
        return read_as


def _read_as(char: str) -> str:
    if char in _KEPT:
        return char
    category = unicodedata.category(char)
    if category in {"Cf", "Me"} or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return ""
    if category in {"Zs", "Zl", "Zp", "Cc"}:
        return " "
    made_of = unicodedata.decomposition(char)
    if made_of.startswith(_SAME_LETTER):
        return unicodedata.normalize("NFKC", char)
    if category == "No" and not made_of.startswith(_RAISED):
        return _digits(char)
    return char


def _digits(char: str) -> str:
    """A single character that is a whole number, in digits: ➎, ➓. A fraction stays as it is."""
    value = unicodedata.numeric(char)
    return str(int(value)) if value.is_integer() else char


_FOLD = _Fold(
    str.maketrans(
        dict.fromkeys(_SINGLE, "'")
        | dict.fromkeys(_DOUBLE, '"')
        | dict.fromkeys(_HYPHENS, "-")
        | dict.fromkeys(_EN_DASHES, "\u2013")
        | dict.fromkeys(_EM_DASHES, "\u2014")
        # The only letter that becomes longer in lower case, which would shift all later positions.
        | {"\u0130": "I"}
    )
)

# Characters that may be read as something else; most of a text is ASCII letters and spaces.
_ODD = re.compile(r"[^ -_a-~]+")
# Possible markup; most texts have none.
_SUSPECT = re.compile(r"[*_`\\\[<>#&]|^[ \t]*[-+]", re.MULTILINE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~\n])")
_LINE = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+|^[ \t]{0,3}#{1,6}[ \t]", re.MULTILINE)
_ITEM = re.compile(r"^[ \t]*[-+*][ \t]", re.MULTILINE)
# Only certain links are treated as links. The words in all others are shown, so they must be checked.
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:https?://|mailto:)[^\s()<>]*\)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]*)>")
_EMPHASIS = re.compile(r"(?<!\d)\*+|\*+(?!\d)|`+|\b_+|(?<!_)_+\b")


@dataclass(frozen=True, slots=True)
class Prose:
    """A text, and the same text as it is read."""

    raw: str
    words: str
    """The words with quotes, dashes and letters in one style, single spaces and no markup; capitals are kept."""
    is_plain: bool = False
    """True where nothing in the text is markup, so that an asterisk is an asterisk."""

    @property
    def lower(self) -> str:
        """The words in lower case, with every letter in the same position as in `words`."""
        return self.words.lower()

    def place(self, position: int) -> tuple[int, int]:
        """The place in the text of a character of `words`: lines below the first, and the column from 1.

        With unusual markup it may be a few characters off.
        """
        plain = self.raw if self.is_plain else _without_markup(self.raw)
        reach = bisect_right(range(len(plain) + 1), position, key=lambda end: len(fold(plain[:end])))
        before = self.raw[: max(reach - 1, 0)]
        return before.count("\n"), len(before) - (before.rfind("\n") + 1) + 1


@lru_cache(maxsize=1 << 15)
def prose(text: str) -> Prose:
    """A Markdown text as it is read on a page."""
    return Prose(text, fold(markup.plain(text)))


@lru_cache(maxsize=1 << 13)
def plain_prose(text: str) -> Prose:
    """A plain text as it is read on a page, without any markup."""
    return Prose(text, fold(markup.clean(text)), is_plain=True)


def fold(text: str) -> str:
    """The text with quotes, dashes, spaces and letters in one style, and without invisible characters."""
    if not text.isascii() or "\0" in text:
        text = _ODD.sub(_folded, unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def _folded(found: re.Match[str]) -> str:
    return found[0].translate(_FOLD)


def _without_markup(text: str) -> str:
    """The text in which markup is replaced by invisible characters of the same length, so that positions stay."""
    if not _SUSPECT.search(text):
        return text
    if "&" in text:
        text = _ENTITY.sub(_decoded, text)
    text = _ESCAPE.sub(GLUE, text)
    text = _ITEM.sub(_spaces, _LINE.sub(_spaces, text))
    text = _AUTOLINK.sub(_inside, _LINK.sub(_inside, text))
    return _EMPHASIS.sub(lambda found: GLUE * len(found[0]), text)


def _decoded(found: re.Match[str]) -> str:
    """The character of an entity like `&amp;`, padded to the same length. Unknown entities are shown as written."""
    name = found[0]
    return (unescape(name) if name[1] == "#" else html5.get(name[1:], name)).ljust(len(name), GLUE)


def _spaces(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _inside(found: re.Match[str]) -> str:
    start, end = (edge - found.start() for edge in found.span(1))
    return GLUE * start + found[1] + GLUE * (len(found[0]) - end)
