"""Figures as CSV (RFC 4180), exactly as written, and with no cell that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from kept.model.fields import Audience
from kept.model.page import Asset
from kept.outputs.output import output

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.components.page_context import PageContext
    from kept.model.edition import MetricView, PromiseView, RowView
    from kept.model.evidence import Restatement
    from kept.model.verdict import PeriodVerdict, Result

Cells = tuple[object, ...]

OF_A_METRIC = ("period", "value", "unit", "n", "numerator", "published_on", "restated_from", "restated_on", "note")
OF_RECORDS = (
    *("promise", "statement", "period", "start", "end", "verdict"),
    *("metric", "value", "unit", "n", "numerator", "direction", "target", "met", "published_on"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@output(Audience.PUBLIC, Audience.INTERNAL)
def assets(ctx: PageContext) -> Iterator[Asset]:
    """One table for each metric, beside its page."""
    for metric in ctx.edition.metrics:
        yield Asset(path=f"metrics/{metric.id}/{metric.id}.csv", content=metric_table(metric).encode())


def metric_table(metric: MetricView) -> str:
    """The published values of a metric, oldest first."""
    restated: dict[str, Restatement] = {}
    for one in sorted(metric.restatements, key=lambda one: one.on):
        restated[one.period.lower()] = one
    rows = (_measured(metric, row, restated.get(str(row.period).lower())) for row in metric.rows)
    return _table(OF_A_METRIC, rows)


def record_table(promises: Iterable[PromiseView], units: dict[str, str]) -> str:
    """Every result of every promise in one line, and one line for a period without any: by promise, oldest first.

    Args:
        promises: the promises with their records.
        units: by metric id, its unit.
    """
    return _table(OF_RECORDS, (line for promise in promises for line in _judged(promise, units)))


def inert(text: str | None) -> str | None:
    """The text, changed so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text and text.startswith(_FORMULA) else text


def _table(head: Cells, rows: Iterable[Cells]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()


def _measured(metric: MetricView, row: RowView, restated: Restatement | None) -> Cells:
    return (
        row.period,
        None if row.value is None else f"{row.value:f}",
        metric.unit,
        row.n,
        row.numerator,
        row.published_on,
        f"{restated.was:f}" if restated and restated.was is not None else None,
        restated.on if restated else None,
        inert(row.note),
    )


def _judged(promise: PromiseView, units: dict[str, str]) -> Iterator[Cells]:
    for entry in promise.verdict.record:
        head = (promise.id, inert(promise.statement), *_period(entry))
        yield from ((*head, *_result(one, units)) for one in entry.results)
        if not entry.results:
            yield (*head, *[None] * (len(OF_RECORDS) - len(head)))


def _period(entry: PeriodVerdict) -> Cells:
    return entry.period, entry.period.start, entry.period.end, entry.status


def _result(one: Result, units: dict[str, str]) -> Cells:
    return (
        one.metric,
        None if one.value is None else f"{one.value:f}",
        units.get(one.metric),
        one.n,
        one.numerator,
        one.direction,
        f"{one.target:f}",
        None if one.met is None else str(one.met).lower(),
        one.published_on,
    )
