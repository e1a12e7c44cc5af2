"""Where an item stands with its approvers. Whatever cannot be decided is not approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kept.model.approval import Approval, ApprovalState
from kept.trust.dates import months_after

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kept.model.base import Audience
    from kept.model.policy import Policy
    from kept.model.portfolio import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """Somebody who must have approved."""

    role: str
    people: frozenset[str]
    """Ids of those entitled; any one of them is enough. Empty: nobody can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the approvals of one item."""

    item: str
    audience: Audience
    as_of: date
    digest: Callable[[str | None], str]
    """The item's digest now; for a metric, of its rows through the given period."""
    wordings: Mapping[str, str]
    """The wording digests of its promises now."""
    authors: frozenset[str]
    """Ids of those who submitted, captured or verified it: they cannot approve it."""


class Standing(NamedTuple):
    """The answer: a state, for which requirement, and the record it rests on."""

    state: ApprovalState
    role: str
    record: Record | None
    until: date | None
    """The day the approval runs out, where the state is `approved`."""


def standing(
    question: Question,
    requirements: Iterable[Requirement],
    policy: Policy,
    approved: tuple[Record, ...],
    proposed: tuple[Record, ...],
) -> Standing:
    """The worst of the item's required approvals; any entitled revocation wins.

    Args:
        question: the item, audience and day.
        requirements: who must have approved; none at all means nobody can have.
        policy: how long an approval holds.
        approved: the item's records at the trust ref.
        proposed: its records that stand only in the change under review.
    """
    answers = [
        _one(question, requirement, policy, _concerning(question, approved), _concerning(question, proposed))
        for requirement in requirements
    ]
    if not answers:
        return Standing(ApprovalState.NOT_AUTHORISED, "nobody", None, None)
    states = list(ApprovalState)
    worst = min(answers, key=lambda answer: states.index(answer.state))
    if worst.state is ApprovalState.APPROVED:
        return min(answers, key=lambda answer: answer.until or date.max)
    return worst


def _concerning(question: Question, records: tuple[Record, ...]) -> tuple[Record, ...]:
    return tuple(record for record in records if question.audience in record.approval.audiences)


def _one(
    question: Question,
    requirement: Requirement,
    policy: Policy,
    approved: tuple[Record, ...],
    proposed: tuple[Record, ...],
) -> Standing:
    entitled = [record for record in approved if record.approval.approver in requirement.people]
    revoked = next((record for record in entitled if record.approval.decision == "revoke"), None)
    if revoked:
        return Standing(ApprovalState.REVOKED, requirement.role, revoked, None)
    answers = [_of_record(question, requirement.role, policy, record) for record in entitled]
    if answers:
        states = list(ApprovalState)
        # One good approval of several is enough; among good ones the longest.
        return max(answers, key=lambda answer: (states.index(answer.state), answer.until or date.min))
    for record in approved:
        return Standing(ApprovalState.NOT_AUTHORISED, requirement.role, record, None)
    for record in proposed:
        if record.approval.approver in requirement.people:
            return Standing(ApprovalState.PROPOSED, requirement.role, record, None)
    return Standing(ApprovalState.MISSING, requirement.role, None, None)


def _of_record(question: Question, role: str, policy: Policy, record: Record) -> Standing:
    approval = record.approval
    until = expiry(approval, policy)
    if approval.approver in question.authors:
        state = ApprovalState.SELF_APPROVED
    elif _digest_now(question, approval) != approval.digest:
        state = ApprovalState.CHANGED
    elif any(approval.promises.get(promise) != wording for promise, wording in question.wordings.items()):
        state = ApprovalState.SUSPECT
    elif until <= question.as_of:
        state = ApprovalState.EXPIRED
    elif approval.approved_on > question.as_of:
        state = ApprovalState.PROPOSED
    else:
        state = ApprovalState.APPROVED
    return Standing(state, role, record, until)


def _digest_now(question: Question, approval: Approval) -> str | None:
    try:
        return question.digest(approval.through)
    except ValueError:  # `through` is no period of this metric
        return None


def expiry(approval: Approval, policy: Policy) -> date:
    """The first day an approval no longer holds: its own date, or the policy's, whichever is earlier."""
    by_policy = months_after(approval.approved_on, policy.approval_valid_months)
    return min(approval.expires_on or by_policy, by_policy)
