"""Which verdicts become others, because of which figures, and whether those had been published."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kept.components.locale_formats import Formats
from kept.model.fields import Audience
from kept.report.difference.values import Move, VerdictChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kept.model.edition import Edition, PromiseView
    from kept.model.ledgers import Published
    from kept.model.period import Period
    from kept.model.verdict import PeriodVerdict, Result

ABSENT = "not shown"


class States(NamedTuple):
    """One site at four moments; the first two are None where there was nothing that could be read."""

    before: Edition | None
    merged: Edition
    approved: Edition
    """Once merged, and once everything that waits is approved."""
    waiting: Edition | None
    """Before, once everything that waited then had been approved: that is no part of the change."""


def verdict_changes(sites: Mapping[Audience, States], published: Iterable[Published]) -> tuple[VerdictChange, ...]:
    """Each promise whose verdict or figures become others, in the register's order; once where both sites agree.

    Args:
        sites: what each shows, before and after.
        published: what the public site had said before.
    """
    said = {(one.promise, one.period): str(one.since) for one in published}
    found = [one for audience, states in sites.items() for one in _of_site(audience, states, said)]
    by_promise: dict[VerdictChange, tuple[str, ...]] = {}
    for one in found:
        key = replace(one, sites=(), is_internal=False)
        by_promise[key] = (*by_promise.get(key, ()), *one.sites)
    return tuple(
        replace(one, sites=names, is_internal=names == (str(Audience.INTERNAL),)) for one, names in by_promise.items()
    )


def _of_site(audience: Audience, states: States, said: Mapping[tuple[str, str], str]) -> Iterator[VerdictChange]:
    formats = Formats(states.merged.publisher.locale)
    titles = {metric.id: (metric.title, metric.unit) for one in states if one for metric in one.metrics}
    views = [{view.id: view for view in one.promises} if one else {} for one in states]
    for promise in dict.fromkeys(name for one in views for name in one):
        *three, waiting = (one.get(promise) for one in views)
        days = {period: day for (name, period), day in said.items() if name == promise}
        moves = _moves((*three, waiting), formats, titles, days)
        was, merged, approved = (_overall(view) for view in three)
        if moves or was != merged or _overall(waiting) != approved:
            yield VerdictChange(
                promise=promise,
                title=next(view.title for view in reversed(three) if view),
                sites=(str(audience),),
                was=was,
                merged=merged,
                approved=approved,
                moves=moves,
            )


def _overall(view: PromiseView | None) -> str:
    return word(view.verdict.status) if view else ABSENT


def word(status: str) -> str:
    """A verdict in words."""
    return {"no-result": "result not reported", "no-cases": "nothing to measure"}.get(status, status.replace("-", " "))


def _moves(
    views: tuple[PromiseView | None, ...],
    formats: Formats,
    titles: Mapping[str, tuple[str, str]],
    said: Mapping[str, str],
) -> tuple[Move, ...]:
    records = [{entry.period: entry for entry in view.verdict.record} if view else {} for view in views]
    alike: defaultdict[tuple[str, str, str, tuple[str, ...], str | None], list[Period]] = defaultdict(list)
    for period in sorted({one for record in records for one in record}):
        was, merged, approved, waiting = (record.get(period) for record in records)
        if was == merged and waiting == approved:
            continue
        figures = tuple(_figures(was, approved, formats, titles))
        words = [word(one.status) if one else ABSENT for one in (was, merged, approved)]
        if figures or len(set(words)) > 1:
            alike[words[0], words[1], words[2], figures, said.get(str(period)) if was else None].append(period)
    return tuple(
        Move(
            periods=tuple(map(formats.period, periods)),
            was=was,
            merged=merged,
            approved=approved,
            because=because,
            published=day,
        )
        for (was, merged, approved, because, day), periods in alike.items()
    )


def _figures(
    was: PeriodVerdict | None, now: PeriodVerdict | None, formats: Formats, titles: Mapping[str, tuple[str, str]]
) -> Iterator[str]:
    """The figures of a period that became others; nothing where the period itself comes or goes."""
    old = {one.metric: one for one in was.results} if was else {}
    for new in now.results if now and was else ():
        before = old.get(new.metric)
        title, unit = titles.get(new.metric, (new.metric, ""))
        figure, target = figure_in_words(new, formats, unit), target_in_words(new, formats, unit)
        if before is None:
            yield f"{title}: {figure}, not measured against before ({target})"
        elif (before.value, before.numerator, before.n, before.target) != (new.value, new.numerator, new.n, new.target):
            moved = f"{figure_in_words(before, formats, unit)} became {figure}"
            if before.target != new.target:
                yield f"{title}: {moved}, and {target_in_words(before, formats, unit)} became {target}"
            else:
                yield f"{title}: {moved} ({target})"


def figure_in_words(result: Result, formats: Formats, unit: str) -> str:
    """`188 of 200 (94.0%)`, with no digits that were not given."""
    if result.value is None:
        return "nothing to measure" if result.has_no_cases else "no figure"
    value = formats.value(result.value, unit)
    if result.numerator is not None and result.n is not None:
        return f"{formats.number(result.numerator)} of {formats.number(result.n)} ({value})"
    return f"{value} of {formats.number(result.n)} cases" if result.n is not None else value


def target_in_words(result: Result, formats: Formats, unit: str) -> str:
    """`target 95% or more`."""
    bound = "or more" if result.direction == "at-least" else "or less"
    return f"target {formats.value(result.target, unit)} {bound}"
