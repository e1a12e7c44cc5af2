"""The newest result of a metric in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kept.components.page_context import PageContext


def newest(ctx: PageContext, metric: str) -> str | None:
    """`95.9% in Q3 2026`; None where the metric has no result."""
    rows = [row for row in ctx.metrics[metric].rows if row.value is not None]
    if not rows:
        return None
    value = ctx.value(metric, rows[-1].value)
    return ctx.say("metric.newest", value=value, period=ctx.formats.period(rows[-1].period))
