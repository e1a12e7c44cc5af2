"""What was already public at the trusted revision, and the finding for a silent change to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.findings import Finding, Place
from kept.verdicts.measured import known_from

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from kept.model.evidence import Metric, Row
    from kept.model.period import Period
    from kept.model.portfolio import FieldPath, Portfolio


def was_approved(portfolio: Portfolio, item: str) -> bool:
    """True where somebody had approved an item."""
    return any(record.approval.decision == "approve" for record in portfolio.trusted.records.get(item, ()))


def published(portfolio: Portfolio, metric: Metric, as_of: date) -> dict[Period, Row]:
    """The rows that were already public, by period."""
    approvals = [record.approval for record in portfolio.trusted.records.get(metric.id, ())]
    seen = [approval.through for approval in approvals if approval.decision == "approve" and approval.through]
    if not seen:
        return {}
    flows = metric.id in portfolio.ledgers.pulled
    settled = [(metric.period_of(row), row) for row in metric.rows if row.is_settled]
    last = max((period for period, row in settled if row.period in seen), default=None)
    return {
        period: row
        for period, row in settled
        if row.status == "final"
        and known_from(row, period) <= as_of
        and (flows or (last is not None and period <= last))
    }


def figure_in_words(value: Decimal | None, n: int | None, numerator: int | None) -> str:
    """A result in words: `91.0 (182 of 200)`."""
    if value is None:
        return "nothing to measure"
    if numerator is not None:
        return f"{value} ({numerator} of {n})"
    return f"{value}" if n is None else f"{value} (n {n})"


def rewriting(portfolio: Portfolio, item: str, path: FieldPath, words: str, hint: str) -> Finding:
    """The finding that something published was changed.

    Args:
        portfolio: knows the places of values.
        item: a metric, or `promise.` and the id of a promise.
        path: the path of the value in it.
        words: what was changed.
        hint: what to do.
    """
    is_promise = item.startswith("promise.")
    is_gone = not is_promise and item not in portfolio.metrics
    return Finding(
        code="KPT408",
        place=Place(f"evidence/metrics/{item}.csv") if is_gone else portfolio.place(item, path),
        message=f"{words}.",
        hint=hint,
        item=item,
        promise=item.removeprefix("promise.") if is_promise else None,
    )
