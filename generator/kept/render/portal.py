"""The internal home: the period under way, find your part, the board, who needs a hand, what was said about you."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.model.verdict import LiveState
from kept.render import cards, inside, marks, quotes, summary, voices

if TYPE_CHECKING:
    from markupsafe import Markup

    from kept.model.edition import InternalEdition
    from kept.render.cards import PromiseCard
    from kept.render.desk import Desk
    from kept.render.inside import Open, Task
    from kept.render.marks import Figure
    from kept.render.page import Page
    from kept.render.quotes import VoiceCard

BOARD = 24
ROLES = 12
HANDS = 6
SAID = 3
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


def page(desk: Desk, edition: InternalEdition) -> Page:
    """The internal home."""
    promises = summary.living(desk)
    rows = [_row(desk, promise.id) for promise in promises]
    tally = Counter(row.open.kind for row in rows)
    periods = {row.open.period for row in rows if row.open.period}
    day = desk.formats.long_day(edition.as_of)
    hands = [row for row in rows if row.task]
    return desk.page(
        "portal",
        "",
        section="promises",
        title=desk.say("site.internal", organisation=edition.publisher.name),
        description=desk.say("inside.as-of", day=day),
        eyebrow=desk.say("inside.so-far", period=periods.pop(), day=day)
        if len(periods) == 1
        else desk.say("inside.as-of", day=day),
        headline=summary.headline(desk),
        living=len(promises),
        tally=[(kind, desk.say(f"inside.tally.{kind}", tally[kind])) for kind in _STATES if tally[kind]],
        roles=edition.roles[:ROLES],
        more_roles=len(edition.roles) > ROLES,
        rows=rows[:BOARD],
        key=marks.key(desk, (promise.verdict.record for promise in promises[:BOARD])),
        more=len(rows) > BOARD,
        total=len(edition.promises),
        hands=sorted(hands, key=_urgency)[:HANDS],
        said=_said(desk, edition),
        golden=[(name, text) for name, text in _circle(desk, edition) if text],
    )


def _circle(desk: Desk, edition: InternalEdition) -> tuple[tuple[str, str | None], ...]:
    words = desk.words.tree.inside
    return (words.why, edition.why), (words.how, edition.how), (words.what, edition.what)


def _row(desk: Desk, promise_id: str) -> Row:
    promise, view = desk.promises[promise_id], desk.insides[promise_id]
    tasks = inside.tasks(desk, view)
    result = marks.leading(view.published.results) if view.published else None
    return Row(
        card=cards.card(desk, promise),
        published=inside.published(desk, promise, view),
        figure=marks.figure(desk, result) if result else None,
        open=inside.open_period(desk, view),
        owner=promise.owner.name if promise.owner else None,
        owner_title=promise.owner.title if promise.owner else None,
        task=tasks[0] if tasks else None,
    )


def _urgency(row: Row) -> tuple[int, int]:
    """Below the target first, then what is without figures; overdue before due."""
    order: dict[str, int] = {LiveState.BELOW: 0, LiveState.AT_RISK: 1}
    return order.get(row.open.kind, 2), 0 if row.task and row.task.overdue else 1


def _said(desk: Desk, edition: InternalEdition) -> list[tuple[VoiceCard, str]]:
    """The newest voices that thank somebody: (card, whom)."""
    found: list[tuple[VoiceCard, str]] = []
    for voice, view in zip(edition.voices, edition.voices_inside, strict=True):
        if len(found) < SAID and (who := voices.thanked(desk, view)):
            found.append((quotes.card(desk, voice), who))
    return found
