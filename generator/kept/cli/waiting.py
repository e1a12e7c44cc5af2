"""What waits for one person's approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kept.approvals.lookup import find
from kept.findings import UsageError
from kept.model.approval import ApprovalState
from kept.model.evidence import CaseStudy, Testimonial
from kept.report.approval_answers import SiteAnswers
from kept.report.difference.cards import KINDS, title
from kept.report.findings_text import one_line
from kept.write.approve import approvable
from kept.write.save import near

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from kept.model.fields import Audience
    from kept.model.portfolio import Portfolio
    from kept.model.site_words import Approvable

_WHY = {
    ApprovalState.CHANGED: "changed since it was approved",
    ApprovalState.SUSPECT: "its promise was reworded since it was approved",
    ApprovalState.EXPIRED: "the approval has run out",
    ApprovalState.BAD_SIGNATURE: "the record is not genuine",
}


def waiting(portfolio: Portfolio, person: str, audiences: Collection[Audience], as_of: date) -> dict[str, str]:
    """By id, each item that waits for somebody, in words; promises first.

    Left out is what has errors, what was withdrawn or taken down, and what is made by that person.

    Raises:
        UsageError: nobody has this id.
    """
    people = {one.id for one in portfolio.register.people}
    if person not in people:
        message = f'there is no person "{person}" in [[people]].{near(person, people)}'
        raise UsageError(message)
    answers, found = SiteAnswers(portfolio, as_of), {}
    for item in approvable(portfolio):
        noun = find(portfolio, item)
        if noun is None or not _can_be_shown(portfolio, item, noun):
            continue
        state = answers.wait_for(person, noun, audiences)
        if state:
            found[item] = f"{KINDS[type(noun)]}: {title(noun)} ({_WHY.get(state, 'not approved yet')})"
    return found


def _can_be_shown(portfolio: Portfolio, item: str, noun: Approvable) -> bool:
    takedowns = portfolio.ledgers.takedowns
    is_withdrawn = isinstance(noun, (Testimonial, CaseStudy)) and noun.consent.withdrawn_on is not None
    return not (is_withdrawn or item in portfolio.faulty or takedowns is None or item in takedowns)


def show(found: dict[str, str]) -> None:
    """Prints what waits, an item on each line."""
    for item, says in found.items():
        click.echo(one_line(f"{item}  {says}"))
