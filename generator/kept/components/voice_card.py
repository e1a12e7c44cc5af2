"""The card of a voice: the quote with everything a reader needs to judge it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from kept.components.verdict_then import Then, verdicts_then
from kept.language.scripts import foreign_script

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kept.components.page_context import PageContext
    from kept.model.edition import VoiceView
    from kept.model.stated import MarkedText

_LENGTHS = (75, 120, 190, 300)
"""The most characters of a quote for each type size, largest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCard:
    """A quote, with everything in the same card that a reader needs to judge it."""

    id: str
    head: Markup
    """The part of the card that is the same on every page: without links, and not closed."""
    body: Markup
    attributes: Markup
    """`lang` and `dir` for words in another language."""
    who: str | None
    """None where the speaker did not want the name shown, or where it is unknown."""
    called: str
    """The name, or the reason why there is none."""
    about: str
    """Role, organisation, place."""
    disclosure: str | None
    """The speaker's connection to the organisation; shown wherever the words are."""
    said: str
    promises: tuple[tuple[str, str], ...]
    """(id, title)."""
    then: tuple[Then, ...]
    """Of criticism: what was judged of the period of which it speaks."""


def card(ctx: PageContext, voice: VoiceView) -> VoiceCard:
    """The card of a voice; created once."""
    made = ctx.voice_cards.get(voice.id)
    if made is None:
        made = ctx.voice_cards[voice.id] = _card(ctx, voice)
    return made


def _card(ctx: PageContext, voice: VoiceView) -> VoiceCard:
    body, language = ctx.quote(voice.body), attributes(ctx, voice.lang, voice.body)
    where = about(voice)
    head = ctx.macro("voice", "head")(
        id=voice.id,
        size=1 + bisect_left(_LENGTHS, len(voice.body)),
        quoted=voice.edit != "paraphrase",
        attributes=language,
        body=body,
        initials=initials(voice.name) if voice.name else "",
        who=called(ctx, voice),
        about=where,
        disclosure=voice.disclosure,
        notes=notes(ctx, voice),
        line=line(ctx, voice),
    )
    return VoiceCard(
        id=voice.id,
        head=head,
        body=body,
        attributes=language,
        who=voice.name,
        called=called(ctx, voice),
        about=where,
        disclosure=voice.disclosure,
        said=ctx.formats.when(voice.said_on),
        promises=tuple((promise, ctx.promises[promise].title) for promise in voice.promises),
        then=tuple(verdicts_then(ctx, voice)),
    )


def says(cards: Iterable[VoiceCard]) -> Iterator[MarkedText]:
    """The verdicts that stand beside words."""
    return (then.said for card in cards for then in card.then)


def facts(ctx: PageContext, voice: VoiceView) -> tuple[tuple[str, str], ...]:
    """The facts about a quote, each with its label; shown wherever the words are."""
    words = ctx.words.tree.voice
    found = (
        (words.expected, voice.expected),
        (words.said, ctx.formats.when(voice.said_on)),
        (words.source, ctx.say(f"voice.source-kinds.{voice.source_kind}")),
        (words.relationship, _relationship(ctx, voice)),
        (words.edit, edited(ctx, voice)),
        (words.then, then(ctx, voice)),
    )
    return tuple((label, value) for label, value in found if value)


def line(ctx: PageContext, voice: VoiceView) -> str:
    """When, how and as what it was said, on one line: "3 Sept 2026, by e-mail, customer, not paid for this"."""
    how = ctx.say(f"voice.how.{voice.source_kind}")
    return ", ".join((ctx.formats.when(voice.said_on), how, _tied(ctx, voice)))


def then(ctx: PageContext, voice: VoiceView) -> str:
    """Of criticism: what was judged of the period of which it speaks, as plain text; empty where there is nothing."""
    return "; ".join(one.text for one in verdicts_then(ctx, voice))


def then_note(ctx: PageContext, voice: VoiceView) -> tuple[str, ...]:
    """The same as a sentence with its label, for papers and pictures."""
    found = then(ctx, voice)
    return (f"{ctx.words.tree.voice.then}: {found}",) if found else ()


