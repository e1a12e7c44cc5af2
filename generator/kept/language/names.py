"""Whether a text, a file name or the metadata of a picture names somebody."""

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
# Apostrophes that count as letters: O\u02bcBrien is O'Brien.
_LETTERS |= dict.fromkeys("\u02b9\u02bb\u02bc", " ")
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa"})
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")


class Named(NamedTuple):
    """Somebody's name in a text."""

    person: str
    """The whole name, as it was asked for."""
    words: str
    """As they stand in the text."""
    start: int
    """Where, counted in characters from 0."""
    part: Part


class Names:
    """The names of some people, prepared once, to be looked for in any number of texts.

    Found are whole names, in either order and also written as one word; surnames; and given names of three letters or
    more, as whole words. Accents and punctuation make no difference.
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
        """True where `find` might find one: a quick look at many texts at once."""
        padded = f" {folded(text)} "
        return any(pattern in padded for pattern in self._patterns)

    def find(self, text: str, *, is_prose: bool = True) -> Iterator[Named]:
        """Every name in a text, in its order; of one person's names at one place, the longest.

        Args:
            text: words, a file name, or what a picture's metadata says.
            is_prose: a single name counts only with a capital ("they will" is not about Will). Else no matter how.
        """
        padded = f" {folded(text)} "
        hits = self._automaton.find_matches_as_indexes(padded, overlapping=True)
        places = _places(text) if hits else []
        reached: dict[str, int] = {}
        for index, start, end in sorted(hits, key=lambda hit: (hit[1], -hit[2])):
            # The folded text has a space at each end, and so have most patterns.
            is_padded = padded[start] == " "
            first, last = places[start - 1 + is_padded], places[end - 2 - is_padded]
            found = text[first : last + 1]
            for person, part in self._parts[index]:
                if end > reached.get(person, 0) and (not is_prose or part == "name" or _has_capital(found)):
                    reached[person] = end
                    yield Named(person, found, first, part)


def _places(text: str) -> list[int]:
    """For each character of the folded text, where it stands in the text."""
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
    """True too for scripts that have no capitals."""
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
    # "PatO'Brien" is one word to whoever names a file, and has a space where an apostrophe was.
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
    """Character by character, a letter without its accent in lower case, or a space."""

    def __missing__(self, code: int) -> str:
        self[code] = read_as = _read_as(chr(code))
        return read_as


def _read_as(char: str) -> str:
    plain = unicodedata.normalize("NFKD", char.casefold())
    letters = [
        _LETTERS.get(letter, letter) for letter in plain if not unicodedata.category(letter).startswith(("M", "Cf"))
    ]
    # Digits separate too: "ada2.png" names Ada.
    return "".join(letter if letter.isalpha() else " " for letter in letters)


_FOLD = _Fold()


def folded(text: str) -> str:
    """The letters of a text in lower case and without accents, its words between single spaces."""
    return " ".join(text.translate(_FOLD).split())
