"""Saying, with the approval of a reworded promise, that the evidence approved for it before supports it still."""

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
class Vouching:
    """For which earlier wordings of a promise its approval stands too."""

    digests: tuple[str, ...] = ()
    """Of the earlier wordings."""
    wording: Mapping[str, str] = field(default_factory=dict)
    """By the promise's id: the digest of the wording it has now. Empty where nothing is vouched for."""
    problem: str | None = None
    """Why this cannot be decided so."""

    @classmethod
    def of(
        cls,
        portfolio: Portfolio,
        noun: Approvable,
        before: Record | None,
        audiences: Iterable[Audience],
        *,
        asked: bool,
    ) -> Vouching:
        """What a new record says of earlier wordings.

        While the wording stays as it is, what was said of it before is said again: a new target revokes nothing.

        Args:
            portfolio: with every record that there is.
            noun: what is approved.
            before: the same person's last record about it.
            audiences: for which sites it is approved now.
            asked: whether the evidence is to be re-attested.
        """
        if not isinstance(noun, Promise):
            return cls(problem=f"only a promise is re-attested: {PROMISE}<id> --reattest." if asked else None)
        now = wording_digest(noun)
        earlier = earlier_wordings(portfolio, noun) if asked else set()
        if asked and not earlier:
            return cls(problem="no evidence was approved for an earlier wording of it; leave --reattest out.")
        approval = before.approval if before and before.approval.decision == "approve" else None
        said = set(approval.still_supports) if approval and approval.promises.get(noun.id) == now else set[str]()
        # A record says one thing for all its sites, and nobody vouches for a site that they did not name.
        if approval and _says_too_much(approval, noun, set(audiences), asked=asked, said=bool(said)):
            return cls(problem="what its evidence supports is decided for both sites: --audience all --reattest.")
        digests = tuple(sorted((said | earlier) - {now}))
        return cls(digests=digests, wording={noun.id: now} if digests else {})


def _says_too_much(approval: Approval, promise: Promise, audiences: set[Audience], *, asked: bool, said: bool) -> bool:
    """True where a site that was approved before, or is approved now, would be vouched for without being named."""
    before = set(approval.audiences)
    if asked:
        return approval.digest == promise_digest(promise) and not before <= audiences
    return said and not audiences <= before


def earlier_wordings(portfolio: Portfolio, promise: Promise) -> set[str]:
    """The digests of what a promise said when its evidence was approved, other than what it says now."""
    kinds: tuple[Mapping[str, Testimonial | CaseStudy], ...] = (portfolio.testimonials, portfolio.case_studies)
    items = [item for kind in kinds for item, voice in kind.items() if promise.id in voice.promises]
    records = (
        record.approval
        for item in items
        for record in (*portfolio.trusted.records.get(item, ()), *portfolio.proposed.get(item, ()))
    )
    then = {record.promises.get(promise.id) for record in records if record.decision == "approve"}
    return {wording for wording in then if wording and wording != wording_digest(promise)}
