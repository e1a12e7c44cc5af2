"""What a reviewer is told about an approval that does not hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

from kept.approvals.whom_to_ask import can_approve, nobody_else
from kept.findings import Finding, Report
from kept.model.approval import ApprovalState
from kept.model.portfolio import Seal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kept.approvals.states import Question, Requirement, Standing
    from kept.model.approval import Approval
    from kept.model.portfolio import Record


class Waiting(NamedTuple):
    """Who would hold a role that nobody holds, if the files under review were committed."""

    people: frozenset[str]
    first: bool
    """True where there is no commit at all yet."""


CODES = {
    ApprovalState.MISSING: "KPT601",
    ApprovalState.PROPOSED: "KPT602",
    ApprovalState.CHANGED: "KPT603",
    ApprovalState.EXPIRED: "KPT604",
    ApprovalState.REVOKED: "KPT605",
    ApprovalState.BAD_SIGNATURE: "KPT609",
    ApprovalState.NOT_AUTHORISED: "KPT606",
    ApprovalState.SELF_APPROVED: "KPT607",
    ApprovalState.SUSPECT: "KPT608",
}


def worth_saying(answers: Sequence[Standing]) -> Iterator[Standing]:
    """The answers that do not hold, less those that mending another one mends too."""
    failed = [answer for answer in answers if not answer.holds]
    revoked = [answer for answer in failed if answer.state is ApprovalState.REVOKED]
    if revoked:
        yield revoked[0]
        return
    for index, answer in enumerate(failed):
        people = answer.requirement.people
        narrower = (
            other.requirement.people < people or (other.requirement.people == people and position < index)
            for position, other in enumerate(failed)
            if other is not answer and other.requirement.people and other.state is answer.state
        )
        if not any(narrower):
            yield answer


def approval_message(question: Question, answer: Standing, waiting: Waiting) -> tuple[str, str, str]:
    """The code, the message and the hint for an approval that does not hold.

    Args:
        question: which item, for whom.
        answer: where it stands.
        waiting: who would be entitled once the files under review are committed.
    """
    role, entitled = answer.requirement.role, sorted(answer.requirement.people)
    again = _command(question, can_approve(answer.requirement, question.authors))
    ask = _ask(question, answer.requirement, waiting)
    approval = answer.record.approval if answer.record else None
    who = f"{approval.approver}'s approval of {approval.approved_on}" if approval else ""
    did = f"{approval.approver} approved it on {approval.approved_on}" if approval else ""
    match answer.state:
        case ApprovalState.REVOKED if approval:
            message = f"{approval.approver} took the approval back on {approval.approved_on}"
            hint = "talk to them; only a new approval of theirs brings it back."
        case ApprovalState.BAD_SIGNATURE:
            message, hint = _not_genuine(question, answer)
            hint = ask if approval and approval.approver in question.authors else hint
        case ApprovalState.NOT_AUTHORISED:
            message, hint = f"{did}, {_but(question, answer, waiting)}", ask
        case ApprovalState.SELF_APPROVED if approval:
            made = {approval.approver: ("submitted_by in the approval",), **question.authors}
            fields = ", ".join(made[approval.approver])
            message = f"{did}, and also captured, verified, submitted or committed it ({fields})"
            hint = _ask(question._replace(authors=made), answer.requirement, waiting)
        case ApprovalState.CHANGED:
            message = f"it has changed since {did}"
            hint = f"look at the change; if it is right: {again}"
        case ApprovalState.SUSPECT:
            message = f"the promise has been reworded since {did} as evidence for it"
            hint = (
                f"does it still support the promise as worded now? Then: {again}; or for all evidence of the promise "
                f"at once: {_reattest(question, entitled)}"
            )
        case ApprovalState.EXPIRED:
            message = f"{who} ran out on {answer.until}"
            hint = f"read it again; if it still holds: {again}"
        case ApprovalState.PROPOSED if approval and approval.approved_on > question.as_of:
            message = f"{approval.approver}'s approval is dated {approval.approved_on}, after {question.as_of}"
            hint = "correct the date, or wait for the day."
        case ApprovalState.PROPOSED:
            message = f"{who} stands only in this change"
            hint = "it counts once it is committed to the branch that protects the approvals."
        case _:
            who = _who(role, entitled, waiting)
            message = f"{who} approved it for the {question.audience} site{_elsewhere(approval)}"
            hint = ask
    return CODES[answer.state], message, hint


def _ask(question: Question, requirement: Requirement, waiting: Waiting) -> str:
    """Whom to ask, and the command for them; where nobody is left, why, and what to do."""
    if not requirement.people:
        return _name_somebody(requirement.role, waiting)
    able = can_approve(requirement, question.authors)
    if not able:
        return nobody_else(requirement, question.authors)
    return f"ask {' or '.join(able)}: {_command(question, able)}"


def _who(role: str, entitled: Sequence[str], waiting: Waiting) -> str:
    """Whose approval is lacking."""
    if entitled:
        return f"{role} ({' or '.join(entitled)}) has not"
    return f"nobody holds the role {role}{' yet' if waiting.people else ''}, so nobody has"


def _but(question: Question, answer: Standing, waiting: Waiting) -> str:
    """Why the decision of somebody whom nobody asked does not count."""
    approver = cast("Record", answer.record).approval.approver
    role = answer.requirement.role
    if not answer.requirement.people and approver in waiting.people:
        return f"and nobody holds the role {role} yet"
    if not question.named(approver):
        return "and nobody in [[people]] has that id"
    return f"but the policy asks for the {role}"


def _elsewhere(approval: Approval | None) -> str:
    """What the approver decided for the other site."""
    if approval is None:
        return ""
    verb = "approved it" if approval.decision == "approve" else "took it back"
    return f" ({approval.approver} {verb} for the {approval.audiences[0]} site)"


def _not_genuine(question: Question, answer: Standing) -> tuple[str, str]:
    """What is wrong with a record itself, and what to do."""
    record = cast("Record", answer.record)
    approver, day = record.approval.approver, record.approval.approved_on
    again = _command(question, (approver,))
    key = f"evidence/allowed_signers on the protected branch does not give to {approver}"
    return {
        Seal.MISSING: (
            f"{approver}'s approval of {day} is not signed, and the policy asks for a signature",
            f"{approver} reads it again and signs: {again}",
        ),
        Seal.BROKEN: (
            f"the signature beside {approver}'s approval of {day} is not one of this record",
            f"{approver} reads the item again and signs: {again}",
        ),
        Seal.FOREIGN: (
            f"{approver}'s approval of {day} is signed with a key that {key}",
            f"if the key is theirs, add it there first; if not, {approver} reads the item and signs: {again}",
        ),
        Seal.REPLAYED: (
            f"{approver} has replaced their approval of {day} since, and here the old record is back",
            f"put {approver}'s newest record back, or have them read the item again: {again}",
        ),
    }[record.seal]


def _command(question: Question, entitled: Sequence[str]) -> str:
    return f"kept approve {question.item} {_options(question, entitled)}"


def _reattest(question: Question, entitled: Sequence[str]) -> str:
    return f"kept approve promise.{question.promise} {_options(question, entitled)} --reattest"


def _options(question: Question, entitled: Sequence[str]) -> str:
    person = entitled[0] if len(entitled) == 1 else "PERSON"
    signed = " --sign" if question.policy.signatures == "required" else ""
    return f"--as {person} --audience {question.audience}{signed}"


def _name_somebody(role: str, waiting: Waiting) -> str:
    if waiting.people:
        who = " and ".join(sorted(waiting.people))
        if waiting.first:
            return f"make the first commit: the files here give the role to {who}, but nothing is committed yet."
        return f"commit that to the protected branch first: only the files here give the role to {who}."
    if role == "promise-owner":
        return "give the promise an `owner` who is in [[people]], and have that on the protected branch first."
    if role == "data-owner":
        return "give the metric a `data_owner` who is in [[people]], and have that on the protected branch first."
    return f'name somebody under [roles] in evidence/policy.toml, on the protected branch: {role} = ["..."].'


def for_both(public: Report, internal: Report) -> Report:
    """Both sites' findings; what concerns both in the same way is said once.

    Args:
        public: what is held back from the public site.
        internal: what is held back from the internal one.
    """
    inside = {_without_audience(finding): finding for finding in internal}
    merged = []
    for finding in public:
        key = _without_audience(finding)
        merged.append(key if inside.pop(key, None) else finding)
    return Report.of((*merged, *inside.values()))


def _without_audience(finding: Finding) -> Finding:
    site = str(finding.audience)
    message = finding.message.replace(f" for the {site} site", "")
    return replace(
        finding, audience=None, message=message, hint=finding.hint.replace(f"--audience {site}", "--audience all")
    )
