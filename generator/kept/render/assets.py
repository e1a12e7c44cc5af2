"""The files of a site that are not pages and come from its evidence: every measure as CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from kept.render.page import Asset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.model.edition import Edition, MetricView, RowView
    from kept.model.evidence import Restatement

COLUMNS = ("period", "value", "unit", "n", "numerator", "published_on", "restated_from", "restated_on", "note")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def assets(edition: Edition) -> Iterator[Asset]:
    """One CSV per measure, beside its page."""
    for metric in edition.metrics:
        yield Asset(path=f"metrics/{metric.id}/{metric.id}.csv", content=table(metric).encode())


def table(metric: MetricView) -> str:
    """The published values of a measure, oldest first, exactly as they were written; RFC 4180."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    restated: dict[str, Restatement] = {}
    for one in sorted(metric.restatements, key=lambda one: one.on):
        restated[one.period.lower()] = one
    writer.writerows(_line(metric, row, restated.get(str(row.period).lower())) for row in metric.rows)
    return text.getvalue()


def _line(metric: MetricView, row: RowView, restated: Restatement | None) -> tuple[object, ...]:
    return (
        row.period,
        f"{row.value:f}",
        metric.unit,
        row.n,
        row.numerator,
        row.published_on,
        f"{restated.was:f}" if restated else None,
        restated.on if restated else None,
        _inert(row.note),
    )


def _inert(text: str | None) -> str | None:
    """A note that no spreadsheet takes for a formula."""
    return f"'{text}" if text and text.startswith(_FORMULA) else text
