"""The charts of an edition: their data and their words."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from markupsafe import Markup

from kept.charts import chart
from kept.charts.chart import Lettering, Point, Series
from kept.components import verdict_mark
from kept.components.period_links import ON_PAGE
from kept.model.units import kind
from kept.model.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kept.components.page_context import PageContext
    from kept.model.edition import MetricView, PromiseView, RowView
    from kept.model.period import Period
    from kept.model.verdict import PeriodVerdict, Result

_SPARK = 12
"""The number of periods in a sparkline, the same as in a strip."""


def spark(ctx: PageContext, promise: PromiseView) -> Markup:
    """The sparkline of a card, for the result that the card shows."""
    record = promise.verdict.record[-_SPARK:]
    shown = verdict_mark.leading(record[-1].results) if record else None
    if shown is None:
        return Markup("")
    return Markup(chart.sparkline(_series(ctx, record, shown.metric, shown.direction)))  # noqa: S704  our own drawing


def record(ctx: PageContext, promise: PromiseView) -> Iterator[tuple[str, Markup]]:
    """One chart for each metric with a target: (metric id, drawing)."""
    periods = promise.verdict.record[-ON_PAGE:]
    for metric, direction in _measures(periods):
        series = _series(ctx, periods, metric, direction)
        lettering = _lettering(ctx, metric, [verdict.period for verdict in periods])
        yield metric, Markup(chart.chart(series, lettering))  # noqa: S704  our own drawing with escaped words


def metric(ctx: PageContext, metric: MetricView) -> Markup:
    """The chart of a metric, without targets."""
    if not metric.rows:
        return Markup("")
    rows = {row.period: row for row in metric.rows}
    first, last = metric.rows[0].period, metric.rows[-1].period
    periods = [first + step for step in range(max(0, last - first + 1 - ON_PAGE), last - first + 1)]
    points = tuple(_plain_point(ctx, metric.id, period, rows.get(period)) for period in periods)
    series = _of(ctx, metric.id, points, lower=metric.direction == "lower-is-better")
    return Markup(chart.chart(series, _lettering(ctx, metric.id, periods)))  # noqa: S704  our own drawing


def _plain_point(ctx: PageContext, metric: str, period: Period, row: RowView | None) -> Point:
    label = ctx.formats.period_parts(period)
    if row is None:
        return Point(label=label)
    value = None if row.value is None else ctx.printed(metric, row.value)
    return Point(label=label, value=value, has_no_cases=row.has_no_cases)


def _measures(record: Sequence[PeriodVerdict]) -> list[tuple[str, str]]:
    """Each metric with its direction, those of the newest period first."""
    found = [(result.metric, result.direction) for verdict in reversed(record) for result in verdict.results]
    return list(dict.fromkeys(found))


def _series(ctx: PageContext, record: Sequence[PeriodVerdict], metric: str, direction: str) -> Series:
    points = tuple(_point(ctx, verdict, metric, direction) for verdict in record)
    return _of(ctx, metric, points, lower=direction == "at-most")


def _point(ctx: PageContext, verdict: PeriodVerdict, metric: str, direction: str) -> Point:
    label = ctx.formats.period_parts(verdict.period)
    result = next((one for one in verdict.results if (one.metric, one.direction) == (metric, direction)), None)
    if result is None:
        return Point(label=label)
    is_open = verdict.status is Status.IN_PROGRESS
    return Point(
        label=label,
        value=_drawn(ctx, metric, result),
        target=result.target,
        met=result.met,
        is_open=is_open,
        has_no_cases=result.has_no_cases,
    )


def _drawn(ctx: PageContext, metric: str, result: Result) -> Decimal | None:
    """The value as printed. If rounding moved it across the target, the next value on the right side."""
    exact = result.exact
    if exact is None or result.value is None:
        return None
    value = ctx.printed(metric, result.value, exact)
    is_above, shown_above = exact >= Fraction(result.target), value >= result.target
    is_below, shown_below = exact <= Fraction(result.target), value <= result.target
    if (is_above, is_below) == (shown_above, shown_below):
        return value
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    # Rounded away from the target, so that the drawing does not contradict the verdict.
    rounding = ROUND_CEILING if exact > Fraction(result.target) else ROUND_FLOOR
    return (Decimal(exact.numerator) / exact.denominator).quantize(step, rounding)


def _of(ctx: PageContext, metric: str, points: tuple[Point, ...], *, lower: bool) -> Series:
    known = ctx.metrics.get(metric)
    limits = (known.range or kind(known.unit)) if known else None
    return Series(
        points=points,
        lower_is_better=lower,
        floor=limits.low if limits else None,
        ceiling=limits.high if limits else None,
    )


def _lettering(ctx: PageContext, metric: str, periods: Sequence[Period]) -> Lettering:
    known, formats, say = ctx.metrics.get(metric), ctx.formats, ctx.say
    unit = known.unit if known else "count"
    return Lettering(
        axis=lambda value: formats.value(value, unit),
        value=lambda value: formats.value(ctx.printed(metric, value), unit if kind(unit).is_currency else "count"),
        spoken=lambda value: ctx.value(metric, value),
        no_result=say("chart.no-result"),
        no_cases=say("chart.no-cases"),
        without=say("chart.without"),
        kept=say("chart.kept"),
        latest=say("chart.latest"),
        lowest=say("chart.lowest"),
        highest=say("chart.highest"),
        missing=say("chart.missing"),
        periods=verdict_mark.cadence(ctx, periods, len(periods)),
    )
