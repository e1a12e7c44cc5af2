"""A case: one promise with the known results of its metrics, and the day on which it is judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from kept.model.dates import days_after
from kept.model.figure import is_about, percentage
from kept.model.verdict import Interval, Result
from kept.verdicts.wilson import wilson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kept.model.evidence import Metric, Row
    from kept.model.period import Calendar, Period
    from kept.model.register import Promise, Target
    from kept.verdicts.measured import Measured
    from kept.verdicts.published import Miss


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A promise as it was on a day, with the results known then."""

    promise: Promise
    measured: Mapping[str, Measured]
    calendar: Calendar
    """The calendar of all its metrics. A promise whose metrics have different calendars is refused when it is read."""
    targets: Mapping[str, tuple[Target, ...]]
    """By metric, in the order of the promise: its targets, newest first."""
    as_of: date
    published_misses: Mapping[str, Miss]
    """By period: the misses of the promise that were published."""
    not_before: date | None = None
    """The day on which the promise began to mean what it says now; earlier periods are not judged."""

    @classmethod
    def of(
        cls, promise: Promise, measured: Mapping[str, Measured], as_of: date, published_misses: Mapping[str, Miss]
    ) -> Case | None:
        """What this promise is judged from on a day; None where none of its metrics is on file.

        Args:
            promise: as it stands on that day.
            measured: what is known of each metric, by its id.
            as_of: the day.
            published_misses: the misses that were published, by period.
        """
        known = next((measured[name] for name in promise.metrics if name in measured), None)
        if known is None:
            return None
        newest_first = sorted(promise.targets, key=lambda target: target.since, reverse=True)
        targets = {name: tuple(one for one in newest_first if one.metric == name) for name in promise.metrics}
        return cls(
            promise=promise,
            measured=measured,
            calendar=known.metric.calendar,
            targets=targets,
            as_of=as_of,
            published_misses=published_misses,
        )

    @property
    def until(self) -> date:
        """The day up to which it is judged: the requested day, or the day of its retirement if that was earlier."""
        retired = self.promise.retired
        return min(self.as_of, retired.on) if retired else self.as_of

    @property
    def now(self) -> Period:
        """The period under way on that day. Only earlier ones are judged."""
        return self.calendar.containing(self.until)

    @property
    def first(self) -> Period:
        """The first whole period with a target."""
        since = min(target.since for target in self.promise.targets)
        since = max(since, self.not_before) if self.not_before else since
        containing = self.calendar.containing(since)
        return containing if containing.start == since else containing + 1

    def closed(self) -> Iterator[Period]:
        """Every period to judge, oldest first."""
        first, now = self.first, self.now
        return (first + step for step in range(now - first))

    def results(self, period: Period) -> tuple[Result, ...]:
        """The result of each metric with a target in a period; metrics that had ended have none."""
        in_force = ((name, self.target(name, period)) for name in self.targets)
        return tuple(_result(target, period, self.measured.get(name)) for name, target in in_force if target)

    def target(self, metric: str, period: Period) -> Target | None:
        """The target of a metric in a period; None where no target applied yet, or where the metric had ended."""
        known = self.measured.get(metric)
        is_over = known is not None and known.metric.has_ended_before(period)
        return None if is_over else _begun(self.targets[metric], period.start)

    def shown(self, results: tuple[Result, ...]) -> tuple[Result, ...]:
        """The results of metrics that this audience may know of."""
        return tuple(
            result for result in results if result.metric in self.measured and self.measured[result.metric].is_shown
        )

    def waits(self, period: Period) -> bool:
        """True where a result is on file but not cleared."""
        return any(
            period in self.measured[name].waiting
            for name in self.targets
            if name in self.measured and self.target(name, period)
        )

    def is_held_back(self, period: Period) -> bool:
        """True where a result was approved but a rule keeps it from this audience."""
        return any(period in self.measured[name].held_back for name in self.promise.metrics if name in self.measured)

    def is_out_of_sight(self, period: Period) -> bool:
        """True where a result is on file for a metric that this audience may not know of."""
        known = (self.measured[name] for name in self.promise.metrics if name in self.measured)
        return any(period in one.waiting and not one.is_shown for one in known)

    def due(self, period: Period) -> date:
        """The day on which the result of a period is due; for several metrics, the earliest of those still missing.

        Each metric has its own due day, and counts only where a target for it applies in the period.
        """
        known = {name: self.measured[name] for name in self.promise.metrics if name in self.measured}
        judged = [one for name, one in known.items() if _begun(self.targets[name], period.start)] or [*known.values()]
        lacking = [one.metric.due_days for one in judged if period not in one.rows]
        days = min(lacking) if lacking else max(one.metric.due_days for one in judged)
        return days_after(period.end, days)

    def awaited(self, period: Period) -> date | None:
        """The day by which the result of a period comes; None where the promise was retired before.

        That is the day for which the organisation announced it, if that is still to come and before the due day.
        """
        if self.promise.retired and period >= self.now:
            return None
        announced, due = self.announced(period), self.due(period)
        return min(announced, due) if announced and announced > self.as_of else due

    def announced(self, period: Period) -> date | None:
        """The day for which the organisation announced the result of a period; None where it did not."""
        if period == self.first and self.promise.first_result:
            return self.promise.first_result
        before = str(period + -1)
        return next((miss.next_result for miss in self.promise.misses if miss.period == before), None)

    def must_be_known(self, period: Period) -> bool:
        """True where a missing result is reported: it was due, or it is on file and not cleared."""
        return self.waits(period) or self.as_of > self.due(period)

    @property
    def good_for(self) -> int:
        """The largest age of a usable result, in closed periods."""
        return min(self.measured[name].metric.max_age_periods for name in self.promise.metrics if name in self.measured)


