"""Splits a page into its tags and raw elements, and its words.

Browsers have special rules for the end of a comment, a title and a script. A parser that does not know them would see
another page than the visitor. Where the two could still differ (a tag with another tag inside its quotes), both
readings are returned.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_RAW = ("script", "style", "title", "textarea", "noscript", "iframe", "noembed", "noframes", "xmp")
_INSIDE = r"""[^'">]*+(?:"[^"]*+"[^'">]*+|'[^']*+'[^'">]*+)*+"""
_COMMENT = r"<!--(?:-?>|.*?(?:--!?>|\Z))"
_SPACE = r" \t\n\r\f"  # for a browser; Python knows more
_END = rf"(?=[{_SPACE}/>])"
_RAW_ELEMENTS = "|".join(rf"<{name}{_END}{_INSIDE}>.*?</{name}{_END}[^>]*>" for name in _RAW)
_LETTERS = re.IGNORECASE | re.ASCII  # a long s (U+017F) is not an s in HTML
_MARKUP = re.compile(rf"({_COMMENT}|{_RAW_ELEMENTS}|<[A-Za-z/!?]{_INSIDE}>)", re.DOTALL | _LETTERS)

# The same for the text between two "<".
_WHOLE = re.compile(rf"[A-Za-z/!?]{_INSIDE}>")
_RAW_OPENING = re.compile(rf"({'|'.join(_RAW)}){_END}", _LETTERS)
_RAW_CLOSING = re.compile(rf"/({'|'.join(_RAW)}){_END}", _LETTERS)

_NAME = re.compile(rf"<([A-Za-z][^{_SPACE}/>]*)")
_VALUE = rf"""(?:[{_SPACE}]*=[{_SPACE}]*("[^"]*"|'[^']*'|[^{_SPACE}>"'][^{_SPACE}>]*))?"""
_ATTRIBUTE = re.compile(rf"""[{_SPACE}/"']([^{_SPACE}/>="'][^{_SPACE}/>=]*){_VALUE}""")
_CONTENT = re.compile(rf"<[A-Za-z]+{_INSIDE}>(.*)</[A-Za-z]+[^>]*>", re.DOTALL)
# A word with formatting inside is one word: `un<em>believ</em>able`.
_FORMATTING = re.compile(r"</?(?:em|strong|b|i|a|mark|code|wbr)[\s/>]")
_GLUE = "\0"
_TORN = re.compile(r" \0(?<=[^\W_] \0)")
# Tags inside these are not searched for again; in a drawing on a page even a style is an ordinary tag.
_OPAQUE = ("<script", "<!--")
_REMEMBERED = 50_000


class Markup(NamedTuple):
    """The two parts of a page."""

    words: str
    """All text outside tags, with a space for each tag that does not just format part of a word."""
    tokens: AbstractSet[str]
    """Every tag, comment and raw element, as written."""
    pieces: Sequence[str]
    """What follows each "<": a tag and the text after it, in order; of raw elements and comments only that text."""


class Tag(NamedTuple):
    """A start tag, or a whole raw element such as a script."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    """Names in lower case, values with decoded character references."""
    content: str | None
    """The content of a raw element; None for a plain tag."""

    def get(self, name: str) -> str | None:
        """The first value of an attribute."""
        return next((value for key, value in self.attributes if key == name), None)


def split(page: str) -> Markup:
    """A page, split into its tags, texts, comments and scripts."""
    first, *rest = _MARKUP.split(page)
    tokens, words = rest[::2], rest[1::2]
    pieces = list(map(_piece, tokens, words))
    return _markup([first, *map(_glued, tokens, words)], _with_nested(set(tokens), tokens), pieces)


class Splitter:
    """Splits many similar pages; the result is that of `split`, but faster."""

    def __init__(self) -> None:
        # By text after a "<" that is one whole tag with the words after it: those words and the tag.
        self._words: dict[str, str] = {}
        self._tags: dict[str, str] = {}
        # By first piece of a raw element, such as a script of the theme: all its pieces, and its whole text.
        self._raw: dict[str, tuple[list[str], str]] = {}

    def split(self, page: str) -> Markup:
        """The same, with what earlier pages had in common looked up instead of read again."""
        if len(self._words) > _REMEMBERED:
            for memory in (self._words, self._tags, self._raw):
                memory.clear()
        first, *pieces = page.split("<")
        words = list(map(self._words.get, pieces))
        raw: list[str] = []
        for index in _unknown(words):
            words[index] = self._learned(pieces[index])
            if words[index] is None:
                element, token = self._raw_element(pieces, index)
                if not element:
                    return split(page)
                end = index + len(element)
                words[index : end + 1] = [pieces[end].partition(">")[2]]
                pieces[index : end + 1] = [f">{words[index]}"]
                raw.append(token)
        tokens = {token for token in set(map(self._tags.get, pieces)) if token}
        tokens.update(raw)
        every = [first, *cast("list[str]", words)]  # all gaps have been filled
        return _markup(every, _with_nested(tokens, raw), pieces)

    def _raw_element(self, pieces: list[str], start: int) -> tuple[list[str], str]:
        """The raw element that begins at `start`: its pieces before the end tag, and its whole text.

        Empty where unclear.
        """
        known, token = self._raw.get(pieces[start], ([], ""))
        if (
            known
            and pieces[start : start + len(known)] == known
            and token.endswith(_end_tag(pieces, start + len(known)))
        ):
            return known, token
        end = _end_of_raw(pieces, start)
        known = pieces[start:end]
        token = "<".join(["", *known, _end_tag(pieces, end)[1:]]) if known else ""
        self._raw[pieces[start]] = known, token
        return known, token

    def _learned(self, piece: str) -> str | None:
        if piece in self._raw:
            return None
        whole = _WHOLE.match(piece)
        if not whole or piece.startswith("!--") or _RAW_OPENING.match(piece):
            return None
        self._tags[piece] = token = f"<{whole[0]}"
        self._words[piece] = words = _glued(token, piece[whole.end() :])
        return words


def _glued(token: str, words: str) -> str:
    """The words, with a mark before them if they directly continue the word before their tag."""
    return _GLUE + words if words[:1].isalnum() and _FORMATTING.match(token) else words


def _piece(token: str, words: str) -> str:
    """A tag without its "<" and the words after it; of anything else only the words, behind a ">"."""
    is_tag = _WHOLE.fullmatch(token, 1) and not _RAW_OPENING.match(token, 1)
    return f"{token[1:] if is_tag else '>'}{words}"


def _markup(words: list[str], tokens: set[str], pieces: Sequence[str]) -> Markup:
    return Markup(_TORN.sub("", " ".join(words)).replace(_GLUE, ""), tokens, pieces)


def _unknown(found: list[str | None]) -> Iterator[int]:
    """The indices of empty places in a list that changes during the loop."""
    index = -1
    with suppress(ValueError):
        while True:
            yield (index := found.index(None, index + 1))


def _end_of_raw(pieces: list[str], start: int) -> int:
    """The index of the piece that ends the raw element at `start`; `start` itself where that is unclear."""
    opening = _RAW_OPENING.match(pieces[start])
    if opening and _WHOLE.match(pieces[start]):
        for index in range(start + 1, len(pieces)):
            closing = _RAW_CLOSING.match(pieces[index]) if pieces[index][:1] == "/" else None
            if closing and closing[1].lower() == opening[1].lower():
                return index if ">" in pieces[index] else start
    return start


def _end_tag(pieces: list[str], index: int) -> str:
    """The end tag at the beginning of a piece, with both brackets."""
    if index >= len(pieces) or ">" not in pieces[index]:
        return "<"
    return f"<{pieces[index].partition('>')[0]}>"


def _with_nested(tokens: set[str], suspects: Iterable[str]) -> set[str]:
    """The tokens, and those that a browser might see inside tokens with a further "<"."""
    for token in suspects:
        last = token.rfind("<")
        holds_more = last and (token.find("<", 1) < last or token[last + 1 : last + 2] != "/")
        if holds_more and not token[:8].lower().startswith(_OPAQUE):
            tokens |= split(token[1:]).tokens
    return tokens


@lru_cache(maxsize=1_000)
def tag(token: str) -> Tag | None:
    """A token as a tag; None for an end tag, a comment or a declaration.

    Remembered, because several rules look at the same tag of a page.
    """
    name = _NAME.match(token)
    if not name:
        return None
    whole = _CONTENT.fullmatch(token) if name[1].lower() in _RAW else None
    opening = token[: whole.start(1)] if whole else token
    attributes = tuple(
        (key.lower(), unescape(_unquoted(value))) for key, value in _ATTRIBUTE.findall(opening, name.end())
    )
    return Tag(name[1].lower(), attributes, whole[1] if whole else None)


def _unquoted(value: str) -> str:
    return value[1:-1] if value[:1] in {'"', "'"} else value
