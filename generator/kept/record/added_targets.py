"""Whether a target was added for periods whose results had been published without it (KPT408)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.model.verdict import Status
from kept.record.already_public import rewriting
from kept.record.terms import TARGET
from kept.verdicts.case import in_force

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kept.findings import Finding
    from kept.model.ledgers import Published
    from kept.model.period import Period
    from kept.model.portfolio import Portfolio
    from kept.model.register import Promise, Target
    from kept.model.verdict import PeriodVerdict

_HINT = "take it out of past periods: let it begin on the first day of a period that is not over (`from`)."


def added_targets(
    portfolio: Portfolio,
    promise: Promise,
    said: tuple[Published, ...],
    record: tuple[PeriodVerdict, ...],
    as_of: date,
) -> Iterator[Finding]:
    """The first target that judges a published period, or one before the first of them, and was not published then.

    A metric may be shown later than its promise (its owner approves it later), so a figure that is new is not enough.
    Two things show that its target is new: the targets in evidence/readings.csv, and a period that was published as
    kept or as nothing to measure, for which a result of every target was needed.

    Args:
        portfolio: with the ledgers.
        promise: as it is on the public site.
        said: what was published of it; never empty.
        record: its record that would be published now.
        as_of: the day; what was published later has not been published yet.

    Findings:
        KPT408.
    """
    published = {entry.period for entry in said}
    told = [entry.period for entry in record if str(entry.period) in published]
    one = _Targets(promise=promise, said=said, published=_published(portfolio, promise, as_of))
    for entry in record:
        is_published = str(entry.period) in published
        if not is_published and (not told or entry.period > min(told)):
            continue
        for metric in dict.fromkeys(result.metric for result in entry.results):
            target = in_force(promise.targets, metric, entry.period)
            if target and one.is_new(target, entry.period):
                what = "was published without one" if is_published else f"is before {min(told)}, the first published"
                words = f"there is a target for {metric} in {entry.period} now, which {what}"
                path = ("targets", promise.targets.index(target))
                yield rewriting(portfolio, f"promise.{promise.id}", path, words, _HINT)
                return


def _published(portfolio: Portfolio, promise: Promise, as_of: date) -> frozenset[str]:
    """The fields of the promise's targets that were published; empty where an older release published it last."""
    return frozenset(
        term.field
        for term in portfolio.ledgers.readings or ()
        if term.item == f"promise.{promise.id}" and term.field.startswith(TARGET) and term.since <= as_of
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Targets:
    """What was published of a promise and of its targets."""

    promise: Promise
    said: tuple[Published, ...]
    published: frozenset[str]

    def is_new(self, target: Target, period: Period) -> bool:
        """True where no published result of the period was judged by the metric, and its target was not published."""
        entries = [entry for entry in self.said if entry.period == str(period)]
        if any(figure.metric == target.metric for entry in entries for figure in entry.figures):
            return False
        if any(entry.status in {Status.KEPT, Status.NO_CASES} for entry in entries):
            return True
        return bool(self.published) and f"{TARGET}{target.metric} {target.since}" not in self.published
