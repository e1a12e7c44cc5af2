"""Finds tables that cannot be used yet: rows about the future, or no rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kept.model.evidence import Metric, Row
    from kept.model.period import Period
    from kept.model.portfolio import Portfolio


def unfinished(portfolio: Portfolio, as_of: date) -> Iterator[Finding]:
    """The first row of each metric that is about the future, and each metric without rows.

    Findings:
        KPT407: the row is about the future; it is held back until then, and the rest is used.
        KPT703: there are no rows, so promises measured by it cannot be judged.
    """
    for item, metric in portfolio.metrics.items():
        if not metric.rows:
            newest = metric.calendar.containing(as_of) + -1
            yield Finding(
                code="KPT703",
                place=portfolio.place(item, ("rows",)),
                message="its table has no line yet, so there is no result.",
                hint=f"add a line for each period that is over; the newest is {newest}.",
                item=item,
            )
        yield from _left_interim(portfolio, metric, as_of)
        for index, row in enumerate(metric.rows):
            early = _early(row, metric.period_of(row), as_of)
            if early:
                message, hint = early
                place = portfolio.place(item, ("rows", index))
                yield Finding(code="KPT407", place=place, message=message, hint=hint, item=item)
                break


def _left_interim(portfolio: Portfolio, metric: Metric, as_of: date) -> Iterator[Finding]:
    """The newest row, if its period is over and it reports no cases but is still marked as interim."""
    row = metric.rows[-1] if metric.rows else None
    if row and row.status == "interim" and row.value is None and metric.period_of(row).end < as_of:
        yield Finding(
            code="KPT703",
            place=portfolio.place(metric.id, ("rows", len(metric.rows) - 1)),
            message=f"{row.period} is over, and its row is still interim, so its result counts as not reported.",
            hint="give the line the status final; then the page says that there was nothing to measure, and its note.",
            item=metric.id,
        )


def _early(row: Row, period: Period, as_of: date) -> tuple[str, str] | None:
    """What in a row is about the future, and what to do; None where nothing is."""
    if row.status == "interim":
        if period.start <= as_of:
            return None
        message = f"the row for {period} tells how that period is going, and it begins only on {period.start}."
        return message, "take the line out until then; nothing is known of the future."
    if period.end >= as_of:
        message = f"the row for {period} says it is {row.status}, and that period ends only on {period.end}."
        return message, "give the line the status interim until then; nothing is known of the future."
    if row.published_on and row.published_on > as_of:
        message = f"the row for {period} says it was published on {row.published_on}, after {as_of}."
        return message, "correct the day, or wait for it: until then the result counts as not reported."
    return None
