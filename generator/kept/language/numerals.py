"""Finds numbers in a text: in digits of any script, and in words."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from kept.language.phrases import Phrases, is_whole
from kept.language.word_lists import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.language.phrases import Hit

_HUNDRED, _THOUSAND = 100, 1000
_LONGEST = 15
_PARTS = "½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
_FRACTIONS = {char: Decimal(f"{unicodedata.numeric(char):.3f}").normalize() for char in _PARTS}
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"
_LOWERED = str.maketrans(_RAISED, "0123456789" * 2)
_SHORT = ("k 1000",)
"""Suffixes that multiply digits in every language."""
_NUMBER = (
    r"(?P<sign>(?<!\w)[+-])?(?:(?P<number>\d{1,3}(?: \d{3})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,']\d+)*)"
    rf"(?P<half>[{_PARTS}])?(?P<suffix>[^\W\d_]*)|(?P<alone>[{_PARTS}]))"
)
_DIGIT = re.compile(rf"[\d{_PARTS}{_RAISED}]")


class Numeral(NamedTuple):
    """A number in a text."""

    start: int
    end: int
    value: Decimal
    is_spelt: bool


class _Spelling(NamedTuple):
    """How numbers are written in one language."""

    values: dict[str, int]
    phrases: Phrases
    joints: frozenset[str]
    """Words between the parts of one number: "two hundred and ten"."""
    decimal: str
    short: dict[str, int]
    """Suffixes that multiply digits: "10k", "1.5bn"."""
    suffixes: frozenset[str]
    """Suffixes that may follow digits directly: "24h", "5km", "2x", "95percent". With others the digits are a code."""
    digits: re.Pattern[str]
    """A number in digits, or something `other` that is written with digits."""


def numerals(text: str, language: str) -> tuple[Numeral, ...]:
    """The numbers in a text in lower case, in order.

    Times of day, dates, ordinals, codes, and a single "one", which is rarely a number, are left out.
    """
    spelling = _spelling(language)
    found = [*_in_words(text, spelling), *_in_digits(text, spelling)]
    return tuple(sorted(found))


@cache
def _spelling(language: str) -> _Spelling:
    lists = words(language, "claims")
    values = {word: value for value, word in enumerate(lists.get("cardinals", ()))}
    values |= {word.replace("-", " "): value for word, value in values.items()}
    for entry in lists.get("scales", ()):
        word, _, value = entry.rpartition(" ")
        values[word] = int(value)
    units = {word for group in lists.get("units", ()) for word in group.split()}
    percent = lists.get("percent", ())
    short = {word: int(value) for word, value in (entry.split() for entry in lists.get("short", _SHORT))}
    return _Spelling(
        values=values,
        phrases=Phrases(values),
        joints=frozenset(("", " ", "-", *(f" {word} " for word in lists.get("and", ())), *lists.get("and", ()))),
        decimal=lists.get("decimal", (".",))[0],
        short=short,
        suffixes=frozenset(("", "x", *short, *percent, *units)),
        digits=_digits(percent),
    )


def _digits(percent: Iterable[str]) -> re.Pattern[str]:
    """Digits in a text. A percentage is always a number, even after other characters: on-time-95%."""
    words = "".join(rf"|{re.escape(word)}(?!\w)" for word in percent)
    return re.compile(
        r"(?P<other>"
        r"\d{1,2}[:h]\d{2}(?!\d)"  # a time of day
        r"|\d{1,4}(?P<mark>[-/.])\d{1,2}(?P=mark)\d{2,4}(?!\d)"  # a date
        r"|(?!(?<!\w)x\d+(?:[.,]\d+)?(?!\w))"  # but x2 is a number
        r"[^\W\d_]-?\d[\w-]*+(?:[.,]\d+)*+"  # a road, a postcode, a part: A66
        r"|0\d[\d ]*+"  # a telephone number
        rf")(?P<share> ?(?:[%‰]{words}))?"
        rf"|(?<![{_RAISED}])(?P<raised>[{_RAISED}]++)(?= ?[%‰])|{_NUMBER}"
    )


def _in_words(text: str, spelling: _Spelling) -> Iterator[Numeral]:
    parts: list[Hit] = []
    for hit in spelling.phrases.pieces(text):
        if parts and not _belongs(text, parts[-1], hit, spelling):
            yield from _spelt(text, parts, spelling)
            parts = []
        parts.append(hit)
    yield from _spelt(text, parts, spelling)


def _belongs(text: str, last: Hit, hit: Hit, spelling: _Spelling) -> bool:
    is_scaled = max(spelling.values[last.phrase], spelling.values[hit.phrase]) >= _HUNDRED
    return is_scaled and text[last.end : hit.start] in spelling.joints


def _spelt(text: str, parts: list[Hit], spelling: _Spelling) -> Iterator[Numeral]:
    if not parts or not is_whole(text, parts[0].start, parts[-1].end):
        return
    whole = current = 0
    for part in parts:
        value = spelling.values[part.phrase]
        if value < _HUNDRED:
            current += value
        elif value < _THOUSAND:
            current = max(current, 1) * value if current < _HUNDRED else current + value
        else:
            whole, current = whole + max(current, 1) * value, 0
    value = whole + current
    # "a hundred" and "a thousand thanks" count nothing, nor does "one" in "one was kind".
    is_idle = value == 1 or (len(parts) == 1 and value in {100, 1000, 1_000_000, 1_000_000_000})
    if not is_idle:
        yield Numeral(parts[0].start, parts[-1].end, Decimal(value), is_spelt=True)


def _in_digits(text: str, spelling: _Spelling) -> Iterator[Numeral]:
    for found in _written_with_digits(text, spelling):
        if found["share"]:
            yield from _at_the_end(found["other"].rstrip(), found.start(), spelling)
        elif not found["other"]:
            yield from _written(found, spelling)


def _written_with_digits(text: str, spelling: _Spelling) -> Iterator[re.Match[str]]:
    """Every match of the spelling's pattern. A match begins at most two characters before its first digit."""
    reached = 0
    while digit := _DIGIT.search(text, reached):
        found = spelling.digits.search(text, max(digit.start() - 2, reached))
        if found is None:
            return
        yield found
        reached = found.end()


