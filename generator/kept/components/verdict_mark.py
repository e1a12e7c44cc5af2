"""Shows a verdict: its glyph, word and colour, its strip of periods, and its figure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from kept.components import data_marks
from kept.model.stated import MarkedText
from kept.model.verdict import Status
from kept.verdicts.tally import tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kept.components.page_context import PageContext
    from kept.model.edition import PromiseView
    from kept.model.period import Period
    from kept.model.verdict import Interval, PeriodVerdict, Result, Verdict
    from kept.verdicts.tally import Tally

STRIP = 12
"""The most periods in a strip."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A verdict for display: `kind` decides glyph and colour, `label` is the text."""

    kind: str
    label: str


def mark(ctx: PageContext, promise: PromiseView) -> Mark:
    """The status of a promise on the day of the edition."""
    if promise.retired:
        return Mark("retired", ctx.say("status.retired.label", day=ctx.formats.day(promise.retired.on)))
    return verdict_mark(ctx, promise.verdict)


def verdict_mark(ctx: PageContext, verdict: Verdict) -> Mark:
    """A verdict with its period."""
    if verdict.period is None:
        return Mark(verdict.status, ctx.say(f"status.{verdict.status}.word"))
    return Mark(verdict.status, ctx.say(f"status.{verdict.status}.label", period=ctx.formats.period(verdict.period)))


def last_mark(ctx: PageContext, promise: PromiseView) -> Mark | None:
    """The last status of a retired promise; None for others."""
    verdict = promise.verdict
    return verdict_mark(ctx, replace(verdict, status=verdict.last)) if verdict.last else None


def word(ctx: PageContext, kind: str) -> Mark:
    """A status without a period."""
    return Mark(kind, ctx.say(f"status.{kind}.word"))


def of_status(ctx: PageContext, kind: str) -> MarkedText:
    """What a verdict or state is called, where it is explained and said of no promise."""
    shown = word(ctx, kind)
    return MarkedText(data_marks.mark("status", kind), shown.label, kind)


def says(promise: str, shown: Mark, name: str = "verdict", *parts: object) -> MarkedText:
    """What a mark says of a promise."""
    return MarkedText(data_marks.mark(name, promise, *parts), shown.label, shown.kind)


def of_period(ctx: PageContext, promise: str, verdict: PeriodVerdict) -> MarkedText:
    """A promise's verdict on one period, as it stands beside that period."""
    return says(promise, word(ctx, verdict.status), "verdict", verdict.period)


def tag(ctx: PageContext, said: MarkedText, *, large: bool = False) -> Markup:
    """What is said as a tag, which carries its mark."""
    key = (said.kind, said.text, large)
    if key not in ctx.tags:
        ctx.tags[key] = ctx.macro("marks", "tag")(*key)
    return data_marks.on(said, ctx.tags[key])


def cadence(ctx: PageContext, periods: Sequence[Period], count: int) -> str:
    """The common word for these periods: quarters, months; periods where they differ."""
    kinds = {period.cadence for period in periods}
    return ctx.say(f"cadence.{kinds.pop() if len(kinds) == 1 else 'period'}", count)


def strip(ctx: PageContext, promise: PromiseView, record: tuple[PeriodVerdict, ...]) -> Markup:
    """One cell per period, newest last; the label says in words what the cells show.

    Args:
        ctx: the words.
        promise: whose periods they are.
        record: those to show.
    """
    shown = record[-STRIP:]
    label = _strip_label(ctx, promise, record, shown)
    return ctx.macro("marks", "strip")([verdict.status.value for verdict in shown], label)