def in_force(targets: tuple[Target, ...], metric: str, period: Period) -> Target | None:
    """The target of a metric in a period: the newest that began on or before the period's first day."""
    newest_first = sorted(
        (target for target in targets if target.metric == metric), key=lambda target: target.since, reverse=True
    )
    return _begun(newest_first, period.start)


def _begun(newest_first: Iterable[Target], day: date) -> Target | None:
    return next((target for target in newest_first if target.since <= day), None)


def share(metric: Metric, row: Row) -> Fraction | None:
    """The exact percentage from numerator and n; None where they are missing or do not give the row's value.

    They do not where a survey's answers are weighted; then the value itself is used.
    """
    if metric.unit != "percent" or not row.n or row.numerator is None or row.value is None:
        return None
    exact = percentage(row.numerator, row.n)
    return exact if metric.is_counted or is_about(row.value, exact) else None


def meets(target: Target, value: Decimal, exact: Fraction | None) -> bool:
    """True where the target is met. Compared exactly: a percentage by numerator and n where these are known."""
    found, level = Fraction(value) if exact is None else exact, Fraction(target.level)
    return found >= level if target.at_least is not None else found <= level


def _result(target: Target, period: Period, source: Measured | None) -> Result:
    row = source.rows.get(period) if source else None
    exact = share(source.metric, row) if source and row else None
    silent = row if row and row.value is None else source.missing.get(period) if source and not row else None
    return Result(
        metric=target.metric,
        period=period,
        target=target.level,
        direction="at-least" if target.at_least is not None else "at-most",
        since=target.since,
        value=row.value if row else None,
        n=row.n if row else None,
        numerator=row.numerator if row else None,
        is_share=exact is not None,
        published_on=row.published_on if row else None,
        met=meets(target, row.value, exact) if row and row.value is not None else None,
        interval=interval(source, row) if row and source else None,
        note=silent.note if silent else None,
    )


def interval(source: Measured, row: Row) -> Interval | None:
    """The likely range of a survey's percentage; None where everything was counted or where there is no n."""
    if source.metric.survey is None or source.metric.unit != "percent" or not row.n or row.value is None:
        return None
    if row.numerator is not None and share(source.metric, row) is None:
        return None
    return _interval(row.value, row.n, row.numerator)


@lru_cache(maxsize=1 << 14)
def _interval(value: Decimal, n: int, numerator: int | None) -> Interval | None:
    share = value / 100 if numerator is None else Decimal(numerator) / n
    return wilson(share, n)
