"""All dated events of a promise: made, measured, corrected, moved, retired."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from kept.model.edition import Change
from kept.model.register import PromiseRewording
from kept.verdicts.measured import before_corrections, level_before_corrections

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from kept.model.evidence import Rewording
    from kept.model.register import Miss, Promise
    from kept.model.verdict import Result, Verdict
    from kept.verdicts.measured import Measured


def misses(promise: Promise, verdict: Verdict) -> tuple[Miss, ...]:
    """The explanations of missed periods in the record, newest first; explanations of other periods stay internal."""
    missed = {str(entry.period): entry.period for entry in verdict.record if entry.status.has_missed}
    said = [miss for miss in promise.misses if miss.period in missed]
    return tuple(sorted(said, key=lambda miss: missed[miss.period], reverse=True))


def changes(promise: Promise, verdict: Verdict, measured: Mapping[str, Measured], as_of: date) -> tuple[Change, ...]:
    """The history of a promise up to a day, newest first.

    Args:
        promise: the promise as it was on the day.
        verdict: its verdict with the record.
        measured: the known results of the metrics that are shown.
        as_of: the day.
    """
    found = [*_made(promise), *_results(promise, verdict, measured), *_promised(promise), *_moved(promise)]
    for name in promise.metrics:
        if name in measured:
            found += [*_target_changes(promise, name), *_restated(measured[name])]
            found += _reworded(measured[name].metric.reworded, name)
    found += [*_reworded(promise.reworded, None)]
    known = (change for change in found if change.on <= as_of)
    return tuple(sorted(known, key=lambda change: (change.on, change.kind, str(change.period)), reverse=True))


def _made(promise: Promise) -> Iterator[Change]:
    if promise.made_on:
        yield Change(on=promise.made_on, kind="made")
    if promise.retired:
        yield Change(on=promise.retired.on, kind="retired", words=promise.retired.why)


def _reworded(entries: Iterable[Rewording], metric: str | None) -> Iterator[Change]:
    for entry in entries:
        yield Change(
            on=entry.on,
            kind="reworded",
            metric=metric,
            words=entry.why,
            field=entry.field,
            text_was=None if entry.is_without_words else entry.was,
            is_without_words=entry.is_without_words,
            changes_meaning=isinstance(entry, PromiseRewording) and entry.changes_meaning,
        )


def _results(promise: Promise, verdict: Verdict, measured: Mapping[str, Measured]) -> Iterator[Change]:
    why = {miss.period: miss.why for miss in misses(promise, verdict)}
    for entry in verdict.record:
        for result in entry.results:
            if result.published_on and result.value is not None:
                yield _published(promise, result, measured[result.metric], why.get(str(entry.period)))


def _published(promise: Promise, result: Result, source: Measured, why: str | None) -> Change:
    """A result as it was first published; a correction is a change of its own on a later day."""
    then = _first_published(promise, result, source)
    return Change(
        on=result.published_on or result.period.end,
        kind="result",
        period=result.period,
        metric=result.metric,
        value=then.value,
        target=then.target,
        kept=then.met,
        words=why if then.met is False else None,
    )


def _first_published(promise: Promise, result: Result, source: Measured) -> Result:
    """The result before the first correction of its value and of its target."""
    values = before_corrections(source.metric.restatements, str(result.period), result.n)
    level = level_before_corrections(promise.restatements, result.metric, result.since)
    if not values and level is None:
        return result
    then = replace(result, **values, target=result.target if level is None else level)
    return replace(then, met=then.reaches)


def _target_changes(promise: Promise, metric: str) -> Iterator[Change]:
    targets = sorted((target for target in promise.targets if target.metric == metric), key=lambda entry: entry.since)
    for before, target in pairwise(targets):
        yield Change(on=target.since, kind="target", metric=metric, value=target.level, was=before.level)


def _promised(promise: Promise) -> Iterator[Change]:
    """The corrections of targets."""
    for entry in promise.restatements:
        yield Change(
            on=entry.on, kind="target-restated", metric=entry.metric, value=entry.now, was=entry.was, words=entry.why
        )


def _moved(promise: Promise) -> Iterator[Change]:
    for entry in promise.moved:
        yield Change(on=entry.on, kind="moved", due=entry.now, due_was=entry.was, words=entry.why)


def _restated(source: Measured) -> Iterator[Change]:
    """The corrections of values in visible periods."""
    for restated in source.metric.restatements:
        period = source.metric.calendar.period(restated.period)
        if period in source.rows:
            yield Change(
                on=restated.on,
                kind="restated",
                period=period,
                metric=source.metric.id,
                value=restated.now,
                was=restated.was,
                words=restated.why,
            )
