"""The messages a reviewer gets about approvals that are missing or do not hold."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

from kept.approvals.entitlement import DATA_OWNER, PROMISE_OWNER
from kept.approvals.naming import approval_of, called, called_all, none_of
from kept.approvals.whom_to_ask import can_approve, nobody_else
from kept.findings import Finding, Report
from kept.model.approval import ApprovalState
from kept.model.fields import Audience
from kept.model.portfolio import Seal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from kept.approvals.states import Answer, Question, Requirement
    from kept.model.approval import Approval
    from kept.model.portfolio import Record


_OWNING = {PROMISE_OWNER: "who owns the promise", DATA_OWNER: "who answers for the figures"}
"""The roles that people have because they own a promise or its figures."""


_COMMAND = re.compile(r"(kept approve \S+ --as (?!PERSON)\S+) --audience (?:public|internal)\b(?!.*--reattest)")
"""What one person types for an item, without the site."""


class Waiting(NamedTuple):
    """Who would hold a role that nobody holds yet, once the files under review are committed."""

    people: frozenset[str]
    first: bool
    """True where the repository has no commit yet."""


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


def without_repeats(answers: Sequence[Answer]) -> Iterator[Answer]:
    """The answers that do not hold, without those that are solved by solving another one."""
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


def closest_answer(answer: Answer, publicly: Sequence[Answer]) -> Answer:
    """The answer itself, or the public site's answer where that asks fewer people and their approval solves both.

    Args:
        answer: one that does not hold.
        publicly: the answers for the public site.
    """
    same = (
        other
        for other in publicly
        if other.requirement.people and other.requirement.people < answer.requirement.people
        if other.state is answer.state is ApprovalState.MISSING
    )
    return next(same, answer)


def public_approvers(publicly: Sequence[Answer]) -> frozenset[str]:
    """The ids of the people whose approval holds for the public site."""
    return frozenset(answer.record.approval.approver for answer in publicly if answer.holds and answer.record)


def approval_message(
    question: Question, answer: Answer, waiting: Waiting, counted: Collection[str] = ()
) -> tuple[str, str, str]:
    """The code, the message and the hint for an approval that does not hold.

    Args:
        question: which item, for which site.
        answer: the requirement that is not met, and why.
        waiting: who would be entitled once the files under review are committed.
        counted: the ids of people whose approval holds for the public site.
    """
    entitled = sorted(answer.requirement.people)
    again = _command(question, can_approve(answer.requirement, question.authors))
    ask = _ask(question, answer.requirement, waiting)
    approval = answer.record.approval if answer.record else None
    approver = called(approval.approver, question.names) if approval else ""
    theirs = f"{approval_of(approval.approver, question.names)} of {approval.approved_on}" if approval else ""
    did = f"{approver} approved it on {approval.approved_on}" if approval else ""
    match answer.state:
        case ApprovalState.REVOKED if approval:
            message = f"{approver} took the approval back on {approval.approved_on}"
            hint = "talk to them; only a new approval of theirs brings it back."
        case ApprovalState.BAD_SIGNATURE:
            message, hint = _not_genuine(question, answer)
            hint = ask if approval and approval.approver in question.authors else hint
        case ApprovalState.NOT_AUTHORISED:
            message, hint = _not_asked(question, answer, waiting), ask
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
            message = f"{theirs} ran out on {answer.until}"
            hint = f"read it again; if it still holds: {again}"
        case ApprovalState.PROPOSED if approval and approval.approved_on > question.as_of:
            theirs = approval_of(approval.approver, question.names)
            message = f"{theirs} is dated {approval.approved_on}, after {question.as_of}"
            hint = "correct the date, or wait for the day."
        case ApprovalState.PROPOSED:
            message = f"{theirs} stands only in this change"
            hint = "it counts once it is committed to the branch that protects the approvals."
        case _:
            lacking = _lacking(question, answer.requirement, waiting)
            message = f"{lacking}{_elsewhere(question, approval)}{_counted(question, counted)}"
            hint = ask
    return CODES[answer.state], message, hint


def _ask(question: Question, requirement: Requirement, waiting: Waiting) -> str:
    """Whom to ask, with the command they run; where nobody can approve, the reason and what to do."""
    if not requirement.people:
        return _name_somebody(requirement.role, waiting, question.names)
    able = can_approve(requirement, question.authors)
    if not able:
        return nobody_else(requirement, question.authors, question.names)
    return f"ask {called_all(able, question.names)}: {_command(question, able)}"


def _lacking(question: Question, requirement: Requirement, waiting: Waiting) -> str:
    """Who has not approved it: `Olive Owner (olive), who owns the promise, has not approved it for the public site`."""
    people, site = requirement.people, f" for the {question.audience} site"
    if not people:
        yet = " yet" if waiting.people else ""
        return f"nobody holds the role {requirement.role}{yet}, so nobody has approved it{site}"
    who = called_all(people, question.names)
    if len(people) == 1:
        return f"{who}{_because(question, requirement)}has not approved it{site}"
    role = "" if requirement.role in _OWNING else f" as {requirement.role}"
    return f"{who} has to approve it{role}{site}, and {none_of(people)} has"


def _because(question: Question, requirement: Requirement) -> str:
    """Why this person is asked: what they own, or the role they hold."""
    if requirement.people <= requirement.owners:
        return f", {_OWNING[requirement.role] if question.promise else 'who answers for the figures'}, "
    return f", asked as {requirement.role}, "


def _not_asked(question: Question, answer: Answer, waiting: Waiting) -> str:
    """Who has not approved yet, and why the approval of somebody else does not count."""
    approval = cast("Record", answer.record).approval
    theirs = f"{approval_of(approval.approver, question.names)} of {approval.approved_on}"
    if not answer.requirement.people and approval.approver in waiting.people:
        return f"nobody holds the role {answer.requirement.role} yet, so {theirs} does not count yet"
    lacking = _lacking(question, answer.requirement, waiting)
    if not question.named(approval.approver):
        return f"{lacking}. {theirs} does not count: nobody in [[people]] has that id"
    about = f" for the promise {question.promise}" if question.wording is not None else ""
    return f"{lacking}. {theirs} does not count{about}: the policy does not ask them"


def _elsewhere(question: Question, approval: Approval | None) -> str:
    """What the same person decided about the other site."""
    if approval is None:
        return ""
    verb = "approved it" if approval.decision == "approve" else "took it back"
    return f". {called(approval.approver, question.names)} {verb} for the {approval.audiences[0]} site only"


def _counted(question: Question, counted: Collection[str]) -> str:
    """Whose approval already counts: `. Fiona Reid's approval (fiona) counts for the public site`."""
    told = [approval_of(person, question.names) for person in sorted(counted)]
    verb = "counts" if len(told) == 1 else "count"
    return f". {' and '.join(told)} {verb} for the {Audience.PUBLIC} site" if told else ""


def _not_genuine(question: Question, answer: Answer) -> tuple[str, str]:
    """Why a record is not genuine, and what to do."""
    record = cast("Record", answer.record)
    approver, day = called(record.approval.approver, question.names), record.approval.approved_on
    theirs = f"{approval_of(record.approval.approver, question.names)} of {day}"
    again = _command(question, (record.approval.approver,))
    key = f"evidence/allowed_signers on the protected branch does not give to {approver}"
    return {
        Seal.MISSING: (
            f"{theirs} is not signed, and the policy asks for a signature",
            f"{approver} reads it again and signs: {again}",
        ),
        Seal.BROKEN: (
            f"the signature beside {theirs} is not one of this record",
            f"{approver} reads the item again and signs: {again}",
        ),
        Seal.FOREIGN: (
            f"{theirs} is signed with a key that {key}",
            f"if the key is theirs, add it there first; if not, {approver} reads the item and signs: {again}",
        ),
        Seal.REPLAYED: (
            f"{approver} has replaced their approval of {day} since, and here the old record is back",
            f"put the newest record of {approver} back, or have them read the item again: {again}",
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


def _name_somebody(role: str, waiting: Waiting, names: Mapping[str, str]) -> str:
    if waiting.people:
        who = called_all(waiting.people, names, "and")
        if waiting.first:
            return f"make the first commit: the files here give the role to {who}, but nothing is committed yet."
        return f"commit that to the protected branch first: only the files here give the role to {who}."
    if role == "promise-owner":
        return "give the promise an `owner` who is in [[people]], and have that on the protected branch first."
    if role == "data-owner":
        return "give the metric a `data_owner` who is in [[people]], and have that on the protected branch first."
    return f'name somebody under [roles] in evidence/policy.toml, on the protected branch: {role} = ["..."].'


def for_both(public: Report, internal: Report) -> Report:
    """The findings of both sites; a finding that is the same on both is given once.

    Args:
        public: what is held back from the public site.
        internal: what is held back from the internal one.
    """
    inside = {_without_audience(finding): finding for finding in internal}
    merged = []
    for finding in public:
        key = _without_audience(finding)
        merged.append(key if inside.pop(key, None) else finding)
    return Report.of(_one_per_command(_one_per_cause((*merged, *inside.values()))))


def _one_per_command(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Joins the findings for the two sites that the same person mends with the same command."""
    asked: dict[tuple[str | None, str], list[Finding]] = {}
    for finding in findings:
        command = _COMMAND.search(finding.hint)
        if command is None or finding.audience is None:
            yield finding
        else:
            asked.setdefault((finding.item, command[1]), []).append(finding)
    for same in asked.values():
        sites = {finding.audience for finding in same}
        yield from same if len(sites) == 1 else (_joined(same),)


def _joined(findings: Sequence[Finding]) -> Finding:
    first, *others = sorted(findings, key=lambda finding: finding.audience != Audience.PUBLIC)
    more = "".join(f" For the {finding.audience} site: {finding.message}" for finding in others)
    joined = _without_audience(first)
    waits_on = sorted({person for finding in findings for person in finding.waits_on})
    return replace(joined, message=f"{first.message}{more}", waits_on=tuple(waits_on))


def _one_per_cause(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Keeps only the first of several findings that say the same about one item for different promises."""
    said: set[Finding] = set()
    for finding in findings:
        cause = replace(finding, promise=None)
        if cause not in said:
            said.add(cause)
            yield finding


def _without_audience(finding: Finding) -> Finding:
    site = str(finding.audience)
    message = finding.message.replace(f" for the {site} site", "", 1)
    return replace(
        finding, audience=None, message=message, hint=finding.hint.replace(f"--audience {site}", "--audience all")
    )
