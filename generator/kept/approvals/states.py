"""Where an item stands with its approvers. Whatever cannot be decided is not approved."""

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
"""Of what nobody in particular made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """Somebody who must have approved."""

    role: str
    people: frozenset[str]
    """Ids of those entitled; any one of them is enough. Empty: nobody can."""
    owners: frozenset[str] = frozenset()
    """Those of them who are entitled because the promise, or its figures, are theirs."""


class Question(NamedTuple):
    """What is asked about one item, and whom."""

    item: str
    audience: Audience
    as_of: date
    policy: Policy
    """How long an approval holds, and whether it must be signed."""
    named: Callable[[str], frozenset[str]]
    """The ids of those whom a name in a record means."""
    requirements: tuple[Requirement, ...] = (Requirement(role="nobody", people=frozenset()),)
    """Who must have approved; until somebody is named, nobody can."""
    digest: Callable[[str | None], str] = lambda _: ""
    """The item's digest now; for a metric, of its rows through the given period."""
    text: str | None = None
    """The digest of its own file now; None where it has none."""
    authors: Mapping[str, tuple[str, ...]] = NO_AUTHORS
    """Ids of those who made it, and what says so: they cannot approve it."""
    promise: str | None = None
    """The promise that is asked about, or for which words are; None for a metric."""
    wording: str | None = None
    """Of words: the wording digest of that promise now."""
    supported_wordings: Mapping[str, frozenset[str]] = MappingProxyType({})
    """Of words, by person: the earlier wordings whose evidence they say supports the promise as it is now."""
    calendar: Calendar | None = None
    """Of a metric: how the period is written through which its rows were seen."""
    publicly: tuple[Requirement, ...] = ()
    """Who must have approved it for the public site; nobody where it is not meant for that."""
    names: Mapping[str, str] = MappingProxyType({})
    """By id, what people are called."""


class Answer(NamedTuple):
    """One requirement's answer: a state, and the record it rests on."""

    requirement: Requirement
    state: ApprovalState
    record: Record | None = None
    """What the state rests on; where approval is missing, a record for the other site."""
    until: date = date.max
    """The day the approval runs out, where there is one."""
    through: Period | None = None
    """Of a metric: the last period whose row the approver saw; None for none."""

    @property
    def holds(self) -> bool:
        """True where this requirement is met."""
        return self.state is ApprovalState.APPROVED


_WORST_FIRST = tuple(ApprovalState)


def answers_to(question: Question, approved: Sequence[Record], proposed: Sequence[Record]) -> tuple[Answer, ...]:
    """The answer for each requirement; the item is approved where every one holds.

    Args:
        question: the item, audience and day, and who must have approved.
        approved: the item's records at the trust ref.
        proposed: its records that stand only in the change under review. They never make an item approved.
    """
    candidates = [(record, True) for record in approved] + [(record, False) for record in proposed]
    return tuple([_one(question, requirement, candidates) for requirement in question.requirements])


def supported_wordings(question: Question, approved: Sequence[Record]) -> Mapping[str, frozenset[str]]:
    """By person: the earlier wordings that their approval of a promise, as it is now, says are still supported.

    Only an approval that holds says anything: one that is entitled, live, and on the protected branch.

    Args:
        question: about the promise itself.
        approved: the promise's records at the trust ref.
    """
    found: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for record in approved:
        if record.approval.still_supports:
            for answer in answers_to(question, [record], ()):
                if answer.holds:
                    found[record.approval.approver] |= set(record.approval.still_supports)
    return found


def _concerns(question: Question, approval: Approval) -> bool:
    """Whoever approves for the public approves for the people inside; what they take back inside is not public."""
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
        # One good approval of several is enough; among good ones the one that reaches furthest.
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
    """True where the approval is about the promise as it is worded now, or somebody as entitled vouches that it holds.

    Whoever made the evidence cannot be the one who says what it supports.
    """
    then = approval.promises.get(question.promise or "")
    return then == question.wording or any(
        then in wordings and person in requirement.people and person not in question.authors
        for person, wordings in question.supported_wordings.items()
    )


def _digest_now(question: Question, approval: Approval) -> str | None:
    try:
        return question.digest(approval.through)
    except ValueError:  # `through` is no period of this metric
        return None


def expiry(approval: Approval, policy: Policy) -> date:
    """The first day an approval no longer holds: its own date, or the policy's, whichever is earlier."""
    by_policy = months_after(approval.approved_on, policy.approval_valid_months)
    return min(approval.expires_on or by_policy, by_policy)
