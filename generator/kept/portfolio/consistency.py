"""Finds statements that contradict each other, although each of them is valid."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from kept.files.validation import invalid
from kept.findings import Finding, Place
from kept.portfolio import promise_consistency

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from kept.model.evidence import CaseStudy, Metric, Row
    from kept.model.portfolio import FieldPath
    from kept.portfolio.references import Nouns

    Locate = Callable[[str, FieldPath], Place]


def check(nouns: Nouns, locate: Locate) -> Iterator[Finding]:
    """Every contradiction between a promise and its metrics, or within a metric or a story.

    Findings:
        KPT101: what `promise_consistency.check` finds, an invalid period, a heading without text.
        KPT406: a restated value that is not in the table, that does not match the correction before, or that is
            corrected before it was published.
    """
    for promise in nouns.register.promises:
        yield from promise_consistency.check(promise, nouns.metrics, locate)
    for metric in nouns.metrics.values():
        yield from _restatements(metric, locate)
    for story in nouns.case_studies.values():
        yield from _sections(story, locate)


def _restatements(metric: Metric, locate: Locate) -> Iterator[Finding]:
    in_order = sorted(metric.restatements, key=lambda entry: entry.on)
    latest = {entry.period: entry for entry in in_order}
    rows = {row.period: row for row in metric.rows if row.status == "final"}
    values = {period: row.value for period, row in rows.items()}
    for index, entry in enumerate(metric.restatements):
        place = locate(metric.id, ("restatements", index, "period"))
        wrong = tuple(promise_consistency.period(entry.period, metric.calendar, place, metric.id))
        yield from wrong
        before = next(
            (other for other in reversed(in_order) if other.period == entry.period and other.on < entry.on), None
        )
        if before and before.now != entry.was:
            now = _written(before.now)
            yield Finding(
                code="KPT406",
                place=locate(metric.id, ("restatements", index, "was")),
                message=f"{entry.period} was {now} since {before.on}, and is restated from {_written(entry.was)}.",
                hint=f"write `was = {now}`: what was on the page until then."
                if before.now is not None
                else "write `was_n = 0`, without `was`: it had been published that there was nothing to measure.",
                item=metric.id,
            )
        if not wrong and entry.period in rows:
            yield from _too_soon(metric, index, rows[entry.period], locate)
        is_latest = not wrong and latest[entry.period] is entry
        if is_latest and (entry.period not in values or values[entry.period] != entry.now):
            shown = _written(values[entry.period]) if entry.period in values else "no final row"
            yield Finding(
                code="KPT406",
                place=locate(metric.id, ("restatements", index, "now")),
                message=f"{entry.period} is restated as {_written(entry.now)}, but the table has {shown}.",
                hint="write the corrected value into the table, and the same value here.",
                item=metric.id,
            )


def _written(value: Decimal | None) -> str:
    return "nothing to measure" if value is None else str(value)


def _too_soon(metric: Metric, index: int, row: Row, locate: Locate) -> Iterator[Finding]:
    """A correction dated before the value was published."""
    on, end = metric.restatements[index].on, metric.period_of(row).end
    if on <= end or (row.published_on and on < row.published_on):
        since = f"is published on {row.published_on}" if row.published_on else f"ends on {end}"
        yield Finding(
            code="KPT406",
            place=locate(metric.id, ("restatements", index, "on")),
            message=f"{row.period} {since}, and is restated on {on}, before that.",
            hint="write the day on which the correction is published; until then the former value was on the page.",
            item=metric.id,
        )


def _sections(story: CaseStudy, locate: Locate) -> Iterator[Finding]:
    """Headings without text below: an unfinished draft."""
    lines = story.body.split("\n")
    headings = [number for number, line in enumerate(lines) if line.startswith("## ")]
    for number, following in pairwise([*headings, len(lines)]):
        if not any(line.strip() for line in lines[number + 1 : following]):
            place = locate(story.id, ("body",))
            place = place._replace(line=(place.line or 1) + number, column=1)
            message = f'nothing stands below the heading "{lines[number].removeprefix("## ").strip()}"'
            yield invalid(place, message, "write that part of the story, or take the heading out.", story.id)
