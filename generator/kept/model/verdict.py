"""A verdict: the computed status of a promise for a closed period. Never typed, never rounded up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from kept.model.period import Period


class Status(StrEnum):
    """What can be said of a promise, in the order in which it is counted up."""

    KEPT = "kept"
    MEASURING = "measuring"
    NO_RESULT = "no-result"
    OUT_OF_DATE = "out-of-date"
    MISSED = "missed"

    @property
    def rank(self) -> int:
        """How well it speaks of the promise: 0 kept, 1 too early to say, 2 for everything else.

        A public verdict's rank is never lower than the internal one's. Among the last three no one is better: a miss
        that is not approved for publication is a result not reported, and one that is approved is a miss.
        """
        return {Status.KEPT: 0, Status.MEASURING: 1}.get(self, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one metric says about one closed period, against the target in force in it."""

    metric: str
    period: Period
    target: Decimal
    direction: Literal["at-least", "at-most"]
    value: Decimal | None
    """None: the period is closed, its result was due and none was reported."""
    n: int | None
    numerator: int | None
    published_on: date | None
    met: bool | None
    """None where there is no value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodVerdict:
    """What a promise's targets say about one closed period, together."""

    period: Period
    status: Literal[Status.KEPT, Status.MISSED, Status.NO_RESULT]
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The status of one promise on one day, and where it comes from."""

    status: Status
    period: Period | None
    """The closed period it is about; None while measuring."""
    results: tuple[Result, ...]
    """One per target in force in that period; empty while measuring."""
    because: str
    """How it was worked out, in one or two sentences."""
    record: tuple[PeriodVerdict, ...]
    """Every closed period since the first target, oldest first."""
    next_result: date | None
    """The day the next result is due."""
