"""The public home page: the counted headline, the ledger, the promises, the misses, voices and a story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.components import headline, promise_card, verdict_mark, voice_card
from kept.outputs import structured_data
from kept.pages import stories
from kept.pages.page import on_public_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.components.page_context import PageContext
    from kept.components.promise_card import PromiseCard, Shortfall
    from kept.model.edition import PromiseView, VoiceView
    from kept.model.page import Page
    from kept.model.stated import MarkedText

LEDGER = 12
"""The most promises in the ledger. With more, the grid shows only a few."""
GRID = 6
STAGES = 8
"""The most stages that the stylesheet can filter by."""
SHORT = 3
VOICES = 3
_NEEDED = frozenset({"count:promises", "count:kept"})


@on_public_site
def page(ctx: PageContext) -> Page:
    """The home page."""
    promises = headline.living(ctx)
    few = len(promises) <= LEDGER
    shown = [promise_card.card(ctx, promise) for promise in (promises if few else promises[:GRID])]
    misses = [promise for promise in promises if promise.verdict.status.has_missed]
    voices = voices_shown(ctx)
    spoken = [voice_card.card(ctx, voice) for voice in voices]
    stages = _stages(ctx, shown) if few else []
    told, facts = headline.headline(ctx), headline.behind(ctx)
    return ctx.page(
        "home",
        "",
        section="promises",
        title=_title(ctx),
        description=ctx.say("home.description", organisation=ctx.edition.publisher.name),
        json_ld=structured_data.site(ctx),
        headline=headline.marked(told),
        must_say=[*_says(told, shown, facts), *voice_card.says(spoken)],
        others=headline.others(ctx),
        total=len(ctx.edition.promises),
        living=len(promises),
        ledger=[promise_card.card(ctx, promise) for promise in promises[:LEDGER]],
        key=verdict_mark.key(ctx, (promise.verdict.record for promise in promises[:LEDGER])),
        has_results=any(promise.verdict.record for promise in ctx.edition.promises),
        ledger_label=_ledger_label(ctx, promises[:LEDGER]),
        cards=shown,
        halves=1 if len(shown) == 1 else (0, 4, 2)[len(shown) % 3],
        stages=stages,
        stage_numbers={stage: number for number, (stage, _) in enumerate(stages, start=1)},
        shortfalls=[_short(ctx, promise) for promise in misses[:SHORT]],
        more_short=max(0, len(misses) - SHORT),
        voice_cards=spoken,
        voices_lede=_voices_lede(ctx, voices),
        voices_total=len(ctx.edition.voices),
        story=stories.card(ctx, ctx.edition.stories[0]) if ctx.edition.stories else None,
        stories_total=len(ctx.edition.stories),
        facts=facts,
        demo=ctx.demo,
    )


def _says(
    told: headline.Headline, shown: Iterable[PromiseCard], facts: Iterable[headline.Fact]
) -> Iterator[MarkedText]:
    yield from (said for said in headline.counts(told) if said.mark in _NEEDED)
    for card in shown:
        yield from card.says
    for fact in facts:
        yield from fact.says


def _title(ctx: PageContext) -> str:
    return ctx.say("site.public", organisation=ctx.edition.publisher.name)


def _short(ctx: PageContext, promise: PromiseView) -> tuple[PromiseCard, Shortfall]:
    found = promise_card.shortfall(ctx, promise)
    assert found is not None  # noqa: S101  the caller passes only missed promises
    return promise_card.card(ctx, promise), found


def _ledger_label(ctx: PageContext, promises: list[PromiseView]) -> str:
    """The label of the strips in the ledger."""
    periods = [one.period for promise in promises for one in promise.verdict.record[-verdict_mark.STRIP :]]
    longest = max((len(promise.verdict.record) for promise in promises), default=0)
    if not longest:
        return ""
    count = min(longest, verdict_mark.STRIP)
    if len({period.cadence for period in periods}) > 1:
        return ctx.say("home.ledger-mixed")
    noun = verdict_mark.cadence(ctx, periods, count)
    return ctx.say("home.ledger-last", count, periods=noun) if count > 1 else ctx.say("home.ledger-mixed")


def _stages(ctx: PageContext, shown: list[PromiseCard]) -> list[tuple[str, str]]:
    """The stages to filter by: (id, title); empty where there are fewer than two."""
    used = {card.stage for card in shown}
    found = [(stage.id, stage.title) for stage in ctx.edition.stages if stage.id in used]
    return found if 1 < len(found) <= STAGES else []


def voices_shown(ctx: PageContext) -> list[VoiceView]:
    """The newest voices of different promises, including the newest one that is not praise, if there is one."""
    chosen: list[VoiceView] = []
    covered: set[str] = set()
    critical = next((voice for voice in ctx.edition.voices if voice.tone != "praise"), None)
    for voice in (*([critical] if critical else []), *ctx.edition.voices):
        if len(chosen) < VOICES and voice not in chosen and not covered.intersection(voice.promises):
            chosen.append(voice)
            covered.update(voice.promises)
    rest = [voice for voice in ctx.edition.voices if voice not in chosen]
    chosen += rest[: VOICES - len(chosen)]
    return sorted(chosen, key=ctx.edition.voices.index)


def _voices_lede(ctx: PageContext, voices: list[VoiceView]) -> str:
    if not voices:
        return ""
    tally, number = ctx.edition.tally, ctx.formats.number
    counted = ctx.say(
        "home.voices-shown",
        len(voices),
        shown=number(tally.voices_shown),
        received=number(tally.voices_received),
    )
    critical = any(voice.tone != "praise" for voice in voices)
    return f"{counted} {ctx.say('home.voices-critical')}" if critical and len(voices) > 1 else counted
