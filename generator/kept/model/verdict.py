"""A verdict: the computed status of a promise for a closed period. Never typed, never rounded up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from kept.model.period import Period


class Status(StrEnum):
    """What can be said of a promise, in the order in which it is counted up."""

    KEPT = "kept"
    KEPT_LATE = "kept-late"
    """Of a promise with a deadline: reached after its day."""
    PARTLY_KEPT = "partly-kept"
    """Some targets were met, some were missed."""
    NO_CASES = "no-cases"
    """There was nothing to measure: neither kept nor missed."""
    MEASURING = "measuring"
    IN_PROGRESS = "in-progress"
    """Of a promise with a deadline: its day has not come, and it is not reached."""
    NO_RESULT = "no-result"
    OUT_OF_DATE = "out-of-date"
    MISSED = "missed"
    RETIRED = "retired"

    @property
    def rank(self) -> int:
        """How well it speaks of the promise: 0 kept, 1 nothing to say yet, 2 for everything else.

        A public verdict's rank is never lower than the internal one's, and a further miss never lowers it. Among those
        of rank 2 none hides another: a miss that is not approved for publication is a result not reported, and one
        that is approved is a miss.
        """
        return _RANKS.get(self, 2)

    @property
    def has_missed(self) -> bool:
        """True where a target was missed, or a deadline."""
        return self in {Status.MISSED, Status.PARTLY_KEPT, Status.KEPT_LATE}

    def flatters(self, inside: Status) -> bool:
        """True where the public reads more good of a promise than the people inside do, who read `inside`."""
        some_good, none = {Status.PARTLY_KEPT, Status.KEPT_LATE}, {Status.MISSED, Status.NO_RESULT, Status.OUT_OF_DATE}
        return self.rank < inside.rank or (self in some_good and inside in none)


_RANKS = {Status.KEPT: 0, Status.NO_CASES: 1, Status.MEASURING: 1, Status.IN_PROGRESS: 1}


class LiveState(StrEnum):
    """How the period under way looks so far, worst first. Internal: it is no result."""

    BELOW = "below"
    AT_RISK = "at-risk"
    """Met so far, and no further from the target than `warn_within`."""
    NO_EVIDENCE = "no-evidence"
    ON_TRACK = "on-track"


class Strength(StrEnum):
    """What a verdict rests on, weakest first. It stands beside a verdict and never changes it."""

    VOICES = "voices-only"
    OWN = "own-data"
    OWN_AUDITED = "own-audited-data"
    INDEPENDENT = "independent-audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Between which values the share of everybody would lie, had the asked been drawn by lot. In per cent."""

    low: Decimal
    """Rounded down."""
    high: Decimal
    """Rounded up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one metric says about one closed period, against the target in force in it."""

    metric: str
    period: Period
    target: Decimal
    direction: Literal["at-least", "at-most"]
    since: date | None = None
    """The day the target holds from."""
    value: Decimal | None
    """None: there was nothing to measure (n is 0); or the result was due and none was reported."""
    n: int | None
    numerator: int | None
    is_share: bool = False
    """True where numerator and n make the value, so that they decide, not the printed value."""
    published_on: date | None
    met: bool | None
    """None where there is no value."""
    interval: Interval | None = None
    """Of a share found by a survey. It never moves a verdict."""
    note: str | None = None
    """Why there is no value, as far as that is said."""

    @property
    def has_no_cases(self) -> bool:
        """True where it was reported that there was nothing to measure."""
        return self.value is None and self.n == 0

    @property
    def exact(self) -> Fraction | None:
        """The number that was compared with the target: of a share, a hundred times the numerator over n."""
        if self.value is None:
            return None
        if self.is_share and self.n and self.numerator is not None:
            return Fraction(100 * self.numerator, self.n)
        return Fraction(self.value)

    @property
    def reaches(self) -> bool | None:
        """Whether that number reaches the target; None where there is none."""
        exact, level = self.exact, Fraction(self.target)
        if exact is None:
            return None
        return exact >= level if self.direction == "at-least" else exact <= level


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodVerdict:
    """What a promise's targets say about one closed period, together."""

    period: Period
    status: Status
    """Kept, partly kept, missed, nothing to measure, no result; with a deadline also in progress, kept late."""
    results: tuple[Result, ...]
    said_on: date | None = None
    """Of a miss whose figures are not shown any more: the day on which it was published. It stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The status of one promise on one day, and where it comes from."""

    status: Status
    rule: str = ""
    """The id of the rule that decided; `trust.record.rules` has its sentence."""
    period: Period | None
    """The closed period it is about; None while measuring."""
    results: tuple[Result, ...]
    """One per target in force in that period: the rows and targets that decided. Empty while measuring."""
    because: str
    """How it was worked out, in one or two sentences."""
    record: tuple[PeriodVerdict, ...]
    """Every closed period since the first target, oldest first."""
    next_result: date | None
    """The day the next result is due."""
    last: Status | None = None
    """Of a retired promise: what was said of it last."""
