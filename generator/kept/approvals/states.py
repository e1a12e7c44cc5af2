"""The approval state of an item. When in doubt, it is not approved."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from kept.model.approval import Approval, ApprovalState
from kept.model.dates import months_after
from kept.model.fields import Audience
from kept.model.period import Calendar, Period

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kept.model.policy import Policy
    from kept.model.portfolio import Record


NO_AUTHORS: Mapping[str, tuple[str, ...]] = MappingProxyType({})
"""The authors of something that no particular person made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A role that must approve, and the people who hold it."""

    role: str
    people: frozenset[str]
    """The ids of the people who may approve; one of them is enough. Empty: nobody can."""
    owners: frozenset[str] = frozenset()
    """Those of `people` who may approve because they own the promise or its figures."""


class Question(NamedTuple):
    """Whether one item is approved for one site, and everything needed to answer that."""

    item: str
    audience: Audience
    as_of: date
    policy: Policy
    """How long an approval holds, and whether it must be signed."""
    named: Callable[[str], frozenset[str]]
    """Gives the ids of the people that a name in a record means."""
    requirements: tuple[Requirement, ...] = (Requirement(role="nobody", people=frozenset()),)
    """Who must approve; by default a role that nobody holds, so that nothing passes by mistake."""
    digest: Callable[[str | None], str] = lambda _: ""
    """Gives the item's current digest; for a metric, that of its rows up to the given period."""
    text: str | None = None
    """The digest of the item's own file now; None where it has no file of its own."""
    authors: Mapping[str, tuple[str, ...]] = NO_AUTHORS
    """The ids of the people who made the item, with the fields that say so. They cannot approve it."""
    promise: str | None = None
    """The promise in question, or the one that the words are evidence for; None for a metric."""
    wording: str | None = None
    """Only for words: the digest of that promise's wording now."""
    supported_wordings: Mapping[str, frozenset[str]] = MappingProxyType({})
    """Only for words, by person: digests of earlier wordings.

    This person says that the evidence approved for them still supports the promise.
    """
    calendar: Calendar | None = None
    """Only for a metric: its calendar, to read the period up to which the approver saw rows."""
    publicly: tuple[Requirement, ...] = ()
    """Who must approve it for the public site; empty where the item is not meant for that site."""
    names: Mapping[str, str] = MappingProxyType({})
    """By id: each person's name."""


class Answer(NamedTuple):
    """The answer for one requirement: a state, and the record that decides it."""

    requirement: Requirement
    state: ApprovalState
    record: Record | None = None
    """The record that decides the state.

    Where the approval is missing: a record of the same people for the other site.

    """
    until: date = date.max
    """The first day on which the approval no longer holds."""
    through: Period | None = None
    """Only for a metric: the last period whose row the approver saw; None where they saw no row."""

    @property
    def holds(self) -> bool:
        """True where this requirement is met."""
        return self.state is ApprovalState.APPROVED


_WORST_FIRST = tuple(ApprovalState)


def answers_to(question: Question, approved: Sequence[Record], proposed: Sequence[Record]) -> tuple[Answer, ...]:
    """The answer for each requirement. The item is approved only where all of them hold.

    Args:
        question: the item, audience and day, and who must have approved.
        approved: the item's records in the trusted revision.
        proposed: its records that are only in the change under review. They never make an item approved.
    """
    candidates = [(record, True) for record in approved] + [(record, False) for record in proposed]
    return tuple([_one(question, requirement, candidates) for requirement in question.requirements])


def supported_wordings(question: Question, approved: Sequence[Record]) -> Mapping[str, frozenset[str]]:
    """By person: the earlier wordings whose evidence they say still supports the promise as it is now.

    Only approvals that hold are used: the person is entitled, the approval has not run out, and it is on the protected
    branch.

    Args:
        question: about the promise itself.
        approved: the promise's records in the trusted revision.
    """
    found: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for record in approved:
        if record.approval.still_supports:
            for answer in answers_to(question, [record], ()):
                if answer.holds:
                    found[record.approval.approver] |= set(record.approval.still_supports)
    return found


