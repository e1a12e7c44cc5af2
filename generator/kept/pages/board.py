"""One page to print for a meeting: the trend of each promise, what was missed and why, and what has to be decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kept.components import headline, verdict_mark
from kept.components.promise_card import shortfall
from kept.model.verdict import LiveState, Status
from kept.pages import portal
from kept.pages.page import on_internal_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.components.internal_part import Task
    from kept.components.page_context import PageContext
    from kept.components.promise_card import Shortfall
    from kept.model.edition import InternalEdition, PromiseView
    from kept.model.page import Page

PATH = "board/"
ROWS = 16
MISSES = 4
DECISIONS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A promise whose last result was a miss."""

    id: str
    title: str
    short: Shortfall
    task: Task | None


class Decision(NamedTuple):
    """Something that somebody has to decide or to do."""

    promise: str
    title: str
    says: str
    who: str


@on_internal_site
def page(ctx: PageContext, edition: InternalEdition) -> Page:
    """The whole page. What does not fit on paper is counted."""
    words = ctx.words.tree.board
    promises = headline.living(ctx)
    rows = sorted((portal.row(ctx, promise.id) for promise in promises), key=_worst_first)
    missed = [_missed(ctx, promise) for promise in promises if promise.verdict.status.has_missed]
    decisions = [decision for promise in promises for decision in _decisions(ctx, promise)]
    return ctx.page(
        "board",
        PATH,
        section="promises",
        title=words.index,
        description=ctx.say("board.lede", organisation=edition.publisher.name),
        eyebrow=ctx.say("inside.as-of", day=ctx.formats.long_day(edition.as_of)),
        headline=headline.headline(ctx),
        rows=rows[:ROWS],
        more_rows=ctx.say("board.more-promises", len(rows) - ROWS) if len(rows) > ROWS else None,
        key=verdict_mark.key(ctx, (promise.verdict.record for promise in promises)),
        missed=[one for one in missed if one][:MISSES],
        decisions=decisions[:DECISIONS],
        more_decisions=ctx.say("board.more-decisions", len(decisions) - DECISIONS)
        if len(decisions) > DECISIONS
        else None,
    )


def _worst_first(row: portal.Row) -> int:
    kind = row.card.mark.kind
    order = {"missed": 0, "partly-kept": 1, "kept-late": 2, "no-result": 3, "out-of-date": 4}
    return order.get(kind, 5 if row.open.kind in {LiveState.BELOW, LiveState.AT_RISK} else 6)


def _missed(ctx: PageContext, promise: PromiseView) -> Missed | None:
    short = shortfall(ctx, promise)
    row = portal.row(ctx, promise.id)
    return Missed(id=promise.id, title=promise.title, short=short, task=row.task) if short else None


def _decisions(ctx: PageContext, promise: PromiseView) -> Iterator[Decision]:
    inside, day = ctx.insides[promise.id], ctx.edition.as_of
    owner = promise.owner.name if promise.owner else ""

    def decision(key: str, who: str = owner, **values: object) -> Decision:
        return Decision(promise.id, promise.title, ctx.say(f"board.decide.{key}", **values), who)

    if not promise.owner:
        yield decision("owner")
    if promise.verdict.status is Status.OUT_OF_DATE:
        yield decision("stale")
    failing = promise.verdict.status in {Status.MISSED, Status.PARTLY_KEPT} or inside.live is LiveState.BELOW
    if failing and not inside.actions:
        yield decision("action")
    for action, person in inside.actions:
        if action.due < day:
            who = person.name if person else owner
            yield decision("overdue", who, action=action.action.rstrip("."), day=ctx.formats.day(action.due))
    if inside.review_by and inside.review_by < day:
        yield decision("review", day=ctx.formats.day(inside.review_by))
