"""My part: for each role, how to keep each promise, what to do when it goes wrong, and what to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components import contribution, facets, internal_part, promise_card, voice_card
from kept.components.pagination import Crumb
from kept.model.verdict import LiveState
from kept.pages import groups, role_paper
from kept.pages.page import on_internal_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.components.internal_part import Open
    from kept.components.page_context import PageContext
    from kept.components.promise_card import PromiseCard
    from kept.components.voice_card import VoiceCard
    from kept.model.edition import InternalEdition, PromiseInside, RoleView
    from kept.model.page import Page
    from kept.model.register import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePromise:
    """One promise that a role helps to keep."""

    card: PromiseCard
    part: Part | None
    open: Open
    voice: VoiceCard | None
    voices: int
    contribute: str | None
    """The address of the organisation's form, filled in; None where there is none."""


@on_internal_site
def pages(ctx: PageContext, edition: InternalEdition) -> Iterator[Page]:
    """The list of roles, and a page for each; empty where there are no roles."""
    if not edition.roles:
        return
    words = ctx.words.tree.role
    yield ctx.page(
        "roles",
        "roles/",
        section="roles",
        title=words.index,
        description=words.index_lede,
        roles=[(role, _small(ctx, role)) for role in edition.roles],
        groups=_groups(ctx, edition),
    )
    for role in edition.roles:
        promises = sorted((_promise(ctx, edition, role, ctx.insides[one]) for one in role.promises), key=_urgency)
        yield _page(ctx, role, promises)
        yield from role_paper.pages(ctx, role, promises)


def _urgency(one: RolePromise) -> int:
    """Below the target first, then at risk, then what was missed last time."""
    order: dict[str, int] = {LiveState.BELOW: 0, LiveState.AT_RISK: 1}
    return order.get(one.open.kind, 2 if one.card.mark.kind in {"missed", "partly-kept"} else 3)


def _groups(ctx: PageContext, edition: InternalEdition) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Teams and owners, as (path, name, what stands below it)."""
    words = ctx.words.tree.group
    by_team = [
        (f"teams/{address}/", name, ctx.words.join(role.title for role in roles))
        for address, (name, roles) in groups.teams(edition).items()
    ]
    by_owner = [(f"owners/{one.id}/", one.person.name, one.person.title or "") for one in edition.owners]
    return [(title, links) for title, links in ((words.teams, by_team), (words.owners, by_owner)) if links]


def _small(ctx: PageContext, role: RoleView) -> str:
    """Team, size and other names of a role, on one line."""
    also = ctx.say("role.also", aliases=ctx.words.join(role.aliases)) if role.aliases else None
    return " · ".join(part for part in (_team(ctx, role), also) if part)


def _team(ctx: PageContext, role: RoleView) -> str:
    people = ctx.say("role.people", role.people) if role.people else None
    return ", ".join(part for part in (role.team, people) if part)


def _page(ctx: PageContext, role: RoleView, promises: list[RolePromise]) -> Page:
    words = ctx.words.tree.role
    return ctx.page(
        "role",
        f"roles/{role.id}/",
        section="roles",
        facets=facets.of_role(ctx, role),
        title=role.title,
        description=role.summary or ctx.say("role.promises", len(promises)),
        crumbs=[Crumb(words.index, "roles/")],
        role=role,
        eyebrow=_team(ctx, role),
        also=ctx.say("role.also", aliases=ctx.words.join(role.aliases)) if role.aliases else None,
        lede=role.summary,
        promises=promises,
        urgent=[one for one in promises if one.open.kind in {LiveState.BELOW, LiveState.AT_RISK}],
        as_of=ctx.edition.as_of.isoformat(),
        offline=ctx.say("role.offline", day=ctx.formats.long_day(ctx.edition.as_of), days="{days}"),
        must_say=[said for one in promises for said in one.open.says],
        gaps=[one for one in promises if one.contribute],
    )


def _promise(ctx: PageContext, edition: InternalEdition, role: RoleView, view: PromiseInside) -> RolePromise:
    promise = ctx.promises[view.promise]
    thanked = _thanking(edition, role)
    about = [voice for voice in promise.voices if voice in thanked] or list(promise.voices)
    return RolePromise(
        card=promise_card.card(ctx, promise),
        part=next((one for one in view.parts if one.role == role.id), None),
        open=internal_part.open_period(ctx, view),
        voice=voice_card.card(ctx, ctx.voices[about[0]]) if about else None,
        voices=len(promise.voices),
        contribute=contribution.form(edition, promise.id, role.id),
    )


def _thanking(edition: InternalEdition, role: RoleView) -> frozenset[str]:
    return frozenset(one.voice for one in edition.voices_inside if role.id in one.thanked_roles)
