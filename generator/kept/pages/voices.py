"""Voices: the list of all, and a page for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.components import facets, may_use, promise_card, sectors
from kept.components.pagination import Choice, Crumb, chunks
from kept.components.voice_card import card, edited, people, says
from kept.outputs import structured_data
from kept.pages.page import on_both_sites

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kept.components.page_context import PageContext
    from kept.components.pagination import Chunk
    from kept.components.voice_card import VoiceCard
    from kept.model.edition import PromiseView, VoiceInside, VoiceView
    from kept.model.page import Page

CHUNK = 60
"""The number of voices on one page of a list."""


@on_both_sites
def pages(ctx: PageContext) -> Iterator[Page]:
    """The list, a list for each stage, and a page for each voice; empty where there are none."""
    if not ctx.edition.voices:
        return
    if not ctx.inside:
        yield from _index_pages(ctx)
    inside = {one.voice: one for one in ctx.inside.voices_inside} if ctx.inside else {}
    for voice in ctx.edition.voices:
        yield _page(ctx, voice, inside.get(voice.id))


def _index_pages(ctx: PageContext) -> Iterator[Page]:
    staged = {stage: [voice for voice in ctx.edition.voices if _is_of_stage(ctx, voice, stage)] for stage in ctx.stages}
    staged = {stage: found for stage, found in staged.items() if found}
    yield from _index_page(ctx, "voices/", ctx.edition.voices, list(staged), None)
    for stage, found in staged.items():
        yield from _index_page(ctx, f"voices/stage/{stage}/", found, list(staged), stage)


def _is_of_stage(ctx: PageContext, voice: VoiceView, stage: str) -> bool:
    return any(ctx.promises[promise].stage == stage for promise in voice.promises)


def _index_page(
    ctx: PageContext, base: str, voices: Sequence[VoiceView], stages: Sequence[str], current: str | None
) -> Iterator[Page]:
    choices = [Choice(ctx.words.tree.voice.all, "voices/", current is None)]
    choices += [Choice(ctx.stages[one].title, f"voices/stage/{one}/", current == one) for one in stages]
    title = ctx.words.tree.voice.index
    for chunk in chunks(ctx, base, voices, CHUNK):
        yield _list(
            ctx,
            chunk,
            title=f"{title}: {ctx.stages[current].title}" if current else title,
            heading=title,
            lede=_lede(ctx),
            choices=choices if len(choices) > 2 else [],  # noqa: PLR2004  one stage is no choice
            crumbs=[],
        )


def _lede(ctx: PageContext) -> str:
    tally, number = ctx.edition.tally, ctx.formats.number
    shown = ctx.say("voice.shown", shown=number(tally.voices_shown), received=number(tally.voices_received))
    other = sum(voice.tone != "praise" for voice in ctx.edition.voices)
    counted = ctx.say("voice.lede", len(people(ctx.edition.voices)))
    return " ".join([counted, shown, *([ctx.say("voice.not-praise", other)] if other else [])])


def of_promise(ctx: PageContext, promise: PromiseView) -> Iterator[Page]:
    """Every voice about one promise."""
    found = [ctx.voices[voice] for voice in promise.voices]
    path = f"promises/{promise.id}/"
    crumbs = [Crumb(ctx.words.tree.promise.index, "promises/"), Crumb(promise.title, path)]
    for chunk in chunks(ctx, f"{path}voices/", found, CHUNK):
        yield _list(
            ctx,
            chunk,
            title=f"{ctx.words.tree.voice.index}: {promise.title}",
            heading=ctx.say("promise.voices-all", len(found)),
            lede=promise.statement,
            choices=[],
            crumbs=crumbs,
        )


def _list(
    ctx: PageContext,
    chunk: Chunk[VoiceView],
    *,
    title: str,
    heading: str,
    lede: str,
    choices: list[Choice],
    crumbs: list[Crumb],
) -> Page:
    cards = [card(ctx, voice) for voice in chunk.items]
    return ctx.page(
        "voices",
        chunk.path,
        section="promises" if crumbs or ctx.inside else "voices",
        title=chunk.title(title),
        description=lede,
        indexed=chunk.number == 1,
        heading=heading,
        lede=lede,
        choices=choices,
        crumbs=crumbs,
        pager=chunk,
        cards=cards,
        must_say=says(cards),
    )


def _page(ctx: PageContext, voice: VoiceView, inside: VoiceInside | None) -> Page:
    shown = card(ctx, voice)
    who = shown.called
    promises = [promise_card.card(ctx, ctx.promises[promise]) for promise in voice.promises]
    day = ctx.formats.when(voice.said_on)
    title = ctx.say("voice.title", who=who, day=day)
    path = f"voices/{voice.id}/"
    index = structured_data.parent(ctx, "voice", "voices/")
    return ctx.page(
        "voice",
        path,
        section="evidence" if inside else "voices",
        title=title,
        description=", ".join(part for part in (who, shown.about) if part) + f". {_promised(ctx, shown)}",
        json_ld=structured_data.breadcrumbs(ctx, [index, Crumb(title, path)]),
        facets=facets.of_item(ctx, "voice", voice),
        crumbs=[index],
        heading=title,
        card=shown,
        promise_cards=promises,
        must_say=[*(said for one in promises for said in one.says), *says([shown])],
        sector=(sectors.path(ctx, voice.sector), voice.sector),
        cite=ctx.say(
            "voice.cite",
            who=", ".join(part for part in (who, shown.about) if part),
            day=ctx.formats.long_when(voice.said_on),
            organisation=ctx.edition.publisher.name,
            url=ctx.url(path) or "",
        ).strip(),
        extra=[*_checked(ctx, voice), *(_inside_facts(ctx, inside) if inside else [])],
    )


def _promised(ctx: PageContext, shown: VoiceCard) -> str:
    titles = ctx.words.join(title for _, title in shown.promises)
    return ctx.say("voice.title-about", promise=titles) + "." if titles else ""


def _checked(ctx: PageContext, voice: VoiceView) -> Iterator[tuple[str, str]]:
    if voice.edit == "verbatim":
        yield ctx.words.tree.voice.edit, edited(ctx, voice)
    how, on = voice.verified_how, ctx.formats.day(voice.verified_on) if voice.verified_on else None
    if how or on:
        text = ctx.say("voice.verified", how=how, day=on) if how and on else how or on or ""
        yield ctx.words.tree.voice.checked, text


def thanked(ctx: PageContext, inside: VoiceInside) -> str:
    """Who a voice thanks: roles by title, people by name."""
    return ctx.words.join([*map(ctx.role_title, inside.thanked_roles), *inside.thanked_people])


def _inside_facts(ctx: PageContext, inside: VoiceInside) -> list[tuple[str, str]]:
    words = ctx.words.tree.voice
    entry = may_use.of_item(ctx, inside.voice)
    facts = (
        (words.thanks, thanked(ctx, inside)),
        (ctx.words.tree.finder.may, " ".join((may_use.may(ctx, entry), *may_use.may_not(ctx, entry))) if entry else ""),
    )
    return [(label, value) for label, value in facts if value]
