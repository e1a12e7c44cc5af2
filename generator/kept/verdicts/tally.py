"""Results, counted: the one count behind the home, the method page, the strips and the interface for machines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.model.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.model.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many results there are of each kind. Each result is in one of them."""

    kept: int
    late: int
    """Of promises with a deadline: reached, and after the deadline."""
    partly: int
    """Some targets met, some missed."""
    missed: int
    unreported: int
    without_cases: int

    @property
    def counted(self) -> int:
        """How many have a figure that says whether the promise was kept."""
        return self.kept + self.late + self.partly + self.missed


def tally(statuses: Iterable[Status]) -> Tally:
    """The results counted, each for what it is: kept in part or too late is neither kept nor missed."""
    counts = Counter(statuses)
    return Tally(
        kept=counts[Status.KEPT],
        late=counts[Status.KEPT_LATE],
        partly=counts[Status.PARTLY_KEPT],
        missed=counts[Status.MISSED],
        unreported=counts[Status.NO_RESULT],
        without_cases=counts[Status.NO_CASES],
    )


def outcomes(verdict: Verdict, *, once: bool) -> Iterator[Status]:
    """What counts as a result of a promise.

    Args:
        verdict: of the promise.
        once: whether it has a deadline: then it is judged once, and its periods are steps on the way. Else each closed
            period is a result.
    """
    if not once:
        yield from (entry.status for entry in verdict.record)
    elif verdict.record:
        yield verdict.last or verdict.status
