"""The patterns of statements with numbers, for each language, made from its word lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from kept.language.phrases import Phrases
from kept.language.word_lists import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    _Lists = Mapping[str, tuple[str, ...]]

MARK = "\0"
"""A placeholder for each character of a number, so that patterns do not depend on how numbers are written."""
ONE_NUMBER = f"{MARK}++"
"""A whole number, never a part of one."""
EMOTICONS = ("<3", "</3", ":3", ";3", "=3", "+1", "+10", "8)")
"""Signs with digits that count nothing in any language."""

_MONEY = "[£€$¥]"
_SHARES = ("# %", "#%", "# ‰", "#‰", "#/#", "# / #", "#:#")
"""Percentages and ratios, as written in every language."""
_BEFORE, _AFTER = re.compile(r"[^#*]*#"), re.compile(r"#[^#*]*")


class Pass(NamedTuple):
    """One kind of pattern with a number."""

    name: str
    """The method of the search in `assertions` that reads its matches."""
    pattern: re.Pattern[str]
    beside: Phrases | None = None
    """The words that must be next to a number for the pattern to match; a quick test."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language's patterns for statements with numbers."""

    phrases: Phrases
    meanings: dict[str, str]
    """By phrase: `idioms`, `counts`, `comparisons`, `amounts` or `within`."""
    named: Phrases
    """Phrases that are comparisons if a name follows."""
    amounts: dict[str, tuple[Decimal, str]]
    units: dict[str, str]
    definite: frozenset[str]
    function: frozenset[str]
    expectation: re.Pattern[str]
    day: re.Pattern[str]
    within: re.Pattern[str]
    unit: re.Pattern[str]
    passes: tuple[Pass, ...]
    """The patterns, in the order in which they are searched."""


@cache
def grammar_of(language: str) -> Grammar:
    """The patterns of a language, by the first part of its tag; without lists only those in digits match."""
    lists = words(language, "claims")
    units = {word: group.split()[0] for group in lists.get("units", ()) for word in group.split()}
    amounts = {}
    for entry in lists.get("amounts", ()):
        phrase, _, amount = entry.partition(" = ")
        value, _, name = amount.partition(" ")
        amounts[phrase] = (Decimal(value), name)
    meanings = {
        phrase.partition(" = ")[0]: name
        for name in ("within", "amounts", "counts", "comparisons", "idioms")
        for phrase in written_out(lists.get(name, ()), lists)
    } | dict.fromkeys(EMOTICONS, "idioms")
    templates = partial(_templates, lists=lists)
    article = _any((*lists.get("articles", ()), *lists.get("definite", ())))
    unit = f"(?:{_any(lists.get('between', ()))} )?(?P<unit>{_any(units)})"
    span = rf"(?: ?{_any(('-', '–', *lists.get('ranges', ())))} ?{_MONEY}?{ONE_NUMBER})?"  # noqa: RUF001  a dash
    return Grammar(
        phrases=Phrases(meanings),
        meanings=meanings,
        named=Phrases(written_out(lists.get("named", ()), lists)),
        amounts=amounts,
        units=units,
        definite=frozenset(lists.get("definite", ())),
        function=frozenset(lists.get("function", ())),
        expectation=re.compile(rf" ?{_any(lists.get('expectations', ()))}(?!\w)"),
        day=re.compile(rf" {_any(lists.get('calendar', ()))}(?!\w)"),
        within=re.compile(rf"{_any(lists.get('within', ()))} ?(?P<article>{article}) ?{unit}(?!\w)"),
        unit=re.compile(rf"[ -]?{unit}(?!\w)"),
        passes=(
            templates("comparison", lists.get("multiples", ())),
            templates("share", (*_SHARES, *_percentages(lists), *lists.get("shares", ()))),
            templates("harmless", lists.get("harmless", ())),
            templates("clock", lists.get("clocks", ())),
            templates("comparison", lists.get("changes", ()), tail=f"(?:[ -]?{unit})?"),
            templates("year", lists.get("years", ())),
            Pass("amount", re.compile(rf"(?P<unit>{_MONEY}) ?{ONE_NUMBER}{span}")),
            Pass("amount", re.compile(rf"{ONE_NUMBER}{span}[ -]?{unit}(?!\w)")),
            Pass("count", re.compile(ONE_NUMBER)),
        ),
    )


def _any(entries: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first; it never matches where there are none."""
    longest = sorted(entries, key=lambda entry: (-len(entry), entry))
    return f"(?:{'|'.join(map(re.escape, longest))})" if longest else "(?!)"


_PLACES = {"~": "fractions", "^": "comparatives", "&": "customers", "¤": "firms", "@": "calendar"}
"""Signs in the lists that stand for any word of another list."""


def written_out(entries: Iterable[str], lists: _Lists) -> list[str]:
    """Every phrase, with each possible word for a sign in it."""
    phrases = list(entries)
    for sign, name in _PLACES.items():
        some = lists.get(name, ())
        phrases = [
            filled
            for phrase in phrases
            for filled in ([phrase.replace(sign, word) for word in some] if sign in phrase else [phrase])
        ]
    return phrases


def _percentages(lists: _Lists) -> list[str]:
    return [template for word in lists.get("percent", ()) for template in (f"# {word}", f"#{word}", f"#-{word}")]


def _templates(name: str, entries: Iterable[str], lists: _Lists, tail: str = "") -> Pass:
    """A pattern for any of these templates: `#` is a number, `*` a word, and see `_PLACES` for the other signs.

    A number may follow a letter directly; `numerals` decides where it begins.
    """
    sorts: tuple[list[str], list[str]] = ([], [])
    entries = tuple(entries)
    for entry in entries:
        sorts[entry.startswith("#")].append(entry)
    words, numbers = (_any(sort).replace(r"\#", ONE_NUMBER).replace(r"\*", r"[^\W\d_]+") for sort in sorts)
    filled = rf"(?:(?={MARK})(?<!{MARK}){numbers}|(?<![\w{MARK}]){words})"
    for sign, place in _PLACES.items():
        filled = filled.replace(re.escape(sign), _any(lists.get(place, ())))
    beside = Phrases(map(_beside_number, written_out(entries, lists)))
    return Pass(name, re.compile(rf"{filled}{tail}(?!\w)"), beside)


def _beside_number(template: str) -> str:
    """The longest words of a template next to a number, with a mark for the number."""
    beside: list[str] = [*_BEFORE.findall(template), *_AFTER.findall(template)]
    return max(beside, key=len).replace("#", MARK)
