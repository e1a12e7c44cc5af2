"""The verdict of a standing promise: compares its newest closed period with the targets that applied in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.model.verdict import PeriodVerdict, Result, Status, Verdict
from kept.verdicts import reasons

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kept.verdicts.case import Case


def recurring(case: Case) -> Verdict:
    """The verdict of a promise that is judged every period. The rules are tried in the order of `rules.toml`."""
    record = tuple(_record(case))
    if not record:
        return _too_early(case)
    newest = _last(record, but={Status.NO_RESULT, Status.NO_CASES})
    told = _last(record, but={Status.NO_RESULT})
    if newest and newest.status is Status.MISSED:
        return _on(case, newest, "said-missed" if newest.said_on else "miss-stands", reasons.results(newest), record)
    return no_result(case, record[-1], record) if told is None else _reported(case, newest, told, record)


def _reported(
    case: Case, newest: PeriodVerdict | None, told: PeriodVerdict, record: tuple[PeriodVerdict, ...]
) -> Verdict:
    """The verdict where something was reported and the last judged result was not a miss.

    Args:
        case: the case.
        newest: the newest period with a result.
        told: the newest period with any report, also one that says there was nothing to measure.
        record: all periods.
    """
    # A partly missed period counts like a miss: later periods without cases do not hide it.
    stands = newest if newest and newest.status is Status.PARTLY_KEPT else told
    age = case.now - told.period - 1
    if age > case.good_for:
        because = f"{reasons.results(stands)} {reasons.too_old(age, case.good_for)}"
        return _on(case, stands, "too-old", because, record)
    # A period without cases does not hide an earlier one that was never reported.
    last = _last(record, but={Status.NO_CASES})
    if last and last.status is Status.NO_RESULT:
        return no_result(case, last, record, before=newest)
    if stands.status is Status.NO_CASES:
        return _on(case, stands, "no-cases", reasons.no_cases(stands, newest), record)
    rule = "all-met" if stands.status is Status.KEPT else "said-partly" if stands.said_on else "some-met"
    return _on(case, stands, rule, reasons.results(stands), record)


def _last(record: tuple[PeriodVerdict, ...], *, but: Collection[Status]) -> PeriodVerdict | None:
    """The newest period whose status is none of these."""
    return next((entry for entry in reversed(record) if entry.status not in but), None)


def _on(case: Case, entry: PeriodVerdict, rule: str, because: str, record: tuple[PeriodVerdict, ...]) -> Verdict:
    is_old = rule == "too-old"
    told = _last(record, but={Status.NO_RESULT}) or entry
    return Verdict(
        status=Status.OUT_OF_DATE if is_old else entry.status,
        rule=rule,
        period=entry.period,
        results=entry.results,
        because=because,
        record=record,
        next_result=None if is_old else case.awaited(told.period + 1),
    )


def _record(case: Case) -> Iterator[PeriodVerdict]:
    """Every closed period since the first target, oldest first.

    One without a result is included if it is due or waiting.
    """
    for period in case.closed():
        results = case.results(period)
        status = together(results)
        miss = case.published_misses.get(str(period)) if status is None and case.published_misses else None
        if miss:
            yield PeriodVerdict(period=period, status=miss.status, results=case.shown(results), said_on=miss.since)
        elif status or case.must_be_known(period):
            yield PeriodVerdict(period=period, status=status or Status.NO_RESULT, results=case.shown(results))


def together(results: tuple[Result, ...]) -> Status | None:
    """The status of one period, from its results; None where it cannot be decided yet.

    Kept if all targets with cases were met. If one was missed, the period is missed, or partly kept if another was met;
    this does not wait for results that are still to come. If no target had cases, there was nothing to measure.
    """
    met = {result.met for result in results if not result.has_no_cases}
    if False in met:
        return Status.PARTLY_KEPT if True in met else Status.MISSED
    if None in met or not results:
        return None
    return Status.KEPT if met else Status.NO_CASES


def no_result(
    case: Case, entry: PeriodVerdict, record: tuple[PeriodVerdict, ...], *, before: PeriodVerdict | None = None
) -> Verdict:
    """The verdict where a period has no result: either it is on file and not cleared, or it was not reported.

    Args:
        case: the case.
        entry: the period without a result.
        record: all periods.
        before: the newest period with a result. If it was partly kept, the verdict says so, so that it stays visible.
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
        next_result=case.awaited(first),
    )
