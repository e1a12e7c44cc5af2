"""Stories: their cards, the list, and a page for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from kept.components import callouts, facets, sectors, voice_card
from kept.components.pagination import Crumb, chunks
from kept.outputs import sheets, structured_data
from kept.pages.page import on_both_sites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.components.callouts import Callout
    from kept.components.page_context import PageContext
    from kept.model.edition import ImageView, StoryView
    from kept.model.page import Page
    from kept.pictures.derive import Picture

CHUNK = 40
CALLOUTS = 3
"""The number of callouts on a card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCard:
    """A story as shown in a list."""

    id: str
    title: str
    summary: str
    customer: str
    when: str
    attributes: Markup
    callouts: tuple[Callout, ...]
    picture: tuple[ImageView, Picture] | None


def card(ctx: PageContext, story: StoryView) -> StoryCard:
    """The card of a story."""
    pictures = _pictures(ctx, story)
    return StoryCard(
        id=story.id,
        title=story.title,
        summary=story.summary,
        customer=", ".join(part for part in (story.customer, story.place) if part),
        when=ctx.formats.month(story.end or story.start),
        attributes=voice_card.attributes(ctx, story.lang, story.body),
        callouts=tuple(callouts.callout(ctx, one) for one in story.callouts[:CALLOUTS]),
        picture=pictures[0] if pictures else None,
    )


def _pictures(ctx: PageContext, story: StoryView) -> list[tuple[ImageView, Picture]]:
    return [(image, ctx.pictures[image.digest]) for image in story.images if image.digest in ctx.pictures]


@on_both_sites
def pages(ctx: PageContext) -> Iterator[Page]:
    """The list, and a page for each story; empty where there are none."""
    if not ctx.edition.stories:
        return
    if not ctx.inside:
        title = ctx.words.tree.story.index
        lede = ctx.say("story.lede", len(ctx.edition.stories))
        choices = sectors.choices(ctx)
        for chunk in chunks(ctx, "stories/", ctx.edition.stories, CHUNK):
            yield ctx.page(
                "stories",
                chunk.path,
                section="stories",
                title=chunk.title(title),
                description=lede,
                indexed=chunk.number == 1,
                lede=lede,
                choices=choices,
                cards=[card(ctx, story) for story in chunk.items],
                pager=chunk,
            )
    for story in ctx.edition.stories:
        yield _page(ctx, story)


def _page(ctx: PageContext, story: StoryView) -> Page:
    path = f"stories/{story.id}/"
    inside = ctx.inside is not None
    index = structured_data.parent(ctx, "story", "stories/")
    said = [voice_card.card(ctx, ctx.voices[voice]) for voice in story.voices]
    return ctx.page(
        "story",
        path,
        section="evidence" if inside else "stories",
        title=story.title,
        description=story.summary,
        json_ld=[
            *structured_data.article(ctx, story),
            *structured_data.breadcrumbs(ctx, [index, Crumb(story.title, path)]),
        ],
        facets=facets.of_item(ctx, "story", story),
        crumbs=[index],
        story=story,
        attributes=voice_card.attributes(ctx, story.lang, story.body),
        callouts=[callouts.callout(ctx, one) for one in story.callouts],
        body=ctx.html(story.body),
        facts=_facts(ctx, story),
        has_sheet=sheets.has_one(ctx, story),
        promises=[ctx.promises[promise] for promise in story.promises],
        voice_cards=said,
        must_say=voice_card.says(said),
        pictures=_pictures(ctx, story),
    )


def _sector(ctx: PageContext, story: StoryView) -> str | None:
    """The customer's sector, with a link to its page; None without one."""
    if not (place := sectors.path(ctx, story.sector)):
        return story.sector
    return Markup('<a href="{}">{}</a>').format(ctx.up(f"stories/{story.id}/") + place, story.sector)


def _facts(ctx: PageContext, story: StoryView) -> list[tuple[str, str]]:
    words, formats = ctx.words.tree.story, ctx.formats
    approved = [part for part in (story.customer_approved_by,) if part]
    if story.customer_approved_on:
        approved.append(formats.long_day(story.customer_approved_on))
    facts = (
        (words.customer, story.customer),
        (words.sector, _sector(ctx, story)),
        (words.place, story.place),
        (words.dates, formats.span(story.start, story.end)),
        (words.approved if story.customer_approved_by else words.approved_on, ", ".join(approved)),
        (words.terms, story.terms),
        (ctx.words.tree.voice.expected, story.expected),
        (words.review, formats.long_day(story.review_by) if story.review_by else None),
    )
    return [(label, value) for label, value in facts if value]
