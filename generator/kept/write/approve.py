"""Writes approvals: each is one decision of one person about exact content, in one small file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kept.approvals import digests
from kept.approvals.authors import Authors, named_in_register
from kept.approvals.lookup import find
from kept.findings import UsageError
from kept.model.approval import Approval
from kept.model.dates import months_after
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.fields import Audience
from kept.model.policy import Policy
from kept.model.portfolio import Portfolio, Record
from kept.model.register import Promise
from kept.model.site_words import SITE, Approvable, SiteWords
from kept.write.reattest import PROMISE, Confirmation
from kept.write.save import near


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's decision about some items, on a day."""

    person: str
    audiences: tuple[Audience, ...]
    on: date
    role: str | None = None
    decision: Literal["approve", "revoke"] = "approve"
    reattest: bool = False
    """For a reworded promise: whether its earlier evidence still supports it."""


def approval_files(portfolio: Portfolio, items: Iterable[str], decision: Decision) -> dict[str, str]:
    """The path and text of a record for each item. Nothing is written unless all of them are possible.

    Args:
        portfolio: the items in the working tree.
        items: evidence ids, or `promise.<id>`.
        decision: who, for which sites, when.

    Raises:
        UsageError: an unknown person or item, an invalid role, an item with errors, a person approving their own work,
            nothing to re-attest, or an earlier approval for the other site that would be lost or extended. The message
            names every such item.
    """
    if decision.role is not None and not re.fullmatch(r"[a-z]+(-[a-z]+)*", decision.role):
        message = "a role is written with lower-case letters and single hyphens, like legal or promise-owner."
        raise UsageError(message)
    people = {person.id for person in portfolio.register.people}
    if decision.person not in people:
        message = f'there is no person "{decision.person}" in [[people]].{near(decision.person, people)}'
        raise UsageError(message)
    problems, files = [], {}
    authors = named_in_register(portfolio)
    for item in dict.fromkeys(items):
        noun = find(portfolio, item)
        if problem := _problem(portfolio, item, noun, decision, authors):
            problems.append(problem)
        elif noun:
            path = f"evidence/approvals/{item}/{decision.person}.toml"
            content = _Content.of(portfolio, noun)
            before = _newest(portfolio, path)
            vouching = Confirmation()
            if decision.decision == "approve":
                vouching = Confirmation.of(portfolio, noun, before, decision.audiences, asked=decision.reattest)
            if problem := vouching.problem or _loss(portfolio, noun, content, before, decision):
                problems.append(f"{item}: {problem}")
            files[path] = _record(portfolio, noun, path, decision, content, vouching)
    if problems:
        raise UsageError("\n".join(problems))
    return files


def is_recorded(portfolio: Portfolio, item: str, decision: Decision) -> bool:
    """True where the same person has approved an item, as it is now, for these sites already."""
    noun = find(portfolio, item)
    before = _newest(portfolio, f"evidence/approvals/{item}/{decision.person}.toml")
    if noun is None or before is None or not _is_live(before.approval, decision):
        return False
    same = _Content.of(portfolio, noun).is_that_of(before.approval)
    return same and set(decision.audiences) <= set(before.approval.audiences)


def approvable(portfolio: Portfolio) -> tuple[str, ...]:
    """The ids of everything that can be approved: promises first, then evidence, each in order."""
    promises = tuple(PROMISE + promise.id for promise in portfolio.register.promises)
    return (SITE, *promises, *sorted((*portfolio.testimonials, *portfolio.case_studies, *portfolio.metrics)))


def _problem(
    portfolio: Portfolio, item: str, noun: Approvable | None, decision: Decision, authors: Authors
) -> str | None:
    """Why this person cannot make this decision about the item; None where they can."""
    if noun is None:
        if item in portfolio.unreadable:
            return f"{item} cannot be read; repair it first (`kept check` says how)."
        return f'there is no item "{item}".{near(item, approvable(portfolio))}'
    if decision.decision == "revoke":
        return None  # an entitled person may always take an approval back
    if item in portfolio.faulty:
        return f"{item} has errors; repair it first (`kept check` says how)."
    if not isinstance(noun, (Promise, SiteWords)) and decision.person in authors.of(noun):
        return f"{item}: {decision.person} captured, verified or submitted it, so somebody else must approve it."
    return None


def _newest(portfolio: Portfolio, path: str) -> Record | None:
    """The record at a path; the one in the working tree is newer than the trusted revision's."""
    return _at(portfolio.proposed, path) or _at(portfolio.trusted.records, path)


def _at(records: Mapping[str, tuple[Record, ...]], path: str) -> Record | None:
    return next((record for entries in records.values() for record in entries if record.path == path), None)