def _concerns(question: Question, approval: Approval) -> bool:
    """True where a record decides about this site.

    An approval for the public includes the internal site; a revocation for the internal site includes the public one.
    """
    includes = Audience.INTERNAL if approval.decision == "revoke" else Audience.PUBLIC
    implied = Audience.PUBLIC if approval.decision == "revoke" else Audience.INTERNAL
    return question.audience in approval.audiences or (question.audience is implied and includes in approval.audiences)


def _one(question: Question, requirement: Requirement, records: Sequence[tuple[Record, bool]]) -> Answer:
    answers, strangers, elsewhere = [], [], []
    asked = frozenset[str]().union(*(other.people for other in (*question.requirements, *question.publicly)))
    for record, is_trusted in records:
        is_entitled = record.approval.approver in requirement.people
        if not _concerns(question, record.approval):
            elsewhere += [record] if is_entitled and is_trusted else []
        elif record.approval.decision == "approve":
            if is_entitled:
                answers.append(_of_record(question, requirement, record, is_trusted=is_trusted))
            elif record.approval.approver not in asked:
                strangers.append(record)
        elif is_entitled and is_trusted:
            return Answer(requirement, ApprovalState.REVOKED, record)
    if answers:
        # One valid approval is enough. Among several the one that covers most periods, then the one that lasts longest.
        return max(answers, key=_preference)
    if strangers:
        return Answer(requirement, ApprovalState.NOT_AUTHORISED, strangers[0])
    return Answer(requirement, ApprovalState.MISSING, elsewhere[0] if elsewhere else None)


def _preference(answer: Answer) -> tuple[int, int, date]:
    rows = answer.through.number if answer.through else -1
    return _WORST_FIRST.index(answer.state), rows, answer.until


def _of_record(question: Question, requirement: Requirement, record: Record, *, is_trusted: bool) -> Answer:
    approval = record.approval
    until = expiry(approval, question.policy)
    if not record.is_genuine:
        state = ApprovalState.BAD_SIGNATURE
    elif _is_own(question, approval):
        state = ApprovalState.SELF_APPROVED
    elif _digest_now(question, approval) != approval.digest or approval.file not in {None, question.text}:
        state = ApprovalState.CHANGED
    elif question.wording is not None and not _supports(question, requirement, approval):
        state = ApprovalState.SUSPECT
    elif until <= question.as_of:
        state = ApprovalState.EXPIRED
    elif not is_trusted or approval.approved_on > question.as_of:
        state = ApprovalState.PROPOSED
    else:
        through = question.calendar.period(approval.through) if question.calendar and approval.through else None
        return Answer(requirement, ApprovalState.APPROVED, record, until, through)
    return Answer(requirement, state, record, until)


def _is_own(question: Question, approval: Approval) -> bool:
    """True where the approver made the item, or the record says that they submitted it."""
    submitted = approval.submitted_by if question.policy.four_eyes else None
    return approval.approver in question.authors or bool(submitted and approval.approver in question.named(submitted))


def _supports(question: Question, requirement: Requirement, approval: Approval) -> bool:
    """True where the approval is for the promise's current wording, or an equally entitled person says it still fits.

    The people who made the evidence cannot say so.
    """
    then = approval.promises.get(question.promise or "")
    return then == question.wording or any(
        then in wordings and person in requirement.people and person not in question.authors
        for person, wordings in question.supported_wordings.items()
    )


def _digest_now(question: Question, approval: Approval) -> str | None:
    try:
        return question.digest(approval.through)
    except ValueError:  # `through` is not a period of this metric
        return None


def expiry(approval: Approval, policy: Policy) -> date:
    """The first day on which an approval no longer holds: its own end date or the policy's, whichever is earlier."""
    by_policy = months_after(approval.approved_on, policy.approval_valid_months)
    return min(approval.expires_on or by_policy, by_policy)
