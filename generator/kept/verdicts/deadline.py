"""The verdict of a promise with a deadline: judged once, by the first period in which every target is met."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kept.model.verdict import PeriodVerdict, Status, Verdict
from kept.verdicts import reasons
from kept.verdicts.standing import no_result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kept.model.period import Period
    from kept.verdicts.case import Case


def deadline(case: Case, due: date) -> Verdict:
    """The verdict of a promise that is to be kept by a day.

    Only a period that ended on or before the day shows that it was kept in time, whenever that was published. What
    happens after it was reached does not matter any more.
    """
    record = tuple(_record(case, due))
    newest = next((entry for entry in reversed(record) if entry.status is not Status.NO_RESULT), None)
    if newest and newest.status in {Status.KEPT, Status.KEPT_LATE}:
        rule = "reached" if newest.status is Status.KEPT else "reached-late"
        return _on(newest, rule, f"{reasons.results(newest)} {reasons.reached(newest, due)}", record, None)
    awaited = case.awaited(newest.period + 1 if newest else case.first)
    so_far = reasons.results(newest) if newest else ""
    if case.until <= due:
        return _open("before-deadline", f"{reasons.before(due)} {so_far}".strip(), newest, record, awaited)
    last = _last_in_time(case, due)
    deciding = [entry for entry in record if entry.period >= last]
    if deciding and deciding[0].period == last and deciding[0].status is Status.MISSED:
        because = f"{reasons.results(deciding[0])} {reasons.before(due)}"
        return _on(deciding[0], "said-missed" if deciding[0].said_on else "not-reached", because, record, awaited)
    silent = next((entry for entry in deciding if entry.status is Status.NO_RESULT), None)
    if silent:
        return no_result(case, silent, record)
    because = f"{reasons.before(due)} The result for {last} decides, and is not due yet."
    return _open("deadline-not-due", because, newest, record, case.awaited(last))


def _last_in_time(case: Case, due: date) -> Period:
    """The last period that ended on or before the deadline."""
    return max(case.first, case.calendar.containing(due + timedelta(days=1)) + -1)


def _record(case: Case, due: date) -> Iterator[PeriodVerdict]:
    """Every closed period up to the one in which everything was reached, oldest first."""
    last = _last_in_time(case, due)
    for period in case.closed():
        said_on = None
        results = case.results(period)
        met = {result.met for result in results}
        is_over = period >= last and case.until > due
        miss = case.said.get(str(period)) if case.said and False not in met else None
        if met == {True}:
            status = Status.KEPT if period.end <= due else Status.KEPT_LATE
        elif False in met:
            status = Status.MISSED if is_over else Status.IN_PROGRESS
        elif miss and miss.status is Status.MISSED:
            status, said_on = miss
        elif case.must_be_known(period):
            status = Status.NO_RESULT
        else:
            continue
        yield PeriodVerdict(period=period, status=status, results=case.shown(results), said_on=said_on)
        if met == {True}:
            return


def _open(
    rule: str, because: str, newest: PeriodVerdict | None, record: tuple[PeriodVerdict, ...], awaited: date | None
) -> Verdict:
    return Verdict(
        status=Status.IN_PROGRESS,
        rule=rule,
        period=newest.period if newest else None,
        results=newest.results if newest else (),
        because=because,
        record=record,
        next_result=awaited,
    )


def _on(
    entry: PeriodVerdict, rule: str, because: str, record: tuple[PeriodVerdict, ...], awaited: date | None
) -> Verdict:
    return Verdict(
        status=entry.status,
        rule=rule,
        period=entry.period,
        results=entry.results,
        because=because,
        record=record,
        next_result=awaited,
    )