def _at_the_end(code: str, start: int, spelling: _Spelling) -> Iterator[Numeral]:
    """The percentage at the end of something that looks like a code."""
    length = len(list(takewhile(lambda char: char.isdecimal() or char in ".,", reversed(code))))
    number = code[len(code) - length :].lstrip(".,")
    if 0 < len(number) <= _LONGEST:
        end = start + len(code)
        yield Numeral(end - len(number), end, _value(number, spelling.decimal), is_spelt=False)


def _written(found: re.Match[str], spelling: _Spelling) -> Iterator[Numeral]:
    suffix = found["suffix"] or ""
    number = found["number"] or (found["raised"] or "0").translate(_LOWERED)
    if suffix in spelling.suffixes and len(number) <= _LONGEST:
        value = _value(number, spelling.decimal) + _FRACTIONS.get(found["half"] or found["alone"] or "", 0)
        end = found.end() if suffix in spelling.short else found.end() - len(suffix)
        yield Numeral(found.start(), end, value * spelling.short.get(suffix, 1), is_spelt=False)


def _value(number: str, decimal: str) -> Decimal:
    """The value of digits: 9,240 and 9.240 are the same number in two languages, and 9,24 has no thousands."""
    if number.isascii() and number.isdigit():
        return Decimal(number)
    marks = [mark for mark in number if not mark.isdigit()]
    tail = re.split(r"\D", number)[-1]
    is_decimal = len(set(marks)) == 2 or (  # noqa: PLR2004  thousands and decimals have different separators
        len(marks) == 1 and marks[0] in ".," and (marks[0] == decimal or len(tail) != 3)  # noqa: PLR2004  a thousand
    )
    whole = re.sub(r"\D", "", number)
    digits = "".join(str(int(digit)) for digit in whole)
    return Decimal(digits).scaleb(-len(tail)) if is_decimal else Decimal(digits)
