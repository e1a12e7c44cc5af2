"""What the public site said about closed periods. Published misses stay."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from kept.model.ledgers import Figure, Published

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from kept.model.verdict import PeriodVerdict, Result, Status, Verdict


class Miss(NamedTuple):
    """A published status of a missed or partly kept period."""

    status: Status
    since: date


def by_promise(ledger: Iterable[Published], as_of: date) -> dict[str, tuple[Published, ...]]:
    """What had been published about each promise by a day, oldest first for each period."""
    found: defaultdict[str, list[Published]] = defaultdict(list)
    for entry in ledger:
        if entry.since <= as_of:
            found[entry.promise].append(entry)
    return {promise: tuple(entries) for promise, entries in found.items()}


def published_misses(said: Iterable[Published]) -> dict[str, Miss]:
    """By period: the published misses of a promise, each with its first day.

    Misses that were corrected since are left out.

    Args:
        said: the published entries of one promise, oldest first for each period.
    """
    found: dict[str, Miss] = {}
    for entry in said:
        before = found.pop(entry.period, None)
        if entry.status.has_missed:
            is_same = before is not None and before.status is entry.status
            found[entry.period] = before if before and is_same else Miss(entry.status, entry.since)
    return found


def ledger_entries(promise: str, verdict: Verdict, as_of: date) -> Iterator[Published]:
    """The entries that the ledger needs for the closed periods of a promise."""
    for entry in verdict.record:
        figures = tuple(map(figure, entry.results))
        yield Published(promise=promise, period=str(entry.period), since=as_of, status=entry.status, figures=figures)


def figure(result: Result) -> Figure:
    """The part of a result that is published."""
    return Figure(
        metric=result.metric,
        direction=result.direction,
        target=result.target,
        value=result.value,
        n=result.n,
        numerator=result.numerator,
    )


def figure_of(entry: PeriodVerdict | None, metric: str) -> Figure | None:
    """The figure that a verdict would publish for a metric; None where there is none."""
    results = entry.results if entry else ()
    return next((figure(result) for result in results if result.metric == metric), None)
