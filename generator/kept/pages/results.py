"""The results of every closed period, and their index."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup

from kept.components import data_marks, facets, headline, period_links, record, restatements, verdict_mark
from kept.components.pagination import Crumb, chunks
from kept.components.period_pages import Judged, PeriodPage, period_pages
from kept.model.period import Cadence
from kept.model.stated import MarkedText
from kept.model.verdict import Status
from kept.pages.page import on_both_sites
from kept.record.permalinks import RESULTS, results_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kept.components.page_context import PageContext
    from kept.components.record import Cell
    from kept.model.edition import PromiseView
    from kept.model.page import Page
    from kept.model.period import Calendar, Period
    from kept.model.verdict import PeriodVerdict

CHUNK = 60
"""The number of promises on a page of one period."""
_ORDER = (
    *(Status.KEPT, Status.KEPT_LATE, Status.PARTLY_KEPT, Status.MISSED),
    *(Status.NO_CASES, Status.NO_RESULT, Status.IN_PROGRESS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One promise's verdict on one period."""

    place: str
    """The address of the period on the promise's page."""
    title: str
    note: str
    """The week, on the page of a month; or that the promise has been retired since."""
    tag: Markup
    wording: tuple[str, ...]
    """What the promise said in that period, as far as it says something else now."""
    turned: str
    """Says that a correction changed the outcome after publication; empty where none did."""
    cells: tuple[Cell, ...]
    says: tuple[MarkedText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """A promise that is judged by shorter periods."""

    promise: str
    title: str
    says: Markup
    strip: Markup
    said: MarkedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One period in a list of periods."""

    path: str
    period: str
    label: str
    dates: str
    tally: Markup
    counted: MarkedText


@on_both_sites
def pages(ctx: PageContext) -> Iterator[Page]:
    """The list, then one or more pages for each period; empty before the first result."""
    found = period_pages(ctx.edition.promises)
    if not found:
        return
    steps = {span.period: _step(ctx, span) for span in found}
    yield _index(ctx, list(steps.items()))
    around = _around(found, steps)
    for span in found:
        yield from _pages(ctx, span, steps[span.period], around[span.period])


def _around(found: Iterable[PeriodPage], steps: Mapping[Period, Step]) -> dict[Period, tuple[Step | None, Step | None]]:
    """By period: the periods before and after it in its calendar."""
    calendars: defaultdict[Calendar, list[Period]] = defaultdict(list)
    for span in found:
        calendars[span.period.calendar].append(span.period)
    around = {}
    for newest_first in calendars.values():
        padded = [None, *newest_first, None]
        for after, period, before in zip(padded, newest_first, padded[2:], strict=False):
            around[period] = (steps[before] if before else None, steps[after] if after else None)
    return around


def _index(ctx: PageContext, steps: Sequence[tuple[object, Step]]) -> Page:
    words = ctx.words.tree.results
    years = groupby(steps, key=lambda pair: pair[0].end.year)  # type: ignore[attr-defined]  # a period
    return ctx.page(
        "results",
        RESULTS,
        section="promises",
        title=words.index,
        description=words.index_lede,
        years=[(str(year), [step for _, step in group]) for year, group in years],
        must_say=[step.counted for _, step in steps if step.counted.text],
    )


def _pages(ctx: PageContext, span: PeriodPage, step: Step, around: tuple[Step | None, Step | None]) -> Iterator[Page]:
    lines = list(_lines(ctx, span))
    title = ctx.say("results.weeks-title" if _has_only_weeks(span) else "results.title", period=step.period)
    within = [_short(ctx, span, one) for one in span.within]
    for chunk in chunks(ctx, step.path, lines, CHUNK):
        yield ctx.page(
            "period",
            chunk.path,
            section="promises",
            title=chunk.title(title),
            description=f"{title}. {step.counted.text}",
            must_say=data_marks.all_of(
                *(line.says for line in chunk.items),
                [step.counted] if step.counted.text else [],
                [one.said for one in within if chunk.number == 1],
            ),
            facets=facets.of_kind(ctx, "period"),
            heading=title,
            step=step,
            crumbs=[Crumb(ctx.words.tree.results.index, RESULTS)],
            pager=chunk,
            within=within if chunk.number == 1 else [],
            before=around[0],
            after=around[1],
        )


def _step(ctx: PageContext, span: PeriodPage) -> Step:
    period = ctx.formats.period(span.period)
    statuses = [verdict.status for _, verdicts in span.judged for verdict in verdicts]
    counted = MarkedText(data_marks.mark("tally", span.period), tally(ctx, statuses))
    return Step(
        path=results_page(span.period),
        period=period,
        label=ctx.say("results.weeks", period=period) if _has_only_weeks(span) else period,
        dates=ctx.formats.span(span.period.start, span.period.end),
        tally=data_marks.shown(counted) if counted.text else Markup(""),
        counted=counted,
    )


def _has_only_weeks(span: PeriodPage) -> bool:
    """True for a month by which no promise was judged."""
    return all(verdict.period.cadence is Cadence.WEEK for _, verdicts in span.judged for verdict in verdicts)


def tally(ctx: PageContext, statuses: Sequence[Status]) -> str:
    """The counted statuses: Five kept and two missed."""
    counts = Counter(statuses)
    parts = [ctx.say(f"results.tally.{status}", counts[status]) for status in _ORDER if counts[status]]
    return headline.sentence(ctx.words.join(parts)) if parts else ""


def _lines(ctx: PageContext, span: PeriodPage) -> Iterator[Line]:
    for promise, verdicts in span.judged:
        for verdict in verdicts:
            yield _line(ctx, span, promise, verdict)


def _line(ctx: PageContext, span: PeriodPage, promise: PromiseView, verdict: PeriodVerdict) -> Line:
    notes = [ctx.formats.period(verdict.period)] if verdict.period != span.period else []
    if promise.retired:
        notes.append(ctx.say("status.retired.label", day=ctx.formats.day(promise.retired.on)))
    several = len(verdict.results) > 1
    is_told = period_links.is_on_page(promise, verdict.period)
    judged = verdict_mark.of_period(ctx, promise.id, verdict)
    cells = tuple(record.cell(ctx, result, several=several) for result in verdict.results)
    return Line(
        place=f"promises/{promise.id}/{f'#{record.anchor(verdict)}' if is_told else ''}",
        title=promise.title,
        note=", ".join(notes),
        tag=verdict_mark.tag(ctx, judged),
        turned=record.said(ctx, verdict) or _turned(ctx, promise, verdict),
        wording=record.words_then(ctx, promise, verdict),
        cells=cells,
        says=data_marks.all_of([judged], *(cell.says for cell in cells)),
    )


def _turned(ctx: PageContext, promise: PromiseView, verdict: PeriodVerdict) -> str:
    for result in verdict.results:
        found = restatements.latest(ctx, result.metric, str(result.period))
        metric = ctx.metrics.get(result.metric)
        if found and metric:
            turned = [
                one for one in restatements.effects(ctx, metric, found) if one.promise == promise.id and one.turned
            ]
            if turned:
                return ctx.say("results.was-met" if result.met is False else "results.was-missed")
    return ""


def _short(ctx: PageContext, span: PeriodPage, judged: Judged) -> Short:
    statuses = [verdict.status for verdict in judged.verdicts]
    said = MarkedText(data_marks.mark("within", span.period, judged.promise.id), tally(ctx, statuses))
    return Short(
        promise=judged.promise.id,
        title=judged.promise.title,
        says=data_marks.shown(said),
        said=said,
        strip=verdict_mark.strip(ctx, judged.promise, judged.verdicts),
    )
