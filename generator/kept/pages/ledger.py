"""The ledger of voices: who was asked when, when they may be asked again, and until when their words may be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components import may_use, voice_card
from kept.components.pagination import chunks
from kept.pages.page import on_internal_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.components.page_context import PageContext
    from kept.model.edition import InternalEdition, SpeakerInside, VoiceView
    from kept.model.page import Page

PATH = "voices/"
CHUNK = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One voice."""

    id: str
    who: str
    about: str
    promises: tuple[tuple[str, str], ...]
    said: str
    asked: str
    free: str
    is_free: bool
    until: str


@on_internal_site
def pages(ctx: PageContext, edition: InternalEdition) -> Iterator[Page]:
    """The ledger, those who may be asked again the latest last."""
    words = ctx.words.tree.ledger
    rows = [_row(ctx, *pair) for pair in zip(edition.voices, edition.speakers, strict=False)]
    for chunk in chunks(ctx, PATH, rows, CHUNK):
        yield ctx.page(
            "ledger",
            chunk.path,
            section="evidence",
            title=chunk.title(words.index),
            description=ctx.say("ledger.lede", len(rows)) if rows else words.none,
            rows=chunk.items,
            pager=chunk,
            total=len(rows),
        )


def _row(ctx: PageContext, voice: VoiceView, speaker: SpeakerInside) -> Row:
    formats, entry = ctx.formats, may_use.of_item(ctx, voice.id)
    return Row(
        id=voice.id,
        who=voice_card.called(ctx, voice),
        about=voice_card.about(voice),
        promises=tuple((promise, ctx.promises[promise].title) for promise in voice.promises),
        said=formats.when(voice.said_on),
        asked=formats.day(speaker.asked_on) if speaker.asked_on else ctx.say("ledger.never"),
        free=formats.day(speaker.free_on) if speaker.free_on else ctx.say("ledger.now"),
        is_free=speaker.free_on is None,
        until=(may_use.last_day(ctx, entry) if entry else "") or ctx.say("ledger.no-end"),
    )
