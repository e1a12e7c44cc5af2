"""Promises: their list, and a page for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.components import data_marks, facets, internal_part, record, timeline, verdict_mark, voice_card, workings
from kept.components.pagination import Crumb, chunks
from kept.components.promise_card import card, shortfall
from kept.outputs import embed, sheets, structured_data
from kept.pages import stages, stories, voices
from kept.pages.page import on_both_sites

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from kept.components.page_context import PageContext
    from kept.components.promise_card import PromiseCard
    from kept.model.edition import PromiseView
    from kept.model.page import Page
    from kept.model.stated import MarkedText

VOICES_SHOWN = 3
"""How many voices a promise's own page shows; the rest have pages of their own."""
STORIES_SHOWN = 2
INDEX_CHUNK = 100


@on_both_sites
def pages(ctx: PageContext) -> Iterator[Page]:
    """The list, then every promise with the pages of its voices."""
    yield from _index(ctx)
    for promise in ctx.edition.promises:
        yield _page(ctx, promise)
        if len(promise.voices) > VOICES_SHOWN:
            yield from voices.of_promise(ctx, promise)


def by_stage(ctx: PageContext, promises: Sequence[PromiseView]) -> list[tuple[str | None, str, list[PromiseCard]]]:
    """The cards by stage: (page, title, cards), in the order of the journey; those without a stage last."""
    groups: dict[str | None, list[PromiseCard]] = {stage: [] for stage in ctx.stages}
    for promise in promises:
        groups.setdefault(promise.stage if promise.stage in ctx.stages else None, []).append(card(ctx, promise))
    found = ((stage, cards) for stage, cards in groups.items() if cards)
    return [(ctx.stages[stage].title if stage else None, stages.path(ctx, stage), cards) for stage, cards in found]


def _index(ctx: PageContext) -> Iterator[Page]:
    ordered = [one.id for _, _, cards in by_stage(ctx, ctx.edition.promises) for one in cards]
    everything = [ctx.promises[promise] for promise in ordered]
    for chunk in chunks(ctx, "promises/", everything, INDEX_CHUNK):
        title = ctx.words.tree.promise.index
        lede = "promise.index-lede" if ctx.stages else "promise.index-plain"
        yield ctx.page(
            "promises",
            chunk.path,
            section="promises",
            title=chunk.title(title),
            description=ctx.say(lede),
            groups=by_stage(ctx, chunk.items),
            must_say=data_marks.all_of(*(card(ctx, one).says for one in chunk.items)),
            pager=chunk,
            lede=ctx.say(lede),
        )


def _page(ctx: PageContext, promise: PromiseView) -> Page:
    shown = verdict_mark.mark(ctx, promise)
    stage = ctx.stages.get(promise.stage or "")
    crumbs = [
        Crumb(ctx.words.tree.promise.index, "promises/"),
        *([Crumb(stage.title, stages.path(ctx, stage.id) or None)] if stage else []),
    ]
    path = f"promises/{promise.id}/"
    figures = [found for one in promise.verdict.results if (found := verdict_mark.figure(ctx, one))]
    told, last = record.record(ctx, promise), _last(ctx, promise)
    inside = internal_part.part(ctx, promise) if ctx.inside else None
    spoken = voice_card.newest([ctx.voices[voice] for voice in promise.voices], VOICES_SHOWN)
    words = [voice_card.card(ctx, voice) for voice in spoken]
    return ctx.page(
        "promise",
        path,
        must_say=[
            verdict_mark.says(promise.id, shown),
            *(said for figure in figures for said in (*figure.says, *figure.more)),
            *([last] if last else []),
            *(told.says if told else ()),
            *(inside.says if inside else ()),
            *voice_card.says(words),
        ],
        section="promises",
        title=promise.title,
        description=f"{promise.statement} {shown.label}.",
        json_ld=structured_data.breadcrumbs(ctx, [*crumbs, Crumb(promise.title, path)]),
        alternates=embed.alternates(ctx, promise),
        facets=facets.of_promise(ctx, promise),
        crumbs=crumbs,
        promise=promise,
        initials=voice_card.initials(promise.owner.name) if promise.owner else "",
        workings=workings.workings(ctx, promise),
        strength=workings.strength(ctx, promise),
        last=verdict_mark.tag(ctx, last) if last else None,
        due=ctx.say("promise.due", day=ctx.formats.long_day(promise.due)) if promise.due else "",
        card=card(ctx, promise),
        kept_off=[one for one in ctx.edition.withheld if promise.id in one.promises],
        tag=verdict_mark.tag(ctx, verdict_mark.says(promise.id, shown), large=True),
        figures=figures,
        short=shortfall(ctx, promise),
        terms=_terms(ctx, promise),
        record=told,
        history=timeline.history(ctx, promise),
        voice_cards=words,
        story_cards=[stories.card(ctx, ctx.stories[story]) for story in promise.stories[:STORIES_SHOWN]],
        retired=ctx.html(promise.retired.why) if promise.retired else None,
        inside_part=inside,
        cite=record.citation(ctx, promise),
        has_sheet=sheets.are_made(ctx) and ctx.url("") is not None,
    )


def _last(ctx: PageContext, promise: PromiseView) -> MarkedText | None:
    """The last status of a retired promise; None for others."""
    shown = verdict_mark.last_mark(ctx, promise)
    return verdict_mark.says(promise.id, shown, "last") if shown else None


def _terms(ctx: PageContext, promise: PromiseView) -> list[tuple[str, Markup]]:
    parts = (("counts", promise.counts), ("excludes", promise.excludes), ("remedy", promise.remedy))
    return [(ctx.say(f"promise.{name}"), ctx.html(text)) for name, text in parts if text]
