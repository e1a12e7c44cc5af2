"""Teams and owners: everything that one team has in its hands, and everything that one person answers for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components.pagination import Crumb
from kept.pages import portal
from kept.pages.page import on_internal_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.components.page_context import PageContext
    from kept.model.edition import InternalEdition, OwnerView, RoleView
    from kept.model.page import Page

_NO_LETTER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something a person does about a promise."""

    promise: str
    title: str
    action: str
    due: str
    overdue: bool


def teams(edition: InternalEdition) -> dict[str, tuple[str, list[RoleView]]]:
    """By the last part of its address: each team's name and its roles, in the register's order."""
    found: dict[str, tuple[str, list[RoleView]]] = {}
    known: dict[str, str] = {}
    for role in edition.roles:
        if role.team:
            address = known.setdefault(role.team, _free(_address(role.team), known.values()))
            found.setdefault(address, (role.team, []))[1].append(role)
    return found


def _address(team: str) -> str:
    letters = unicodedata.normalize("NFKD", team).encode("ascii", "ignore").decode().lower()
    return _NO_LETTER.sub("-", letters).strip("-") or "team"


def _free(wanted: str, taken: Iterable[str]) -> str:
    taken, number, address = set(taken), 1, wanted
    while address in taken:
        number += 1
        address = f"{wanted}-{number}"
    return address


@on_internal_site
def pages(ctx: PageContext, edition: InternalEdition) -> Iterator[Page]:
    """A page for each team and for each owner."""
    for address, (name, roles) in teams(edition).items():
        yield _team(ctx, address, name, roles)
    for owner in edition.owners:
        yield _owner(ctx, owner)


def _team(ctx: PageContext, address: str, name: str, roles: list[RoleView]) -> Page:
    promises = [promise for promise in ctx.promises if any(promise in role.promises for role in roles)]
    people = sum(role.people or 0 for role in roles)
    return _page(
        ctx,
        f"teams/{address}/",
        section="roles",
        title=name,
        eyebrow=ctx.say("role.people", people) if people else ctx.words.tree.group.team,
        lede=ctx.say("group.team-lede", len(promises)),
        promises=promises,
        roles=[(role.id, role.title, role.summary or "") for role in roles],
    )


def _owner(ctx: PageContext, owner: OwnerView) -> Page:
    tasks = [
        Task(
            promise=promise,
            title=ctx.promises[promise].title,
            action=action.action,
            due=ctx.formats.day(action.due),
            overdue=action.due < ctx.edition.as_of,
        )
        for promise, action in sorted(owner.actions, key=lambda one: (one[1].due, one[0]))
    ]
    return _page(
        ctx,
        f"owners/{owner.id}/",
        section="promises",
        title=owner.person.name,
        eyebrow=owner.person.title or ctx.words.tree.group.owner,
        lede=ctx.say("group.owner-lede", len(owner.promises)),
        promises=list(owner.promises),
        tasks=tasks,
        stages=[(stage, ctx.stages[stage].title) for stage in owner.stages if stage in ctx.stages],
        metrics=[(metric, ctx.metrics[metric].title) for metric in owner.metrics],
    )


def _page(
    ctx: PageContext,
    path: str,
    *,
    section: str,
    title: str,
    eyebrow: str,
    lede: str,
    promises: list[str],
    **more: object,
) -> Page:
    words = ctx.words.tree
    crumb = Crumb(words.role.index, "roles/") if section == "roles" else Crumb(words.tabs.promises, "")
    known: dict[str, object] = {"roles": [], "tasks": [], "stages": [], "metrics": []}
    return ctx.page(
        "group",
        path,
        section=section,
        title=title,
        description=lede,
        crumbs=[crumb],
        heading=title,
        eyebrow=eyebrow,
        lede=lede,
        rows=[portal.row(ctx, promise) for promise in promises],
        more={**known, **more},
    )
