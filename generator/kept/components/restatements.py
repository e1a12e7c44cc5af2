"""Corrections of published values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kept.components import period_links

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.components.page_context import PageContext
    from kept.model.edition import MetricView, PromiseView
    from kept.model.evidence import Restatement
    from kept.model.verdict import Result

PAGE = "corrections/"


def latest(ctx: PageContext, metric: str, period: str) -> Restatement | None:
    """The latest correction of a period's value."""
    known = ctx.metrics.get(metric)
    found = [one for one in known.restatements if one.period.lower() == period.lower()] if known else []
    return max(found, key=lambda one: one.on, default=None)


def anchor(metric: str, found: Restatement) -> str:
    """The anchor of a correction on the page of corrections: `arrival-2025-q2-2025-09-16`."""
    return f"{metric}-{found.period.lower()}-{found.on}"


def place(metric: str, found: Restatement) -> str:
    """The address of a correction, from the site's root."""
    return f"{PAGE}#{anchor(metric, found)}"


def sides(ctx: PageContext, metric: MetricView, found: Restatement) -> tuple[str, str]:
    """The value before and after; with the number of cases where both values look the same."""
    was, now = ctx.value(metric.id, found.was), ctx.value(metric.id, found.now)
    if was != now:
        return was, now
    n, numerator = _since(metric, found)
    n_was = n if found.was_n is None else found.was_n
    return _with_cases(ctx, was, n_was, found.was_numerator), _with_cases(ctx, now, n, numerator)


def _since(metric: MetricView, found: Restatement) -> tuple[int | None, int | None]:
    """The n and numerator after a correction: from the next corrections, or from the table."""
    period = found.period.lower()
    row = next((row for row in metric.rows if str(row.period).lower() == period), None)
    n, numerator = (row.n, row.numerator) if row else (None, None)
    later = (one for one in metric.restatements if one.period.lower() == period and one.on > found.on)
    for one in sorted(later, key=lambda one: one.on, reverse=True):
        n, numerator = (n if one.was_n is None else one.was_n), one.was_numerator
    return n, numerator


def _with_cases(ctx: PageContext, value: str, n: int | None, numerator: int | None) -> str:
    if n is None:
        return value
    cases = ctx.formats.number(n)
    if numerator is None:
        return ctx.say("history.sample", value=value, n=cases)
    return ctx.say("history.share", value=value, numerator=ctx.formats.number(numerator), n=cases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The effect of a correction on one promise."""

    promise: str
    place: str
    """The address of the period on the promise's page, from the site's root."""
    title: str
    says: str
    turned: bool
    """True where it turned a met target into a missed one, or the reverse."""


def effects(ctx: PageContext, metric: MetricView, found: Restatement) -> Iterator[Effect]:
    """The effects of a correction on the promises judged by the value."""
    for promise in (ctx.promises[name] for name in metric.promises if name in ctx.promises):
        for result in _results(promise, metric.id, found.period):
            before, after = _before(found, result), _after(ctx, metric, found, result)
            name = f"{'met' if before else 'missed'}-{'met' if after else 'missed'}"
            yield Effect(
                promise=promise.id,
                place=period_links.of_period(promise, result.period),
                title=promise.title,
                says=ctx.say(f"corrections.{name}", level=ctx.result_level(result)),
                turned=before is not after,
            )


def _results(promise: PromiseView, metric: str, period: str) -> Iterator[Result]:
    for verdict in promise.verdict.record:
        if str(verdict.period).lower() == period.lower():
            yield from (result for result in verdict.results if result.metric == metric)


def _before(found: Restatement, result: Result) -> bool:
    """Whether the target was met by the published value.

    A percentage is judged by numerator and n where these are known.
    """
    n = result.n if found.was_n is None else found.was_n
    return bool(replace(result, value=found.was, n=n, numerator=found.was_numerator).reaches)


def _after(ctx: PageContext, metric: MetricView, found: Restatement, result: Result) -> bool:
    """Whether the target is met after the correction; for the latest one the verdict's own result, which is exact."""
    is_latest = latest(ctx, metric.id, found.period) is found
    if is_latest and result.met is not None:
        return result.met
    return bool(replace(result, value=found.now, numerator=None).reaches)
