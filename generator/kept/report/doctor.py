"""Checks what surrounds a project: people, code owners, workflows, ledgers, dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pathspec import GitIgnoreSpec

from kept.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kept.findings import Finding, Report
    from kept.model.portfolio import Portfolio

_DECIDING = {
    "promises.toml": "what you promise, and who owns it",
    "evidence/policy.toml": "who may approve what",
    "evidence/approvals/item/person.toml": "what is approved",
    "evidence/permalinks.lock": "which addresses were published",
    "evidence/results.csv": "which results were published",
    "evidence/readings.csv": "by which words and deadlines they are read",
    "mkdocs.yml": "the look",
    "site_templates/pages/home.html": "the templates",
}
"""By path: what a change to the file decides. Each of them needs code owners."""
_OF_DATES = ("KPT312", "KPT314", "KPT405", "KPT604", "KPT705", "KPT903")
"""Findings that appear with time, although no file changes."""

_OF_STANDING = {
    "missing": ("it is missing", "kept doctor --fix"),
    "outdated": ("another version of kept wrote it", "kept doctor --fix"),
    "edited": ("it was changed by hand, and kept leaves it alone", "compare it with one of a new project: kept init"),
}
"""By state of a workflow: what is wrong, and what to do."""


class Diagnosis(NamedTuple):
    """The result of one check."""

    about: str
    trouble: str = ""
    """What is wrong; empty where nothing is."""
    fix: str = ""
    """What to do about it; empty where nothing is wrong."""


def of_people(portfolio: Portfolio) -> Iterator[Diagnosis]:
    """Whether all approvers can be recognised, and can sign where the policy requires it."""
    register, policy = portfolio.register, portfolio.trusted.policy
    people = {person.id: person for person in register.people}
    held = {one for holders in (policy.roles.values() if policy else ()) for one in holders}
    asked = held | {promise.owner for promise in register.promises if promise.owner}
    asked |= {metric.data_owner for metric in portfolio.metrics.values() if metric.data_owner}
    unknown = sorted(one for one in asked if one in people and not people[one].emails and not people[one].logins)
    names = ", ".join(f"{people[one].name} ({one})" for one in unknown)
    trouble = f"nothing says which commits are by {names}, so nobody notices when they approve their own work"
    fix = "add `emails = [...]` in [[people]] of promises.toml: the address each of them commits with"
    yield Diagnosis("people", trouble, fix) if names else Diagnosis("people")
    alone = {role: holders[0] for role, holders in (policy.roles.items() if policy else ()) if len(holders) == 1}
    lonely = ", ".join(f"{people[one].name if one in people else one} ({role})" for role, one in sorted(alone.items()))
    trouble = f"only one person holds a role: {lonely}. While they are away, nothing can be approved"
    fix = "name a second person for the role under [roles] of evidence/policy.toml"
    yield Diagnosis("deputies", trouble, fix) if lonely else Diagnosis("deputies")


def of_code_owners(text: str | None, path: str) -> Diagnosis:
    """Whether changes to each file that decides something need a review.

    Args:
        text: the file of code owners; None where there is none.
        path: its path, or where it would be.
    """
    if text is None:
        trouble = "there is no CODEOWNERS file, so anybody may merge a changed policy"
        return Diagnosis("code owners", trouble, f"kept doctor --fix writes {path}")
    rules = [words for line in text.splitlines() if (words := line.split("#")[0].split())]
    open_to_all = [f"{name} ({what})" for name, what in _DECIDING.items() if not _owners(rules, name)]
    if not open_to_all:
        return Diagnosis("code owners")
    return Diagnosis("code owners", f"nobody has to look at {', '.join(open_to_all)}", f"add a line for each to {path}")


def of_workflows(standings: Mapping[str, str]) -> Iterator[Diagnosis]:
    """Whether each workflow is the one that this version of kept writes.

    Args:
        standings: by path, the state of the workflow: `current`, `missing`, `outdated` or `edited`.
    """
    for path, standing in standings.items():
        trouble, fix = _OF_STANDING.get(standing, ("", ""))
        yield Diagnosis(path, trouble, fix)


def of_ledgers(additions: Iterable[str]) -> Diagnosis:
    """Whether the ledgers contain what the public site says.

    Args:
        additions: the ledgers to which a publication would add lines.
    """
    behind = ", ".join(sorted(additions))
    trouble = f"{behind} would gain lines when the site is published"
    fix = "kept build --publish, then commit; the workflow that publishes does both"
    return Diagnosis("ledgers", trouble, fix) if behind else Diagnosis("ledgers")


def of_dates(now: Report, later: Report, days: int) -> Iterator[Diagnosis]:
    """What will leave the sites within some days although no file changes.

    Args:
        now: the findings of today.
        later: the findings of the later day.
        days: the number of days between them.
    """
    known = {_key(finding) for finding in _holding_back(now)}
    coming = [finding for finding in _holding_back(later) if finding.code in _OF_DATES and _key(finding) not in known]
    for finding in coming:
        trouble = f"within {days} days it leaves a site: {finding.message.rstrip('.')}"
        yield Diagnosis(finding.item or finding.place.path, trouble, finding.hint or "")
    if not coming:
        yield Diagnosis(f"dates of the next {days} days")


def as_text(name: str, diagnoses: Iterable[Diagnosis]) -> str:
    """A line for each check; where something is wrong, the next line says what to do."""
    found = list(diagnoses)
    lines = [name, ""]
    for one in found:
        trouble = f": {one.trouble}." if one.trouble else ""
        lines.append(f"  {'look' if one.trouble else 'fine'}  {one.about}{trouble}")
        lines += [f"        {one.fix}"] if one.fix else []
    troubles = sum(bool(one.trouble) for one in found)
    lines += ["", f"{troubles} of {len(found)} need a look." if troubles else "Everything is as it should be."]
    return "\n".join(lines)


def _owners(rules: Iterable[list[str]], path: str) -> list[str]:
    """The owners of a file: the last rule that fits it decides."""
    owners: list[str] = []
    for pattern, *names in rules:
        if GitIgnoreSpec.from_lines([pattern]).match_file(path):
            owners = names
    return owners


def _holding_back(report: Report) -> Iterator[Finding]:
    return (finding for finding in report if finding.severity is not Severity.INFORMATION)


def _key(finding: Finding) -> tuple[str, str | None, str]:
    return finding.code, finding.item, finding.place.path
