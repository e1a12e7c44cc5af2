"""The words around a number that say what it is about: a change, a result, the time before, the customer."""

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
    """What a word says about the sentence it stands in. Each has a list of its own in the table `statements`."""

    CHANGE = "change"
    """Something became more or less: saved, dropped, fewer."""
    RESULT = "result"
    """Something was done: finished, answered, ready, took."""
    NOW = "now"
    """It is so since something changed."""
    BEFORE = "before"
    """It was so until something changed."""
    AHEAD = "ahead"
    """It is a plan."""
    LASTING = "lasting"
    """A time follows for which somebody has done something, or at which: for, over the last."""
    AFTER = "after"
    """A time follows that has passed."""
    QUICK = "quick"
    """A time follows within which something happened."""
    RATING = "rating"
    """Somebody says how content they are."""
    WE = "we"
    """The speaker is who does something."""
    OUR = "our"
    """Something is the speaker's."""
    WE_ARE = "we-are"
    """What the speaker says about themselves follows."""
    THEY = "they"
    """Whoever is spoken about does something."""
    FACT = "fact"
    """What customers have: staff, branches, patients."""
    MEASURE = "measure"
    """What can be measured although no number is given: costs, sales, waiting times."""
    VAGUE = "vague"
    """A time of unknown length: hours, days."""
    SOUNDS = "sounds"
    """What some would read as a claim although nothing is measured: unmatched, saved us a lot of time."""
    EVER = "ever"
    """Somebody compares with what they have known themselves."""
    NOT = "not"
    """What follows is denied."""
    IDLE = "idle"
    """None of these, although words of it are: more than."""


class Found(NamedTuple):
    """A cue in a text."""

    start: int
    end: int
    meanings: frozenset[Cue]


class Cues(NamedTuple):
    """The cues of one language."""

    phrases: Phrases
    meanings: dict[str, frozenset[Cue]]
    clause: re.Pattern[str]
    """Where one clause ends and the next begins."""

    def find(self, text: str) -> list[Found]:
        """The cues in a text in lower case, in its order."""
        return [Found(hit.start, hit.end, self.meanings[hit.phrase]) for hit in self.phrases.find(text)]


_SENTENCE = re.compile(r"(?<![.!?…])[.!?…]++[\"')\]]*+ |[;:] | [–—-] ")  # noqa: RUF001  dashes
"""Where one sentence ends and the next begins; a semicolon, a colon and a dash are as good as a full stop."""


@cache
def cues(language: str) -> Cues | None:
    """The cues of a language; None where there are no lists of it."""
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
        clause=re.compile(rf"{_SENTENCE.pattern}|, (?:(?:{joins}) )?|[()]| (?:{joins}) (?!\d)"),
    )


class Clauses:
    """Where the sentences and clauses of a text begin."""

    def __init__(self, text: str, clause: re.Pattern[str]) -> None:
        self._sentences = _beginnings(text, _SENTENCE)
        self._clauses = _beginnings(text, clause)

    def sentence(self, position: int) -> tuple[int, int]:
        """The sentence in which a character stands: start and end."""
        return _around(self._sentences, position)

    def clause(self, position: int) -> tuple[int, int]:
        """The clause in which a character stands: start and end."""
        return _around(self._clauses, position)


def left_without(text: str, places: Iterable[int]) -> int:
    """How many characters of a text are left without the sentences that stand at some places."""
    beginnings = _beginnings(text, _SENTENCE)
    taken = {_around(beginnings, place) for place in places}
    return len(text.strip()) - sum(min(end, len(text)) - start for start, end in taken)


def _beginnings(text: str, pattern: re.Pattern[str]) -> list[int]:
    return [0, *(found.end() for found in pattern.finditer(text)), len(text) + 1]


def _around(beginnings: list[int], position: int) -> tuple[int, int]:
    index = bisect_right(beginnings, position)
    return beginnings[index - 1], beginnings[index]
