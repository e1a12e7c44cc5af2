"""The verdict of a promise: computed from closed periods, against the target in force in each, never rounded up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from kept.model.period import Cadence, Period
from kept.model.verdict import PeriodVerdict, Result, Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kept.model.evidence import Metric, Row
    from kept.model.register import Promise, Target


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric and those of its rows that may be used."""

    metric: Metric
    rows: Mapping[Period, Row]
    """Final rows of closed periods, known on the day and cleared for the audience."""

    @classmethod
    def known(cls, metric: Metric, as_of: date, through: Period | None) -> Measured:
        """What was known of a metric on a day, up to the period that was approved; nothing where `through` is None."""
        rows = {
            period: row
            for row in metric.rows
            if row.status == "final"
            and through is not None
            and (period := metric.period_of(row)) <= through
            and known_from(row, period) <= as_of
        }
        return cls(metric, rows)


def known_from(row: Row, period: Period) -> date:
    """The day a row became known: its publication, but never before the period had closed."""
    after = period.end + timedelta(days=1)
    return max(row.published_on or after, after)


def verdict(promise: Promise, measured: Mapping[str, Measured], as_of: date) -> Verdict:
    """The verdict of a standing promise on a day.

    - *kept*: every target in force in the newest reported period was met; *missed*: any was not.
    - *measuring*: no period has closed since the first target took effect.
    - *no-result*: the newest closed period's result was due and has not been reported.
    - *out-of-date*: the newest result is more than `max_age_periods` old. A stale miss stays missed.

    Args:
        promise: the promise; its targets name the metrics.
        measured: what may be used of each of them.
        as_of: the day.
    """
    cadence = next((measured[name].metric.period for name in promise.metrics if name in measured), None)
    record = tuple(_record(promise, measured, cadence, as_of)) if cadence else ()
    reported = [entry for entry in record if entry.status is not Status.NO_RESULT]
    if not record:
        return _without_result(promise, measured, cadence, as_of)
    if not reported:
        return _verdict(record[-1], Status.NO_RESULT, _no_result_words(record[-1]), record, None)
    newest = reported[-1]
    age = Period.containing(as_of, newest.period.cadence) - newest.period - 1
    limit = min(measured[name].metric.max_age_periods for name in promise.metrics if name in measured)
    next_due = _due(promise, measured, newest.period + 1)
    words = _because(newest)
    if newest.status is Status.MISSED:
        return _verdict(newest, Status.MISSED, words, record, next_due)
    if age > limit:
        words += f" No newer result has been reported for {age} closed periods; after {limit} it no longer counts."
        return _verdict(newest, Status.OUT_OF_DATE, words, record, None)
    if record[-1].status is Status.NO_RESULT:
        return _verdict(record[-1], Status.NO_RESULT, _no_result_words(record[-1]), record, None)
    return _verdict(newest, newest.status, words, record, next_due)


def not_reported(internal: Verdict, public: Verdict) -> Verdict:
    """The public verdict where the internal one is worse: the period is named, and no result is given for it."""
    words = "A newer result exists and has not been approved for publication."
    record = tuple(entry for entry in public.record if internal.period is None or entry.period != internal.period)
    return Verdict(
        status=Status.NO_RESULT, period=internal.period, results=(), because=words, record=record, next_result=None
    )


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
    """Every closed period since the first target, oldest first; the newest only once reported or due."""
    first = _first_period(promise, cadence)
    last = Period.containing(as_of, cadence).number - 1
    for number in range(first.number, last + 1):
        period = Period(cadence, number)
        results = tuple(_results(promise, measured, period))
        if any(result.met is None for result in results):
            if _is_due(promise, measured, period, as_of):
                yield PeriodVerdict(period=period, status=Status.NO_RESULT, results=results)
        else:
            kept = all(result.met for result in results)
            yield PeriodVerdict(period=period, status=Status.KEPT if kept else Status.MISSED, results=results)


def _first_period(promise: Promise, cadence: Cadence) -> Period:
    since = min(target.since for target in promise.targets)
    containing = Period.containing(since, cadence)
    return containing if containing.start == since else containing + 1


def _results(promise: Promise, measured: Mapping[str, Measured], period: Period) -> Iterator[Result]:
    for name in promise.metrics:
        target = in_force(promise.targets, name, period)
        if target is None:
            continue
        source = measured.get(name)
        row = source.rows.get(period) if source else None
        direction: Literal["at-least", "at-most"] = "at-least" if target.at_least is not None else "at-most"
        yield Result(
            metric=name,
            period=period,
            target=target.level,
            direction=direction,
            value=row.value if row else None,
            n=row.n if row else None,
            numerator=row.numerator if row else None,
            published_on=row.published_on if row else None,
            met=meets(target, row.value, row.n, row.numerator, source.metric.unit) if row and source else None,
        )


def _due(promise: Promise, measured: Mapping[str, Measured], period: Period) -> date | None:
    """The day by which the result of a period is due."""
    days = [measured[name].metric.due_days for name in promise.metrics if name in measured]
    return period.end + timedelta(days=max(days)) if days else None


def _is_due(promise: Promise, measured: Mapping[str, Measured], period: Period, as_of: date) -> bool:
    due = _due(promise, measured, period)
    return due is None or as_of > due


def _without_result(
    promise: Promise, measured: Mapping[str, Measured], cadence: Cadence | None, as_of: date
) -> Verdict:
    """No period has closed since the promise was made, or none can: there is nothing to judge."""
    if cadence is None:
        words = "No metric of this promise can be shown, so there is no result."
        return Verdict(status=Status.NO_RESULT, period=None, results=(), because=words, record=(), next_result=None)
    first = _first_period(promise, cadence)
    expected = promise.first_result or _due(promise, measured, first)
    if Period.containing(as_of, cadence) <= first:
        words = f"No period has closed since the promise was made; the first is {first}."
    else:
        words = f"The first result, for {first}, is not due yet."
    return Verdict(status=Status.MEASURING, period=None, results=(), because=words, record=(), next_result=expected)


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
    parts = []
    for result in entry.results:
        cases = f" ({result.numerator} of {result.n})" if result.n is not None and result.numerator is not None else ""
        needed = result.direction.replace("-", " ")
        outcome = "met" if result.met else "not met"
        parts.append(f"{result.metric} was {result.value}{cases}, promised was {needed} {result.target}: {outcome}")
    return f"In {entry.period} " + "; ".join(parts) + "."


def _no_result_words(entry: PeriodVerdict) -> str:
    missing = ", ".join(result.metric for result in entry.results if result.value is None)
    return f"The result for {entry.period} was due and has not been reported ({missing})."
