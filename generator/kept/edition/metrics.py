"""Decides which metrics one audience may see, and up to which period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kept.approvals.entitlement import DATA_OWNER
from kept.approvals.naming import called, called_all, names
from kept.approvals.whom_to_ask import can_approve
from kept.model.period import Period
from kept.rules.figures import row_objections, row_waits, source_stale, stale_from
from kept.verdicts.measured import Measured

if TYPE_CHECKING:
    from datetime import date

    from kept.approvals.states import Answer
    from kept.edition.judging import Judging
    from kept.model.evidence import Metric, Row
    from kept.model.portfolio import FieldPath


@dataclass(frozen=True, slots=True)
class VisibleRows:
    """Which rows may be shown, of the metrics that passed."""

    through: dict[str, Period] = field(default_factory=dict)
    """By metric: the last period whose row may be shown; no entry where none may."""
    left_out: defaultdict[str, set[Period]] = field(default_factory=lambda: defaultdict(set))
    """By metric: earlier periods whose row may not be shown."""

    def rows(self, metric: Metric, as_of: date) -> Mapping[Period, Row]:
        """The visible rows of a metric on a day, with the values known then."""
        left_out = self.left_out.get(metric.id, ())
        return Measured.known_on(metric, as_of, self.through.get(metric.id), left_out=left_out).rows


def metrics(judging: Judging, reach: VisibleRows) -> Iterator[Metric]:
    """The metrics that pass, by id; their visible rows are noted in `reach`."""
    for item, metric in sorted(judging.portfolio.metrics.items()):
        if item in judging.portfolio.faulty or not judging.is_meant_for(metric.audience):
            continue
        if judging.taken_down(item):
            continue
        objections = list(judging.judged(metric))
        objections += judging.withdrawn_words.within(_texts(judging, metric), "metric")
        is_withheld = judging.object(item, objections)
        answers = judging.approved(judging.about_metric(metric))
        if answers is None or is_withheld:
            continue
        _visible_rows(judging, metric, answers, reach)
        yield metric


def _texts(judging: Judging, metric: Metric) -> Iterator[tuple[FieldPath, str]]:
    """Every text of a metric with its path, including the notes in its table."""
    yield from judging.context.texts.of(metric)
    yield from ((("rows", index, "note"), row.note) for index, row in enumerate(metric.rows) if row.note)


def _visible_rows(judging: Judging, metric: Metric, answers: tuple[Answer, ...], reach: VisibleRows) -> None:
    finals = [(index, metric.period_of(row)) for index, row in enumerate(metric.rows) if row.is_settled]
    last = _last(judging, metric, answers, dict(finals), reach)
    if last:
        reach.through[metric.id] = last
    for index, period in finals:
        if last and period <= last:
            objections = row_objections(metric, index, metric.rows[index], judging.context)
            if judging.object(metric.id, objections):
                reach.left_out[metric.id].add(period)


def _last(
    judging: Judging, metric: Metric, answers: tuple[Answer, ...], finals: Mapping[int, Period], reach: VisibleRows
) -> Period | None:
    """The last row that all required approvers have seen, or a later row that needs no approval of its own."""
    seen = [answer.through for answer in answers]
    last = min((period for period in seen if period), default=None) if all(seen) else None
    waiting = [index for index, period in finals.items() if last is None or period > last]
    if metric.id in judging.proposed:
        return finals[waiting[-1]] if waiting else last
    passed = [index for index in waiting if metric.rows[index].status == "missing"]
    flowing = _last_without_approval(judging, metric, finals, [index for index in waiting if index not in passed], last)
    for index in passed:
        # Later rows may be shown without it; this row's reason is text, so it waits for a person.
        if flowing and finals[index] < flowing:
            reach.left_out[metric.id].add(finals[index])
        _wait(judging, metric, [index], last, "and nobody who may approve it has read its reason")
    return flowing


def _last_without_approval(
    judging: Judging, metric: Metric, finals: Mapping[int, Period], waiting: list[int], approved: Period | None
) -> Period | None:
    """The last row that may be shown without a new approval, because its source was pulled recently.

    Otherwise the last approved row.
    """
    pulled = judging.portfolio.ledgers.pulled.get(metric.id)
    last = approved
    for position, index in enumerate(waiting):
        why = row_waits(metric, metric.rows[index], pulled)
        if why or approved is None:
            _wait(judging, metric, waiting[position:], approved, why)
            break
        last = finals[index]
    first = waiting[0] if last != approved else None
    is_stale = judging.object(metric.id, source_stale(metric, first, pulled, judging.context))
    ends = stale_from(metric, pulled, judging.context.policy)
    if first is not None and ends and not is_stale:
        judging.holds_until(metric.id, ends)
    return approved if is_stale else last


def _wait(judging: Judging, metric: Metric, waiting: list[int], approved: Period | None, why: str | None) -> None:
    first, last = metric.rows[waiting[0]].period, metric.rows[waiting[-1]].period
    rows = f"the row for {first}" if first == last else f"the rows from {first} to {last}"
    came = f"{rows} came after the last approval, which ends with {approved or 'no row'}"
    judging.withhold(
        "KPT407",
        metric.id,
        ("rows", waiting[0]),
        f"{came}, {why}" if why else came,
        _who_checks(judging, metric),
    )


def _who_checks(judging: Judging, metric: Metric) -> str:
    """Who checks rows that wait; somebody else where the data owner made the item and so cannot approve it."""
    command = f"kept approve {metric.id} --as {{}} --audience {judging.audience}"
    authors, known = judging.contents.authors(metric), names(judging.portfolio)
    held = [one for one in judging.entitlement.for_metric(metric.id) if metric.data_owner in one.people]
    if metric.data_owner not in authors or not held:
        who = (
            f"{called(metric.data_owner, known)}, who answers for the figures,"
            if metric.data_owner
            else "the data owner"
        )
        return f"{who} checks and runs: {command.format(metric.data_owner or 'PERSON')}"
    # Somebody can: rows wait only where all required people approved the earlier ones.
    able = can_approve(min(held, key=lambda one: one.role != DATA_OWNER), authors)
    return f"ask {called_all(able, known)}: {command.format(able[0] if len(able) == 1 else 'PERSON')}"
