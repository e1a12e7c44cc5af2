"""The periods with a page of their own, and the verdicts on it.

Every month, quarter, half-year and year by which a promise was judged has one. Weeks are shown on the page of the month
in which they end. The page of a longer period summarises shorter ones.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from kept.record.permalinks import page_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kept.model.edition import PromiseView
    from kept.model.period import Period
    from kept.model.verdict import PeriodVerdict


class Judged(NamedTuple):
    """A promise and its verdicts for some periods, oldest first."""

    promise: PromiseView
    verdicts: tuple[PeriodVerdict, ...]


class PeriodPage(NamedTuple):
    """The content of a period's page."""

    period: Period
    judged: tuple[Judged, ...]
    """Verdicts for exactly this period; on the page of a month also those for its weeks."""
    within: tuple[Judged, ...]
    """Verdicts for periods of at most this length that ended in it."""


def period_pages(promises: Iterable[PromiseView]) -> list[PeriodPage]:
    """Every period with a page, newest first; of several with the same end the shortest first."""
    found: defaultdict[Period, dict[str, Judged]] = defaultdict(dict)
    for promise in promises:
        for verdict in promise.verdict.record:
            _add(found[page_of(verdict.period)], promise, verdict)
    order = sorted(found, key=lambda period: (-period.end.toordinal(), _days(period), str(period)))
    oldest_first = sorted(found, key=lambda period: period.end)
    ends = [period.end for period in oldest_first]
    return [
        PeriodPage(
            period,
            tuple(found[period].values()),
            _within(found, period, oldest_first[bisect_left(ends, period.start) : bisect_right(ends, period.end)]),
        )
        for period in order
    ]


def _within(
    found: dict[Period, dict[str, Judged]], period: Period, ended_in_it: Iterable[Period]
) -> tuple[Judged, ...]:
    inside: dict[str, Judged] = {}
    for other in ended_in_it:
        if other != period and _days(other) <= _days(period):
            for promise, verdicts in found[other].values():
                for verdict in verdicts:
                    _add(inside, promise, verdict)
    return tuple(inside.values())


def _add(found: dict[str, Judged], promise: PromiseView, verdict: PeriodVerdict) -> None:
    before = found[promise.id].verdicts if promise.id in found else ()
    found[promise.id] = Judged(promise, (*before, verdict))


def _days(period: Period) -> int:
    return (period.end - period.start).days
