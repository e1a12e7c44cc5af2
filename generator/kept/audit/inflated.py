"""KPT804: the public is told nothing better than the people inside. Checked once more before anything is published."""

from __future__ import annotations

from collections.abc import Iterator

from kept.findings import Finding, Report
from kept.model.edition import InternalEdition, PromiseView, PublicEdition
from kept.model.portfolio import Portfolio


def inflated(portfolio: Portfolio, public: PublicEdition, internal: InternalEdition) -> Report:
    """Every promise whose public verdict, for now or for a past period, is better than the internal one.

    Findings:
        KPT804.
    """
    inside = {promise.id: promise for promise in internal.promises}
    return Report.of(
        Finding(
            code="KPT804",
            place=portfolio.place(f"promise.{promise.id}"),
            message=message,
            hint="This is a fault of kept, not of your files: please report it, with this message.",
            item=f"promise.{promise.id}",
            promise=promise.id,
            audience="public",
        )
        for promise in public.promises
        for message in _better(promise, inside.get(promise.id))
    )


def _better(public: PromiseView, inside: PromiseView | None) -> Iterator[str]:
    if inside is None:
        yield "The promise is on the public site and not on the internal one."
        return
    shown, known = public.verdict, inside.verdict
    if shown.status.flatters(known.status):
        yield f'The public site says "{shown.status}" of this promise, the internal one "{known.status}".'
    periods = {entry.period: entry.status for entry in known.record}
    for period, status in ((entry.period, entry.status) for entry in shown.record):
        if period in periods and status.flatters(periods[period]):
            yield f'For {period} the public site says "{status}", the internal one "{periods[period]}".'
