"""Finds measurable statements in a text: amounts, percentages, multiples, comparisons."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache, partial
from itertools import zip_longest
from typing import NamedTuple

from kept.language.east_asian import NumberKind, numbers_in_context
from kept.language.grammar import EMOTICONS, MARK, ONE_NUMBER, Grammar, grammar_of
from kept.language.numerals import Numeral, numerals
from kept.language.plain_text import Prose, prose
from kept.language.superlatives import superlatives

_LAST_SMALL_NUMBER, _LAST_HOUR, _LAST_MINUTE = 20, 24, 59
_YEARS = range(1900, 2200)
_STARS = re.compile("[★⭐🌟✪✭✮☆](?: ?[★⭐🌟✪✭✮☆])+")
_EMPTY_STARS = " ☆"
_RUN = re.compile(ONE_NUMBER)
_ENDS = re.compile(r" ?(?:[.,;!?]|$)")
_NEAR = 60
"""The most characters between an amount and a number that means the same unit."""
_NEXT = re.compile(r" [\w'-]+")
_OPEN = frozenset(
    {"as", "than", "the", "so", "als", "wie", "que", "tan", "más", "de", "del", "le", "la", "el", "des", "der"}
    | {"in", "à", "d'", "en"}
)
"""After these words a comparison is quoted with one more word."""
_COUNTED = re.compile(r" ?[%‰]| ?[^\W\d_]{1,2}(?!\w)| (?:min|sec|hour|day|week|month|year)|[\d.,/]")
"""Before these, digits are a number and not an emoticon: <3 s, +1 %."""
_NAME = re.compile(r" ?(?!I\b)([^\W\d_])")
_NOUN = re.compile(r"[ \-]([^\W\d_][\w'-]*)")


class Kind(StrEnum):
    """The kinds of statement."""

    COUNT = "count"
    """A number of things: 14 boxes."""
    AMOUNT = "amount"
    """Time, money, distance: three days."""
    SHARE = "share"
    """A percentage, nine out of ten, five stars."""
    COMPARISON = "comparison"
    """Twice as fast, halved, from 9 to 3, number one."""
    FEW = "few"
    """A small number in words, which counts only with a change: two posts fewer, now three."""
    PLEDGE = "pledge"
    """A promise that a quote may repeat, which is not a claim by itself: within the hour."""


class Assertion(NamedTuple):
    """A statement in a text, with its position."""

    start: int
    end: int
    kind: Kind
    key: tuple[Decimal | str, ...]
    """The same for texts with the same statement, however it is written: `(24, "hour")`."""
    words: str


def assertions(text: str, language: str) -> tuple[Assertion, ...]:
    """The statements of a Markdown text, in order. For a language without word lists, only those with digits."""
    return tuple(entry for entry in everything(text, language) if entry.kind is not Kind.FEW)


@lru_cache(maxsize=1 << 13)
def everything(text: str, language: str) -> tuple[Assertion, ...]:
    """The statements of a text, including small numbers of things."""
    read = prose(text)
    found = _Search(read, grammar_of(language.partition("-")[0].lower()), language).run()
    return tuple(entry._replace(words=_quoted(read.words, entry)) for entry in sorted(found))


def _quoted(text: str, entry: Assertion) -> str:
    """The words of a statement; after "twice as" and "faster than" also the next word."""
    said = text[entry.start : entry.end]
    is_open = entry.kind is Kind.COMPARISON and said.split()[-1].lower() in _OPEN
    more = _NEXT.match(text, entry.end) if is_open else None
    return said + more[0] if more else said


class _Search:
    """The search of one text. What has been read is blanked out, so that it is not read twice."""

    def __init__(self, read: Prose, grammar: Grammar, language: str) -> None:
        self.read = read
        self.words = read.words
        self.text = read.lower
        self.grammar = grammar
        self.language = language
        self.rest = self.text
        self.numerals: dict[int, Numeral] = {}
        self.found: list[Assertion] = []

    def run(self) -> list[Assertion]:
        """All statements of the text, in no order."""
        self.rest = _written_over(self.rest, self._phrases(), " ")
        self._names()
        self._stars()
        self._east_asian()
        for numeral in numerals(self.text, self.language):
            if self.rest[numeral.start] != " ":
                self.numerals[numeral.start] = numeral
        if self.numerals:
            self.rest = _written_over(self.rest, [entry[:2] for entry in self.numerals.values()], MARK)
            for name, pattern, beside in self.grammar.passes:
                if beside is None or beside.are_in(self.rest):
                    understood: Callable[[re.Match[str]], bool] = getattr(self, f"_{name}")
                    self.rest = pattern.sub(partial(_blanked, understood), self.rest)
        return self.found

    def _phrases(self) -> list[tuple[int, int]]:
        """Reads phrases without a number, and returns their positions."""
        spans = []
        hits = list(self.grammar.phrases.find(self.text))
        for hit, after in zip_longest(hits, hits[1:]):
            end = hit.end
            match self.grammar.meanings[hit.phrase]:
                case "within":
                    found = self.grammar.within.match(self.text, hit.start)
                    # "Within an hour and a half" is an amount.
                    if found is None or (after and after.start < found.end()):
                        continue
                    end = found.end()
                    kind = Kind.PLEDGE if found["article"] in self.grammar.definite else Kind.AMOUNT
                    self._add(kind, hit.start, end, Decimal(1), self.grammar.units[found["unit"]])
                case "idioms" if hit.phrase in EMOTICONS and _COUNTED.match(self.text, end):
                    continue
                case "amounts":
                    self._add(Kind.AMOUNT, hit.start, end, *self.grammar.amounts[hit.phrase])
                case "counts":
                    self._add(Kind.COUNT, hit.start, end, hit.phrase)
                case "comparisons" if not self.grammar.expectation.match(self.text, hit.end):
                    self._add(Kind.COMPARISON, hit.start, end, hit.phrase)
            spans.append((hit.start, end))
        return spans

    def _names(self) -> None:
        """Finds "better than Acme" and "the best movers in Leeds", but not "better than Christmas"."""
        for hit in self.grammar.named.find(self.text):
            first = _NAME.match(self.words, hit.end)
            is_none = (self.grammar.expectation.match(self.text, hit.end), self.grammar.day.match(self.text, hit.end))
            if first and first[1].isupper() and not any(is_none):
                self._add(Kind.COMPARISON, hit.start, hit.end, hit.phrase)
        self._superlatives()

    def _superlatives(self) -> None:
        """Finds superlatives about a place, where nothing has been read yet."""
        taken = sorted(entry[:2] for entry in self.found)
        for start, end in superlatives(self.language.partition("-")[0].lower()).find(self.read):
            before = bisect_left(taken, (end, end))
            if before == 0 or taken[before - 1][1] <= start:
                self._add(Kind.COMPARISON, start, end, self.text[start:end])

    def _stars(self) -> None:
        """Finds drawn stars and counts the full ones."""
        for found in () if self.text.isascii() else _STARS.finditer(self.text):
            full = sum(char not in _EMPTY_STARS for char in found[0])
            self._add(Kind.SHARE, *found.span(), Decimal(full))

    def _east_asian(self) -> None:
        said = sorted(numbers_in_context(self.text))
        for start, end, what in said:
            if what is not NumberKind.FACT:
                self._add(Kind.SHARE if what is NumberKind.SHARE else Kind.COMPARISON, start, end, self.text[start:end])
        self.rest = _written_over(self.rest, [entry[:2] for entry in said], " ")

    def _comparison(self, found: re.Match[str]) -> bool:
        return self._add(Kind.COMPARISON, *found.span(), found[0].replace(MARK, ""), *self._values(found))

    def _share(self, found: re.Match[str]) -> bool:
        values = self._values(found)
        if found[0][0] != MARK:
            values.insert(0, Decimal(1))  # one in ten
        if len(values) > 1 and (values[0] > values[1] or self._is_year(self._numerals(found)[-1])):
            return False
        return self._add(Kind.SHARE, *found.span(), *values)

    def _harmless(self, found: re.Match[str]) -> bool:
        """True for "room 14", but not for "the room 14 degrees warmer"."""
        return found[0][-1] != MARK or not self.grammar.unit.match(self.rest, found.end())

    def _clock(self, found: re.Match[str]) -> bool:
        """True for "at 9", a time of day, but not for "at 9 addresses" and "by 9 days"."""
        times = all(
            numeral.value <= (_LAST_MINUTE if numeral.is_spelt else _LAST_HOUR) for numeral in self._numerals(found)
        )
        return times and not self._noun(found.end()) and not self.grammar.unit.match(self.rest, found.end())

    def _year(self, found: re.Match[str]) -> bool:
        is_year = all(self._is_year(numeral) for numeral in self._numerals(found))
        return is_year and not self.grammar.unit.match(self.rest, found.end())

    def _amount(self, found: re.Match[str]) -> bool:
        unit = self.grammar.units.get(found["unit"], found["unit"])
        return self._add(Kind.AMOUNT, *found.span(), self._values(found)[-1], unit)

    def _count(self, found: re.Match[str]) -> bool:
        numeral = self.numerals[found.start()]
        noun = self._noun(numeral.end)
        unit = None if noun else self._unit_before(numeral)
        if unit:
            return self._add(Kind.FEW, numeral.start, numeral.end, numeral.value, unit)
        if numeral.is_spelt and (not noun or numeral.value <= _LAST_SMALL_NUMBER):
            return noun is None or self._add(Kind.FEW, numeral.start, numeral.end + 1 + len(noun), numeral.value, noun)
        if not noun or not self.grammar.units:
            # In a language without lists, everything that looks like a year is one.
            return self._is_year(numeral) or self._add(Kind.COUNT, *found.span(), numeral.value)
        return self._add(Kind.COUNT, numeral.start, numeral.end + 1 + len(noun), numeral.value, noun)

    def _unit_before(self, numeral: Numeral) -> str | None:
        """The unit of an amount shortly before a number that ends its clause: 90 seconds; now it takes three."""
        if not _ENDS.match(self.text, numeral.end):
            return None
        index = bisect_left(self._amounts, (numeral.start,))
        end, unit = self._amounts[index - 1] if index else (-_NEAR, None)
        return unit if numeral.start - end <= _NEAR else None

    @cached_property
    def _amounts(self) -> list[tuple[int, str]]:
        """The end and the unit of each amount, in order; all are found before numbers without a unit are read."""
        return sorted((entry.end, str(entry.key[-1])) for entry in self.found if entry.kind is Kind.AMOUNT)

    def _noun(self, position: int) -> str | None:
        """The thing that is counted; None where there is only a number."""
        found = _NOUN.match(self.rest, position)
        return found[1] if found and found[1] not in self.grammar.function else None

    def _numerals(self, found: re.Match[str]) -> list[Numeral]:
        return [self.numerals[run.start()] for run in _RUN.finditer(self.rest, *found.span())]

    def _values(self, found: re.Match[str]) -> list[Decimal]:
        return [abs(numeral.value) for numeral in self._numerals(found)]

    def _is_year(self, numeral: Numeral) -> bool:
        is_long = numeral.end - numeral.start == len("2026")
        return is_long and not numeral.is_spelt and _YEARS.start <= numeral.value < _YEARS.stop

    def _add(self, kind: Kind, start: int, end: int, *key: Decimal | str) -> bool:
        self.found.append(Assertion(start, end, kind, key, ""))
        return True


def _written_over(text: str, spans: Iterable[tuple[int, int]], char: str) -> str:
    pieces, reached = [], 0
    for start, end in spans:
        pieces += [text[reached:start], char * (end - start)]
        reached = end
    return "".join([*pieces, text[reached:]])


def _blanked(understood: Callable[[re.Match[str]], bool], found: re.Match[str]) -> str:
    return " " * len(found[0]) if understood(found) else found[0]
