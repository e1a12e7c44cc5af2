"""The public home: the counted headline, the ledger, the promises, the misses, voices and a story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.render import cards, marks, quotes, stories, structured, summary

if TYPE_CHECKING:
    from kept.model.edition import PromiseView, VoiceView
    from kept.render.cards import PromiseCard, Shortfall
    from kept.render.desk import Desk
    from kept.render.page import Page

LEDGER = 12
"""How many promises the ledger shows; with more, the grid shows only its own few."""
GRID = 6
STAGES = 8
"""How many stages the stylesheet can filter by."""
SHORT = 3
VOICES = 3


def page(desk: Desk) -> Page:
    """The home."""
    promises = summary.living(desk)
    few = len(promises) <= LEDGER
    shown = [cards.card(desk, promise) for promise in (promises if few else promises[:GRID])]
    misses = [promise for promise in promises if promise.verdict.status.has_missed]
    voices = voices_shown(desk)
    stages = _stages(desk, shown) if few else []
    return desk.page(
        "home",
        "",
        section="promises",
        title=_title(desk),
        description=desk.say("home.description", organisation=desk.edition.publisher.name),
        json_ld=structured.site(desk),
        headline=summary.headline(desk),
        total=len(desk.edition.promises),
        living=len(promises),
        ledger=[cards.card(desk, promise) for promise in promises[:LEDGER]],
        key=marks.key(desk, (promise.verdict.record for promise in promises[:LEDGER])),
        has_results=any(promise.verdict.record for promise in desk.edition.promises),
        ledger_label=_ledger_label(desk, promises[:LEDGER]),
        cards=shown,
        halves=1 if len(shown) == 1 else (0, 4, 2)[len(shown) % 3],
        stages=stages,
        stage_numbers={stage: number for number, (stage, _) in enumerate(stages, start=1)},
        shortfalls=[_short(desk, promise) for promise in misses[:SHORT]],
        more_short=max(0, len(misses) - SHORT),
        voice_cards=[quotes.card(desk, voice) for voice in voices],
        voices_lede=_voices_lede(desk, voices),
        voices_total=len(desk.edition.voices),
        story=stories.card(desk, desk.edition.stories[0]) if desk.edition.stories else None,
        stories_total=len(desk.edition.stories),
        facts=summary.behind(desk),
        demo=desk.demo,
    )


def _title(desk: Desk) -> str:
    return desk.say("site.public", organisation=desk.edition.publisher.name)


def _short(desk: Desk, promise: PromiseView) -> tuple[PromiseCard, Shortfall]:
    found = cards.shortfall(desk, promise)
    assert found is not None  # noqa: S101  only missed promises come here
    return cards.card(desk, promise), found


def _ledger_label(desk: Desk, promises: list[PromiseView]) -> str:
    """What the strips of the ledger show."""
    periods = [one.period for promise in promises for one in promise.verdict.record[-marks.STRIP :]]
    longest = max((len(promise.verdict.record) for promise in promises), default=0)
    if not longest:
        return ""
    count = min(longest, marks.STRIP)
    if len({period.cadence for period in periods}) > 1:
        return desk.say("home.ledger-mixed")
    noun = marks.cadence(desk, periods, count)
    return desk.say("home.ledger-last", count, periods=noun) if count > 1 else desk.say("home.ledger-mixed")


def _stages(desk: Desk, shown: list[PromiseCard]) -> list[tuple[str, str]]:
    """The stages worth a filter: (id, title), where there are at least two."""
    used = {card.stage for card in shown}
    found = [(stage.id, stage.title) for stage in desk.edition.stages if stage.id in used]
    return found if 1 < len(found) <= STAGES else []


def voices_shown(desk: Desk) -> list[VoiceView]:
    """The newest voices of different promises, with the newest that is no praise among them where there is one."""
    chosen: list[VoiceView] = []
    covered: set[str] = set()
    critical = next((voice for voice in desk.edition.voices if voice.tone != "praise"), None)
    for voice in (*([critical] if critical else []), *desk.edition.voices):
        if len(chosen) < VOICES and voice not in chosen and not covered.intersection(voice.promises):
            chosen.append(voice)
            covered.update(voice.promises)
    rest = [voice for voice in desk.edition.voices if voice not in chosen]
    chosen += rest[: VOICES - len(chosen)]
    return sorted(chosen, key=desk.edition.voices.index)


def _voices_lede(desk: Desk, voices: list[VoiceView]) -> str:
    if not voices:
        return ""
    tally, number = desk.edition.tally, desk.formats.number
    counted = desk.say(
        "home.voices-shown",
        len(voices),
        shown=number(tally.voices_shown),
        received=number(tally.voices_received),
    )
    critical = any(voice.tone != "praise" for voice in voices)
    return f"{counted} {desk.say('home.voices-critical')}" if critical and len(voices) > 1 else counted