def notes(ctx: PageContext, voice: VoiceView) -> tuple[str, ...]:
    """What is not as a reader takes it to be: words that were changed, and what most customers get instead."""
    changed = () if voice.edit == "verbatim" else (f"{edited(ctx, voice)}.",)
    usual = (f"{ctx.words.tree.voice.expected}: {voice.expected}",) if voice.expected else ()
    return (*usual, *changed)


def called(ctx: PageContext, voice: VoiceView) -> str:
    """The speaker's name; otherwise the reason why there is none."""
    words = ctx.words.tree.voice
    return voice.name or (words.withheld if voice.is_known else words.unknown)


def people(voices: Iterable[VoiceView]) -> list[VoiceView]:
    """The voices without further ones of the same person: one for each person."""
    seen: dict[int | str, VoiceView] = {}
    for voice in voices:
        seen.setdefault(voice.id if voice.person is None else voice.person, voice)
    return list(seen.values())


def newest(voices: Sequence[VoiceView], count: int) -> list[VoiceView]:
    """The newest of these voices; one that is no praise is among the first two where there is any."""
    critical = next((voice for voice in voices if voice.tone != "praise"), None)
    shown = list(voices[:count])
    if critical is None or critical in shown[:2]:
        return shown
    return [*shown[:1], critical, *(voice for voice in shown[1:] if voice is not critical)][:count]


def about(voice: VoiceView) -> str:
    """Role, organisation, place."""
    return ", ".join(part for part in (voice.role, voice.organisation, voice.place) if part)


def beside(ctx: PageContext, voice: VoiceView) -> str:
    """Everything that must be shown with the words, as one text: the speaker, their connection and the facts."""
    who = ", ".join(part for part in (called(ctx, voice), about(voice)) if part)
    labelled = (f"{label}: {value}" for label, value in facts(ctx, voice))
    return " · ".join([who, *([voice.disclosure] if voice.disclosure else []), *labelled])


def attributes(ctx: PageContext, lang: str | None, words: str) -> Markup:
    """`lang` and `dir` for words in another language than the page's; otherwise empty.

    Words in another script without a named language get `dir="auto"`.
    """
    if not lang or lang == ctx.formats.tag:
        is_foreign = foreign_script(words, ctx.formats.tag)
        return Markup(' dir="auto"') if is_foreign else Markup("")
    return Markup(' lang="{}" dir="{}"').format(lang, ctx.formats.direction_of(lang))


def initials(name: str) -> str:
    """The initials of a name, at most two."""
    words = [word for word in name.split() if word[0].isalnum()]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else ""


def _relationship(ctx: PageContext, voice: VoiceView) -> str:
    return _given(ctx, voice, ctx.say(f"voice.relationships.{voice.relationship}"))


def _tied(ctx: PageContext, voice: VoiceView) -> str:
    """The same as `_relationship`, within a sentence."""
    return _given(ctx, voice, ctx.say(f"voice.tied.{voice.relationship}"))


def _given(ctx: PageContext, voice: VoiceView, relationship: str) -> str:
    if voice.incentive:
        return ctx.say("voice.incentive", relationship=relationship, incentive=voice.incentive)
    return ctx.say("voice.no-incentive", relationship=relationship) if voice.relationship != "paid" else relationship


def edited(ctx: PageContext, voice: VoiceView) -> str:
    """What was done to the words: nothing, shortened, reworded or translated, and whether the speaker agreed."""
    edit = ctx.say(f"voice.edits.{voice.edit}")
    if voice.edit == "translated" and voice.original_lang:
        language = ctx.formats.language(voice.original_lang)
        key = "voice.edits.translated-by" if voice.translated_by else "voice.edits.translated-from"
        edit = ctx.say(key, language=language, by=voice.translated_by or "")
    if voice.approved_edit_on:
        return ctx.say("voice.approved-by-speaker", edit=edit, day=ctx.formats.day(voice.approved_edit_on))
    return edit
