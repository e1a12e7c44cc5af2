"""Writes the verdict of each promise with its reason, for people and scripts."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kept.model.edition import InternalEdition
from kept.model.fields import Audience
from kept.verdicts.rules import verdict_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.model.edition import Edition, OpenPeriod, PromiseInside, PromiseView
    from kept.model.verdict import Result, Verdict


def as_json(edition: Edition, next_change: tuple[date, str] | None) -> str:
    """`{"as_of", "audience", "promises": [...]}`, which other people's scripts rely on.

    Exact numbers are strings. The schema `status` describes every key.
    """
    inside = {one.promise: one for one in edition.promises_inside} if isinstance(edition, InternalEdition) else {}
    document = {
        "as_of": edition.as_of.isoformat(),
        "audience": str(_audience(edition)),
        "promises": [_promise(promise) | _live(inside.get(promise.id)) for promise in edition.promises],
        "next_change": {"on": next_change[0].isoformat(), "what": next_change[1]} if next_change else None,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _promise(promise: PromiseView) -> dict[str, object]:
    verdict = promise.verdict
    first = verdict.results[0] if verdict.results else None
    return {
        "id": promise.id,
        "verdict": str(verdict.status),
        "period": str(verdict.period) if verdict.period else None,
        "value": str(first.value) if first and first.value is not None else None,
        "target": str(first.target) if first else None,
        "n": first.n if first else None,
        "because": verdict.because,
        "counts": {
            "testimonials": len(promise.voices),
            "case_studies": len(promise.stories),
            "metrics": len(promise.metrics),
        },
        "kind": promise.kind,
        "due": _day(promise.due),
        "retired_on": _day(promise.retired.on if promise.retired else None),
        "last": str(verdict.last) if verdict.last else None,
        "strength": str(promise.strength) if promise.strength else None,
        "next_result": _day(verdict.next_result),
        "computation": _computation(verdict),
        "record": [{"period": str(entry.period), "verdict": str(entry.status)} for entry in verdict.record],
    }


def _computation(verdict: Verdict) -> dict[str, object]:
    """How a verdict was computed: the rule, and the rows and targets that it used."""
    return {
        "rule": verdict.rule,
        "says": verdict_rules()[verdict.rule].says,
        "results": [_result(result) for result in verdict.results],
    }


def _result(result: Result) -> dict[str, object]:
    exact = result.exact
    return {
        "metric": result.metric,
        "period": str(result.period),
        "value": _text(result.value),
        "n": result.n,
        "numerator": result.numerator,
        "exact": f"{exact.numerator}/{exact.denominator}" if exact is not None else None,
        "published_on": _day(result.published_on),
        "direction": result.direction,
        "target": str(result.target),
        "target_from": _day(result.since),
        "met": result.met,
        "note": result.note,
        "interval": [str(result.interval.low), str(result.interval.high)] if result.interval else None,
    }


def _live(inside: PromiseInside | None) -> dict[str, object]:
    """The period under way; empty where this audience may not see it."""
    if inside is None:
        return {}
    figures = [_figure(figure) for figure in inside.open_period]
    return {"live": {"state": str(inside.live) if inside.live else None, "figures": figures}}


def _figure(figure: OpenPeriod) -> dict[str, object]:
    return {
        "metric": figure.metric,
        "period": str(figure.period),
        "value": str(figure.value),
        "n": figure.n,
        "target": str(figure.target),
        "state": str(figure.state),
        "projection": figure.projection.words if figure.projection else None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def as_text(edition: Edition, next_change: tuple[date, str] | None) -> str:
    """One block for each promise, then the next date on which something changes."""
    inside = {one.promise: one for one in edition.promises_inside} if isinstance(edition, InternalEdition) else {}
    width = max((len(promise.verdict.status) for promise in edition.promises), default=0)
    lines = [f"{edition.publisher.name}, {_audience(edition)}, as of {edition.as_of}", ""]
    for promise in edition.promises:
        lines += [
            f"{promise.verdict.status:<{width}}  {promise.title} ({promise.id})",
            f"{'':<{width}}  {promise.verdict.because}",
        ]
        lines += [f"{'':<{width}}  {line}" for line in _so_far(inside.get(promise.id))]
    if not edition.promises:
        lines.append(f"No promise can be shown here; `kept check --as-of {edition.as_of}` says why.")
    if next_change:
        lines += ["", f"Next change: {next_change[0]}, {next_change[1]}."]
    return "\n".join(lines) + "\n"


def _so_far(inside: PromiseInside | None) -> Iterator[str]:
    """The period under way, where there are figures."""
    for figure in inside.open_period if inside and inside.live else ():
        projection = f" {figure.projection.words}" if figure.projection else ""
        yield f"{figure.period} so far: {figure.metric} is {figure.value}, {figure.state}.{projection}"


def _audience(edition: Edition) -> Audience:
    return Audience.INTERNAL if isinstance(edition, InternalEdition) else Audience.PUBLIC


def next_change(
    edition: Edition, internal: InternalEdition, unnamed: frozenset[str] = frozenset()
) -> tuple[date, str] | None:
    """The first day after `as_of` on which something shown runs out or is due, and what it is; None without one.

    Args:
        edition: the reader's edition. Only items in it are named.
        internal: has the day on which each item runs out.
        unnamed: items withdrawn or taken down since. They are not named, because an id can be a person's name.
    """
    is_inside = isinstance(edition, InternalEdition)
    dates = [
        (
            entry.usable_until + timedelta(days=1),
            f"an approval, permission or review of {'something' if entry.id in unnamed else entry.id} runs out",
        )
        for entry in internal.evidence
        if entry.usable_until and (is_inside or entry.on_public_site)
    ]
    dates += [
        (promise.verdict.next_result, f"the next result of {promise.id} is due")
        for promise in edition.promises
        if promise.verdict.next_result
    ]
    dates += [
        (promise.due, f"the deadline of {promise.id} falls")
        for promise in edition.promises
        if promise.due and not promise.retired
    ]
    return min((entry for entry in dates if entry[0] > edition.as_of), default=None)
