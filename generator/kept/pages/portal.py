"""The internal home page: the period under way, the roles, the board, promises that need help, and thanks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components import data_marks, headline, internal_part, promise_card, verdict_mark, voice_card
from kept.model.stated import DAY, MarkedText
from kept.model.verdict import LiveState
from kept.pages import voices
from kept.pages.page import on_internal_site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from kept.components.internal_part import Open, Task
    from kept.components.page_context import PageContext
    from kept.components.promise_card import PromiseCard
    from kept.components.verdict_mark import Figure
    from kept.components.voice_card import VoiceCard
    from kept.model.edition import InternalEdition
    from kept.model.page import Page

BOARD = 24
ROLES = 12
OPEN_ROLES = 6
THANKED_VOICES = 3
_STATES = (LiveState.ON_TRACK, LiveState.AT_RISK, LiveState.BELOW, LiveState.NO_EVIDENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A promise on the board."""

    card: PromiseCard
    published: Markup | None
    figure: Figure | None
    """The published result."""
    open: Open
    owner: str | None
    owner_title: str | None
    task: Task | None
    says: tuple[MarkedText, ...]


@on_internal_site
def page(ctx: PageContext, edition: InternalEdition) -> Page:
    """The internal home page."""
    promises = headline.living(ctx)
    rows = [row(ctx, promise.id) for promise in promises]
    tally = Counter(row.open.kind for row in rows)
    periods = {row.open.period for row in rows if row.open.period}
    day = ctx.formats.long_day(edition.as_of)
    hands = [row for row in rows if row.task]
    told = headline.headline(ctx)
    counted = _counted(ctx, tally)
    is_one, thanked = len(periods) == 1, _thanked_voices(ctx, edition)
    as_of = ctx.say("inside.so-far", period=periods.pop(), day=day) if is_one else ctx.say("inside.as-of", day=day)
    eyebrow = MarkedText(data_marks.mark(DAY, edition.as_of), as_of)
    return ctx.page(
        "portal",
        "",
        section="promises",
        title=ctx.say("site.internal", organisation=edition.publisher.name),
        description=ctx.say("inside.as-of", day=day),
        eyebrow=data_marks.shown(eyebrow),
        headline=headline.marked(told),
        must_say=[
            eyebrow,
            *(said for said in headline.counts(told) if said.mark == "count:promises"),
            *counted,
            *(said for row in rows[:BOARD] for said in row.says),
            *voice_card.says(card for card, _ in thanked),
        ],
        living=len(promises),
        tally=[(said.kind, data_marks.shown(said)) for said in counted],
        roles=edition.roles[:ROLES],
        more_roles=len(edition.roles) > ROLES,
        rows=rows[:BOARD],
        key=verdict_mark.key(ctx, (promise.verdict.record for promise in promises[:BOARD])),
        more=len(rows) > BOARD,
        total=len(edition.promises),
        hands=sorted(hands, key=_urgency)[:OPEN_ROLES],
        said=thanked,
        golden=[(name, text) for name, text in _circle(ctx, edition) if text],
    )


def _counted(ctx: PageContext, tally: Mapping[str, int]) -> list[MarkedText]:
    """How many promises look how in the period under way."""
    return [
        MarkedText(data_marks.mark("tally", kind), ctx.say(f"inside.tally.{kind}", tally[kind]), kind)
        for kind in _STATES
        if tally.get(kind)
    ]


def _circle(ctx: PageContext, edition: InternalEdition) -> tuple[tuple[str, str | None], ...]:
    words = ctx.words.tree.inside
    return (words.why, edition.why), (words.how, edition.how), (words.what, edition.what)


def row(ctx: PageContext, promise_id: str) -> Row:
    """The line of one promise."""
    promise, view = ctx.promises[promise_id], ctx.insides[promise_id]
    tasks = internal_part.tasks(ctx, view)
    result = verdict_mark.leading(view.published.results) if view.published else None
    card, under_way = promise_card.card(ctx, promise), internal_part.open_period(ctx, view)
    public = internal_part.published_said(ctx, promise, view)
    return Row(
        card=card,
        published=internal_part.published(ctx, promise, view),
        figure=verdict_mark.figure(ctx, result) if result else None,
        open=under_way,
        says=(public or card.said, *under_way.says),
        owner=promise.owner.name if promise.owner else None,
        owner_title=promise.owner.title if promise.owner else None,
        task=tasks[0] if tasks else None,
    )


def _urgency(row: Row) -> tuple[int, int]:
    """The sort order: below the target first, then without figures; overdue before due."""
    order: dict[str, int] = {LiveState.BELOW: 0, LiveState.AT_RISK: 1}
    return order.get(row.open.kind, 2), 0 if row.task and row.task.overdue else 1


def _thanked_voices(ctx: PageContext, edition: InternalEdition) -> list[tuple[VoiceCard, str]]:
    """The newest voices that thank somebody: (card, who is thanked)."""
    found: list[tuple[VoiceCard, str]] = []
    for voice, view in zip(edition.voices, edition.voices_inside, strict=True):
        if len(found) < THANKED_VOICES and (who := voices.thanked(ctx, view)):
            found.append((voice_card.card(ctx, voice), who))
    return found
