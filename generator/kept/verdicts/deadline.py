"""The verdict of a promise with a deadline. It is judged once, by the first period in which all targets are met."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kept.model.verdict import PeriodVerdict, Status, Verdict
from kept.verdicts import reasons
from kept.verdicts.recurring import no_result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kept.model.period import Period
    from kept.verdicts.case import Case


def deadline(case: Case, due: date) -> Verdict:
    """The verdict of a promise that must be kept by a day.

    It is kept in time if all targets were met in a period that ended on or before the day, whenever that was published.
    Later results do not matter.
    """
    record = _settled(case, due, tuple(_record(case, due)))
    newest = next((entry for entry in reversed(record) if entry.status is not Status.NO_RESULT), None)
    if newest and newest.status in {Status.KEPT, Status.KEPT_LATE}:
        rule = "reached" if newest.status is Status.KEPT else "reached-late"
        return _on(newest, rule, f"{reasons.results(newest)} {reasons.reached(newest, due)}", record, None)
    awaited = case.awaited(newest.period + 1 if newest else case.first)
    if case.until <= due:
        so_far = reasons.results(newest) if newest else ""
        return _open("before-deadline", f"{reasons.before(due)} {so_far}".strip(), newest, record, awaited)
    return _after(case, due, newest, record, awaited)


def _after(
    case: Case, due: date, newest: PeriodVerdict | None, record: tuple[PeriodVerdict, ...], awaited: date | None
) -> Verdict:
    """The verdict after the deadline of a promise that was not reached."""
    last = _last_in_time(case, due)
    decides = _with_cases(last, record)
    if decides < case.first:
        entry = next(entry for entry in record if entry.period == last)
        return _on(entry, "nothing-before-deadline", f"{reasons.results(entry)} {reasons.before(due)}", record, awaited)
    deciding = [entry for entry in record if entry.period >= decides and entry.status is not Status.NO_CASES]
    first = next((entry for entry in deciding if entry.period == decides), None)
    if first and first.status is Status.MISSED:
        because = f"{reasons.results(first)} {reasons.before(due)}"
        return _on(first, "said-missed" if first.said_on else "not-reached", because, record, None)
    silent = next((entry for entry in deciding if entry.status is Status.NO_RESULT), None)
    if silent:
        return no_result(case, silent, record)
    because = f"{reasons.before(due)} The result for {decides} decides, and is not due yet."
    return _open("deadline-not-due", because, newest, record, case.awaited(decides))


def _settled(case: Case, due: date, record: tuple[PeriodVerdict, ...]) -> tuple[PeriodVerdict, ...]:
    """The same record once the deadline has passed: the period that decides is missed where the targets were not met.

    A promise that missed its deadline owes no further result, so that silence after it is none that is lacking.
    """
    if case.until <= due:
        return record
    decides = _with_cases(_last_in_time(case, due), record)
    open_or_missed = {Status.MISSED, Status.IN_PROGRESS}
    if not any(entry.period == decides and entry.status in open_or_missed for entry in record):
        return record
    return tuple(
        replace(entry, status=Status.MISSED) if entry.period == decides else entry
        for entry in record
        if entry.period <= decides or entry.status is not Status.NO_RESULT
    )


def _with_cases(last: Period, record: tuple[PeriodVerdict, ...]) -> Period:
    """The last period in time, or the last before it that had cases."""
    without = {entry.period for entry in record if entry.status is Status.NO_CASES}
    while last in without:
        last += -1
    return last


def _last_in_time(case: Case, due: date) -> Period:
    """The last period that ended on or before the deadline."""
    return max(case.first, case.calendar.containing(due + timedelta(days=1)) + -1)


def _record(case: Case, due: date) -> Iterator[PeriodVerdict]:
    """Every closed period, oldest first, up to the one in which all targets were met."""
    last = _last_in_time(case, due)
    for period in case.closed():
        said_on = None
        results = case.results(period)
        met = {result.met for result in results}
        is_silent = any(result.met is None and not result.has_no_cases for result in results)
        is_over = period >= last and case.until > due
        miss = case.published_misses.get(str(period)) if case.published_misses and False not in met else None
        if met == {True}:
            status = Status.KEPT if period.end <= due else Status.KEPT_LATE
        elif False in met:
            status = Status.MISSED if is_over else Status.IN_PROGRESS
        elif miss and miss.status is Status.MISSED:
            status, said_on = miss
        elif results and not is_silent:
            status = Status.NO_CASES
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
