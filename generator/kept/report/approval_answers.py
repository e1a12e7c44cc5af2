"""The approval state of one item on both sites, for each requirement."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kept.approvals.digests import Contents, promise_digest
from kept.approvals.entitlement import Entitlement
from kept.edition.clearance import clear
from kept.edition.judging import Judging
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.fields import Audience
from kept.rules.rule import Context

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kept.approvals.states import Answer, Question
    from kept.model.portfolio import Portfolio
    from kept.model.register import Promise

Item = Testimonial | CaseStudy | Metric


class SiteAnswer(NamedTuple):
    """The answer for one requirement on one site."""

    audience: Audience
    promise: str | None
    """Only for words: the promise they are evidence for."""
    answer: Answer


def site_answers(portfolio: Portfolio, item: Item | Promise, as_of: date) -> Iterator[SiteAnswer]:
    """Every requirement for an item on each site it is meant for, with its answer on a day."""
    policy = portfolio.trusted.policy
    for audience in Audience if policy else ():
        assert policy  # noqa: S101  the loop is empty without a policy
        contents = Contents(portfolio)
        cleared, _ = clear(portfolio, contents, audience, as_of)
        context = Context(
            portfolio=portfolio,
            audience=audience,
            as_of=as_of,
            policy=policy,
            metrics=cleared.metrics,
            promises=cleared.promises,
        )
        judging = Judging(
            portfolio=portfolio,
            contents=contents,
            context=context,
            entitlement=Entitlement(portfolio.trusted, policy, audience),
            preview=False,
        )
        if judging.is_meant_for(item.audience):
            for question in _questions(judging, item):
                for answer in judging.answers_to(question):
                    yield SiteAnswer(audience, question.promise if question.wording else None, answer)


def _questions(judging: Judging, item: Item | Promise) -> Iterator[Question]:
    if isinstance(item, Metric):
        yield judging.about_metric(item)
    elif isinstance(item, (Testimonial, CaseStudy)):
        known = {promise.id for promise in judging.portfolio.register.promises}
        for promise in (name for name in dict.fromkeys(item.promises) if name in known):
            yield judging.about_words(item, promise)
    else:
        yield judging.about_promise(item.id, promise_digest(item), judging.contents.people.of(item))
