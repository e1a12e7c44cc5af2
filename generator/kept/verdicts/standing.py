"""The verdict of a standing promise: its newest closed period against the targets in force in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.model.verdict import PeriodVerdict, Result, Status, Verdict
from kept.verdicts import reasons

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.verdicts.case import Case


def standing(case: Case) -> Verdict:
    """The verdict of a promise that is judged every period. The rules are tried in the order of `rules.toml`."""
    record = tuple(_record(case))
    if not record:
        return _too_early(case)
    newest = next((entry for entry in reversed(record) if entry.status is not Status.NO_RESULT), None)
    if newest is None:
        return no_result(case, record[-1], record)
    age = case.now - newest.period - 1
    if newest.status is Status.MISSED:
        return _on(case, newest, "said-missed" if newest.said_on else "miss-stands", reasons.results(newest), record)
    if age > case.good_for:
        because = f"{reasons.results(newest)} {reasons.silence(age, case.good_for)}"
        return _on(case, newest, "too-old", because, record)
    if newest is not record[-1]:
        return no_result(case, record[-1], record, before=newest)
    rule = "all-met" if newest.status is Status.KEPT else "said-partly" if newest.said_on else "some-met"
    return _on(case, newest, rule, reasons.results(newest), record)


def _on(case: Case, entry: PeriodVerdict, rule: str, because: str, record: tuple[PeriodVerdict, ...]) -> Verdict:
    is_old = rule == "too-old"
    return Verdict(
        status=Status.OUT_OF_DATE if is_old else entry.status,
        rule=rule,
        period=entry.period,
        results=entry.results,
        because=because,
        record=record,
        next_result=None if is_old else case.awaited(entry.period + 1),
    )


def _record(case: Case) -> Iterator[PeriodVerdict]:
    """Every closed period since the first target, oldest first; without a result only once it is due or waiting."""
    for period in case.closed():
        results = case.results(period)
        status = together(results)
        miss = case.said.get(str(period)) if status is None and case.said else None
        if miss:
            yield PeriodVerdict(period=period, status=miss.status, results=case.shown(results), said_on=miss.since)
        elif status or case.must_be_known(period):
            yield PeriodVerdict(period=period, status=status or Status.NO_RESULT, results=case.shown(results))


def together(results: tuple[Result, ...]) -> Status | None:
    """What the results of one period amount to.

    Kept where every target was met. Where any was missed it is missed at once, whatever is still to be reported; or
    partly kept, where another was met. None where that cannot be said yet.
    """
    met = {result.met for result in results}
    if False in met:
        return Status.PARTLY_KEPT if True in met else Status.MISSED
    return None if None in met else Status.KEPT


def no_result(
    case: Case, entry: PeriodVerdict, record: tuple[PeriodVerdict, ...], *, before: PeriodVerdict | None = None
) -> Verdict:
    """The verdict where a period has no result: on file and not cleared, or not reported.

    Args:
        case: the case.
        entry: the period without a result.
        record: all periods.
        before: the newest period with one; a miss in it is named, so that silence does not hide it.
    """
    waits = case.waits(entry.period)
    because = reasons.waiting(case, entry) if waits else reasons.missing(entry)
    if before and before.status is Status.PARTLY_KEPT:
        because += f" The last result was partly kept. {reasons.results(before)}"
    return Verdict(
        status=Status.NO_RESULT,
        rule="not-approved" if waits else "not-reported",
        period=entry.period,
        results=entry.results,
        because=because,
        record=record,
        next_result=None,
    )


def _too_early(case: Case) -> Verdict:
    first = case.first
    has_closed = first < case.now
    because = (
        f"The first result, for {first}, is not due yet."
        if has_closed
        else f"No period has closed since the promise was made; the first is {first}."
    )
    return Verdict(
        status=Status.MEASURING,
        rule="not-due" if has_closed else "no-period-closed",
        period=None,
        results=(),
        because=because,
        record=(),
        next_result=case.awaited(first) and (case.promise.first_result or case.due(first)),
    )