@dataclass(frozen=True, slots=True)
class _Content:
    """The content that is decided on: the digests of the item and of its promises' wordings."""

    digest: str
    file: str | None
    through: str | None
    wordings: dict[str, str]

    @classmethod
    def of(cls, portfolio: Portfolio, noun: Approvable) -> _Content:
        if isinstance(noun, SiteWords):
            return cls(digests.site_digest(noun), None, None, {})
        if isinstance(noun, Promise):
            return cls(digests.promise_digest(noun), None, None, {})
        through = digests.last_final(noun) if isinstance(noun, Metric) else None
        named = noun.promises if isinstance(noun, (Testimonial, CaseStudy)) else ()
        promises = (promise for promise in portfolio.register.promises if promise.id in named)
        wordings = {promise.id: digests.wording_digest(promise) for promise in promises}
        return cls(digests.evidence_digest(portfolio, noun, through), portfolio.texts.get(noun.id), through, wordings)

    def is_that_of(self, approval: Approval) -> bool:
        """True where an approval is for exactly this content."""
        if approval.item.startswith(PROMISE):
            return approval.digest == self.digest
        return (approval.digest, approval.promises) == (self.digest, self.wordings) and self.is_in_file_of(approval)

    def is_in_file_of(self, approval: Approval) -> bool:
        """True where an approval is for exactly this file, or does not name a file."""
        return approval.file in {None, self.file}


def _loss(
    portfolio: Portfolio,
    noun: Approvable,
    content: _Content,
    before: Record | None,
    decision: Decision,
) -> str | None:
    """What an earlier approval by the same person allows and a new record in its place would not.

    None where nothing is lost.
    """
    if before is None or decision.decision == "revoke" or not _is_live(before.approval, decision):
        return None
    approval = before.approval
    lost = [str(audience) for audience in approval.audiences if audience not in decision.audiences]
    if (
        not lost
        or not _still_true(portfolio, noun, approval)
        or not content.is_in_file_of(approval)
        or content.is_that_of(approval)
    ):
        return None
    what = f"through {approval.through}" if approval.through else f"of {approval.approved_on}"
    return (
        f"{decision.person}'s approval {what} for the {' and '.join(lost)} site would be lost. Approve for both with "
        "--audience all, or revoke it first."
    )


def _still_true(portfolio: Portfolio, noun: Approvable, approval: Approval) -> bool:
    if isinstance(noun, SiteWords):
        return approval.digest == digests.site_digest(noun)
    if isinstance(noun, Promise):
        return approval.digest == digests.promise_digest(noun)
    try:
        return approval.digest == digests.evidence_digest(portfolio, noun, approval.through)
    except ValueError:  # `through` is no longer a period of this metric, because its calendar changed
        return False


def _is_live(approval: Approval, decision: Decision) -> bool:
    return approval.decision == "approve" and (approval.expires_on is None or approval.expires_on > decision.on)


def _record(
    portfolio: Portfolio,
    noun: Approvable,
    path: str,
    decision: Decision,
    content: _Content,
    vouching: Confirmation,
) -> str:
    audiences, expires = set(decision.audiences), _expires(portfolio, decision)
    newest = _newest(portfolio, path)
    # A record that was never committed is not replaced: the history knows only the record before it.
    replaced = _at(portfolio.trusted.records, path) or newest
    earlier = newest.approval if newest and decision.decision == "approve" else None
    if earlier and _is_live(earlier, decision) and content.is_that_of(earlier):
        # The approval for the other site continues, but no longer than before.
        carried = set(earlier.audiences) - audiences
        audiences |= carried
        expires = min(day for day in (expires, earlier.expires_on if carried else None) if day)
    fields: dict[str, object] = {
        "schema": "kept.approval/1",
        "item": path.split("/")[-2],
        "audiences": [str(audience) for audience in Audience if audience in audiences],
        "decision": decision.decision,
        "digest": content.digest,
        "file": content.file,
        "promises": content.wordings or vouching.wording,
        "still_supports": list(vouching.digests),
        "through": content.through,
        "approver": decision.person,
        "role": decision.role,
        "submitted_by": None if isinstance(noun, (Promise, SiteWords)) else noun.submitted_by,
        "approved_on": decision.on,
        "expires_on": expires,
        "supersedes": replaced.digest if replaced else None,
        "words": noun.model_dump(mode="json", exclude_defaults=True) if isinstance(noun, SiteWords) else None,
    }
    return "".join(f"{key} = {_toml(value)}\n" for key, value in fields.items() if value not in (None, {}, []))


def _expires(portfolio: Portfolio, decision: Decision) -> date | None:
    """The day on which an approval runs out; None for a revocation, which never does."""
    policy = portfolio.trusted.policy
    months = policy.approval_valid_months if policy else Policy().approval_valid_months
    return months_after(decision.on, months) if decision.decision == "approve" else None


def _toml(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "[" + ", ".join(_toml(entry) for entry in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_toml(entry)}" for key, entry in value.items()) + " }"
    # A JSON string is a valid TOML string here: no text contains a character that only one of them escapes.
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)
