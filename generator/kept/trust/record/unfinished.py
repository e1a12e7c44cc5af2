"""Final rows of periods that are not over: they count for nothing yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kept.model.portfolio import Portfolio


def unfinished(portfolio: Portfolio, as_of: date) -> Iterator[Finding]:
    """The first row of each metric that says it is final although its period is not over.

    Findings:
        KPT407: the row is held back until the day after its period, and the rest is used.
    """
    for item, metric in portfolio.metrics.items():
        for index, row in enumerate(metric.rows):
            period = metric.period_of(row)
            if row.status == "final" and period.end >= as_of:
                yield Finding(
                    code="KPT407",
                    place=portfolio.place(item, ("rows", index)),
                    message=f"the row for {period} says it is final, and that period ends only on {period.end}.",
                    hint="give the line the status interim until then; nothing is known of the future.",
                    item=item,
                )
                break
