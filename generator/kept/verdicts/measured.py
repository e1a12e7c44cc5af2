"""What was known on a day: the rows published by then, values and targets as they stood before their correction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kept.model.evidence import OWN_WORD, Metric, Restatement, Row
from kept.model.register import Target

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kept.model.period import Period
    from kept.model.register import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A metric, and those of its rows that may be used."""

    metric: Metric
    """As it stood on the day: later restatements have not happened, a later audit or end neither."""
    rows: Mapping[Period, Row]
    """Final rows of closed periods, known on the day and cleared for the audience."""
    waiting: frozenset[Period]
    """Closed periods whose final row was known on the day and has not been cleared."""
    missing: Mapping[Period, Row] = field(default_factory=dict)
    """What is said, and cleared for the audience, of closed periods without a result."""
    held_back: frozenset[Period] = frozenset()
    """Those of them that were approved, and that a rule keeps from this audience."""
    is_shown: bool
    """False where this audience may not even know the metric's name."""

    @classmethod
    def known_on(
        cls,
        metric: Metric,
        as_of: date,
        through: Period | None,
        *,
        left_out: Collection[Period] = (),
        is_shown: bool = True,
    ) -> Measured:
        """What was known of a metric on a day, up to the period that was approved; nothing where `through` is None.

        Periods in `left_out` may not be shown although they were approved; they are on file all the same.
        """
        later = [entry for entry in metric.restatements if entry.on > as_of]
        rows = {
            period: _as_it_stood(row, later)
            for row in metric.rows
            if row.status == "final" and known_from(row, period := metric.period_of(row)) <= as_of
        }
        approved = {period for period in rows if through is not None and period <= through}
        cleared = {period: row for period, row in rows.items() if period in approved and period not in left_out}
        missing = {
            period: row
            for row in metric.rows
            if row.status == "missing" and known_from(row, period := metric.period_of(row)) <= as_of
        }
        return cls(
            metric=metric_on(metric, as_of),
            rows=cleared,
            missing={
                period: row
                for period, row in missing.items()
                if through is not None and period <= through and period not in left_out
            },
            waiting=frozenset(rows) - frozenset(cleared),
            held_back=frozenset(approved.intersection(left_out)),
            is_shown=is_shown,
        )


def known_from(row: Row, period: Period) -> date:
    """The day a row became known: its publication, but never before the period had closed."""
    after = period.end + timedelta(days=1)
    return max(row.published_on or after, after)


def metric_on(metric: Metric, as_of: date) -> Metric:
    """The metric without what was corrected, audited or ended only later; its rows are as they are."""
    changed: dict[str, object] = {}
    if any(entry.on > as_of for entry in metric.restatements):
        changed["restatements"] = tuple(entry for entry in metric.restatements if entry.on <= as_of)
    if metric.assurance.on and metric.assurance.on > as_of:
        changed["assurance"] = OWN_WORD
    if metric.ended and metric.ended.on > as_of:
        changed["ended"] = None
    return metric.model_copy(update=changed) if changed else metric


def _as_it_stood(row: Row, later: list[Restatement]) -> Row:
    """The row before the first of the later corrections of it."""
    corrections = [entry for entry in later if entry.period == row.period]
    if not corrections:
        return row
    first = min(corrections, key=lambda entry: entry.on)
    n = row.n if first.was_n is None else first.was_n
    return row.model_copy(update={"value": first.was, "n": n, "numerator": first.was_numerator})


def promise_on(promise: Promise, as_of: date) -> Promise:
    """The promise as it stood: not retired yet, its targets not restated yet, its deadline not moved yet."""
    changed: dict[str, object] = {}
    if promise.retired and promise.retired.on > as_of:
        changed["retired"] = None
    if any(entry.on > as_of for entry in promise.restatements):
        changed["targets"] = tuple(_target_on(promise, target, as_of) for target in promise.targets)
        changed["restatements"] = tuple(entry for entry in promise.restatements if entry.on <= as_of)
    if later := [entry for entry in promise.moved if entry.on > as_of]:
        changed["due"] = min(later, key=lambda entry: entry.on).was
        changed["moved"] = tuple(entry for entry in promise.moved if entry.on <= as_of)
    return promise.model_copy(update=changed) if changed else promise


def _target_on(promise: Promise, target: Target, as_of: date) -> Target:
    later = [
        entry
        for entry in promise.restatements
        if entry.on > as_of and (entry.metric, entry.since) == (target.metric, target.since)
    ]
    if not later:
        return target
    was = min(later, key=lambda entry: entry.on).was
    return target.model_copy(update={"at_least" if target.at_least is not None else "at_most": was})
