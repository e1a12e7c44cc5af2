"""A verdict: the status of a promise for a closed period. It is always computed, and never rounded up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from kept.model.figure import percentage
from kept.model.period import Period


class Status(StrEnum):
    """The possible statuses of a promise, in the order in which they are counted."""

    KEPT = "kept"
    KEPT_LATE = "kept-late"
    """Only with a deadline: reached after the deadline."""
    PARTLY_KEPT = "partly-kept"
    """Some targets were met, others were missed."""
    NO_CASES = "no-cases"
    """There was nothing to measure: neither kept nor missed."""
    MEASURING = "measuring"
    IN_PROGRESS = "in-progress"
    """Only with a deadline: the deadline has not passed, and the target is not reached yet."""
    NO_RESULT = "no-result"
    OUT_OF_DATE = "out-of-date"
    MISSED = "missed"
    RETIRED = "retired"

    @property
    def rank(self) -> int:
        """How favourable the status is: 0 for kept, 1 where nothing can be said yet, 2 for everything else.

        The public verdict never has a lower rank than the internal one, and one more miss never lowers the rank. Within
        rank 2 nothing is hidden: a miss that is not approved for publication is shown as "not reported", an approved
        one as a miss.
        """
        return _RANKS.get(self, 2)

    @property
    def has_missed(self) -> bool:
        """True where a target or a deadline was missed."""
        return self in {Status.MISSED, Status.PARTLY_KEPT, Status.KEPT_LATE}

    def is_better_than(self, inside: Status) -> bool:
        """True where this public status is better than `inside`, the internal one."""
        some_good, none = {Status.PARTLY_KEPT, Status.KEPT_LATE}, {Status.MISSED, Status.NO_RESULT, Status.OUT_OF_DATE}
        return self.rank < inside.rank or (self in some_good and inside in none)


_RANKS = {Status.KEPT: 0, Status.NO_CASES: 1, Status.MEASURING: 1, Status.IN_PROGRESS: 1}


class LiveState(StrEnum):
    """How the period under way looks so far, worst first. Internal, because it is not a result."""

    BELOW = "below"
    AT_RISK = "at-risk"
    """Met so far, but within `warn_within` of the target."""
    NO_EVIDENCE = "no-evidence"
    ON_TRACK = "on-track"


class Strength(StrEnum):
    """Who checked the figures behind a verdict, weakest first. It is shown beside a verdict and never changes it."""

    VOICES = "voices-only"
    OWN = "own-data"
    OWN_AUDITED = "own-audited-data"
    INDEPENDENT = "independent-audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The likely range of a survey's percentage for all customers, in per cent.

    It assumes that the people asked were chosen at random.
    """

    low: Decimal
    """Rounded down."""
    high: Decimal
    """Rounded up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result of one metric for one closed period, with the target that applied."""

    metric: str
    period: Period
    target: Decimal
    direction: Literal["at-least", "at-most"]
    since: date | None = None
    """The first day on which the target applied."""
    value: Decimal | None
    """None where there was nothing to measure (n is 0), or where a due result was not reported."""
    n: int | None
    numerator: int | None
    is_share: bool = False
    """True where numerator and n give the value; then they are compared with the target, not the printed value."""
    published_on: date | None
    met: bool | None
    """None where there is no value."""
    interval: Interval | None = None
    """Only for a percentage from a survey. It never changes a verdict."""
    note: str | None = None
    """The reason why there is no value, where one is given."""

    @property
    def has_no_cases(self) -> bool:
        """True where the report says that there was nothing to measure."""
        return self.value is None and self.n == 0

    @property
    def exact(self) -> Fraction | None:
        """The exact number that was compared with the target; for a percentage a hundred times numerator over n."""
        if self.value is None:
            return None
        if self.is_share and self.n and self.numerator is not None:
            return percentage(self.numerator, self.n)
        return Fraction(self.value)

    @property
    def reaches(self) -> bool | None:
        """Whether that number meets the target; None where there is no number."""
        exact, level = self.exact, Fraction(self.target)
        if exact is None:
            return None
        return exact >= level if self.direction == "at-least" else exact <= level


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodVerdict:
    """The status of a promise for one closed period, over all its targets."""

    period: Period
    status: Status
    """Kept, partly kept, missed, nothing to measure or no result; with a deadline also in progress or kept late."""
    results: tuple[Result, ...]
    said_on: date | None = None
    """For a miss whose figures are no longer shown: the day on which it was published. The miss stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The status of one promise on one day, and how it was decided."""

    status: Status
    rule: str = ""
    """The id of the rule that decided; its sentence is in `verdicts/rules.toml`."""
    period: Period | None
    """The closed period that decided; None while measuring."""
    results: tuple[Result, ...]
    """The rows and targets that decided: one result for each target that applied in the period.

    Empty while measuring.
    """
    because: str
    """The reason, in one or two sentences."""
    record: tuple[PeriodVerdict, ...]
    """Every closed period since the first target, oldest first."""
    next_result: date | None
    """The day on which the next result is due."""
    last: Status | None = None
    """For a retired promise: its last status."""
