"""Words for the reason of a verdict. Values are given as written, without rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.model.verdict import Status

if TYPE_CHECKING:
    from datetime import date

    from kept.model.verdict import PeriodVerdict, Result
    from kept.verdicts.case import Case


def results(entry: PeriodVerdict) -> str:
    """Every result of a period with its target; for a miss without figures, the day it was published."""
    if entry.said_on:
        shown = " ".join(f"{_outcome(result)}." for result in entry.results if result.value is not None)
        said = f"On {entry.said_on} it was published that {entry.period} was {entry.status.replace('-', ' ')}; "
        return f"{said}the figures that showed it are not shown any more. {shown}".strip()
    return f"In {entry.period} " + "; ".join(_outcome(result) for result in entry.results) + "."


def _outcome(result: Result) -> str:
    why = f" ({result.note.rstrip('.')})" if result.note else ""
    if result.has_no_cases:
        return f"there was nothing to measure for {result.metric}{why}"
    if result.value is None:
        return f"{result.metric} was not reported{why}"
    cases = f" ({result.numerator} of {result.n})" if result.n is not None and result.numerator is not None else ""
    needed = f"{result.direction.replace('-', ' ')} {result.target}"
    outcome = "met" if result.met else "not met"
    return f"{result.metric} was {result.value}{cases}, promised was {needed}: {outcome}"


def too_old(age: int, good_for: int) -> str:
    """Why a result no longer counts."""
    return f"No newer result has been reported for {age} closed periods; after {good_for} it no longer counts."


def no_cases(entry: PeriodVerdict, before: PeriodVerdict | None) -> str:
    """Says that there was nothing to measure, and what the last result was."""
    last = f" The last result was {before.status.replace('-', ' ')}. {results(before)}" if before else ""
    return f"{results(entry)}{last}"


def waiting(case: Case, entry: PeriodVerdict) -> str:
    """Says why a result that is on file is not used."""
    if case.is_held_back(entry.period):
        why = "is held back by a rule"
    elif case.is_out_of_sight(entry.period):
        why = "its figures are not shown on this site"
    else:
        why = "has not been approved"
    return f"The result for {entry.period} is on file and {why}."


def missing(entry: PeriodVerdict) -> str:
    """Says which result was due and is missing."""
    silent = [result for result in entry.results if result.value is None and not result.has_no_cases]
    absent = ", ".join(result.metric for result in silent)
    why = " ".join(f"{result.note.rstrip('.')}." for result in silent if result.note)
    told = f"The result for {entry.period} was due and has not been reported{f' ({absent})' if absent else ''}."
    return f"{told} {why}".strip()


def before(due: date) -> str:
    """Says by which day it was promised."""
    return f"It was promised by {due}."


def reached(entry: PeriodVerdict, due: date) -> str:
    """Says whether it was reached in time."""
    if entry.status is Status.KEPT:
        return f"That period ended on {entry.period.end}; it was promised by {due}: in time."
    return f"That period ended on {entry.period.end}; it was promised by {due}: too late."
