"""Finds people's names in a text, a file name or a picture's metadata."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from ahocorasick_rs import AhoCorasick

from kept.language.word_lists import languages, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Part = Literal["name", "surname", "given name"]

_SHORTEST_GIVEN_NAME, _SHORTEST_SURNAME, _SHORTEST_GLUED = 3, 2, 5
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h"}
# Apostrophes that Unicode classes as letters: O\u02bcBrien is O'Brien.
_LETTERS |= dict.fromkeys("\u02b9\u02bb\u02bc", " ")
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa"})
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")


class Named(NamedTuple):
    """A person's name in a text."""

    person: str
    """The whole name that was searched for."""
    words: str
    """The words in the text."""
    start: int
    """The position in characters, from 0."""
    part: Part


class Names:
    """Several people's names, prepared for searching many texts.

    It finds whole names in either order, also written as one word; surnames; and given names of at least three letters.
    Accents and punctuation are ignored.
    """

    def __init__(self, people: Iterable[str]) -> None:
        parts: defaultdict[str, dict[tuple[str, Part], None]] = defaultdict(dict)
        for person in people:
            for pattern, part in _patterns(person):
                parts[pattern][person, part] = None
        self._parts = [tuple(owners) for owners in parts.values()]
        self._patterns = tuple(parts)

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick(self._patterns)

    def may_be_in(self, text: str) -> bool:
        """True where `find` might find a name: a quick test."""
        padded = f" {folded(text)} "
        return any(pattern in padded for pattern in self._patterns)

    def find(self, text: str, *, is_prose: bool = True) -> Iterator[Named]:
        """Every name in a text, in order; at each place only the longest name of a person.

        Args:
            text: words, a file name, or text from a picture's metadata.
            is_prose: True where a single name counts only with a capital ("they will" is not about Will); False where
                capitals do not matter.
        """
        padded = f" {folded(text)} "
        hits = self._automaton.find_matches_as_indexes(padded, overlapping=True)
        places = _places(text) if hits else []
        reached: dict[str, int] = {}
        for index, start, end in sorted(hits, key=lambda hit: (hit[1], -hit[2])):
            # The folded text and most patterns have a space at each end.
            is_padded = padded[start] == " "
            first, last = places[start - 1 + is_padded], places[end - 2 - is_padded]
            found = text[first : last + 1]
            for person, part in self._parts[index]:
                if end > reached.get(person, 0) and (not is_prose or part == "name" or _has_capital(found)):
                    reached[person] = end
                    yield Named(person, found, first, part)


def _places(text: str) -> list[int]:
    """For each character of the folded text, its position in the text."""
    places: list[int] = []
    is_apart = False
    for index, char in enumerate(text):
        for letter in _FOLD[ord(char)]:
            if letter == " ":
                is_apart = bool(places)
                continue
            places += [index] * (1 + is_apart)
            is_apart = False
    return places


def _has_capital(word: str) -> bool:
    """True for a word with a capital, or in a script without capitals."""
    return not word[0].islower()


def _patterns(person: str) -> Iterator[tuple[str, Part]]:
    surname, comma, given = person.partition(",")
    ordered = f"{given} {surname}" if comma else person
    for spelling in dict.fromkeys((ordered, ordered.translate(_SPELT_OUT))):
        tokens = [folded(token) for token in spelling.split()]
        named = [token for token in tokens if token and token not in _listed("titles")]
        yield from _of_one(named)


def _of_one(named: list[str]) -> Iterator[tuple[str, Part]]:
    """The patterns for the words of one name: `["ada", "mover"]`."""
    if not named:
        return
    together = " ".join(named)
    glued = together.replace(" ", "")
    if _is_unspaced(glued):
        yield glued, "name"
    if len(named) == 1:
        yield f" {together} ", "given name"
        return
    yield f" {together} ", "name"
    given, surname = named[:-1], named[-1]
    yield f" {given[0]} {surname} ", "name"
    yield f" {surname} {' '.join(given)} ", "name"
    # "PatO'Brien" is one word in a file name; its apostrophe has become a space.
    orders = ("".join(named), surname + given[0])
    for order in dict.fromkeys((*orders, *(order.replace(" ", "") for order in orders))):
        if len(order) >= _SHORTEST_GLUED:
            yield f" {order} ", "name"
    if len(surname) >= _SHORTEST_SURNAME:
        for name in dict.fromkeys((surname, surname.replace(" ", ""))):
            yield f" {name} ", "surname"
    for name in given:
        if len(name) >= _SHORTEST_GIVEN_NAME and name not in _listed("particles"):
            yield f" {name} ", "given name"


def _is_unspaced(name: str) -> bool:
    return bool(name) and unicodedata.name(name[0], "").startswith(_UNSPACED)


@cache
def _listed(table: str) -> frozenset[str]:
    return frozenset(folded(word) for language in languages() for word in words(language, "names").get(table, ()))


class _Fold(dict[int, str]):
    """Maps each character to a lower-case letter without accent, or to a space."""

    def __missing__(self, code: int) -> str:
        self[code] = read_as = _read_as(chr(code))
        return read_as


def _read_as(char: str) -> str:
    plain = unicodedata.normalize("NFKD", char.casefold())
    letters = [
        _LETTERS.get(letter, letter) for letter in plain if not unicodedata.category(letter).startswith(("M", "Cf"))
    ]
    # Digits separate words too: "ada2.png" names Ada.
    return "".join(letter if letter.isalpha() else " " for letter in letters)


_FOLD = _Fold()


def folded(text: str) -> str:
    """The letters of a text in lower case without accents, with single spaces between words."""
    return " ".join(text.translate(_FOLD).split())


def name_key(name: str | None) -> str:
    """The same for a name in capitals or not, with more spaces, or typed in another Unicode form; empty for None."""
    return " ".join(unicodedata.normalize("NFKC", name or "").casefold().split())
