"""The verdict of each promise and why, for a person or a script."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from kept.model.base import Audience
from kept.model.edition import InternalEdition

if TYPE_CHECKING:
    from kept.model.edition import Edition, PromiseView


def as_json(edition: Edition) -> str:
    """`{"as_of", "audience", "promises": [...]}`, the contract other people's scripts use.

    Numbers are strings, because they are exact.
    """
    document = {
        "as_of": edition.as_of.isoformat(),
        "audience": str(_audience(edition)),
        "promises": [_promise(promise) for promise in edition.promises],
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
    }


def as_text(edition: Edition, next_change: tuple[date, str] | None) -> str:
    """One block per promise, then the next date on which something changes."""
    width = max((len(promise.verdict.status) for promise in edition.promises), default=0)
    lines = [f"{edition.publisher.name}, {_audience(edition)}, as of {edition.as_of}", ""]
    for promise in edition.promises:
        lines += [
            f"{promise.verdict.status:<{width}}  {promise.title} ({promise.id})",
            f"{'':<{width}}  {promise.verdict.because}",
        ]
    if not edition.promises:
        lines.append("No promise can be shown here; `kept check` says why.")
    if next_change:
        lines += ["", f"Next change: {next_change[0]}, {next_change[1]}."]
    return "\n".join(lines) + "\n"


def _audience(edition: Edition) -> Audience:
    return Audience.INTERNAL if isinstance(edition, InternalEdition) else Audience.PUBLIC


def next_change(public: Edition, internal: InternalEdition) -> tuple[date, str] | None:
    """The first day after `as_of` on which something runs out or is due, and what it is."""
    as_of = internal.as_of
    dates = [
        (entry.good_until, f"an approval, permission or review of {entry.id} runs out")
        for entry in internal.evidence
        if entry.good_until
    ]
    dates += [
        (promise.verdict.next_result, f"the next result of {promise.id} is due")
        for promise in (*public.promises, *internal.promises)
        if promise.verdict.next_result
    ]
    return min((entry for entry in dates if entry[0] > as_of), default=None)
