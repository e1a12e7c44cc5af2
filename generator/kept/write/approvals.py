"""Writing an approval: one decision of one person about exact content, as one small file."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from kept.findings import UsageError
from kept.model.base import Audience
from kept.model.evidence import CaseStudy, Evidence, Metric, Testimonial
from kept.model.policy import Policy
from kept.model.portfolio import Portfolio, Record
from kept.model.register import Promise
from kept.trust import digests
from kept.trust.dates import months_after

PROMISE = "promise."


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody decided about some items, on a day."""

    person: str
    audiences: tuple[Audience, ...]
    on: date
    role: str | None = None
    decision: Literal["approve", "revoke"] = "approve"


def approval_files(portfolio: Portfolio, items: Iterable[str], decision: Decision) -> dict[str, str]:
    """Path and text of the record for each item, ready to write. Nothing is written unless every one is possible.

    Args:
        portfolio: what is being approved, as it lies in the working tree.
        items: evidence ids, or `promise.<id>`.
        decision: who, for which sites, when.

    Raises:
        UsageError: an unknown person or item, an item with errors, or somebody approving their own work; the text
            names every such item.
    """
    people = {person.id for person in portfolio.register.people}
    if decision.person not in people:
        message = f'there is no person "{decision.person}" in [[people]].{_near(decision.person, people)}'
        raise UsageError(message)
    problems, files = [], {}
    for item in dict.fromkeys(items):
        problem = _problem(portfolio, item, decision)
        if problem:
            problems.append(problem)
        else:
            path = f"evidence/approvals/{item}/{decision.person}.toml"
            files[path] = _record(portfolio, item, decision, _before(portfolio, path))
    if problems:
        raise UsageError("\n".join(problems))
    return files


def write_files(root: Path, files: Mapping[str, str]) -> None:
    """Writes each file whole: a killed run leaves the old one or the new one, never half of one."""
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            draft.write_text(text, encoding="utf-8", newline="\n")
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)


def approvable(portfolio: Portfolio) -> tuple[str, ...]:
    """The ids of everything that can be approved: promises first, then evidence, each in order."""
    promises = tuple(PROMISE + promise.id for promise in portfolio.register.promises)
    return (*promises, *sorted((*portfolio.testimonials, *portfolio.case_studies, *portfolio.metrics)))


def _find(portfolio: Portfolio, item: str) -> Promise | Evidence | None:
    if item.startswith(PROMISE):
        return next((entry for entry in portfolio.register.promises if PROMISE + entry.id == item), None)
    for kind in (portfolio.testimonials, portfolio.case_studies, portfolio.metrics):
        if item in kind:
            return kind[item]
    return None


def _problem(portfolio: Portfolio, item: str, decision: Decision) -> str | None:
    noun = _find(portfolio, item)
    if noun is None:
        if item in portfolio.unreadable:
            return f"{item} cannot be read; repair it first (`kept check` says how)."
        return f'there is no item "{item}".{_near(item, approvable(portfolio))}'
    if decision.decision == "revoke":
        return None  # whoever is entitled may always take an approval back
    if item in portfolio.faulty:
        return f"{item} has errors; repair it first (`kept check` says how)."
    if decision.person in _authors(noun):
        return f"{item}: {decision.person} captured, verified or submitted it, so somebody else must approve it."
    return None


def _authors(noun: Promise | Evidence) -> set[str | None]:
    if isinstance(noun, (Testimonial, CaseStudy)):
        return {noun.submitted_by, noun.source.captured_by, noun.verified.by if noun.verified else None}
    return {noun.submitted_by} if isinstance(noun, Metric) else set()


def _near(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f" Did you mean {near[0]}?" if near else ""


def _before(portfolio: Portfolio, path: str) -> Record | None:
    records = (*portfolio.trusted.records.values(), *portfolio.proposed.values())
    # The working tree's record is the newer one.
    return next((record for entries in reversed(records) for record in entries if record.path == path), None)


def _record(portfolio: Portfolio, item: str, decision: Decision, before: Record | None) -> str:
    noun = _find(portfolio, item)
    through = digests.last_final(noun) if isinstance(noun, Metric) else None
    digest = (
        digests.promise_digest(noun) if isinstance(noun, Promise) else digests.evidence_digest(portfolio, noun, through)  # type: ignore[arg-type]  # _problem has checked
    )
    audiences = set(decision.audiences)
    same = before and before.approval.digest == digest and before.approval.decision == decision.decision
    if before and same:
        audiences |= set(before.approval.audiences)
    fields: dict[str, object] = {
        "schema": "kept.approval/1",
        "item": item,
        "audiences": [str(audience) for audience in Audience if audience in audiences],
        "decision": decision.decision,
        "digest": digest,
        "promises": _wordings(portfolio, noun),
        "through": through,
        "approver": decision.person,
        "role": decision.role,
        "submitted_by": noun.submitted_by if noun and not isinstance(noun, Promise) else None,
        "approved_on": decision.on,
        "expires_on": _expires(portfolio, decision),
        "supersedes": before.digest if before else None,
    }
    return "".join(f"{key} = {_toml(value)}\n" for key, value in fields.items() if value not in (None, {}))


def _expires(portfolio: Portfolio, decision: Decision) -> date | None:
    """The day an approval runs out; a revocation never does."""
    policy = portfolio.trusted.policy
    months = policy.approval_valid_months if policy else Policy().approval_valid_months
    return months_after(decision.on, months) if decision.decision == "approve" else None


def _wordings(portfolio: Portfolio, noun: Promise | Evidence | None) -> dict[str, str]:
    named = noun.promises if isinstance(noun, (Testimonial, CaseStudy)) else ()
    return {
        promise.id: digests.wording_digest(promise) for promise in portfolio.register.promises if promise.id in named
    }


def _toml(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "[" + ", ".join(_toml(entry) for entry in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(entry)}" for key, entry in value.items()) + " }"
    # A JSON string is a TOML basic string.
    return json.dumps(value, ensure_ascii=False)
