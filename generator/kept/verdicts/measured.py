"""The results known on a day: rows published by then, with values and targets from before their later corrections."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kept.model.evidence import OWN_WORD, Metric, Restatement, Rewording, Row
from kept.model.register import Target
from kept.model.text_digest import METRIC_TEXTS, PROMISE_TEXTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from decimal import Decimal

    from kept.model.period import Period
    from kept.model.register import Promise, TargetRestatement

_TEXTS = frozenset((*PROMISE_TEXTS, *METRIC_TEXTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A metric with those of its rows that may be used."""

    metric: Metric
    """The metric as it was on the day, without later restatements, audits or its end."""
    rows: Mapping[Period, Row]
    """Final rows of closed periods that were known on the day and are cleared for the audience."""
    waiting: frozenset[Period]
    """Closed periods whose final row was known on the day but is not cleared."""
    missing: Mapping[Period, Row] = field(default_factory=dict)
    """Cleared explanations of closed periods without a result."""
    held_back: frozenset[Period] = frozenset()
    """Those in `waiting` that were approved but that a rule keeps from this audience."""
    is_shown: bool
    """False where this audience may not know even the metric's name."""

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
        """The known results of a metric on a day.

        Args:
            metric: the metric.
            as_of: the day.
            through: the last approved period; None where nothing is approved.
            left_out: approved periods that may not be shown; their results are on file all the same.
            is_shown: whether this audience may know the metric's name.
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
    """The day since which a row is known: its publication, but at the earliest the end of its period."""
    after = period.end + timedelta(days=1)
    return max(row.published_on or after, after)


def metric_on(metric: Metric, as_of: date) -> Metric:
    """The metric without later corrections, rewordings, audits or its later end; its rows are unchanged."""
    changed = _texts_on(metric.reworded, as_of)
    if any(entry.on > as_of for entry in metric.restatements):
        changed["restatements"] = tuple(entry for entry in metric.restatements if entry.on <= as_of)
    if metric.assurance.on and metric.assurance.on > as_of:
        changed["assurance"] = OWN_WORD
    if metric.ended and metric.ended.on > as_of:
        changed["ended"] = None
    return metric.model_copy(update=changed) if changed else metric


def before_corrections(corrections: Iterable[Restatement], period: str, n: int | None) -> dict[str, Any]:
    """The value, n and numerator of a period before the earliest of these corrections; empty where there is none.

    Args:
        corrections: of the metric.
        period: the period, as written.
        n: its n now, which is also the earlier one where the correction names no other.
    """
    first = min((one for one in corrections if one.period == period), key=lambda one: one.on, default=None)
    if first is None:
        return {}
    return {"value": first.was, "n": n if first.was_n is None else first.was_n, "numerator": first.was_numerator}


def level_before_corrections(
    corrections: Iterable[TargetRestatement], metric: str, since: date | None
) -> Decimal | None:
    """The level of a target before the earliest of these corrections; None where there is none."""
    found = (one for one in corrections if (one.metric, one.since) == (metric, since))
    first = min(found, key=lambda one: one.on, default=None)
    return None if first is None else first.was


def _as_it_stood(row: Row, later: list[Restatement]) -> Row:
    """The row with the value from before the first later correction."""
    changed = before_corrections(later, row.period, row.n)
    return row.model_copy(update=changed) if changed else row


def promise_on(promise: Promise, as_of: date) -> Promise:
    """The promise as it was on the day, without its later retirement, corrections, rewordings or moved deadline."""
    changed = _texts_on(promise.reworded, as_of)
    if promise.retired and promise.retired.on > as_of:
        changed["retired"] = None
    if any(entry.on > as_of for entry in promise.restatements):
        changed["targets"] = tuple(_target_on(promise, target, as_of) for target in promise.targets)
        changed["restatements"] = tuple(entry for entry in promise.restatements if entry.on <= as_of)
    if later := [entry for entry in promise.moved if entry.on > as_of]:
        changed["due"] = min(later, key=lambda entry: entry.on).was
        changed["moved"] = tuple(entry for entry in promise.moved if entry.on <= as_of)
    if "qualifier" in changed:  # the only text that does not stand at the promise itself
        changed["wording"] = promise.wording.model_copy(update={"qualifier": changed.pop("qualifier")})
    return promise.model_copy(update=changed) if changed else promise


def _texts_on(entries: tuple[Rewording, ...], as_of: date) -> dict[str, object]:
    """The texts that were reworded only later, as they were; what was taken out since stays as it is."""
    later = sorted((entry for entry in entries if entry.on > as_of), key=lambda entry: entry.on, reverse=True)
    if not later:
        return {}
    texts: dict[str, object] = {
        entry.field: entry.was for entry in later if entry.field in _TEXTS and not entry.is_without_words
    }
    return texts | {"reworded": tuple(entry for entry in entries if entry.on <= as_of)}


def _target_on(promise: Promise, target: Target, as_of: date) -> Target:
    later = (entry for entry in promise.restatements if entry.on > as_of)
    was = level_before_corrections(later, target.metric, target.since)
    if was is None:
        return target
    return target.model_copy(update={"at_least" if target.at_least is not None else "at_most": was})
