"""A page for each sector of the customers on this site, and their list. Public only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.components import facets, promise_card, record, sectors, verdict_mark, voice_card
from kept.components.pagination import Crumb, chunks
from kept.outputs import sheets, structured_data
from kept.pages import stories
from kept.pages.page import on_public_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.components.page_context import PageContext
    from kept.components.pagination import Chunk
    from kept.components.sectors import Sector
    from kept.model.edition import VoiceView
    from kept.model.page import Page

VOICES = 24
"""The number of voices on one page of a sector; the others follow on further pages."""
STORIES = 12
PROMISES = 24


@on_public_site
def pages(ctx: PageContext) -> Iterator[Page]:
    """The list, and a page for each sector; empty where no item names one."""
    found = sectors.sectors(ctx)
    if not found:
        return
    words = ctx.words.tree.facet
    yield ctx.page(
        "sectors",
        sectors.ROOT,
        section="stories",
        title=words.sectors,
        description=ctx.say("facet.sectors-lede", organisation=ctx.edition.publisher.name),
        lede=words.sectors_lede,
        rows=[(one, _counted(ctx, one)) for one in found],
    )
    for one in found:
        for chunk in chunks(ctx, one.path, one.voices, VOICES):
            yield _page(ctx, one, chunk)


def _counted(ctx: PageContext, sector: Sector) -> str:
    """The number of items from a sector: 1 story, 3 voices."""
    counts = (("promise.stories-count", len(sector.stories)), ("promise.voices-count", len(sector.voices)))
    return " · ".join(ctx.say(key, count) for key, count in counts if count)


def _page(ctx: PageContext, sector: Sector, chunk: Chunk[VoiceView]) -> Page:
    index = Crumb(ctx.words.tree.facet.sectors, sectors.ROOT)
    is_first = chunk.number == 1
    about = [ctx.promises[promise] for promise in sector.promises[:PROMISES]] if is_first else []
    told = sector.stories[:STORIES] if is_first else ()
    cards = [promise_card.card(ctx, promise) for promise in about]
    said = [voice_card.card(ctx, voice) for voice in chunk.items]
    return ctx.page(
        "facet",
        chunk.path,
        must_say=[*(one.said for one in cards), *voice_card.says(said)],
        section="stories",
        title=chunk.title(sector.title),
        description=ctx.say("facet.sector-lede", organisation=ctx.edition.publisher.name, sector=sector.title),
        json_ld=structured_data.breadcrumbs(ctx, [index, Crumb(sector.title, sector.path)]),
        facets=facets.of_sector(ctx, sector.title),
        indexed=is_first,
        crumbs=[index],
        name=sector.title,
        eyebrow=ctx.words.tree.story.sector,
        lede=_counted(ctx, sector),
        record=record.kept_overall(ctx, about),
        cards=cards,
        more_promises=("promises/", len(ctx.edition.promises)) if len(sector.promises) > PROMISES else None,
        key=verdict_mark.key(ctx, (promise.verdict.record for promise in about)),
        heading=ctx.words.tree.facet.about,
        voice_cards=said,
        more_voices=None,
        has_sheet=is_first and sheets.has_one(ctx, sector),
        story_cards=[stories.card(ctx, story) for story in told],
        more_stories=("stories/", len(ctx.edition.stories)) if len(sector.stories) > STORIES else None,
        pager=chunk,
    )
