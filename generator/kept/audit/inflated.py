"""KPT804: no public verdict is better than the internal one. Checked once more before publication."""

from __future__ import annotations

from kept.findings import Finding, Report
from kept.model.edition import InternalEdition, PublicEdition
from kept.model.portfolio import Portfolio
from kept.verdicts.inflation import inflation


def inflated(portfolio: Portfolio, public: PublicEdition, internal: InternalEdition) -> Report:
    """Every promise whose public verdict, for now or for a past period, is better than the internal one.

    Findings:
        KPT804.
    """
    inside = {promise.id: promise.verdict for promise in internal.promises}
    return Report.of(
        Finding(
            code="KPT804",
            place=portfolio.place(f"promise.{promise.id}"),
            message=f"{clause[0].upper()}{clause[1:]}.",
            hint="This is a fault of kept, not of your files: please report it, with this message.",
            item=f"promise.{promise.id}",
            promise=promise.id,
            audience="public",
        )
        for promise in public.promises
        for clause in inflation(promise.verdict, inside.get(promise.id))
    )
