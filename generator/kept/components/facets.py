"""What the search can narrow a page by: kind, promise, stage, sector, and on the internal site the role."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.components.page_context import PageContext
    from kept.model.edition import PromiseView, RoleView, StageView, StoryView, VoiceView

FACETS = ("kind", "promise", "stage", "sector", "role")
"""Their names, in the order in which the search offers them."""

Facets = tuple[tuple[str, str], ...]
"""(name, label as readers see it), each pair once. A page may have several labels of one name."""


def of_promise(ctx: PageContext, promise: PromiseView) -> Facets:
    """The facets of a promise's page: its sectors are those of its voices and stories."""
    items: tuple[VoiceView | StoryView, ...] = (
        *(ctx.voices[one] for one in promise.voices),
        *(ctx.stories[one] for one in promise.stories),
    )
    return _facets(ctx, "promise", [promise.id], (one.sector for one in items), _roles(ctx, promise.id))


def of_item(ctx: PageContext, kind: str, item: VoiceView | StoryView) -> Facets:
    """The facets of a voice or a story. `kind` is a key of `search.kinds`."""
    return _facets(
        ctx, kind, item.promises, [item.sector], (role for one in item.promises for role in _roles(ctx, one))
    )


def of_metric(ctx: PageContext, promises: Iterable[str]) -> Facets:
    """The facets of a metric that these promises are judged by."""
    return _facets(ctx, "metric", promises, [], [])


def of_stage(ctx: PageContext, stage: StageView) -> Facets:
    """The facets of a stage's page."""
    return (*of_kind(ctx, "stage"), ("stage", stage.title))


def of_sector(ctx: PageContext, title: str) -> Facets:
    """The facets of a sector's page."""
    return (*of_kind(ctx, "sector"), ("sector", title))


def of_role(ctx: PageContext, role: RoleView) -> Facets:
    """The facets of a role's page."""
    return (*of_kind(ctx, "role"), ("role", role.title))


def of_kind(ctx: PageContext, kind: str) -> Facets:
    """The only facet of a page about everything: its kind."""
    return (("kind", ctx.say(f"search.kinds.{kind}")),)


def _facets(
    ctx: PageContext, kind: str, promises: Iterable[str], sectors: Iterable[str | None], roles: Iterable[str]
) -> Facets:
    found = dict.fromkeys(of_kind(ctx, kind))
    for promise in promises:
        found |= dict.fromkeys(_place(ctx, ctx.promises[promise]))
    found |= {("sector", sector): None for sector in sectors if sector}
    found |= {("role", role): None for role in roles}
    return tuple(found)


def _place(ctx: PageContext, promise: PromiseView) -> Iterator[tuple[str, str]]:
    yield "promise", promise.title
    if stage := ctx.stages.get(promise.stage or ""):
        yield "stage", stage.title


def _roles(ctx: PageContext, promise: str) -> list[str]:
    inside = ctx.insides.get(promise)
    return [ctx.role_title(part.role) for part in inside.parts] if inside else []