def _strip_label(
    ctx: PageContext, promise: PromiseView, record: Sequence[PeriodVerdict], shown: Sequence[PeriodVerdict]
) -> str:
    if not shown:
        return ctx.say("strip.none")
    if len(shown) == 1:
        verdict = ctx.say(f"status.{shown[0].status}.result")
        return ctx.say("strip.single", period=ctx.formats.period(shown[0].period), verdict=verdict)
    if promise.is_once:
        return _once_label(ctx, promise, shown)
    found = tally(verdict.status for verdict in shown)
    label = ctx.say(
        "strip.label",
        found.counted,
        kept=ctx.formats.number(found.kept),
        counted=ctx.formats.number(found.counted),
        periods=cadence(ctx, [verdict.period for verdict in shown], found.counted),
        first=ctx.formats.period(shown[0].period),
        last=ctx.formats.period(shown[-1].period),
    )
    for status in (Status.MISSED, Status.PARTLY_KEPT):
        if named := [ctx.formats.period(verdict.period) for verdict in shown if verdict.status is status]:
            label = f"{label} {ctx.say(f'strip.{status}', periods=ctx.words.join(named))}"
    if len(shown) < len(record):
        label = ctx.say("strip.last", len(shown), all=ctx.formats.number(len(record))) + label
    return label


def _once_label(ctx: PageContext, promise: PromiseView, shown: Sequence[PeriodVerdict]) -> str:
    """Of a promise with a deadline: what became of it, over the periods shown."""
    periods = [verdict.period for verdict in shown]
    status = promise.verdict.last or promise.verdict.status
    return ctx.say(
        "strip.once",
        verdict=ctx.say(f"status.{status}.result"),
        digits=ctx.formats.number(len(shown)),
        periods=cadence(ctx, periods, len(shown)),
        first=ctx.formats.period(periods[0]),
        last=ctx.formats.period(periods[-1]),
    )


def counts(ctx: PageContext, found: Tally) -> str:
    """Results with a figure, by what became of them: 39 kept and 11 missed. What does not occur is left out."""
    kinds = (("kept", found.kept), ("late", found.late), ("partly", found.partly), ("missed", found.missed))
    named = [ctx.say(f"behind.{name}", count=ctx.formats.number(count)) for name, count in kinds if count]
    return ctx.words.join(named)


def key(ctx: PageContext, records: Iterable[Sequence[PeriodVerdict]]) -> Markup:
    """The legend of these strips; rarer kinds are listed only if they occur."""
    found = {verdict.status for record in records for verdict in record[-STRIP:]}
    partly = bool(found & {Status.PARTLY_KEPT, Status.KEPT_LATE})
    shown = (partly, Status.IN_PROGRESS in found, Status.NO_CASES in found)
    return data_marks.on(key_said(ctx, *shown), ctx.macro("marks", "key")(*shown))


