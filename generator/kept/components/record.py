"""The record of a promise: its table and charts, and how to cite it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from kept.components import data_marks, drawings, restatements, verdict_mark
from kept.components.drawings import Drawing
from kept.components.period_links import ON_PAGE
from kept.model.stated import MarkedText
from kept.model.text_digest import PROMISE_TEXTS
from kept.record.permalinks import page_of, results_page
from kept.verdicts.tally import outcomes, tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kept.components.page_context import PageContext
    from kept.model.edition import PromiseView
    from kept.model.period import Period
    from kept.model.verdict import PeriodVerdict, Result, Verdict

TABLE = 3
"""How many periods the table shows before the rest folds away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One result in the table."""

    title: str
    """The metric's title, where the promise has several metrics."""
    outcome: Markup
    """Whether the target was met, where the promise has several."""
    value: Markup | None
    was: str | None
    """The value before a restatement; None where there is none."""
    restated: str | None
    correction: str
    """The address of that restatement, from the site's root."""
    interval: str | None
    silence: str | None
    """Why there is no value; None where there is one."""
    level: Markup
    n: Markup | str
    published: Markup | None
    says: tuple[MarkedText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The row of one period in the table of a promise's results."""

    anchor: str
    period: str
    kind: str
    tag: Markup
    page: str
    """The address of the page with all results for the period, from the site's root..."""
    of: str
    """... and the period of that page."""
    said: str
    """For a miss whose figures are no longer shown: the day it was published."""
    wording: tuple[str, ...]
    """What the promise said in that period, as far as it says something else now."""
    cells: tuple[Cell, ...]
    says: tuple[MarkedText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """The record under a wording that meant something else."""

    heading: str
    summary: str
    lines: tuple[Line, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All results so far."""

    summary: Markup
    unreported: str | None
    without_cases: str | None
    charts: tuple[tuple[str, str, Drawing], ...]
    """(metric id, its title, drawing)."""
    downloads: tuple[tuple[str, str], ...]
    """(metric id, label)."""
    recent: tuple[Line, ...]
    """Newest first."""
    earlier: tuple[Line, ...]
    earlier_label: str
    older: str
    """How many earlier results are shown elsewhere; empty where there are none."""
    former: tuple[Former, ...]
    """The records under earlier wordings that meant something else, the newest first."""
    newest: Line
    several: bool
    """True where some period has more than one result."""
    says: tuple[MarkedText, ...]


def record(ctx: PageContext, promise: PromiseView) -> Record | None:
    """The record of a promise; None where no period has ended."""
    periods = promise.verdict.record
    if not periods:
        return None
    several = any(len(verdict.results) > 1 for verdict in periods)
    every = {verdict: _line(ctx, promise, verdict, several=several) for verdict in reversed(periods[-ON_PAGE:])}
    lines = tuple(line for verdict, line in every.items() if verdict in promise.current_record)
    counts, told = tally(outcomes(promise.verdict, once=promise.is_once)), summary_said(ctx, promise)
    return Record(
        summary=data_marks.shown(told),
        unreported=_counted(ctx, periods, "unreported", counts.unreported),
        without_cases=_counted(ctx, periods, "no-cases", counts.without_cases),
        charts=tuple((metric, _title(ctx, metric), drawn) for metric, drawn in drawings.record(ctx, promise)),
        downloads=tuple((metric, ctx.metrics[metric].title) for metric in promise.metrics if metric in ctx.metrics),
        recent=lines[:TABLE],
        earlier=lines[TABLE:],
        earlier_label=ctx.say("promise.record-earlier", len(lines) - TABLE),
        older=older(ctx, len(periods)),
        former=tuple(_former(ctx, promise, every)),
        newest=next(iter(every.values())),
        several=several,
        says=data_marks.all_of([told], *(line.says for line in every.values())),
    )


def _former(ctx: PageContext, promise: PromiseView, every: Mapping[PeriodVerdict, Line]) -> Iterator[Former]:
    """The records beside the present one: each until the day on which the next began."""
    begun = sorted((one.since for one in promise.wordings if one.begins_record and one.since), reverse=True)
    for until, since in zip(begun, (*begun[1:], None), strict=False):
        periods = [verdict for verdict in every if promise.record_of(verdict.period) == since]
        if periods:
            yield Former(
                heading=ctx.say("promise.record-former", day=ctx.formats.long_day(until)),
                summary=kept_of(ctx, periods),
                lines=tuple(every[verdict] for verdict in periods),
            )


def wording(ctx: PageContext, promise: PromiseView, period: Period) -> Iterator[str]:
    """What a promise said in a period, text by text, as far as it says something else now."""
    then, now = promise.wording(period), promise.wordings[-1] if promise.wordings else None
    for name in PROMISE_TEXTS if then and now else ():
        was, is_now = getattr(then, name), getattr(now, name)
        if then and name in then.taken_out:
            yield ctx.say("promise.record-taken-out")
        elif was != is_now and was:
            yield ctx.say("promise.record-first-under", words=was)
        elif was != is_now:
            yield ctx.say("promise.record-without", field=ctx.say(f"history.fields.{name}"))


def definition(ctx: PageContext, metric: str, period: Period) -> Iterator[str]:
    """By which texts a metric was measured in a period, as far as they are others now."""
    known = ctx.metrics.get(metric)
    then = known.definition_in(period) if known else None
    now = dict(known.definitions[-1].texts) if known and known.definitions else {}
    for name, text in then.texts if then else ():
        field = ctx.say(f"history.fields.{name}")
        if then and name in then.taken_out:
            yield ctx.say("metric.then-taken-out", field=field)
        elif text != now[name]:
            yield ctx.say("metric.then", field=field, words=text) if text else ctx.say("metric.then-none", field=field)


def words_then(ctx: PageContext, promise: PromiseView, verdict: PeriodVerdict) -> tuple[str, ...]:
    """The texts of a promise and of its metrics by which a period was judged, as far as they are others now."""
    measured = (words for one in verdict.results for words in definition(ctx, one.metric, verdict.period))
    return tuple(dict.fromkeys((*wording(ctx, promise, verdict.period), *measured)))


def older(ctx: PageContext, count: int) -> str:
    """Says that some of the results are on another page; empty where none is."""
    return ctx.say("promise.record-older", count - ON_PAGE) if count > ON_PAGE else ""


def summary_said(ctx: PageContext, promise: PromiseView) -> MarkedText:
    """The summary, with its mark."""
    return MarkedText(data_marks.mark("record", promise.id), summary(ctx, promise))


def summary(ctx: PageContext, promise: PromiseView) -> str:
    """In how many periods with a result a promise was kept; of one with a deadline, whether it was reached."""
    if promise.is_once:
        return _once(ctx, promise)
    current = promise.current_record
    return kept_of(ctx, current) if current else ctx.say("promise.record-anew")


def _once(ctx: PageContext, promise: PromiseView) -> str:
    verdict = promise.verdict
    period = ctx.formats.period(verdict.period or verdict.record[-1].period)
    due = ctx.formats.long_day(promise.due) if promise.due else ""
    return ctx.say(f"promise.once.{verdict.last or verdict.status}", period=period, day=due)


def kept_of(ctx: PageContext, periods: Sequence[PeriodVerdict]) -> str:
    """In how many periods with a result the promise was kept."""
    counts, number = tally(verdict.status for verdict in periods), ctx.formats.number
    noun = verdict_mark.cadence(ctx, [verdict.period for verdict in periods], counts.counted)
    return ctx.say("promise.record-kept", kept=number(counts.kept), counted=number(counts.counted), periods=noun)


def kept_overall(ctx: PageContext, promises: Sequence[PromiseView]) -> str:
    """The results of these promises together, counted by what became of them; empty where there is none."""
    counts = tally(one for promise in promises for one in outcomes(promise.verdict, once=promise.is_once))
    if not counts.counted:
        return ""
    return ctx.say("facet.record", counts.counted, counts=verdict_mark.counts(ctx, counts))


def _counted(ctx: PageContext, periods: Sequence[PeriodVerdict], name: str, count: int) -> str | None:
    noun = verdict_mark.cadence(ctx, [verdict.period for verdict in periods], count)
    return ctx.say(f"promise.record-{name}", count, periods=noun) if count else None


def _title(ctx: PageContext, metric: str) -> str:
    return ctx.metrics[metric].title if metric in ctx.metrics else metric


def anchor(verdict: PeriodVerdict) -> str:
    """The anchor of a period on the promise's page: `2026-q3`."""
    return str(verdict.period).lower()


def _line(ctx: PageContext, promise: PromiseView, verdict: PeriodVerdict, *, several: bool) -> Line:
    judged = verdict_mark.of_period(ctx, promise.id, verdict)
    cells = tuple(cell(ctx, result, several=several) for result in verdict.results)
    return Line(
        anchor=anchor(verdict),
        period=ctx.formats.period(verdict.period),
        kind=verdict.status,
        tag=verdict_mark.tag(ctx, judged),
        page=results_page(verdict.period),
        of=ctx.formats.period(page_of(verdict.period)),
        said=said(ctx, verdict),
        wording=words_then(ctx, promise, verdict),
        cells=cells,
        says=data_marks.all_of([judged], *(one.says for one in cells)),
    )


def said(ctx: PageContext, verdict: PeriodVerdict) -> str:
    """Says that a miss was published and stays, although its figures are not shown; empty where they are."""
    return ctx.say("table.said", day=ctx.formats.day(verdict.said_on)) if verdict.said_on else ""


def cell(ctx: PageContext, result: Result, *, several: bool) -> Cell:
    """One result with its target, and its value before a correction."""
    metric = ctx.metrics.get(result.metric)
    found = restatements.latest(ctx, result.metric, str(result.period))
    value = verdict_mark.value_said(ctx, result) if result.value is not None else None
    level, published = verdict_mark.level_said(ctx, result), verdict_mark.published_said(ctx, result)
    n = data_marks.of_result(result, "n", ctx.formats.number(result.n)) if result.n is not None else None
    outcome = verdict_mark.outcome_said(ctx, result) if several else None
    return Cell(
        title=metric.title if metric and several else "",
        outcome=verdict_mark.tag(ctx, outcome) if outcome else Markup(""),
        value=data_marks.shown(value) if value else None,
        silence=verdict_mark.silence(ctx, result) if result.note or result.has_no_cases else None,
        was=ctx.value(result.metric, found.was) if found else None,
        restated=ctx.say("table.restated", day=ctx.formats.day(found.on)) if found else None,
        correction=restatements.place(result.metric, found) if found else "",
        interval=verdict_mark.interval(ctx, result.metric, result.interval, result.n),
        level=data_marks.shown(level),
        n=data_marks.shown(n) if n else "",
        published=data_marks.shown(published) if published else None,
        says=tuple(said for said in (outcome, value, level, n, published) if said),
    )


def citation(ctx: PageContext, promise: PromiseView) -> str:
    """One line for citing: the publisher, the promise, the period, the result, the address."""
    verdict = promise.verdict
    parts = [f"{ctx.edition.publisher.name}, \u201c{promise.statement}\u201d", *_cited_result(ctx, verdict)]
    if url := ctx.url(f"promises/{promise.id}/"):
        parts.append(url + (f"#{anchor(verdict.record[-1])}" if verdict.record else ""))
    return " ".join(parts)


def _cited_result(ctx: PageContext, verdict: Verdict) -> Iterator[str]:
    result = verdict_mark.leading(verdict.results)
    if verdict.period and result:
        outcome = ctx.say(f"status.{verdict.last or verdict.status}.result")
        value = ctx.value(result.metric, result.value, result.exact)
        shown = ctx.say("promise.against", value=value, level=ctx.result_level(result))
        yield f"{ctx.formats.period(verdict.period)}: {outcome}, {shown}."
        if result.published_on:
            yield ctx.say("promise.published", day=ctx.formats.day(result.published_on)) + "."
