"""The sectors of the customers on this site, and the evidence from each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components.pagination import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kept.components.page_context import PageContext
    from kept.model.edition import StoryView, VoiceView

ROOT = "sectors/"
CHOICES = 12
"""With more sectors than this, the list of stories links to the list of sectors instead of to each one."""
_NOT_IN_ADDRESS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """One sector with all its evidence on this site."""

    id: str
    title: str
    """The spelling in its newest item."""
    voices: tuple[VoiceView, ...]
    """Newest first; so are the stories."""
    stories: tuple[StoryView, ...]
    promises: tuple[str, ...]
    """Ids of the promises they are about, in the register's order."""

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"{ROOT}{self.id}/"


def address(sector: str) -> str:
    """The sector as a part of an address: `social-housing`. Empty where it has no letters."""
    return _NOT_IN_ADDRESS.sub("-", sector.casefold()).strip("-")


def path(ctx: PageContext, sector: str | None) -> str:
    """The path of a sector's page, from the site's root; empty on the internal site and without a sector."""
    found = address(sector) if sector and ctx.inside is None else ""
    return f"{ROOT}{found}/" if found else ""


def sectors(ctx: PageContext) -> list[Sector]:
    """Every sector by title. Two spellings with the same address are one."""
    items: tuple[VoiceView | StoryView, ...] = (*ctx.edition.stories, *ctx.edition.voices)
    titles: dict[str, str] = {}
    for item in items:
        if item.sector and (found := address(item.sector)):
            titles.setdefault(found, item.sector)
    made = (_sector(ctx, found, title) for found, title in titles.items())
    return sorted(made, key=lambda one: one.title.casefold())


def choices(ctx: PageContext) -> list[Choice]:
    """Links from the list of all stories to those of each sector."""
    found = sectors(ctx)
    words = ctx.words.tree
    every = Choice(words.voice.all, "stories/", current=True)
    if not found or len(found) > CHOICES:
        return [every, Choice(words.facet.sectors, ROOT, current=False)] if found else []
    return [every, *(Choice(one.title, one.path, current=False) for one in found)]


def _sector(ctx: PageContext, found: str, title: str) -> Sector:
    voices = tuple(one for one in ctx.edition.voices if one.sector and address(one.sector) == found)
    stories = tuple(one for one in ctx.edition.stories if one.sector and address(one.sector) == found)
    return Sector(id=found, title=title, voices=voices, stories=stories, promises=_promises(ctx, (*voices, *stories)))


def _promises(ctx: PageContext, items: Sequence[VoiceView | StoryView]) -> tuple[str, ...]:
    used = {promise for item in items for promise in item.promises}
    return tuple(promise for promise in ctx.promises if promise in used)
