"""The line at the end of every check and build, computed from the editions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.findings import Report, Severity
from kept.model.fields import Audience
from kept.model.verdict import Status

if TYPE_CHECKING:
    from kept.model.edition import InternalEdition, PublicEdition
    from kept.model.portfolio import Portfolio

_ORDER = (
    *(Status.KEPT, Status.KEPT_LATE, Status.PARTLY_KEPT, Status.MISSED),
    *(Status.NO_CASES, Status.MEASURING, Status.IN_PROGRESS, Status.NO_RESULT, Status.OUT_OF_DATE, Status.RETIRED),
)
"""The order in the summary: kept, not kept, undecided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The numbers of promises and items by result."""

    promises: dict[str, int]
    """By verdict: the number of promises on the public site (on the internal one, where none is public)."""
    shown_publicly: int
    shown_internally: int
    withheld: int
    """The number of evidence items missing from a site they were meant for."""
    errors: int

    def __str__(self) -> str:
        verdicts = ", ".join(f"{count} {status}" for status, count in self.promises.items()) or "none"
        errors = "1 error" if self.errors == 1 else f"{self.errors} errors"
        return (
            f"Promises: {verdicts}. Evidence: {self.shown_publicly} shown publicly, "
            f"{self.shown_internally} internally, {self.withheld} withheld. {errors}."
        )


def summarise(portfolio: Portfolio, public: PublicEdition, internal: InternalEdition, report: Report) -> Summary:
    """The numbers of a run."""
    shown = {Audience.PUBLIC: _shown(public), Audience.INTERNAL: _shown(internal)}
    kinds = (portfolio.testimonials, portfolio.case_studies, portfolio.metrics)
    meant_for = {item: evidence.audience for kind in kinds for item, evidence in kind.items()}
    withheld = {
        item
        for item, audience in meant_for.items()
        if item not in shown[Audience.INTERNAL] or (audience is Audience.PUBLIC and item not in shown[Audience.PUBLIC])
    }
    unreadable = {item for item in portfolio.unreadable if "." not in item}
    verdicts = Counter(promise.verdict.status for promise in (public.promises or internal.promises))
    return Summary(
        promises={str(status): verdicts[status] for status in _ORDER if verdicts[status]},
        shown_publicly=len(shown[Audience.PUBLIC]),
        shown_internally=len(shown[Audience.INTERNAL]),
        withheld=len(withheld | unreadable),
        errors=report.count(Severity.ERROR),
    )


def _shown(edition: PublicEdition | InternalEdition) -> set[str]:
    return {entry.id for kind in (edition.voices, edition.stories, edition.metrics) for entry in kind}
