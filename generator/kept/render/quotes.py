"""A voice in a card: the quote, and in the same card everything that makes it credible."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from kept.model.edition import VoiceView
    from kept.render.desk import Desk

_LENGTHS = (75, 120, 190, 300)
"""Up to so many characters a quote is set in the first, second... size: the shorter, the larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCard:
    """A quote and, in the same card, everything that makes it credible."""

    id: str
    size: int
    """From 1, for the shortest quotes."""
    quoted: bool
    """It is a quotation: words that were not reworded."""
    attributes: Markup
    """`lang` and `dir` of words in another language."""
    body: Markup
    who: str | None
    """None: the speaker did not want the name shown."""
    about: str
    """Role, organisation, place."""
    initials: str
    said: str
    facts: tuple[tuple[str, str], ...]
    disclosure: str | None
    promises: tuple[tuple[str, str], ...]
    """(id, title)."""
    stages: frozenset[str]


def card(desk: Desk, voice: VoiceView) -> VoiceCard:
    """The card of a voice, made once."""
    made = desk.voice_cards.get(voice.id)
    if made is None:
        made = desk.voice_cards[voice.id] = _card(desk, voice)
    return made


def _card(desk: Desk, voice: VoiceView) -> VoiceCard:
    promises = [desk.promises[promise] for promise in voice.promises]
    return VoiceCard(
        id=voice.id,
        size=1 + bisect_left(_LENGTHS, len(voice.body)),
        quoted=voice.edit != "paraphrase",
        attributes=attributes(desk, voice.lang),
        body=desk.quote(voice.body),
        who=voice.name,
        about=", ".join(part for part in (voice.role, voice.organisation, voice.place) if part),
        initials=initials(voice.name) if voice.name else "",
        said=desk.formats.day(voice.said_on),
        facts=(
            (desk.words.tree.voice.said, desk.formats.day(voice.said_on)),
            (desk.words.tree.voice.source, desk.say(f"voice.source-kinds.{voice.source_kind}")),
            (desk.words.tree.voice.relationship, _relationship(desk, voice)),
            (desk.words.tree.voice.edit, _edit(desk, voice)),
        ),
        disclosure=voice.disclosure,
        promises=tuple((promise.id, promise.title) for promise in promises),
        stages=frozenset(promise.stage for promise in promises if promise.stage),
    )


def attributes(desk: Desk, lang: str | None) -> Markup:
    """`lang` and `dir` for words in another language than the page's; nothing for its own."""
    if not lang or lang == desk.formats.tag:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(lang, desk.formats.direction_of(lang))


def initials(name: str) -> str:
    """The first letters of a name, two at most."""
    words = [word for word in name.split() if word[0].isalnum()]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else ""


def _relationship(desk: Desk, voice: VoiceView) -> str:
    relationship = desk.say(f"voice.relationships.{voice.relationship}")
    if voice.incentive:
        return desk.say("voice.incentive", relationship=relationship, incentive=voice.incentive)
    return desk.say("voice.no-incentive", relationship=relationship) if voice.relationship != "paid" else relationship


def _edit(desk: Desk, voice: VoiceView) -> str:
    edit = desk.say(f"voice.edits.{voice.edit}")
    if voice.edit == "translated" and voice.original_lang:
        language = desk.formats.language(voice.original_lang)
        key = "voice.edits.translated-by" if voice.translated_by else "voice.edits.translated-from"
        edit = desk.say(key, language=language, by=voice.translated_by or "")
    if voice.approved_edit_on:
        return desk.say("voice.approved-by-speaker", edit=edit, day=desk.formats.day(voice.approved_edit_on))
    return edit
