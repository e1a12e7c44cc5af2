"""Reads the words around an amount or comparison: its clause, what is before and after, and who the clause is about."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from kept.language.assertions import Assertion, Kind
from kept.language.cues import Clauses, Cue, Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.language.cues import Cues
    from kept.language.plain_text import Prose

_OPENING = 3
"""The number of words at the beginning of a clause among which its subject is."""
_FARTHEST = 40
"""The most characters between a number and the words before it, and in the beginning of a clause."""
_SHORTEST_NAME = 4
_MARKS = " ,;:.!?…-()"
_WORD = re.compile(r"[\w'-]+")
_QUOTED = re.compile(r'"[^"]*"')

_UNNUMBERED = frozenset({Cue.VAGUE, Cue.MEASURE, Cue.SOUNDS, Cue.GREATLY, Cue.LEVELS})
_CLAIMED = frozenset({Cue.VAGUE, Cue.LEVELS})

Span = tuple[int, int]


class Surroundings(NamedTuple):
    """The words around one amount or comparison."""

    clause: frozenset[Cue]
    """The cues in its clause."""
    sentence: frozenset[Cue]
    led_by: frozenset[Cue]
    """The cues directly before it, or in its own first words."""
    following: str
    """The next word; empty where there is none, or where it is a cue."""
    is_past: bool
    """It was so until something changed."""
    is_spoken: bool
    """Somebody is quoted: everywhere in a quote, between quotation marks in a story."""
    is_customers: bool
    """The customer does something: "we", or their name in a case study."""
    is_their_own: bool
    """It is about something that belongs to the customer: our orders."""
    is_about_themselves: bool
    """The customer describes themselves: we are the largest."""
    is_named: bool
    """The clause begins with the customer's name, in a case study about them."""
    is_theirs: bool
    """The clause begins with "they" or "you"."""
    is_after_colon: bool
    """It is alone after a colon: "Turnaround: 36 hours"."""


