"""The charts of an edition: their data and their words."""

from __future__ import annotations

from dataclasses import dataclass
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

_KEYS = {True: "key-met", False: "key-missed", None: "key-plain"}
"""By whether a period met its target: the words for its mark. None: that is not decided, or there is no target."""


def spark(ctx: PageContext, promise: PromiseView) -> Markup:
    """The sparkline of a card, for the result that the card shows."""
    record = promise.verdict.record[-_SPARK:]
    shown = verdict_mark.leading(record[-1].results) if record else None
    if shown is None:
        return Markup("")
    return Markup(chart.sparkline(_series(ctx, record, shown.metric, shown.direction)))  # noqa: S704  our own drawing


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart with the sentence that explains it to somebody who has never seen one."""

    svg: Markup
    caption: str
    """What line, disc and diamond mean, where the scale begins, and where the figures come from."""


def record(ctx: PageContext, promise: PromiseView) -> Iterator[tuple[str, Drawing]]:
    """One chart for each metric with a target, by the metric's id."""
    periods = promise.verdict.record[-ON_PAGE:]
    for metric, direction in _measures(periods):
        series = _series(ctx, periods, metric, direction)
        yield metric, _drawing(ctx, metric, series, [verdict.period for verdict in periods])


def _drawing(ctx: PageContext, metric: str, series: Series, periods: Sequence[Period]) -> Drawing:
    lettering, known = _lettering(ctx, metric, periods), ctx.metrics.get(metric)
    drawn = {point.judged for point in series.points if point.value is not None}
    sentences = [ctx.say("chart.key-target")] if series.has_target else []
    sentences += [ctx.say(f"chart.{key}") for judged, key in _KEYS.items() if judged in drawn]
    if not chart.starts_at_zero(series, lettering):
        sentences.append(ctx.say("chart.not-from-zero"))
    if known and known.source:
        sentences.append(ctx.say("chart.source", source=known.source.rstrip(".")))
    return Drawing(Markup(chart.chart(series, lettering)), " ".join(sentences))  # noqa: S704  our own drawing


def metric(ctx: PageContext, metric: MetricView) -> Drawing | None:
    """The chart of a metric, against the target where all its promises have the same; None where it has no values."""
    if not metric.rows:
        return None
    rows = {row.period: row for row in metric.rows}
    first, last = metric.rows[0].period, metric.rows[-1].period
    periods = [first + step for step in range(max(0, last - first + 1 - ON_PAGE), last - first + 1)]
    judged = _judged(ctx, metric)
    points = tuple(
        _result_point(ctx, period, judged[period])
        if period in judged
        else _plain_point(ctx, metric.id, period, rows.get(period))
        for period in periods
    )
    series = _of(ctx, metric.id, points, lower=metric.direction == "lower-is-better")
    return _drawing(ctx, metric.id, series, periods)


def _judged(ctx: PageContext, metric: MetricView) -> dict[Period, Result]:
    """By period: the result of this metric; nothing where two promises hold it against different targets."""
    found: dict[Period, Result] = {}
    usual = ctx.direction(metric.id)
    for promise in metric.promises:
        for verdict in ctx.promises[promise].verdict.record if promise in ctx.promises else ():
            for result in verdict.results:
                if result.metric != metric.id:
                    continue
                known = found.setdefault(verdict.period, result)
                if (result.target, result.direction) != (known.target, usual) or verdict.status is Status.IN_PROGRESS:
                    return {}
    return found


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
    result = next((one for one in verdict.results if (one.metric, one.direction) == (metric, direction)), None)
    if result is None:
        return Point(label=ctx.formats.period_parts(verdict.period))
    return _result_point(ctx, verdict.period, result, is_open=verdict.status is Status.IN_PROGRESS)


def _result_point(ctx: PageContext, period: Period, result: Result, *, is_open: bool = False) -> Point:
    return Point(
        label=ctx.formats.period_parts(period),
        value=_drawn(ctx, result.metric, result),
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
