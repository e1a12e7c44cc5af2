"""The approval state of items on both sites, for each requirement."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kept.approvals.digests import Contents, promise_digest, site_digest
from kept.approvals.entitlement import Entitlement
from kept.approvals.whom_to_ask import can_approve
from kept.edition.clearance import clear
from kept.edition.judging import Judging
from kept.model.approval import ApprovalState
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.fields import Audience
from kept.model.register import Promise
from kept.model.site_words import SITE, Approvable, SiteWords
from kept.rules.rule import Context

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from kept.approvals.states import Answer, Question
    from kept.model.policy import Policy
    from kept.model.portfolio import Portfolio

_DECIDED = frozenset((ApprovalState.REVOKED, ApprovalState.PROPOSED))
"""Somebody has decided already: they took it back, or the record is not merged yet."""


class SiteAnswer(NamedTuple):
    """The answer for one requirement on one site."""

    audience: Audience
    promise: str | None
    """Only for words: the promise they are evidence for."""
    answer: Answer
    authors: Mapping[str, tuple[str, ...]]
    """Ids of those who made the item: they cannot approve it."""


class SiteAnswers:
    """The answers for every item on one day. Each site is judged once, however many items are asked about."""

    def __init__(self, portfolio: Portfolio, as_of: date) -> None:
        policy = portfolio.trusted.policy
        contents = Contents(portfolio)
        self._judgings = {a: _judging(portfolio, contents, policy, a, as_of) for a in Audience} if policy else {}

    def of(self, item: Approvable) -> Iterator[SiteAnswer]:
        """Every requirement for an item, on each site it is meant for, with its answer."""
        for audience, judging in self._judgings.items():
            meant_for = Audience.PUBLIC if isinstance(item, SiteWords) else item.audience
            if judging.is_meant_for(meant_for):
                for question in _questions(judging, item):
                    for answer in judging.answers_to(question):
                        promise = question.promise if question.wording else None
                        yield SiteAnswer(audience, promise, answer, question.authors)

    def wait_for(self, person: str, item: Approvable, audiences: Collection[Audience]) -> ApprovalState | None:
        """Why an item waits for somebody, for any of these sites; None where it does not.

        What they took back themselves, and what they have decided in a record that is not merged yet, does not wait.
        """
        for one in self.of(item):
            answer = one.answer
            is_asked = one.audience in audiences and person in can_approve(answer.requirement, one.authors)
            if is_asked and not answer.holds and answer.state not in _DECIDED:
                return answer.state
        return None


def _judging(portfolio: Portfolio, contents: Contents, policy: Policy, audience: Audience, as_of: date) -> Judging:
    cleared, _ = clear(portfolio, contents, audience, as_of)
    context = Context(
        portfolio=portfolio,
        audience=audience,
        as_of=as_of,
        policy=policy,
        metrics=cleared.metrics,
        promises=cleared.promises,
    )
    return Judging(
        portfolio=portfolio,
        contents=contents,
        context=context,
        entitlement=Entitlement(portfolio.trusted, policy, audience),
        preview=False,
    )


def _questions(judging: Judging, item: Approvable) -> Iterator[Question]:
    if isinstance(item, Metric):
        yield judging.about_metric(item)
    elif isinstance(item, (Testimonial, CaseStudy)):
        known = {promise.id for promise in judging.portfolio.register.promises}
        for promise in (name for name in dict.fromkeys(item.promises) if name in known):
            yield judging.about_words(item, promise)
    elif isinstance(item, Promise):
        yield judging.about_promise(item.id, promise_digest(item), judging.contents.people.of(item))
    elif judging.audience is Audience.PUBLIC:
        digest, requirements = site_digest(item), judging.entitlement.for_site()
        yield judging.about_promise(SITE, digest)._replace(item=SITE, requirements=requirements, promise=None)
