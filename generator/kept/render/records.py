"""A promise's record: its table and charts, and how to cite it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.render import figures, marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from kept.model.edition import PromiseView
    from kept.model.evidence import Restatement
    from kept.model.verdict import PeriodVerdict, Result, Verdict
    from kept.render.desk import Desk

TABLE = 12
"""How many periods the table shows before the rest folds away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One result in the table."""

    title: str
    """The metric's, where the promise has several."""
    value: str | None
    was: str | None
    """The value before a restatement."""
    restated: str | None
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
    several: bool
    """Some period has more than one result."""


def record(desk: Desk, promise: PromiseView) -> Record | None:
    """The record of a promise; None where no period is finished."""
    periods = promise.verdict.record
    if not periods:
        return None
    several = any(len(verdict.results) > 1 for verdict in periods)
    lines = tuple(_line(desk, verdict, several=several) for verdict in reversed(periods))
    tally = marks.score(periods)
    return Record(
        summary=kept_of(desk, periods),
        unreported=_unreported(desk, periods, tally.unreported) if tally.unreported else None,
        charts=tuple((metric, _title(desk, metric), drawn) for metric, drawn in figures.record(desk, promise)),
        downloads=tuple((metric, desk.metrics[metric].title) for metric in promise.metrics if metric in desk.metrics),
        recent=lines[:TABLE],
        earlier=lines[TABLE:],
        earlier_label=desk.say("promise.record-earlier", len(lines) - TABLE),
        several=several,
    )


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
        cells=tuple(_cell(desk, result, several=several) for result in verdict.results),
    )


def _cell(desk: Desk, result: Result, *, several: bool) -> Cell:
    metric = desk.metrics.get(result.metric)
    restated = restatement(desk, result.metric, str(result.period))
    return Cell(
        title=metric.title if metric and several else "",
        value=desk.value(result.metric, result.value) if result.value is not None else None,
        was=desk.value(result.metric, restated.was) if restated else None,
        restated=desk.say("table.restated", day=desk.formats.day(restated.on)) if restated else None,
        level=desk.result_level(result),
        n=desk.formats.number(result.n) if result.n is not None else "",
        published=desk.formats.day(result.published_on) if result.published_on else None,
    )


def restatement(desk: Desk, metric: str, period: str) -> Restatement | None:
    """The latest correction of a period's value."""
    known = desk.metrics.get(metric)
    found = [one for one in known.restatements if one.period.lower() == period.lower()] if known else []
    return max(found, key=lambda one: one.on, default=None)


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
