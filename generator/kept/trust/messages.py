"""What a reviewer is told about an approval that does not hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kept.findings import Finding, Report
from kept.model.approval import ApprovalState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kept.trust.approvals import Question, Standing

CODES = {
    ApprovalState.MISSING: "KPT601",
    ApprovalState.PROPOSED: "KPT602",
    ApprovalState.CHANGED: "KPT603",
    ApprovalState.EXPIRED: "KPT604",
    ApprovalState.REVOKED: "KPT605",
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


def approval_message(question: Question, answer: Standing) -> tuple[str, str, str]:
    """The code, the message and the hint for an approval that does not hold.

    Args:
        question: which item, for whom.
        answer: where it stands.
    """
    role, entitled = answer.requirement.role, sorted(answer.requirement.people)
    people = " or ".join(entitled)
    again = _command(question, entitled)
    ask = f"ask {people}: {again}" if entitled else _name_somebody(role)
    approval = answer.record.approval if answer.record else None
    who = f"{approval.approver} on {approval.approved_on}" if approval else ""
    match answer.state:
        case ApprovalState.REVOKED:
            message = f"{who} took the approval back"
            hint = "talk to them; only a new approval brings it back."
        case ApprovalState.NOT_AUTHORISED:
            message = f"{who} approved it, but the policy asks for the {role}"
            hint = ask
        case ApprovalState.SELF_APPROVED:
            message = f"{who} approved it, who also captured, verified or submitted it"
            hint = f"somebody else must look at it: {_command(question, ())}"
        case ApprovalState.CHANGED:
            message = f"it has changed since {who} approved it"
            hint = f"look at the change; if it is right: {again}"
        case ApprovalState.SUSPECT:
            message = f"the promise has been reworded since {who} approved this for it"
            hint = f"does it still support the promise as worded now? Then: {again}"
        case ApprovalState.EXPIRED:
            message = f"the approval by {who} ran out on {answer.until}"
            hint = f"read it again; if it still holds: {again}"
        case ApprovalState.PROPOSED if approval and approval.approved_on > question.as_of:
            message = f"the approval by {approval.approver} is dated {approval.approved_on}, after {question.as_of}"
            hint = "correct the date, or wait for the day."
        case ApprovalState.PROPOSED:
            message = f"the approval by {who} stands only in this change"
            hint = "it counts once it is committed to the branch that protects the approvals."
        case _:
            elsewhere = ""
            if approval:
                verb = "approved it" if approval.decision == "approve" else "took it back"
                elsewhere = f" ({approval.approver} {verb} for the {approval.audiences[0]} site)"
            message = f"nobody has approved it as {role} for the {question.audience} site{elsewhere}"
            hint = ask
    return CODES[answer.state], message, hint


def _command(question: Question, entitled: Sequence[str]) -> str:
    person = entitled[0] if len(entitled) == 1 else "PERSON"
    return f"kept approve {question.item} --as {person} --audience {question.audience}"


def _name_somebody(role: str) -> str:
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
