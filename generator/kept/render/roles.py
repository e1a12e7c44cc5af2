"""My part: for each role, what keeps each promise, what to do when it goes wrong, and what to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from kept.render import cards, inside, quotes
from kept.render.walls import Crumb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.model.edition import InternalEdition, PromiseInside, RoleView
    from kept.model.register import Part
    from kept.render.cards import PromiseCard
    from kept.render.desk import Desk
    from kept.render.inside import Open
    from kept.render.page import Page
    from kept.render.quotes import VoiceCard


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePromise:
    """One promise in the hands of a role."""

    card: PromiseCard
    part: Part | None
    open: Open
    voice: VoiceCard | None
    voices: int
    contribute: str | None
    """The address of the organisation's own form, filled in."""


def pages(desk: Desk, edition: InternalEdition) -> Iterator[Page]:
    """The list of roles, and a page for each. Nothing where no role is described."""
    if not edition.roles:
        return
    words = desk.words.tree.role
    yield desk.page(
        "roles",
        "roles/",
        section="roles",
        title=words.index,
        description=words.index_lede,
        roles=[(role, _small(desk, role)) for role in edition.roles],
    )
    for role in edition.roles:
        yield _page(desk, edition, role)


def _small(desk: Desk, role: RoleView) -> str:
    """Team, size and other names of a role, on one line."""
    also = desk.say("role.also", aliases=desk.words.join(role.aliases)) if role.aliases else None
    return " · ".join(part for part in (_team(desk, role), also) if part)


def _team(desk: Desk, role: RoleView) -> str:
    people = desk.say("role.people", role.people) if role.people else None
    return ", ".join(part for part in (role.team, people) if part)


def _page(desk: Desk, edition: InternalEdition, role: RoleView) -> Page:
    words = desk.words.tree.role
    promises = [_promise(desk, edition, role, desk.insides[promise]) for promise in role.promises]
    return desk.page(
        "role",
        f"roles/{role.id}/",
        section="roles",
        title=role.title,
        description=role.summary or desk.say("role.promises", len(promises)),
        crumbs=[Crumb(words.index, "roles/")],
        role=role,
        eyebrow=_team(desk, role),
        also=desk.say("role.also", aliases=desk.words.join(role.aliases)) if role.aliases else None,
        lede=role.summary,
        promises=promises,
        gaps=[one for one in promises if one.contribute],
    )


def _promise(desk: Desk, edition: InternalEdition, role: RoleView, view: PromiseInside) -> RolePromise:
    promise = desk.promises[view.promise]
    thanked = _thanking(edition, role)
    about = [voice for voice in promise.voices if voice in thanked] or list(promise.voices)
    return RolePromise(
        card=cards.card(desk, promise),
        part=next((one for one in view.parts if one.role == role.id), None),
        open=inside.open_period(desk, view),
        voice=quotes.card(desk, desk.voices[about[0]]) if about else None,
        voices=len(promise.voices),
        contribute=_form(edition, role, promise.id),
    )


def _thanking(edition: InternalEdition, role: RoleView) -> frozenset[str]:
    return frozenset(one.voice for one in edition.voices_inside if role.id in one.thanked_roles)


def _form(edition: InternalEdition, role: RoleView, promise: str) -> str | None:
    if edition.contribute_url is None:
        return None
    filled = edition.contribute_url.replace("{role}", quote(role.id, safe=""))
    return filled.replace("{promise}", quote(promise, safe=""))
