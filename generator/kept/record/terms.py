"""The terms of published results (wordings, deadlines, units, days of publication), as the ledger keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.model.ledgers import Term
from kept.model.text_digest import METRIC_TEXTS, PROMISE_TEXTS, text_digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from kept.model.evidence import Metric, Rewording, Row
    from kept.model.period import Period
    from kept.model.register import Promise

FIXED = ("unit", "direction", "period", "year_starts")
"""What a metric cannot change at all once its figures are published."""
REWORDED, MOVED, PUBLISHED_ON = "reworded ", "moved ", "published_on "
"""How the fields of dated entries and of rows begin; what it is about follows."""
TARGET = "target "
"""How the fields of targets begin; the metric and the first day follow."""


def of_promise(promise: Promise, metrics: Collection[str]) -> Iterator[Term]:
    """The terms of a promise on a day: texts as digests, everything else in plain text.

    Args:
        promise: as it stands on that day.
        metrics: the metrics that the public may know of; targets of others are left out.
    """
    item = f"promise.{promise.id}"
    for name in PROMISE_TEXTS:
        yield Term(item, name, text_digest(getattr(promise, name)))
    yield Term(item, "due", _plain(promise.due))
    for target in promise.targets:
        if target.metric not in metrics:
            continue
        level = f"at least {target.at_least}" if target.at_least is not None else f"at most {target.at_most}"
        yield Term(item, f"{TARGET}{target.metric} {target.since}", level)
    yield from _reworded(item, promise.reworded)
    for entry in promise.moved:
        yield Term(item, f"{MOVED}{entry.on}", f"{entry.was} {entry.now}")


def of_metric(metric: Metric, rows: Mapping[Period, Row]) -> Iterator[Term]:
    """The terms of a metric.

    Args:
        metric: as it stands on the day.
        rows: its final rows that are shown, by period.
    """
    for name in METRIC_TEXTS:
        yield Term(metric.id, name, text_digest(getattr(metric, name)))
    for name in FIXED:
        yield Term(metric.id, name, _plain(getattr(metric, name)))
    yield Term(metric.id, "bounds", f"{_plain(metric.bounds.low)} to {_plain(metric.bounds.high)}")
    yield Term(metric.id, "due_days", _plain(metric.due_days))
    yield from _reworded(metric.id, metric.reworded)
    for period, row in rows.items():
        yield Term(metric.id, f"{PUBLISHED_ON}{period}", _plain(row.published_on))


def _reworded(item: str, entries: tuple[Rewording, ...]) -> Iterator[Term]:
    for entry in entries:
        yield Term(item, f"{REWORDED}{entry.field} {entry.on}", entry.was_digest)


def _plain(value: object) -> str:
    return "" if value is None else str(value)
