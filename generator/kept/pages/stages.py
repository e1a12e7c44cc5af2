"""A page for each stage of the journey: its promises, their results and voices. Public only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.components import facets, promise_card, record, verdict_mark, voice_card
from kept.components.pagination import Crumb
from kept.outputs import structured_data
from kept.pages import stories
from kept.pages.page import on_public_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.components.page_context import PageContext
    from kept.model.edition import PromiseView, StageView
    from kept.model.page import Page

VOICES = 6
STORIES = 3
PROMISES = 60
"""The number of promises on a stage's page; the list of promises has all."""


def path(ctx: PageContext, stage: str | None) -> str:
    """The path of a stage's page, from the site's root; empty where there is none."""
    return f"stages/{stage}/" if stage in ctx.stages and ctx.inside is None else ""


@on_public_site
def pages(ctx: PageContext) -> Iterator[Page]:
    """A page for each stage that has a promise."""
    for stage in ctx.edition.stages:
        promises = [promise for promise in ctx.edition.promises if promise.stage == stage.id]
        if promises:
            yield _page(ctx, stage, promises)


def _page(ctx: PageContext, stage: StageView, promises: list[PromiseView]) -> Page:
    place = f"stages/{stage.id}/"
    index = Crumb(ctx.words.tree.promise.index, "promises/")
    ids = {promise.id for promise in promises}
    voices = [voice for voice in ctx.edition.voices if ids.intersection(voice.promises)]
    found = [story for story in ctx.edition.stories if ids.intersection(story.promises)]
    cards = [promise_card.card(ctx, promise) for promise in promises[:PROMISES]]
    said = [voice_card.card(ctx, voice) for voice in voices[:VOICES]]
    return ctx.page(
        "facet",
        place,
        must_say=[*(one.said for one in cards), *voice_card.says(said)],
        section="promises",
        title=stage.title,
        description=ctx.say("facet.stage-description", organisation=ctx.edition.publisher.name, stage=stage.title),
        json_ld=structured_data.breadcrumbs(ctx, [index, Crumb(stage.title, place)]),
        facets=facets.of_stage(ctx, stage),
        crumbs=[index],
        name=stage.title,
        eyebrow=ctx.words.tree.facet.stage,
        lede=stage.question or "",
        record=record.kept_overall(ctx, promises),
        cards=cards,
        more_promises=("promises/", len(promises)) if len(promises) > PROMISES else None,
        key=verdict_mark.key(ctx, (promise.verdict.record for promise in promises[:PROMISES])),
        heading=ctx.words.tree.home.promises,
        voice_cards=said,
        more_voices=(f"voices/stage/{stage.id}/", len(voices)) if len(voices) > VOICES else None,
        story_cards=[stories.card(ctx, story) for story in found[:STORIES]],
        more_stories=("stories/", len(ctx.edition.stories)) if len(found) > STORIES else None,
        has_sheet=False,
        pager=None,
    )
