"""Warns about a decision of somebody whom the policy does not ask: it is recorded but has no effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.approvals.authors import named_in_register
from kept.approvals.entitlement import Entitlement, once_committed
from kept.approvals.lookup import find
from kept.approvals.naming import called, names
from kept.approvals.whom_to_ask import whom
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.policy import Policy
from kept.model.site_words import SiteWords

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.approvals.states import Requirement
    from kept.model.portfolio import Portfolio
    from kept.model.site_words import Approvable
    from kept.write.approve import Decision


def unasked(portfolio: Portfolio, items: Iterable[str], decision: Decision) -> dict[str, str]:
    """By item: a message that this decision does not count, and who can decide.

    Only items where the person has no role.

    People who will have a role once the files here are committed are not warned: the record is committed with those
    files.

    Args:
        portfolio: the items in the working tree.
        items: the ids of evidence, or `promise.<id>`.
        decision: the person and the sites.
    """
    notes = {}
    for item in dict.fromkeys(items):
        noun = find(portfolio, item)
        required = tuple(_requirements(portfolio, noun, decision)) if noun else ()
        if noun and not any(decision.person in requirement.people for requirement in required):
            notes[item] = _note(portfolio, item, noun, required, decision)
    return notes


def _note(
    portfolio: Portfolio, item: str, noun: Approvable, required: Iterable[Requirement], decision: Decision
) -> str:
    is_approval = decision.decision == "approve"
    # An approval may be taken back even by people who made the item.
    known = names(portfolio)
    made = {} if isinstance(noun, SiteWords) or not is_approval else named_in_register(portfolio).of(noun)
    people = whom(required, made, known)
    verb = "approve it" if is_approval else "take it back"
    sites, person = " and ".join(decision.audiences), called(decision.person, known)
    return (
        f"{item}: this record does not count, because for the {sites} site the policy does not ask {person}. "
        f"Who can {verb}: {people or 'nobody yet; `kept check` says what is missing'}."
    )


def _requirements(portfolio: Portfolio, noun: Approvable, decision: Decision) -> Iterator[Requirement]:
    now = (portfolio.trusted, portfolio.trusted.policy or Policy())
    soon = (once_committed(portfolio), portfolio.drafted or Policy())
    for trusted, policy in (now, soon):
        for audience in decision.audiences:
            entitlement = Entitlement(trusted, policy, audience)
            if isinstance(noun, SiteWords):
                yield from entitlement.for_site()
            elif isinstance(noun, Metric):
                yield from entitlement.for_metric(noun.id)
            else:
                for promise in noun.promises if isinstance(noun, (Testimonial, CaseStudy)) else (noun.id,):
                    yield from entitlement.for_promise(promise)
