"""Voices: the wall, and a page for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.render import cards, structured
from kept.render.quotes import card
from kept.render.walls import Choice, Crumb, chunks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kept.model.edition import PromiseView, VoiceInside, VoiceView
    from kept.render.desk import Desk
    from kept.render.page import Page
    from kept.render.quotes import VoiceCard
    from kept.render.walls import Chunk

CHUNK = 60
"""How many voices stand on one page of the wall."""


def pages(desk: Desk) -> Iterator[Page]:
    """The wall, the wall of each stage, and a page for each voice. Nothing where there are no voices."""
    if not desk.edition.voices:
        return
    if not desk.inside:
        yield from _walls(desk)
    inside = {one.voice: one for one in desk.inside.voices_inside} if desk.inside else {}
    for voice in desk.edition.voices:
        yield _page(desk, voice, inside.get(voice.id))


def _walls(desk: Desk) -> Iterator[Page]:
    staged = {stage: [voice for voice in desk.edition.voices if _meets(desk, voice, stage)] for stage in desk.stages}
    staged = {stage: found for stage, found in staged.items() if found}
    yield from _wall(desk, "voices/", desk.edition.voices, list(staged), None)
    for stage, found in staged.items():
        yield from _wall(desk, f"voices/stage/{stage}/", found, list(staged), stage)


def _meets(desk: Desk, voice: VoiceView, stage: str) -> bool:
    return any(desk.promises[promise].stage == stage for promise in voice.promises)


def _wall(
    desk: Desk, base: str, voices: Sequence[VoiceView], stages: Sequence[str], current: str | None
) -> Iterator[Page]:
    choices = [Choice(desk.words.tree.voice.all, "voices/", current is None)]
    choices += [Choice(desk.stages[one].title, f"voices/stage/{one}/", current == one) for one in stages]
    title = desk.words.tree.voice.index
    for chunk in chunks(desk, base, voices, CHUNK):
        yield _list(
            desk,
            chunk,
            title=f"{title}: {desk.stages[current].title}" if current else title,
            heading=title,
            lede=_lede(desk),
            choices=choices if len(choices) > 2 else [],  # noqa: PLR2004  one stage is no choice
            crumbs=[],
        )


def _lede(desk: Desk) -> str:
    tally, number = desk.edition.tally, desk.formats.number
    shown = desk.say("voice.shown", shown=number(tally.voices_shown), received=number(tally.voices_received))
    other = sum(voice.tone != "praise" for voice in desk.edition.voices)
    counted = desk.say("voice.lede", len(desk.edition.voices))
    return " ".join([counted, shown, *([desk.say("voice.not-praise", other)] if other else [])])


def of_promise(desk: Desk, promise: PromiseView) -> Iterator[Page]:
    """Every voice about one promise."""
    found = [desk.voices[voice] for voice in promise.voices]
    path = f"promises/{promise.id}/"
    crumbs = [Crumb(desk.words.tree.promise.index, "promises/"), Crumb(promise.title, path)]
    for chunk in chunks(desk, f"{path}voices/", found, CHUNK):
        yield _list(
            desk,
            chunk,
            title=f"{desk.words.tree.voice.index}: {promise.title}",
            heading=desk.say("promise.voices-all", len(found)),
            lede=promise.statement,
            choices=[],
            crumbs=crumbs,
        )


def _list(
    desk: Desk,
    chunk: Chunk[VoiceView],
    *,
    title: str,
    heading: str,
    lede: str,
    choices: list[Choice],
    crumbs: list[Crumb],
) -> Page:
    return desk.page(
        "voices",
        chunk.path,
        section="promises" if crumbs or desk.inside else "voices",
        title=chunk.title(title),
        description=lede,
        indexed=chunk.number == 1,
        heading=heading,
        lede=lede,
        choices=choices,
        crumbs=crumbs,
        pager=chunk,
        cards=[card(desk, voice) for voice in chunk.items],
    )


def _page(desk: Desk, voice: VoiceView, inside: VoiceInside | None) -> Page:
    shown = card(desk, voice)
    who = shown.who or desk.words.tree.voice.withheld
    day = desk.formats.day(voice.said_on)
    title = desk.say("voice.title", who=who, day=day)
    path = f"voices/{voice.id}/"
    index = structured.parent(desk, "voice", "voices/")
    return desk.page(
        "voice",
        path,
        section="evidence" if inside else "voices",
        title=title,
        description=", ".join(part for part in (who, shown.about) if part) + f". {_promised(desk, shown)}",
        json_ld=structured.breadcrumbs(desk, [index, Crumb(title, path)]),
        crumbs=[index],
        heading=title,
        card=shown,
        promise_cards=[cards.card(desk, desk.promises[promise]) for promise in voice.promises],
        cite=desk.say(
            "voice.cite",
            who=", ".join(part for part in (who, shown.about) if part),
            day=desk.formats.long_day(voice.said_on),
            organisation=desk.edition.publisher.name,
            url=desk.url(path) or "",
        ).strip(),
        extra=[*_checked(desk, voice), *(_inside_facts(desk, inside) if inside else [])],
    )


def _promised(desk: Desk, shown: VoiceCard) -> str:
    titles = desk.words.join(title for _, title in shown.promises)
    return desk.say("voice.title-about", promise=titles) + "." if titles else ""


def _checked(desk: Desk, voice: VoiceView) -> Iterator[tuple[str, str]]:
    how, on = voice.verified_how, desk.formats.day(voice.verified_on) if voice.verified_on else None
    if how or on:
        text = desk.say("voice.verified", how=how, day=on) if how and on else how or on or ""
        yield desk.words.tree.voice.checked, text


def thanked(desk: Desk, inside: VoiceInside) -> str:
    """Whom a voice thanks: roles by their title, people by name."""
    return desk.words.join([*map(desk.role_title, inside.thanked_roles), *inside.thanked_people])


def _inside_facts(desk: Desk, inside: VoiceInside) -> list[tuple[str, str]]:
    words = desk.words.tree.voice
    channels = desk.words.join(desk.say(f"voice.channel-names.{channel}") for channel in inside.channels)
    until = [day for day in (inside.consent_until, inside.review_by) if day]
    facts = (
        (words.thanks, thanked(desk, inside)),
        (words.channels, channels),
        (words.good_until, desk.formats.day(min(until)) if until else ""),
        (desk.words.tree.finder.where, words.public if inside.on_public_site else words.not_public),
    )
    return [(label, value) for label, value in facts if value]
