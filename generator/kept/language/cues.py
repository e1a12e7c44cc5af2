"""Finds words around a number that tell what it is about: a change, a result, an earlier time, the customer."""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kept.language.phrases import Phrases
from kept.language.word_lists import words

if TYPE_CHECKING:
    from collections.abc import Iterable


class Cue(StrEnum):
    """What a word tells about its sentence. Each cue has its own list in the table `statements`."""

    CHANGE = "change"
    """Something became more or less: saved, dropped, fewer."""
    RESULT = "result"
    """Something was done: finished, answered, ready, took."""
    NOW = "now"
    """A state since a change."""
    BEFORE = "before"
    """A state before a change."""
    AHEAD = "ahead"
    """A plan for the future."""
    LASTING = "lasting"
    """A duration follows, for which something has lasted: for, over the last."""
    AFTER = "after"
    """A duration follows, after which something happened."""
    QUICK = "quick"
    """A duration follows, within which something happened."""
    RATING = "rating"
    """The speaker rates their satisfaction."""
    WE = "we"
    """The speaker does something."""
    OUR = "our"
    """Something belongs to the speaker."""
    WE_ARE = "we-are"
    """The speaker describes themselves."""
    THEY = "they"
    """The organisation or person spoken about does something."""
    FACT = "fact"
    """A fact about a customer: staff, branches, patients."""
    MEASURE = "measure"
    """Something measurable without a number: costs, sales, waiting times."""
    VAGUE = "vague"
    """A time of unknown length: hours, days."""
    SOUNDS = "sounds"
    """What some would read as a claim although nothing is measured: unmatched, saved us a lot of time."""
    GREATLY = "greatly"
    """How much something changed, without a number: dramatically, a lot of time."""
    LEVELS = "levels"
    """A percentage without a number: the mid nineties. It is one only where something measurable stands beside it."""
    EVER = "ever"
    """A comparison with the speaker's own experience."""
    NOT = "not"
    """The next words are negated."""
    IDLE = "idle"
    """A phrase that is none of these, although its words are: more than."""


class Found(NamedTuple):
    """A cue and its position in a text."""

    start: int
    end: int
    meanings: frozenset[Cue]


class Cues(NamedTuple):
    """The cues of one language."""

    phrases: Phrases
    meanings: dict[str, frozenset[Cue]]
    clause: re.Pattern[str]
    """The end of a clause."""
    than: tuple[str, ...]
    """The words after which something is compared: "more than before"."""

    def find(self, text: str) -> list[Found]:
        """The cues in a text in lower case, in order."""
        return [Found(hit.start, hit.end, self.meanings[hit.phrase]) for hit in self.phrases.find(text)]


_SENTENCE = re.compile(r"(?<![.!?…])[.!?…]++[\"')\]]*+ |[;:] | [–—-] ")  # noqa: RUF001  dashes
"""The end of a sentence; a semicolon, colon or dash counts like a full stop."""


@cache
def cues(language: str) -> Cues | None:
    """The cues of a language; None where it has no lists."""
    lists = words(language, "statements")
    if not lists:
        return None
    meanings: dict[str, set[Cue]] = {}
    for cue in Cue:
        for phrase in lists.get(cue, ()):
            meanings.setdefault(phrase, set()).add(cue)
    joins = "|".join(map(re.escape, lists.get("joins", ())))
    return Cues(
        phrases=Phrases(meanings),
        meanings={phrase: frozenset(said) for phrase, said in meanings.items()},
        than=tuple(f"{word} " for word in lists.get("than", ())),
        clause=re.compile(rf"{_SENTENCE.pattern}|, (?:(?:{joins}) )?|[()]| (?:{joins}) (?!\d)"),
    )


class Clauses:
    """The positions of the sentences and clauses in a text."""

    def __init__(self, text: str, clause: re.Pattern[str]) -> None:
        self._sentences = _beginnings(text, _SENTENCE)
        self._clauses = _beginnings(text, clause)

    def sentence(self, position: int) -> tuple[int, int]:
        """The start and end of the sentence with this character."""
        return _around(self._sentences, position)

    def clause(self, position: int) -> tuple[int, int]:
        """The start and end of the clause with this character."""
        return _around(self._clauses, position)


def left_without(text: str, places: Iterable[int]) -> int:
    """The number of characters that remain without the sentences at these positions."""
    beginnings = _beginnings(text, _SENTENCE)
    taken = {_around(beginnings, place) for place in places}
    return len(text.strip()) - sum(min(end, len(text)) - start for start, end in taken)


def _beginnings(text: str, pattern: re.Pattern[str]) -> list[int]:
    return [0, *(found.end() for found in pattern.finditer(text)), len(text) + 1]


def _around(beginnings: list[int], position: int) -> tuple[int, int]:
    index = bisect_right(beginnings, position)
    return beginnings[index - 1], beginnings[index]
