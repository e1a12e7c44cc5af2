"""Values that were corrected after they had been published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kept.render import places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.model.edition import MetricView, PromiseView
    from kept.model.evidence import Restatement
    from kept.model.verdict import Result
    from kept.render.desk import Desk

PAGE = "corrections/"


def latest(desk: Desk, metric: str, period: str) -> Restatement | None:
    """The latest correction of a period's value."""
    known = desk.metrics.get(metric)
    found = [one for one in known.restatements if one.period.lower() == period.lower()] if known else []
    return max(found, key=lambda one: one.on, default=None)


def anchor(metric: str, found: Restatement) -> str:
    """The id of a correction on the page of all of them: `arrival-2025-q2-2025-09-16`."""
    return f"{metric}-{found.period.lower()}-{found.on}"


def place(metric: str, found: Restatement) -> str:
    """Where a correction is told, from the site's root."""
    return f"{PAGE}#{anchor(metric, found)}"


def sides(desk: Desk, metric: MetricView, found: Restatement) -> tuple[str, str]:
    """What stood there before and what stands there since; with the cases behind it, where the value reads the same."""
    was, now = desk.value(metric.id, found.was), desk.value(metric.id, found.now)
    if was != now:
        return was, now
    n, numerator = _since(metric, found)
    n_was = n if found.was_n is None else found.was_n
    return _with_cases(desk, was, n_was, found.was_numerator), _with_cases(desk, now, n, numerator)


def _since(metric: MetricView, found: Restatement) -> tuple[int | None, int | None]:
    """The cases after a correction, n and numerator: as the corrections after it remember them, or as they are now."""
    period = found.period.lower()
    row = next((row for row in metric.rows if str(row.period).lower() == period), None)
    n, numerator = (row.n, row.numerator) if row else (None, None)
    later = (one for one in metric.restatements if one.period.lower() == period and one.on > found.on)
    for one in sorted(later, key=lambda one: one.on, reverse=True):
        n, numerator = (n if one.was_n is None else one.was_n), one.was_numerator
    return n, numerator


def _with_cases(desk: Desk, value: str, n: int | None, numerator: int | None) -> str:
    if n is None:
        return value
    cases = desk.formats.number(n)
    if numerator is None:
        return desk.say("history.sample", value=value, n=cases)
    return desk.say("history.share", value=value, numerator=desk.formats.number(numerator), n=cases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a correction did to one promise."""

    promise: str
    place: str
    """Where the promise tells of the period, from the site's root."""
    title: str
    says: str
    turned: bool
    """True where it turned a met target into a missed one, or the reverse."""


def effects(desk: Desk, metric: MetricView, found: Restatement) -> Iterator[Effect]:
    """What a correction changed about the promises judged by the value."""
    for promise in (desk.promises[name] for name in metric.promises if name in desk.promises):
        for result in _results(promise, metric.id, found.period):
            before, after = _before(found, result), _after(desk, metric, found, result)
            name = f"{'met' if before else 'missed'}-{'met' if after else 'missed'}"
            yield Effect(
                promise=promise.id,
                place=places.of_period(promise, result.period),
                title=promise.title,
                says=desk.say(f"corrections.{name}", level=desk.result_level(result)),
                turned=before is not after,
            )


def _results(promise: PromiseView, metric: str, period: str) -> Iterator[Result]:
    for verdict in promise.verdict.record:
        if str(verdict.period).lower() == period.lower():
            yield from (result for result in verdict.results if result.metric == metric)


def _before(found: Restatement, result: Result) -> bool:
    """What was published, judged as it was then: a share by its numerator and n, where they are remembered."""
    n = result.n if found.was_n is None else found.was_n
    return bool(replace(result, value=found.was, n=n, numerator=found.was_numerator).reaches)


def _after(desk: Desk, metric: MetricView, found: Restatement, result: Result) -> bool:
    """Of the latest correction the verdict's own answer, which knows the exact share."""
    is_latest = latest(desk, metric.id, found.period) is found
    if is_latest and result.met is not None:
        return result.met
    return bool(replace(result, value=found.now, numerator=None).reaches)
