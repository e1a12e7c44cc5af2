"""Finds superlatives: the best of a place or a market, or what nobody does faster."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kept.language.phrases import Phrases
from kept.language.word_lists import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.language.plain_text import Prose

_MOST_BETWEEN = 4
"""The most words between "best" and the place: "the best payroll bureau in the county"."""


class Superlatives(NamedTuple):
    """The superlatives of one language."""

    hints: Phrases
    """Words of which every superlative contains one; a quick test."""
    best: re.Pattern[str]
    """A superlative, a few words, and a region or market."""
    name: re.Pattern[str]
    """The same with a place name, which begins with a capital."""
    nobody: re.Pattern[str]
    """Nobody, a few words, and a comparative."""
    others: frozenset[str]
    """Nouns that may be called the best without being about an offer: the best day in Leeds."""

    def find(self, read: Prose) -> Iterator[tuple[int, int]]:
        """The positions of superlatives in the words of a text, in no order and without overlaps."""
        text = read.lower
        if not self.hints.are_in(text):
            return
        reached = 0
        for pattern in (self.nobody, self.best, self.name):
            for found in pattern.finditer(text):
                if found.start() < reached and pattern is self.name:
                    continue
                named = pattern is not self.name or read.words[found.start("name")].isupper()
                if named and self.others.isdisjoint(found[0].split()):
                    reached = max(reached, found.end())
                    yield found.span()


@cache
def superlatives(language: str) -> Superlatives:
    """The superlatives of a language; without lists nothing is found."""
    lists = words(language, "claims")
    best, nobody = lists.get("superlatives", ()), lists.get("nobody", ())
    places = lists.get("places", ())
    scopes = [scope.replace("§", place) for scope in lists.get("scopes", ()) for place in _places(scope, places)]
    superlative, between = _any(best), rf"(?:[ -][\w'&-]+){{0,{_MOST_BETWEEN}}}?,?"
    compared = _any((*lists.get("comparatives", ()), *lists.get("equals", ())))
    return Superlatives(
        hints=Phrases(entry.partition(" *")[0].partition("* ")[0] or entry for entry in (*best, *nobody)),
        best=re.compile(rf"(?<!\w){superlative}{between} ?{_any(scopes)}(?!\w)"),
        name=re.compile(rf"(?<!\w){superlative}{between} {_any(lists.get('inside', ()))} ?(?P<name>[^\W\d_][\w-]*)"),
        nobody=re.compile(rf"(?<!\w){_any(nobody)}(?:[ -][\w'-]+){{0,3}}? {compared}(?!\w)"),
        others=frozenset(lists.get("others", ())),
    )


def _places(scope: str, places: Iterable[str]) -> Iterable[str]:
    return places if "§" in scope else ("",)


def _any(entries: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first, in which `*` is a word.

    It never matches where there are none.
    """
    longest = sorted(entries, key=lambda entry: (-len(entry), entry))
    return f"(?:{'|'.join(map(re.escape, longest))})".replace(r"\*", r"[\w'-]+") if longest else "(?!)"
