"""A voice in a card: the quote, and in the same card everything that makes it credible."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from kept.components.page_context import PageContext
    from kept.model.edition import VoiceView

_LENGTHS = (75, 120, 190, 300)
"""Up to so many characters a quote is set in the first, second... size: the shorter, the larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCard:
    """A quote and, in the same card, everything that makes it credible."""

    id: str
    head: Markup
    """The card as far as it is the same on every page: all but its links, and not closed."""
    body: Markup
    attributes: Markup
    """`lang` and `dir` of words in another language."""
    who: str | None
    """None: the speaker did not want the name shown."""
    about: str
    """Role, organisation, place."""
    disclosure: str | None
    """What ties the speaker to the organisation; it stands wherever the words stand."""
    said: str
    promises: tuple[tuple[str, str], ...]
    """(id, title)."""


def card(ctx: PageContext, voice: VoiceView) -> VoiceCard:
    """The card of a voice, made once."""
    made = ctx.voice_cards.get(voice.id)
    if made is None:
        made = ctx.voice_cards[voice.id] = _card(ctx, voice)
    return made


def _card(ctx: PageContext, voice: VoiceView) -> VoiceCard:
    body, language = ctx.quote(voice.body), attributes(ctx, voice.lang)
    where = about(voice)
    head = ctx.macro("voice", "head")(
        id=voice.id,
        size=1 + bisect_left(_LENGTHS, len(voice.body)),
        quoted=voice.edit != "paraphrase",
        attributes=language,
        body=body,
        initials=initials(voice.name) if voice.name else "",
        who=voice.name,
        about=where,
        disclosure=voice.disclosure,
        facts=facts(ctx, voice),
    )
    return VoiceCard(
        id=voice.id,
        head=head,
        body=body,
        attributes=language,
        who=voice.name,
        about=where,
        disclosure=voice.disclosure,
        said=ctx.formats.day(voice.said_on),
        promises=tuple((promise, ctx.promises[promise].title) for promise in voice.promises),
    )


def facts(ctx: PageContext, voice: VoiceView) -> tuple[tuple[str, str], ...]:
    """What makes a quote credible, each with its label; it stands wherever the words stand."""
    words = ctx.words.tree.voice
    found = (
        (words.expected, voice.expected),
        (words.said, ctx.formats.day(voice.said_on)),
        (words.source, ctx.say(f"voice.source-kinds.{voice.source_kind}")),
        (words.relationship, _relationship(ctx, voice)),
        (words.edit, _edit(ctx, voice)),
    )
    return tuple((label, value) for label, value in found if value)


def about(voice: VoiceView) -> str:
    """Role, organisation, place."""
    return ", ".join(part for part in (voice.role, voice.organisation, voice.place) if part)


def beside(ctx: PageContext, voice: VoiceView) -> str:
    """What must stand beside the words, as one text: who, what ties them to the organisation, and the facts."""
    who = ", ".join(part for part in (voice.name or ctx.words.tree.voice.withheld, about(voice)) if part)
    labelled = (f"{label}: {value}" for label, value in facts(ctx, voice))
    return " · ".join([who, *([voice.disclosure] if voice.disclosure else []), *labelled])


def attributes(ctx: PageContext, lang: str | None) -> Markup:
    """`lang` and `dir` for words in another language than the page's; nothing for its own."""
    if not lang or lang == ctx.formats.tag:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(lang, ctx.formats.direction_of(lang))


def initials(name: str) -> str:
    """The first letters of a name, two at most."""
    words = [word for word in name.split() if word[0].isalnum()]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else ""


def _relationship(ctx: PageContext, voice: VoiceView) -> str:
    relationship = ctx.say(f"voice.relationships.{voice.relationship}")
    if voice.incentive:
        return ctx.say("voice.incentive", relationship=relationship, incentive=voice.incentive)
    return ctx.say("voice.no-incentive", relationship=relationship) if voice.relationship != "paid" else relationship


def _edit(ctx: PageContext, voice: VoiceView) -> str:
    edit = ctx.say(f"voice.edits.{voice.edit}")
    if voice.edit == "translated" and voice.original_lang:
        language = ctx.formats.language(voice.original_lang)
        key = "voice.edits.translated-by" if voice.translated_by else "voice.edits.translated-from"
        edit = ctx.say(key, language=language, by=voice.translated_by or "")
    if voice.approved_edit_on:
        return ctx.say("voice.approved-by-speaker", edit=edit, day=ctx.formats.day(voice.approved_edit_on))
    return edit
