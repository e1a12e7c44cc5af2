"""Fills gaps in a table: an unusable row becomes a row that says so, so that later rows need not wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.model.evidence import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.model.evidence import Metric
    from kept.model.period import Period
    from kept.pull.mapping import Mapped

UNUSABLE = "The source has a result for this period that cannot be used yet."
"""The reason in such a row. The next pull replaces the row once the source sends a good one."""


def without_gaps(metric: Metric, mapped: Mapped, *, can_say_why: bool) -> tuple[Row, ...]:
    """The good rows, with a row of status `missing` for each bad one that has good ones after it.

    Rows after a gap that cannot be filled wait for the next pull. If all rows are good, they are returned as they are.

    Args:
        metric: the metric with its present rows.
        mapped: the result of mapping the answer.
        can_say_why: whether the table has a column for the reason.
    """
    if not mapped.problems:
        return mapped.rows
    here = {metric.period_of(row) for row in metric.rows}
    came = {metric.period_of(row): row for row in mapped.rows}
    filled = _filled(metric, mapped, here, came) if can_say_why else {}
    reached = _reached(here, {*came, *filled})
    return tuple(row for period, row in sorted({**came, **filled}.items()) if period in reached)


def _filled(metric: Metric, mapped: Mapped, here: set[Period], came: dict[Period, Row]) -> dict[Period, Row]:
    known = {*here, *came}
    holes = (metric.calendar.period(text) for text in mapped.broken)
    return {
        hole: Row(period=str(hole), status="missing", note=UNUSABLE)
        for hole in holes
        if hole not in here and min(known) < hole < max(known)
    }


def _reached(here: set[Period], came: set[Period]) -> set[Period]:
    """The periods without a gap between them, from the first known one on; present rows count too."""
    return set(_run(sorted({*here, *came}))) | here


def _run(periods: list[Period]) -> Iterator[Period]:
    for index, period in enumerate(periods):
        if index and period - periods[index - 1] > 1:
            return
        yield period
