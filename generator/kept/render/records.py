"""A promise's record: its table and charts, and how to cite it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from kept.model.verdict import Status
from kept.render import figures, marks, restated
from kept.render.places import ON_PAGE
from kept.trust.permalinks import page_of, results_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kept.model.edition import PromiseView
    from kept.model.verdict import PeriodVerdict, Result, Verdict
    from kept.render.desk import Desk

TABLE = 12
"""How many periods the table shows before the rest folds away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One result in the table."""

    title: str
    """The metric's, where the promise has several."""
    outcome: Markup
    """Whether it was met, where the promise has several."""
    value: str | None
    was: str | None
    """The value before a restatement."""
    restated: str | None
    correction: str
    """Where that restatement is told, from the site's root."""
    interval: str | None
    level: str
    n: str
    published: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One period in the table."""

    anchor: str
    period: str
    kind: str
    tag: Markup
    page: str
    """Where every promise's result for the period stands, from the site's root..."""
    of: str
    """... and for which period that is."""
    said: str
    """Of a miss whose figures are not shown any more: since when it was published."""
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything measured so far."""

    summary: str
    unreported: str | None
    charts: tuple[tuple[str, str, Markup], ...]
    """(metric id, its title, drawing)."""
    downloads: tuple[tuple[str, str], ...]
    """(metric id, label)."""
    recent: tuple[Line, ...]
    """Newest first."""
    earlier: tuple[Line, ...]
    earlier_label: str
    older: str
    """How many results before those stand elsewhere; empty where there are none."""
    several: bool
    """Some period has more than one result."""


def record(desk: Desk, promise: PromiseView) -> Record | None:
    """The record of a promise; None where no period is finished."""
    periods = promise.verdict.record
    if not periods:
        return None
    several = any(len(verdict.results) > 1 for verdict in periods)
    lines = tuple(_line(desk, verdict, several=several) for verdict in reversed(periods[-ON_PAGE:]))
    tally = marks.score(periods)
    return Record(
        summary=summary(desk, promise),
        unreported=_unreported(desk, periods, tally.unreported) if tally.unreported else None,
        charts=tuple((metric, _title(desk, metric), drawn) for metric, drawn in figures.record(desk, promise)),
        downloads=tuple((metric, desk.metrics[metric].title) for metric in promise.metrics if metric in desk.metrics),
        recent=lines[:TABLE],
        earlier=lines[TABLE:],
        earlier_label=desk.say("promise.record-earlier", len(lines) - TABLE),
        older=older(desk, len(periods)),
        several=several,
    )


def older(desk: Desk, count: int) -> str:
    """That of so many results some are too old for a page; empty where none is."""
    return desk.say("promise.record-older", count - ON_PAGE) if count > ON_PAGE else ""


def summary(desk: Desk, promise: PromiseView) -> str:
    """In how many periods with a result a promise was kept; of one with a deadline, whether it was reached."""
    periods = promise.verdict.record
    return _once(desk, promise, periods[-1]) if promise.kind == "deadline" and promise.due else kept_of(desk, periods)


def _once(desk: Desk, promise: PromiseView, last: PeriodVerdict) -> str:
    name = "no-result" if last.status is Status.NO_RESULT and promise.verdict.status is not last.status else last.status
    due = desk.formats.long_day(promise.due) if promise.due else ""
    return desk.say(f"promise.once.{name}", period=desk.formats.period(last.period), day=due)


def kept_of(desk: Desk, periods: Sequence[PeriodVerdict]) -> str:
    """In how many periods with a result the promise was kept."""
    tally, number = marks.score(periods), desk.formats.number
    noun = marks.cadence(desk, [verdict.period for verdict in periods], tally.counted)
    return desk.say("promise.record-kept", kept=number(tally.kept), counted=number(tally.counted), periods=noun)


def _unreported(desk: Desk, periods: Sequence[PeriodVerdict], count: int) -> str:
    noun = marks.cadence(desk, [verdict.period for verdict in periods], count)
    return desk.say("promise.record-unreported", count, periods=noun)


def _title(desk: Desk, metric: str) -> str:
    return desk.metrics[metric].title if metric in desk.metrics else metric


def anchor(verdict: PeriodVerdict) -> str:
    """The id of a period on the promise's page: `2026-q3`."""
    return str(verdict.period).lower()


def _line(desk: Desk, verdict: PeriodVerdict, *, several: bool) -> Line:
    return Line(
        anchor=anchor(verdict),
        period=desk.formats.period(verdict.period),
        kind=verdict.status,
        tag=marks.tag(desk, marks.word(desk, verdict.status)),
        page=results_page(verdict.period),
        of=desk.formats.period(page_of(verdict.period)),
        said=said(desk, verdict),
        cells=tuple(cell(desk, result, several=several) for result in verdict.results),
    )


def said(desk: Desk, verdict: PeriodVerdict) -> str:
    """That a miss stands as it was published, without its figures; empty where the figures are there."""
    return desk.say("table.said", day=desk.formats.day(verdict.said_on)) if verdict.said_on else ""


def cell(desk: Desk, result: Result, *, several: bool) -> Cell:
    """One result with its target, and what it was before it was corrected."""
    metric = desk.metrics.get(result.metric)
    found = restated.latest(desk, result.metric, str(result.period))
    return Cell(
        title=metric.title if metric and several else "",
        outcome=marks.outcome(desk, result.met) if several else Markup(""),
        value=desk.value(result.metric, result.value) if result.value is not None else None,
        was=desk.value(result.metric, found.was) if found else None,
        restated=desk.say("table.restated", day=desk.formats.day(found.on)) if found else None,
        correction=restated.place(result.metric, found) if found else "",
        interval=marks.interval(desk, result.metric, result.interval),
        level=desk.result_level(result),
        n=desk.formats.number(result.n) if result.n is not None else "",
        published=desk.formats.day(result.published_on) if result.published_on else None,
    )


def citation(desk: Desk, promise: PromiseView) -> str:
    """One line that says exactly what is cited: the publisher, the promise, the period, the result, the address."""
    verdict = promise.verdict
    parts = [f"{desk.edition.publisher.name}, \u201c{promise.statement}\u201d", *_cited_result(desk, verdict)]
    if url := desk.url(f"promises/{promise.id}/"):
        parts.append(url + (f"#{anchor(verdict.record[-1])}" if verdict.record else ""))
    return " ".join(parts)


def _cited_result(desk: Desk, verdict: Verdict) -> Iterator[str]:
    result = marks.leading(verdict.results)
    figure = marks.figure(desk, result) if result else None
    if verdict.period and figure:
        outcome = desk.say(f"status.{verdict.last or verdict.status}.result")
        shown = desk.say("promise.against", value=figure.value, level=figure.level)
        yield f"{desk.formats.period(verdict.period)}: {outcome}, {shown}."
        if figure.published:
            yield desk.say("promise.published", day=figure.published) + "."
