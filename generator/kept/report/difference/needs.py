"""What an item still needs once the change is merged, and from whom by name; and what its records decide."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kept.approvals.messages import without_repeats
from kept.approvals.naming import names
from kept.approvals.whom_to_ask import can_approve
from kept.model.approval import ApprovalState
from kept.model.fields import Audience
from kept.report.difference.values import Need

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kept.approvals.states import Answer
    from kept.model.portfolio import Portfolio, Record
    from kept.model.site_words import Approvable
    from kept.report.approval_answers import SiteAnswers

ROLES = {"promise-owner": "the owner of the promise", "data-owner": "the one who answers for the figures"}


def needs(portfolio: Portfolio, answers: SiteAnswers, item: Approvable) -> tuple[Need, ...]:
    """Every approval that is lacking; of several sites or promises that lack the same one, once."""
    known = names(portfolio)
    found: defaultdict[tuple[tuple[str, ...], str, str], list[str]] = defaultdict(list)
    ids: dict[tuple[str, ...], tuple[str, ...]] = {}
    asked = list(answers.of(item))
    for site in asked:
        answer = site.answer
        together = [one.answer for one in asked if (one.audience, one.promise) == (site.audience, site.promise)]
        if answer in without_repeats(together):
            persons = tuple(can_approve(answer.requirement, site.authors))
            able = tuple(known.get(person, person) for person in persons)
            ids[able] = persons
            role = answer.requirement.role
            found[able, ROLES.get(role, role), _why(answer, known)].append(str(site.audience))
    return tuple(
        Need(people=people, ids=ids[people], role=role, sites=tuple(dict.fromkeys(sites)), why=why)
        for (people, role, why), sites in found.items()
    )


def _why(answer: Answer, known: Mapping[str, str]) -> str:
    approval = answer.record.approval if answer.record else None
    if approval is None:
        return "not approved yet"
    who, day = known.get(approval.approver, approval.approver), approval.approved_on
    return {
        ApprovalState.REVOKED: f"{who} took the approval back on {day}",
        ApprovalState.BAD_SIGNATURE: f"the record of {who} of {day} is not genuine",
        ApprovalState.NOT_AUTHORISED: f"the approval of {who} does not count here",
        ApprovalState.SELF_APPROVED: f"{who} made it, and nobody approves their own work",
        ApprovalState.CHANGED: f"changed since {who} approved it on {day}",
        ApprovalState.SUSPECT: f"the promise was reworded since {who} approved it on {day}",
        ApprovalState.EXPIRED: f"the approval of {who} of {day} has run out",
        ApprovalState.PROPOSED: f"the approval of {who} counts from {day} on",
    }.get(answer.state, "approved for the other site only")


def decisions(
    before: Iterable[Record], now: Iterable[Record], standing: Iterable[Record], known: Mapping[str, str]
) -> Iterator[str]:
    """What the records of a change decide about one item, and which records it takes away.

    Args:
        before: the item's records that counted before.
        now: those that lie here.
        standing: those that count once this is merged.
        known: by id, what people are called.
    """
    old = {(one.path, one.digest): one for one in before}
    here = {(one.path, one.digest): one for one in now}
    paths = {path for path, _ in here}
    for key, record in here.items():
        if key not in old:
            yield _decided(record, known)
    still = {(one.path, one.digest) for one in standing}
    for key, record in old.items():
        if key not in here:
            yield from _taken_away(record, known, holds=key in still, is_replaced=key[0] in paths)


def _decided(record: Record, known: Mapping[str, str]) -> str:
    approval = record.approval
    who = known.get(approval.approver, approval.approver)
    sites = _sites(str(one) for one in approval.audiences)
    if not record.is_genuine:
        return f"A record says that {who} approves it for {sites}, and it is not genuine: it counts for nothing."
    return f"{who} {'approves it' if approval.decision == 'approve' else 'takes the approval back'} for {sites}."


def _taken_away(record: Record, known: Mapping[str, str], *, holds: bool, is_replaced: bool) -> Iterator[str]:
    approval = record.approval
    theirs = f"of {known.get(approval.approver, approval.approver)} of {approval.approved_on}"
    how = "is overwritten" if is_replaced else "is deleted"
    if holds and approval.decision == "revoke":
        yield f"The revocation {theirs} {how} here, and holds all the same."
    elif not is_replaced:
        yield f"The {'approval' if approval.decision == 'approve' else 'revocation'} {theirs} is deleted here."


def _sites(names_of: Iterable[str]) -> str:
    found = list(dict.fromkeys(names_of))
    return "both sites" if len(found) == len(Audience) else f"the {found[0]} site"


def sites_in_words(sites: tuple[str, ...]) -> str:
    """`both sites`, `the public site`."""
    return _sites(sites)
