"""Superlatives in a text: the best of a place or a market, and what nobody does faster."""

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
"""Words between "best" and where it is the best: "the best payroll bureau in the county"."""


class Superlatives(NamedTuple):
    """How one language puts somebody above all others."""

    hints: Phrases
    """The words one of which stands in every superlative, for a quick look."""
    best: re.Pattern[str]
    """A superlative, a few words, and the place: a region, a market."""
    name: re.Pattern[str]
    """The same with the name of a place, which begins with a capital letter."""
    nobody: re.Pattern[str]
    """Nobody, a few words, and a comparative."""
    others: frozenset[str]
    """What somebody may call the best without meaning what is offered: the best day in Leeds."""

    def find(self, read: Prose) -> Iterator[tuple[int, int]]:
        """Where they stand in the words of a text, in no order. None overlaps another."""
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
    """How a language puts somebody above all others; finds nothing in one without lists."""
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
    """A pattern for any of some words, the longest first, where `*` is a word; one that never matches without any."""
    longest = sorted(entries, key=lambda entry: (-len(entry), entry))
    return f"(?:{'|'.join(map(re.escape, longest))})".replace(r"\*", r"[\w'-]+") if longest else "(?!)"
