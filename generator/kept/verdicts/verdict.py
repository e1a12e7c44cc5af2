"""The verdict of a promise: closed periods compared with the target that applied in each, never rounded up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from kept.model.verdict import Status, Verdict
from kept.verdicts.case import Case, in_force
from kept.verdicts.deadline import deadline
from kept.verdicts.measured import Measured, promise_on
from kept.verdicts.recurring import recurring

if TYPE_CHECKING:
    from kept.model.register import Promise
    from kept.verdicts.published import Miss

_SILENT = frozenset({Status.NO_RESULT, Status.NO_CASES})
"""What a period says that has no result to judge."""
_STANDS = frozenset({Status.MISSED, Status.PARTLY_KEPT, Status.NO_RESULT})
"""What stays said of the former wording. Where the last result was partly kept, "no result" says so."""
_NOTHING: Mapping[str, Miss] = MappingProxyType({})

__all__ = ["Measured", "in_force", "verdict"]


def verdict(
    promise: Promise, measured: Mapping[str, Measured], as_of: date, said: Mapping[str, Miss] = _NOTHING
) -> Verdict:
    """The verdict of a promise on a day. Its `rule` names the entry of `verdicts/rules.toml` that decided.

    Args:
        promise: the promise; its targets name the metrics.
        measured: the known results of each of them.
        as_of: the day.
        said: by period, the published misses. They stay even if their figures are no longer shown.
    """
    promise_then = promise_on(promise, as_of)
    judged = _judged(promise_then, measured, as_of, said)
    if promise_then.retired is None:
        return judged
    return replace(
        judged,
        status=Status.RETIRED,
        rule="retired",
        because=f"It was retired on {promise_then.retired.on}. Its last verdict was {judged.status}. {judged.because}",
        last=judged.status,
    )


def _judged(promise: Promise, measured: Mapping[str, Measured], as_of: date, said: Mapping[str, Miss]) -> Verdict:
    if not promise.targets:
        return _nothing_to_judge("no-target", "It has no target, so there is nothing to judge.")
    case = Case.of(promise, measured, as_of, said)
    if case is None:
        return _nothing_to_judge("nothing-shown", "No metric of this promise can be shown, so there is no result.")
    judged = _by_kind(case)
    since = promise.means_this_since
    is_decided = promise.due is not None and since is not None and promise.due < since
    return judged if since is None or is_decided else _anew(replace(case, not_before=since), judged, since)


def _by_kind(case: Case) -> Verdict:
    promise = case.promise
    return deadline(case, promise.due) if promise.kind == "deadline" and promise.due else recurring(case)


def _anew(case: Case, before: Verdict, since: date) -> Verdict:
    """The verdict of a promise that means something else since a day: by its new record; the old one stays beside it.

    A result by the former wording says nothing good of the new one. A miss stays until there is a newer result.

    Args:
        case: the periods of the new wording.
        before: the verdict over all periods.
        since: the day.
    """
    fresh = _by_kind(case)
    record = (*(entry for entry in before.record if entry.period < case.first), *fresh.record)
    # Silence under the new wording takes no miss away: nothing newer was reported.
    is_silent = fresh.status is Status.NO_RESULT and all(entry.status in _SILENT for entry in fresh.record)
    if (fresh.status.rank == 1 and before.status.rank > 1) or (is_silent and before.status in _STANDS):
        return replace(before, record=record, next_result=fresh.next_result)
    if fresh.status is Status.MEASURING:
        because = f"It says something else since {since}. {fresh.because}"
        return replace(fresh, record=record, rule="reworded", because=because)
    return replace(fresh, record=record)


def _nothing_to_judge(rule: str, because: str) -> Verdict:
    return Verdict(
        status=Status.NO_RESULT, rule=rule, period=None, results=(), because=because, record=(), next_result=None
    )
