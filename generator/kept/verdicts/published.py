"""What the public site said of closed periods, and the misses among it, which stand."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from kept.model.ledgers import Figure, Published

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from kept.model.verdict import PeriodVerdict, Result, Status, Verdict


class Miss(NamedTuple):
    """What was published of a period that was missed, or partly kept."""

    status: Status
    since: date


def by_promise(ledger: Iterable[Published], as_of: date) -> dict[str, tuple[Published, ...]]:
    """What had been said of each promise by a day, oldest first for each period."""
    found: defaultdict[str, list[Published]] = defaultdict(list)
    for entry in ledger:
        if entry.since <= as_of:
            found[entry.promise].append(entry)
    return {promise: tuple(entries) for promise, entries in found.items()}


def published_misses(said: Iterable[Published]) -> dict[str, Miss]:
    """By period: the misses of a promise that were told, each with its first day; what was corrected since is none.

    Args:
        said: of one promise, oldest first for each period.
    """
    found: dict[str, Miss] = {}
    for entry in said:
        before = found.pop(entry.period, None)
        if entry.status.has_missed:
            is_same = before is not None and before.status is entry.status
            found[entry.period] = before if before and is_same else Miss(entry.status, entry.since)
    return found


def ledger_entries(promise: str, verdict: Verdict, as_of: date) -> Iterator[Published]:
    """What is said of each closed period of a promise, ready for the ledger."""
    for entry in verdict.record:
        figures = tuple(map(figure, entry.results))
        yield Published(promise=promise, period=str(entry.period), since=as_of, status=entry.status, figures=figures)


def figure(result: Result) -> Figure:
    """What is published of a result."""
    return Figure(
        metric=result.metric,
        direction=result.direction,
        target=result.target,
        value=result.value,
        n=result.n,
        numerator=result.numerator,
    )


def figure_of(entry: PeriodVerdict | None, metric: str) -> Figure | None:
    """What a verdict would publish of a metric; None where nothing."""
    results = entry.results if entry else ()
    return next((figure(result) for result in results if result.metric == metric), None)
