"""The verdict of a promise: computed from closed periods, against the target in force in each, never rounded up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from kept.model.period import Cadence, Period
from kept.model.verdict import PeriodVerdict, Result, Status, Verdict
from kept.trust.dates import days_after

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from kept.model.evidence import Metric, Row
    from kept.model.register import Promise, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A metric, and those of its rows that may be used."""

    metric: Metric
    rows: Mapping[Period, Row]
    """Final rows of closed periods, known on the day and cleared for the audience."""
    waiting: frozenset[Period]
    """Closed periods whose final row was known on the day and has not been cleared."""
    is_shown: bool
    """False where this audience may not even know the metric's name."""

    @classmethod
    def known(
        cls,
        metric: Metric,
        as_of: date,
        through: Period | None,
        *,
        left_out: Collection[Period] = (),
        is_shown: bool = True,
    ) -> Measured:
        """What was known of a metric on a day, up to the period that was approved; nothing where `through` is None.

        Periods in `left_out` may not be shown although they were approved; they are on file all the same.
        """
        rows = {
            period: row
            for row in metric.rows
            if row.status == "final" and known_from(row, period := metric.period_of(row)) <= as_of
        }
        cleared = {
            period: row
            for period, row in rows.items()
            if through is not None and period <= through and period not in left_out
        }
        return cls(metric=metric, rows=cleared, waiting=frozenset(rows) - frozenset(cleared), is_shown=is_shown)


def known_from(row: Row, period: Period) -> date:
    """The day a row became known: its publication, but never before the period had closed."""
    after = period.end + timedelta(days=1)
    return max(row.published_on or after, after)


def verdict(promise: Promise, measured: Mapping[str, Measured], as_of: date) -> Verdict:
    """The verdict of a standing promise on a day.

    - *kept*: every target in force in the newest reported period was met.
    - *missed*: any was not, by any amount, whatever else is still to be reported. A stale miss stays missed.
    - *measuring*: no result has been due since the first target took effect, and there is none.
    - *no-result*: the newest closed period's result was due and has not been reported, or is on file and has not been
      cleared: nobody keeps a promise by not approving its figures.
    - *out-of-date*: the newest result is more than `max_age_periods` old.

    Args:
        promise: the promise; its targets name the metrics.
        measured: what is known of each of them.
        as_of: the day.
    """
    cadence = next((measured[name].metric.period for name in promise.metrics if name in measured), None)
    if cadence is None:
        return _nothing_to_judge(promise)
    record = tuple(_record(promise, measured, cadence, as_of))
    if not record:
        return _too_early(promise, measured, cadence, as_of)
    return _newest(promise, measured, record, Period.containing(as_of, cadence))


def _newest(
    promise: Promise, measured: Mapping[str, Measured], record: tuple[PeriodVerdict, ...], now: Period
) -> Verdict:
    """What the newest entries of a record amount to in the period under way."""
    newest = next((entry for entry in reversed(record) if entry.status is not Status.NO_RESULT), None)
    if newest is None:
        return _no_result(promise, measured, record)
    age = now - newest.period - 1
    limit = min(measured[name].metric.max_age_periods for name in promise.metrics if name in measured)
    next_due = _due(promise, measured, newest.period + 1)
    words = _because(newest)
    if newest.status is Status.MISSED:
        return _verdict(newest, Status.MISSED, words, record, next_due)
    if age > limit:
        words += f" No newer result has been reported for {age} closed periods; after {limit} it no longer counts."
        return _verdict(newest, Status.OUT_OF_DATE, words, record, None)
    if newest is not record[-1]:
        return _no_result(promise, measured, record)
    return _verdict(newest, newest.status, words, record, next_due)


def in_force(targets: tuple[Target, ...], metric: str, period: Period) -> Target | None:
    """The target of a metric in a period: the newest that began on or before the period's first day."""
    begun = [target for target in targets if target.metric == metric and target.since <= period.start]
    return max(begun, key=lambda target: target.since, default=None)


def meets(target: Target, value: Decimal, n: int | None, numerator: int | None, unit: str) -> bool:
    """True where the target is met, compared exactly: a percentage by its numerator and n where they are given."""
    if unit == "percent" and n and numerator is not None:
        exact = Fraction(100 * numerator, n)
        return exact >= Fraction(target.level) if target.at_least is not None else exact <= Fraction(target.level)
    return target.is_met_by(value)


