"""The period under way, from interim rows: the state so far, and the best possible result. Internal."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kept.model.edition import OpenPeriod, Projection
from kept.model.figure import percentage
from kept.model.verdict import LiveState
from kept.verdicts.case import in_force, meets, share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from kept.model.evidence import Metric, Row
    from kept.model.period import Period
    from kept.model.register import Promise, Target

_STEP = Decimal("0.1")


def open_periods(promise: Promise, metrics: Mapping[str, Metric], as_of: date) -> Iterator[OpenPeriod]:
    """The interim figure of the period under way for each metric, if it was known on the day.

    Args:
        promise: as it was on the day.
        metrics: those that internal readers may see.
        as_of: the day.
    """
    for name in promise.metrics:
        if name not in metrics:
            continue
        metric = metrics[name]
        period = metric.calendar.containing(as_of)
        target = in_force(promise.targets, name, period)
        row = _interim(metric, period, as_of)
        if row and row.value is not None and target and not metric.has_ended_before(period):
            yield _open(metric, period, row, row.value, target)


def live_state(
    promise: Promise, metrics: Mapping[str, Metric], figures: tuple[OpenPeriod, ...], as_of: date
) -> LiveState | None:
    """The worst state of a promise's metrics with a target in the period under way; None where it decides nothing.

    It decides nothing for a retired promise. With a deadline, only the last period in time decides something.
    """
    if promise.retired:
        return None
    states = {figure.metric: figure.state for figure in figures}
    asked = [name for name in promise.metrics if name in metrics and _counts(promise, metrics[name], as_of)]
    order = list(LiveState)
    return min((states.get(name, LiveState.NO_EVIDENCE) for name in asked), key=order.index, default=None)


def _counts(promise: Promise, metric: Metric, as_of: date) -> bool:
    period = metric.calendar.containing(as_of)
    if in_force(promise.targets, metric.id, period) is None or metric.has_ended_before(period):
        return False
    return promise.kind == "standing" or promise.due is None or (period + 1).end > promise.due


def _interim(metric: Metric, period: Period, as_of: date) -> Row | None:
    written = str(period)
    row = next((row for row in metric.rows if row.status == "interim" and row.period == written), None)
    is_known = row is not None and row.value is not None and (row.published_on or period.start) <= as_of
    return row if is_known else None


def _open(metric: Metric, period: Period, row: Row, value: Decimal, target: Target) -> OpenPeriod:
    return OpenPeriod(
        metric=metric.id,
        period=period,
        value=value,
        n=row.n,
        numerator=row.numerator,
        note=row.note,
        target=target.level,
        state=_state(metric, row, value, target),
        projection=projection(metric, row, target),
    )


def _state(metric: Metric, row: Row, value: Decimal, target: Target) -> LiveState:
    exact = share(metric, row)
    if not meets(target, value, exact):
        return LiveState.BELOW
    found = Fraction(value) if exact is None else exact
    if metric.warn_within is not None and abs(found - Fraction(target.level)) <= Fraction(metric.warn_within):
        return LiveState.AT_RISK
    return LiveState.ON_TRACK


def projection(metric: Metric, row: Row, target: Target) -> Projection | None:
    """What is still possible: the percentage if all expected cases go well, and how many of them may go wrong.

    None unless n, numerator and expected are all known. This is no forecast.
    """
    if metric.unit != "percent" or row.n is None or row.numerator is None or (row.expected or 0) <= row.n:
        return None
    if row.n and share(metric, row) is None:
        return None
    expected = row.expected or 0
    remaining = expected - row.n
    is_lower = target.at_most is not None
    best = percentage(row.numerator if is_lower else row.numerator + remaining, expected)
    reaches = best <= Fraction(target.level) if is_lower else best >= Fraction(target.level)
    shown = (Decimal(best.numerator) / best.denominator).quantize(_STEP, ROUND_CEILING if is_lower else ROUND_FLOOR)
    needed = Fraction(target.level) * expected / 100
    spare = math.floor(needed) - row.numerator if is_lower else row.numerator + remaining - math.ceil(needed)
    room = min(spare, remaining) if reaches else 0
    return Projection(
        remaining=remaining,
        best=shown,
        reaches=reaches,
        room=room,
        words=_words(remaining, shown, room, reaches=reaches),
    )


def _words(remaining: int, best: Decimal, room: int, *, reaches: bool) -> str:
    to_come = f"with {remaining} still to come"
    if not reaches:
        return f"Out of reach: at best {best} %, {to_come}."
    if room == remaining:
        return f"Safe, whatever happens {to_come}."
    return f"Room for {room or 'no'} more, {to_come}."
