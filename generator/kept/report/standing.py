"""Where one item stands with its approvers on both sites, requirement by requirement."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kept.model.base import Audience
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.trust.cleared import clear
from kept.trust.clearing import Clearing
from kept.trust.digests import Contents, promise_digest
from kept.trust.entitlement import Entitlement
from kept.trust.rules.rule import Context

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kept.model.portfolio import Portfolio
    from kept.model.register import Promise
    from kept.trust.approvals import Question, Standing

Item = Testimonial | CaseStudy | Metric


class Stand(NamedTuple):
    """One requirement's answer for one site."""

    audience: Audience
    promise: str | None
    """Of words: the promise they are approved for."""
    standing: Standing


def stands(portfolio: Portfolio, item: Item | Promise, as_of: date) -> Iterator[Stand]:
    """Every requirement for an item, on each site it is meant for, with its answer on a day."""
    policy = portfolio.trusted.policy
    for audience in Audience if policy else ():
        assert policy  # noqa: S101  there is nothing to go through otherwise
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
        clearing = Clearing(
            portfolio=portfolio,
            contents=contents,
            context=context,
            entitlement=Entitlement(portfolio.trusted, policy, audience),
            preview=False,
        )
        if clearing.is_meant_for(item.audience):
            for question in _questions(clearing, item):
                for answer in clearing.standings(question):
                    yield Stand(audience, question.promise if question.wording else None, answer)


def _questions(clearing: Clearing, item: Item | Promise) -> Iterator[Question]:
    if isinstance(item, Metric):
        yield clearing.about_metric(item)
    elif isinstance(item, (Testimonial, CaseStudy)):
        known = {promise.id for promise in clearing.portfolio.register.promises}
        for promise in (name for name in dict.fromkeys(item.promises) if name in known):
            yield clearing.about_words(item, promise)
    else:
        yield clearing.about_promise(item.id, promise_digest(item), clearing.contents.people.of(item))
