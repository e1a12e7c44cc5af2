"""Approval records that were committed by somebody other than the approver."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from kept.approvals.authors import Authors
from kept.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.model.portfolio import Portfolio

_PROGRAM = re.compile(r"\[bot\]|(?:^|[.+_-])(?:bot|ci|actions|automation|no-?reply)(?:[.+_-]|@)", re.IGNORECASE)
"""Matches an address that a program commits with, not a person."""


def recorded_by_others(portfolio: Portfolio) -> Iterator[Finding]:
    """Information about each approval record under review that was committed with another person's address.

    A workflow that records decisions from a forge commits with its own address. So an address that belongs to nobody in
    [[people]] is reported only where it does not look like a program's and records decisions of several people.

    Findings:
        KPT607.

    Source:
        our judgement; separation of duties.
    """
    people = Authors(portfolio.trusted.people.values())
    by_address: defaultdict[frozenset[str], dict[str, str]] = defaultdict(dict)
    for path, addresses in portfolio.recorders.items():
        by_address[addresses][path] = path.removesuffix(".toml").rpartition("/")[2]
    for addresses, records in sorted(by_address.items(), key=lambda entry: sorted(entry[0])):
        persons = frozenset[str]().union(*map(people.named, addresses))
        is_program = any(map(_PROGRAM.search, addresses))
        if persons or (len(set(records.values())) > 1 and not is_program):
            for path, approver in sorted(records.items()):
                if approver not in persons:
                    yield _finding(portfolio, path, approver, persons, addresses)


def _finding(
    portfolio: Portfolio, path: str, approver: str, persons: Iterable[str], addresses: Iterable[str]
) -> Finding:
    named = portfolio.trusted.people
    who = named[approver].name if approver in named else approver
    committed = " and ".join(f"{named[person].name} ({person})" for person in sorted(persons))
    whoever = committed or f"whoever uses {' and '.join(sorted(addresses))}, who records for several people,"
    return Finding(
        code="KPT607",
        place=Place(path),
        message=f"this is the decision of {who} ({approver}), and {whoever} committed it.",
        hint=f"ask {who} before you merge, or have {who} commit it.",
        item=path.split("/")[2],
        weight=Severity.INFORMATION,
    )
