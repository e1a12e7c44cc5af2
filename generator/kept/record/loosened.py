"""Whether results stay valid for longer, or become due later, after a result was already late (KPT408)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.model.dates import days_after
from kept.record.already_public import rewriting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from kept.findings import Finding
    from kept.model.evidence import Metric
    from kept.model.period import Period
    from kept.model.portfolio import Portfolio


def loosened(
    portfolio: Portfolio, then: Metric, now: Metric, read: Collection[Period], as_of: date
) -> Iterator[Finding]:
    """A result that was overdue or too old, and would no longer be, because the metric's rules were changed.

    The rules may be relaxed while no result is late.

    Args:
        portfolio: knows the places of values.
        then: the metric as it was published.
        now: the metric as it is.
        read: the periods with a published result; at least one.
        as_of: the day.

    Findings:
        KPT408.
    """
    newest, current = max(read), then.calendar.containing(as_of)
    owed = newest + 1
    was_due, is_due = days_after(owed.end, then.due_days), days_after(owed.end, now.due_days)
    is_there = any(now.period_of(row) >= owed for row in now.rows if row.status == "final")
    if was_due < as_of <= is_due and not is_there:
        words = f"the result of {owed} was due on {was_due} and is not there; with this it would be due on {is_due}"
        yield rewriting(portfolio, now.id, ("due_days",), words, "report it first; then more time may be taken.")
    age = current - newest - 1
    if then.max_age_periods < age <= now.max_age_periods and not is_there:
        words = f"the newest result, of {newest}, was {age} periods old and did not count any more; with this it would"
        yield rewriting(portfolio, now.id, ("max_age_periods",), words, "report newer results first.")
