"""Which promises one audience may see, and in which state: as written, or as last approved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kept.model.base import Audience
from kept.trust.digests import promise_digest
from kept.trust.rules import PROMISE_RULES
from kept.trust.rules.rule import Objection
from kept.trust.texts import texts

if TYPE_CHECKING:
    from kept.model.register import Promise
    from kept.trust.clearing import Clearing

_LACKING = {"owner": "nobody who answers for it", "targets": "no target"}


def promises(clearing: Clearing) -> Iterator[Promise]:
    """The promises that pass, in the register's order.

    An unapproved change leaves a promise as it was last approved, where the trusted history has that state.
    """
    for promise in clearing.portfolio.register.promises:
        shown = _shown(clearing, promise)
        if shown:
            yield shown


def _shown(clearing: Clearing, promise: Promise) -> Promise | None:
    item = f"promise.{promise.id}"
    if not clearing.is_meant_for(promise.audience):
        return None
    if promise.id in clearing.without:
        hint = "have the same state of the promise, its targets and its figures approved for both sites."
        clearing.withhold("KPT601", item, (), clearing.without[promise.id], hint, promise.id)
        return None
    if item in clearing.portfolio.faulty:
        return _last_approved(clearing, promise)
    lacking = [name for name in _LACKING if not getattr(promise, name)]
    if lacking and clearing.audience is Audience.PUBLIC:
        words = " and ".join(_LACKING[name] for name in lacking)
        hint = "add an `owner` and at least one target; until then it is shown internally only."
        clearing.withhold("KPT105", item, (), f"the promise has {words}", hint, promise.id)
        return _last_approved(clearing, promise)
    is_withheld = clearing.object(item, [*_objections(clearing, promise), *_unseen(clearing, promise)], promise.id)
    question = clearing.about_promise(promise.id, promise_digest(promise), clearing.contents.people.of(promise))
    if clearing.approved(question) is not None:
        return None if is_withheld else promise
    return _last_approved(clearing, promise)


def _unseen(clearing: Clearing, promise: Promise) -> Iterator[Objection]:
    """The figures of a public promise that only the people inside may see: its results will not be reported."""
    metrics = clearing.portfolio.metrics
    for index, target in enumerate(promise.targets if clearing.audience is Audience.PUBLIC else ()):
        if target.metric in metrics and not clearing.is_meant_for(metrics[target.metric].audience):
            yield Objection(
                "KPT105",
                ("targets", index, "metric"),
                f"the promise is public, and {target.metric}, by which it is judged, is for the people inside only, so "
                "that no result is reported",
                f'set `audience = "public"` in evidence/metrics/{target.metric}.toml, and have it approved.',
                withholds_item=False,
            )


def _objections(clearing: Clearing, promise: Promise) -> Iterator[Objection]:
    for rule in PROMISE_RULES:
        yield from rule(promise, clearing.context)
    yield from clearing.gone.within(texts(promise), "promise")


def _last_approved(clearing: Clearing, promise: Promise) -> Promise | None:
    """The newest state in the trusted history that everybody required has approved and that no rule objects to."""
    item = f"promise.{promise.id}"
    wanted = {record.approval.digest for record in clearing.portfolio.trusted.records.get(item, ())}
    for former in clearing.portfolio.formerly(promise.id) if wanted else ():
        digest = promise_digest(former)
        if digest not in wanted or not clearing.is_meant_for(former.audience) or not (former.owner and former.targets):
            continue
        answers = clearing.standings(clearing.about_promise(promise.id, digest))
        is_withheld = any(map(clearing.context.withholds, _objections(clearing, former)))
        if all(answer.holds for answer in answers) and not is_withheld:
            for answer in answers:
                clearing.holds_until(item, answer.until)
            return former
    return None
