"""Confirms, with the approval of a reworded promise, that its earlier evidence still supports it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kept.approvals.digests import promise_digest, wording_digest
from kept.model.fields import Audience
from kept.model.register import Promise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kept.model.approval import Approval
    from kept.model.evidence import CaseStudy, Testimonial
    from kept.model.portfolio import Portfolio, Record
    from kept.model.site_words import Approvable

PROMISE = "promise."


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """The earlier wordings of a promise that a new approval confirms."""

    digests: tuple[str, ...] = ()
    """The digests of the earlier wordings."""
    wording: Mapping[str, str] = field(default_factory=dict)
    """By promise id: the digest of the current wording. Empty where nothing is confirmed."""
    problem: str | None = None
    """Why this decision is not possible; None where it is."""

    @classmethod
    def of(
        cls,
        portfolio: Portfolio,
        noun: Approvable,
        before: Record | None,
        audiences: Iterable[Audience],
        *,
        asked: bool,
    ) -> Confirmation:
        """The confirmations of a new record.

        While the wording stays the same, earlier confirmations are repeated, so that a new target revokes none of them.

        Args:
            portfolio: has all approval records.
            noun: the approved item.
            before: the same person's last record about it; None where there is none.
            audiences: the sites it is approved for now.
            asked: whether the person re-attests the evidence.
        """
        if not isinstance(noun, Promise):
            return cls(problem=f"only a promise is re-attested: {PROMISE}<id> --reattest." if asked else None)
        now = wording_digest(noun)
        earlier = earlier_wordings(portfolio, noun) if asked else set()
        if asked and not earlier:
            return cls(problem="no evidence was approved for an earlier wording of it; leave --reattest out.")
        approval = before.approval if before and before.approval.decision == "approve" else None
        said = set(approval.still_supports) if approval and approval.promises.get(noun.id) == now else set[str]()
        # A record applies to all its sites, so nothing is confirmed for a site that the person did not name.
        if approval and _says_too_much(approval, noun, set(audiences), asked=asked, said=bool(said)):
            return cls(problem="what its evidence supports is decided for both sites: --audience all --reattest.")
        digests = tuple(sorted((said | earlier) - {now}))
        return cls(digests=digests, wording={noun.id: now} if digests else {})


def _says_too_much(approval: Approval, promise: Promise, audiences: set[Audience], *, asked: bool, said: bool) -> bool:
    """True where something would be confirmed for a site that the person did not name."""
    before = set(approval.audiences)
    if asked:
        return approval.digest == promise_digest(promise) and not before <= audiences
    return said and not audiences <= before


def earlier_wordings(portfolio: Portfolio, promise: Promise) -> set[str]:
    """The digests of the earlier wordings that evidence was approved for."""
    kinds: tuple[Mapping[str, Testimonial | CaseStudy], ...] = (portfolio.testimonials, portfolio.case_studies)
    items = [item for kind in kinds for item, voice in kind.items() if promise.id in voice.promises]
    records = (
        record.approval
        for item in items
        for record in (*portfolio.trusted.records.get(item, ()), *portfolio.proposed.get(item, ()))
    )
    then = {record.promises.get(promise.id) for record in records if record.decision == "approve"}
    return {wording for wording in then if wording and wording != wording_digest(promise)}