def key_said(ctx: PageContext, partly: bool, under_way: bool, empty: bool) -> MarkedText:  # noqa: FBT001  as the macro has it
    """What stands in a key to the strips."""
    words = ctx.words.tree.strip
    rarer = ((words.key_partly, partly), (words.key_open, under_way), (words.key_no_cases, empty))
    parts = [words.key_kept, words.key_missed, *(word for word, is_shown in rarer if is_shown), words.key_none]
    mark = data_marks.mark("key", "-".join("yes" if one else "no" for one in (partly, under_way, empty)))
    return MarkedText(mark, " ".join(parts), is_echo=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One result as shown in a card or a panel."""

    metric: str
    title: str
    display: Markup
    """The value for large type."""
    value: Markup
    level: Markup
    n: Markup | None
    cases: str | None
    """The numerator and n; None where they are unknown."""
    published: Markup | None
    met: bool
    glyph: Markup
    """Met or not, where there are several results."""
    interval: str | None
    """The likely range, for a survey."""
    window: str | None
    """The span of time it covers, where that is not its own period."""
    says: tuple[MarkedText, ...]
    """The value, and what it is held against."""
    more: tuple[MarkedText, ...]
    """How many cases it rests on, and when it was published."""


def value_said(ctx: PageContext, result: Result) -> MarkedText:
    """The value of a result."""
    return data_marks.of_result(result, "value", ctx.value(result.metric, result.value, result.exact))


def level_said(ctx: PageContext, result: Result) -> MarkedText:
    """What a result is held against."""
    text = ctx.result_level(result)
    return data_marks.level(result.metric, result.period, result.direction, result.target, text)


def published_said(ctx: PageContext, result: Result) -> MarkedText | None:
    """The day on which a result was published, where that is known."""
    on = result.published_on
    return data_marks.of_result(result, "published", ctx.formats.day(on)) if on else None


def figure(ctx: PageContext, result: Result) -> Figure | None:
    """A result with everything shown beside it; None where there is no value."""
    if result.value is None:
        return None
    metric = ctx.metrics.get(result.metric)
    value, level, n, published = (
        *(value_said(ctx, result), level_said(ctx, result)),
        *(_n(ctx, result), published_said(ctx, result)),
    )
    return Figure(
        metric=result.metric,
        title=metric.title if metric else result.metric,
        display=data_marks.shown(value, ctx.formats.display(value.text)),
        value=data_marks.shown(value),
        level=data_marks.shown(level),
        n=data_marks.shown(n) if n else None,
        cases=_cases(ctx, result),
        published=data_marks.shown(published) if published else None,
        met=bool(result.met),
        glyph=outcome(ctx, result),
        window=window(ctx, result.metric),
        interval=interval(ctx, result.metric, result.interval, result.n),
        says=(value, level),
        more=tuple(one for one in (n, published) if one),
    )


def outcome(ctx: PageContext, result: Result) -> Markup:
    """Whether one of several targets was met, as a tag."""
    return tag(ctx, outcome_said(ctx, result))


def outcome_said(ctx: PageContext, result: Result) -> MarkedText:
    """The words for whether this target of several was met."""
    silent = "no-cases" if result.has_no_cases else "unreported"
    name = silent if result.met is None else "met" if result.met else "not-met"
    kind = {"no-cases": "no-cases", "unreported": "no-result", "met": "kept", "not-met": "missed"}[name]
    against = data_marks.mark("outcome", result.metric, result.period, result.direction, f"{result.target:f}")
    return MarkedText(against, ctx.say(f"target.{name}"), kind)


def interval(ctx: PageContext, metric: str, found: Interval | None, n: int | None) -> str | None:
    """The likely range for all customers, with the number of answers; None where it is not estimated."""
    if found is None:
        return None
    low, high = ctx.value(metric, found.low), ctx.value(metric, found.high)
    if n is None:
        return ctx.say("survey.interval-alone", low=low, high=high)
    return ctx.say("survey.interval", low=low, high=high, n=ctx.formats.number(n))


def silence(ctx: PageContext, result: Result) -> str:
    """Why a result has no value: no cases, or not reported, with the given reason."""
    says = ctx.say("worked.no-cases" if result.has_no_cases else "worked.none")
    return f"{says} {result.note}" if result.note else says


def window(ctx: PageContext, metric: str) -> str | None:
    """The span of time that each figure covers, where that is not its own period: the last 30 days."""
    known = ctx.metrics.get(metric)
    if known is None or known.window is None:
        return None
    return ctx.say(f"metric.window.{known.window.of}", known.window.last)


def _n(ctx: PageContext, result: Result) -> MarkedText | None:
    if result.n is not None:
        return data_marks.of_result(result, "cases", ctx.say("promise.n", n=ctx.formats.number(result.n)))
    metric = ctx.metrics.get(result.metric)
    if metric and metric.no_n_because:
        return data_marks.of_result(result, "cases", ctx.say("promise.no-n", why=metric.no_n_because))
    return None


def _cases(ctx: PageContext, result: Result) -> str | None:
    if result.n is None or result.numerator is None:
        return None
    number = ctx.formats.number
    return ctx.say("promise.cases", numerator=number(result.numerator), n=number(result.n))


def leading(results: Sequence[Result]) -> Result | None:
    """The result that a card shows: the first missed one, otherwise the first one."""
    valued = [result for result in results if result.value is not None]
    return next((result for result in valued if not result.met), valued[0] if valued else None)
