"""Decides which promises one audience may see, and in which version: as written, or as last approved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kept.approvals.digests import promise_digest
from kept.model.fields import Audience
from kept.model.texts import texts
from kept.rules.rule import Objection

if TYPE_CHECKING:
    from kept.edition.judging import Judging
    from kept.model.register import Promise

_LACKING = {"owner": "nobody who answers for it", "targets": "no target"}


def promises(judging: Judging) -> Iterator[Promise]:
    """The promises that pass, in the register's order.

    While a change is not approved, the last approved version is shown, if the trusted history has it.
    """
    for promise in judging.portfolio.register.promises:
        shown = _shown(judging, promise)
        if shown:
            yield shown


def _shown(judging: Judging, promise: Promise) -> Promise | None:
    item = f"promise.{promise.id}"
    if not judging.is_meant_for(promise.audience):
        return None
    if promise.id in judging.without:
        hint = "have the same state of the promise, its targets and its figures approved for both sites."
        judging.withhold("KPT601", item, (), judging.without[promise.id], hint, promise.id)
        return None
    if item in judging.portfolio.faulty:
        return _last_approved(judging, promise)
    lacking = [name for name in _LACKING if not getattr(promise, name)]
    if lacking and judging.audience is Audience.PUBLIC:
        words = " and ".join(_LACKING[name] for name in lacking)
        hint = "add an `owner` and at least one target; until then it is shown internally only."
        judging.withhold("KPT105", item, (), f"the promise has {words}", hint, promise.id)
        return _last_approved(judging, promise)
    is_withheld = judging.object(item, [*_objections(judging, promise), *_unseen(judging, promise)], promise.id)
    question = judging.about_promise(promise.id, promise_digest(promise), judging.contents.people.of(promise))
    if judging.approved(question) is not None:
        return None if is_withheld else promise
    return _last_approved(judging, promise)


def _unseen(judging: Judging, promise: Promise) -> Iterator[Objection]:
    """The metrics of a public promise that only internal readers may see: its results will not be reported."""
    metrics = judging.portfolio.metrics
    for index, target in enumerate(promise.targets if judging.audience is Audience.PUBLIC else ()):
        if target.metric in metrics and not judging.is_meant_for(metrics[target.metric].audience):
            yield Objection(
                "KPT105",
                ("targets", index, "metric"),
                f"the promise is public, and {target.metric}, by which it is judged, is for the people inside only, so "
                "that no result is reported",
                f'set `audience = "public"` in evidence/metrics/{target.metric}.toml, and have it approved.',
                withholds_item=False,
            )


def _objections(judging: Judging, promise: Promise) -> Iterator[Objection]:
    yield from judging.judged(promise)
    yield from judging.withdrawn_words.within(texts(promise), "promise")


def _last_approved(judging: Judging, promise: Promise) -> Promise | None:
    """The newest version in the trusted history that all required people approved and no rule objects to."""
    item = f"promise.{promise.id}"
    wanted = {record.approval.digest for record in judging.portfolio.trusted.records.get(item, ())}
    for former in judging.portfolio.formerly(promise.id) if wanted else ():
        digest = promise_digest(former)
        if digest not in wanted or not judging.is_meant_for(former.audience) or not (former.owner and former.targets):
            continue
        answers = judging.answers_to(judging.about_promise(promise.id, digest))
        is_withheld = any(map(judging.context.withholds, _objections(judging, former)))
        if all(answer.holds for answer in answers) and not is_withheld:
            for answer in answers:
                judging.holds_until(item, answer.until)
            return former
    return None