def _record(
    promise: Promise, measured: Mapping[str, Measured], cadence: Cadence, as_of: date
) -> Iterator[PeriodVerdict]:
    """Every closed period since the first target, oldest first; without a result only once it is due or waiting."""
    for number in range(_first_period(promise, cadence).number, Period.containing(as_of, cadence).number):
        period = Period(cadence, number)
        names = _in_force_in(promise, period)
        results = tuple(_result(target, period, measured.get(name)) for name, target in names.items())
        met = [result.met for result in results]
        shown = tuple(result for result in results if _is_shown(result.metric, measured))
        if False in met:
            yield PeriodVerdict(period=period, status=Status.MISSED, results=shown)
        elif None not in met:
            yield PeriodVerdict(period=period, status=Status.KEPT, results=shown)
        elif _waits(names, measured, period) or as_of > _due(promise, measured, period):
            yield PeriodVerdict(period=period, status=Status.NO_RESULT, results=shown)


def _in_force_in(promise: Promise, period: Period) -> dict[str, Target]:
    """The target in force of each metric that has one in a period."""
    targets = ((name, in_force(promise.targets, name, period)) for name in promise.metrics)
    return {name: target for name, target in targets if target}


def _is_shown(name: str, measured: Mapping[str, Measured]) -> bool:
    return name in measured and measured[name].is_shown


def _waits(names: Iterable[str], measured: Mapping[str, Measured], period: Period) -> bool:
    return any(period in measured[name].waiting for name in names if name in measured)


def _first_period(promise: Promise, cadence: Cadence) -> Period:
    since = min(target.since for target in promise.targets)
    containing = Period.containing(since, cadence)
    return containing if containing.start == since else containing + 1


def _result(target: Target, period: Period, source: Measured | None) -> Result:
    row = source.rows.get(period) if source else None
    direction: Literal["at-least", "at-most"] = "at-least" if target.at_least is not None else "at-most"
    return Result(
        metric=target.metric,
        period=period,
        target=target.level,
        direction=direction,
        value=row.value if row else None,
        n=row.n if row else None,
        numerator=row.numerator if row else None,
        published_on=row.published_on if row else None,
        met=meets(target, row.value, row.n, row.numerator, source.metric.unit) if row and source else None,
    )


def _due(promise: Promise, measured: Mapping[str, Measured], period: Period) -> date:
    """The day by which the result of a period is due."""
    days = max(measured[name].metric.due_days for name in promise.metrics if name in measured)
    return days_after(period.end, days)


def _nothing_to_judge(promise: Promise) -> Verdict:
    words = (
        "No metric of this promise can be shown, so there is no result."
        if promise.targets
        else "It has no target, so there is nothing to judge."
    )
    return Verdict(status=Status.NO_RESULT, period=None, results=(), because=words, record=(), next_result=None)


def _too_early(promise: Promise, measured: Mapping[str, Measured], cadence: Cadence, as_of: date) -> Verdict:
    first = _first_period(promise, cadence)
    expected = promise.first_result or _due(promise, measured, first)
    words = (
        f"No period has closed since the promise was made; the first is {first}."
        if Period.containing(as_of, cadence) <= first
        else f"The first result, for {first}, is not due yet."
    )
    return Verdict(status=Status.MEASURING, period=None, results=(), because=words, record=(), next_result=expected)


def _no_result(promise: Promise, measured: Mapping[str, Measured], record: tuple[PeriodVerdict, ...]) -> Verdict:
    entry = record[-1]
    if _waits(_in_force_in(promise, entry.period), measured, entry.period):
        words = f"The result for {entry.period} is on file and has not been approved."
    else:
        missing = ", ".join(result.metric for result in entry.results if result.value is None)
        words = f"The result for {entry.period} was due and has not been reported{f' ({missing})' if missing else ''}."
    return _verdict(entry, Status.NO_RESULT, words, record, None)


def _verdict(
    entry: PeriodVerdict, status: Status, because: str, record: tuple[PeriodVerdict, ...], next_result: date | None
) -> Verdict:
    return Verdict(
        status=status,
        period=entry.period,
        results=entry.results,
        because=because,
        record=record,
        next_result=next_result,
    )


def _because(entry: PeriodVerdict) -> str:
    return f"In {entry.period} " + "; ".join(_outcome(result) for result in entry.results) + "."


def _outcome(result: Result) -> str:
    if result.value is None:
        return f"{result.metric} was not reported"
    cases = f" ({result.numerator} of {result.n})" if result.n is not None and result.numerator is not None else ""
    needed = f"{result.direction.replace('-', ' ')} {result.target}"
    outcome = "met" if result.met else "not met"
    return f"{result.metric} was {result.value}{cases}, promised was {needed}: {outcome}"