class Reader:
    """One text in a language with lists. Each cue is looked at only a few times, however long the text is."""

    def __init__(self, read: Prose, known: Cues, seen: list[Found], customer: str | None) -> None:
        """Prepares the reading.

        Args:
            read: the text.
            known: the cues of its language.
            seen: the cues in the text, in order.
            customer: the customer of a case study; None for a quote, in which "we" is always the customer.
        """
        self.words, self.text = read.words, read.lower
        self.seen = seen
        self.facts = {self.text[found.start : found.end] for found in seen if Cue.FACT in found.meanings}
        self.clauses = Clauses(self.text, known.clause)
        self._starts = [found.start for found in seen]
        turns = (found for found in seen if found.meanings & {Cue.BEFORE, Cue.NOW})
        # "Less than the year before" is no state of the year before.
        self._turns = [found for found in turns if not self.text.endswith(known.than, 0, found.start)]
        self._selves = [found.start for found in seen if Cue.WE_ARE in found.meanings]
        self._quoted = None if customer is None else [found.span() for found in _QUOTED.finditer(self.text)]
        self._names = _names(customer)
        self._around: dict[Span, frozenset[Cue]] = {}

    def around(self, said: Assertion) -> Surroundings:
        """The words around a statement of the text."""
        clause = self.clauses.clause(said.start)
        # Words that stand alone between commas belong to their sentence: "now, two days".
        is_alone = self.text[clause[0] : clause[1]].strip(_MARKS) == self.text[said.start : said.end]
        told = self.clauses.sentence(said.start) if is_alone else clause
        cues, is_spoken = self._said_in(told), self._is_spoken(said.start)
        return Surroundings(
            clause=cues,
            sentence=self._said_in(self.clauses.sentence(said.start)),
            led_by=self._led_by(said),
            following=self._following(said.end),
            is_past=self._is_past(said.start, clause),
            is_spoken=is_spoken,
            is_customers=self._is_customers(clause, is_spoken=is_spoken),
            is_their_own=is_spoken and Cue.OUR in cues,
            is_about_themselves=is_spoken and self._says_we_are(clause[0], said.start),
            is_named=any(self.words.startswith(name, clause[0]) for name in self._names),
            is_theirs=any(Cue.THEY in found.meanings for found in self._within((clause[0], clause[0] + _OPENING))),
            is_after_colon=self.text[said.start - 2 : said.start] == ": ",
        )

    def unnumbered(self) -> Iterator[tuple[Assertion, Cue]]:
        """Changes and levels without a number: "saved us hours", "our costs have fallen", "in the mid nineties"."""
        done: set[Span] = set()
        for cue in self.seen:
            meant = cue.meanings & _UNNUMBERED
            clause = self.clauses.clause(cue.start) if meant else (0, 0)
            if not meant or clause in done or self._is_past(cue.start, clause):
                continue
            if self._says_something(meant, self._said_in(clause)):
                done.add(clause)
                start, end = self._spanned(cue, clause)
                words = self.words[start:end]
                # A time of unknown length is a claim only where it changed.
                strongest = min(meant & _CLAIMED or meant)
                yield Assertion(start, end, Kind.COMPARISON, (words.lower(),), words), strongest

    def _says_something(self, meant: frozenset[Cue], said: frozenset[Cue]) -> bool:
        """True where a cue and the others of its clause tell a change or a level."""
        if meant == {Cue.LEVELS}:
            return Cue.MEASURE in said
        is_done = Cue.VAGUE in meant and {Cue.RESULT, Cue.NOW} <= said
        return Cue.SOUNDS in meant or Cue.CHANGE in said or is_done

    def _spanned(self, cue: Found, clause: Span) -> Span:
        """The position from the change to the thing that changed, for a message."""
        first = next((found for found in self._within(clause) if Cue.CHANGE in found.meanings), cue)
        return min(cue.start, first.start), max(cue.end, first.end)

    def _within(self, span: Span) -> list[Found]:
        return self.seen[bisect_left(self._starts, span[0]) : bisect_left(self._starts, span[1])]

    def _said_in(self, span: Span) -> frozenset[Cue]:
        """The cues in a clause or sentence."""
        if span not in self._around:
            self._around[span] = frozenset().union(*(found.meanings for found in self._within(span)))
        return self._around[span]

    def _led_by(self, said: Assertion) -> frozenset[Cue]:
        near = self._within((said.start - _FARTHEST, said.start + 1))
        led = (found for found in near if found.end <= said.start <= found.end + 1 or found.start == said.start)
        return frozenset().union(*(found.meanings for found in led))

    def _following(self, position: int) -> str:
        found = _WORD.match(self.text, position + 1)
        index = bisect_left(self._starts, position + 1)
        is_cue = index < len(self._starts) and self._starts[index] == position + 1
        return found[0] if found and not is_cue else ""

    def _is_past(self, position: int, clause: Span) -> bool:
        """True where "before" is the latest word about time, in the sentence up to here or in the clause."""
        first, _ = self.clauses.sentence(position)
        index = bisect_right(self._turns, position, key=attrgetter("start"))
        if index and self._turns[index - 1].start >= first:
            return Cue.BEFORE in self._turns[index - 1].meanings
        ahead = self._turns[index : index + 1]
        return any(found.start < clause[1] and Cue.BEFORE in found.meanings for found in ahead)

    def _is_customers(self, clause: Span, *, is_spoken: bool) -> bool:
        end = min(clause[1], clause[0] + _FARTHEST)
        first = [found.span() for found in islice(_WORD.finditer(self.text, clause[0], end), _OPENING)]
        if any(self.words.startswith(name, start) for name in self._names for start, _ in first):
            return True
        reach = first[-1][1] if first else clause[0]
        return is_spoken and any(Cue.WE in found.meanings for found in self._within((clause[0], reach)))

    def _is_spoken(self, position: int) -> bool:
        """True where "we" is the customer: everywhere in a quote, and inside quotation marks in a case study."""
        if self._quoted is None:
            return True
        index = bisect_right(self._quoted, (position, position))
        return index > 0 and position < self._quoted[index - 1][1]

    def _says_we_are(self, start: int, end: int) -> bool:
        index = bisect_left(self._selves, end)
        return index > 0 and self._selves[index - 1] >= start


def _names(customer: str | None) -> tuple[str, ...]:
    """The names that a case study uses for its customer: the whole name, and its first word if that is long enough."""
    if not customer:
        return ()
    first = customer.split()[0].rstrip(",")
    return (customer, first) if len(first) >= _SHORTEST_NAME else (customer,)
