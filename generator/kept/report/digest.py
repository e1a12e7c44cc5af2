"""What is new since a day, for an e-mail or a channel: nothing in it that its readers may not see."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components.page_context import PageContext
from kept.model.edition import InternalEdition
from kept.model.verdict import Status
from kept.report.difference.verdict_changes import figure_in_words, target_in_words, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.model.edition import Edition, Held, PromiseView, VoiceView
    from kept.model.verdict import PeriodVerdict

_MISSED = frozenset((Status.MISSED, Status.PARTLY_KEPT))
_FEEDS = "feeds"
"""The output whose permission covers that a speaker is named away from the site's own pages."""


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of news."""

    text: str
    url: str | None = None
    more: tuple[str, ...] = ()
    """What is said below it."""


@dataclass(frozen=True, slots=True)
class Section:
    """News of one kind."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Everything new; empty sections are left out."""

    title: str
    about: str
    """From which day to which, and for whom."""
    sections: tuple[Section, ...]


def digest(before: Edition, now: Edition) -> Digest:
    """What an edition says that it did not say on an earlier day. Only the later edition is quoted.

    Args:
        before: the same site on the earlier day, as it was known then.
        now: the site today.
    """
    ctx = PageContext(now, (), {})
    sections = [
        Section("New results", tuple(_results(ctx, before))),
        Section("Misses, and what was changed", tuple(_misses(ctx, before))),
        *_voices(ctx, before),
        Section("New stories", tuple(_stories(ctx, before))),
        *_waiting(ctx),
    ]
    days = f"From {ctx.formats.long_day(before.as_of)} to {ctx.formats.long_day(now.as_of)}"
    whom = "for people who work here" if isinstance(now, InternalEdition) else "as the public site says it"
    return Digest(
        title=f"{now.publisher.name}: what is new",
        about=" ".join(filter(None, [f"{days}, {whom}.", ctx.demo])),
        sections=tuple(one for one in sections if one.lines),
    )


def _results(ctx: PageContext, before: Edition) -> Iterator[Line]:
    known = {promise.id: {one.period: one for one in promise.verdict.record} for promise in before.promises}
    for promise in ctx.edition.promises:
        url = ctx.url(f"promises/{promise.id}/")
        if promise.id not in known:
            record = promise.verdict.record
            count = f"{len(record)} result{'s' if len(record) != 1 else ''} on record"
            last = record[-1] if record else None
            told = f"; the last: {ctx.formats.period(last.period)}, {word(last.status)}" if last else ""
            yield Line(f"On the site since then: {_named(promise)} ({count}{told})", url)
            continue
        for entry in promise.verdict.record:
            was = known[promise.id].get(entry.period)
            if was is None or _said(was) != _said(entry):
                yield Line(_result(ctx, promise, entry, was), url)


def _named(promise: PromiseView) -> str:
    """A promise's title within a sentence."""
    return promise.title.rstrip(".")


def _said(entry: PeriodVerdict) -> tuple[object, ...]:
    return entry.status, tuple((one.metric, one.value, one.numerator, one.n, one.target) for one in entry.results)


def _result(ctx: PageContext, promise: PromiseView, entry: PeriodVerdict, was: PeriodVerdict | None) -> str:
    figures = []
    for one in entry.results:
        metric = ctx.metrics.get(one.metric)
        unit = metric.unit if metric else ""
        figures.append(f"{figure_in_words(one, ctx.formats, unit)}, {target_in_words(one, ctx.formats, unit)}")
    changed = f" (was {word(was.status)})" if was and was.status is not entry.status else ""
    corrected = " (corrected)" if was and was.status is entry.status else ""
    told = f": {'; '.join(figures)}" if figures else ""
    return f"{_named(promise)}, {ctx.formats.period(entry.period)}: {word(entry.status)}{changed}{corrected}{told}"


def _misses(ctx: PageContext, before: Edition) -> Iterator[Line]:
    """Every period that is missed now and was not then, and every explanation that is new."""
    told = {promise.id: set(promise.misses) for promise in before.promises}
    missed = {
        (promise.id, one.period)
        for promise in before.promises
        for one in promise.verdict.record
        if one.status in _MISSED
    }
    for promise in (one for one in ctx.edition.promises if one.id in told):
        explained = {one.period: one for one in promise.misses}
        for entry in promise.verdict.record:
            miss = explained.get(str(entry.period))
            is_new = (promise.id, entry.period) not in missed
            is_explained_since = miss is not None and miss not in told[promise.id]
            if entry.status not in _MISSED or not (is_new or is_explained_since):
                continue
            texts = (
                (("Why", miss.why), ("Changed since", miss.changed), ("Customers got", miss.customers_got))
                if miss
                else ()
            )
            more = tuple(f"{name}: {' '.join(text.split())}" for name, text in texts if text)
            title = f"{_named(promise)}, {ctx.formats.period(entry.period)}: {word(entry.status)}"
            yield Line(title, ctx.url(f"promises/{promise.id}/"), more or ("Nobody has said yet why.",))


def _voices(ctx: PageContext, before: Edition) -> Iterator[Section]:
    """New voices: per role inside, per promise on the public site."""
    known = {voice.id for voice in before.voices}
    fresh = [voice for voice in ctx.edition.voices if voice.id not in known]
    if ctx.inside is None:
        groups = [(_named(promise), {promise.id}) for promise in ctx.edition.promises]
    else:
        groups = [(f"for {role.title}", set(role.promises)) for role in ctx.inside.roles]
        others = {promise.id for promise in ctx.edition.promises}.difference(*(ids for _, ids in groups))
        groups.append(("for promises that no role has", others))
    for name, promises in groups:
        lines = tuple(_voice(ctx, voice) for voice in fresh if not promises.isdisjoint(voice.promises))
        if lines:
            yield Section(f"New voices, {name}", lines)


def _voice(ctx: PageContext, voice: VoiceView) -> Line:
    """Who says something, as far as they want to be named away from the site's pages; never their words."""
    about = ", ".join(_named(ctx.promises[one]) for one in voice.promises if one in ctx.promises)
    may_be_named = ctx.inside is not None or _FEEDS in voice.outputs
    who = ", ".join(filter(None, (voice.name, voice.role, voice.organisation))) if may_be_named else ""
    return Line(f"{who or 'A customer'}, about: {about}", ctx.url(f"voices/{voice.id}/"))


def _stories(ctx: PageContext, before: Edition) -> Iterator[Line]:
    known = {story.id for story in before.stories}
    for story in ctx.edition.stories:
        if story.id not in known:
            may_be_told = ctx.inside is not None or _FEEDS in story.outputs
            yield Line(story.title if may_be_told else "A customer's story", ctx.url(f"stories/{story.id}/"))


def _waiting(ctx: PageContext) -> Iterator[Section]:
    """What waits, by the people it waits for. Inside only."""
    by_person: defaultdict[str, list[Held]] = defaultdict(list)
    for one in ctx.inside.held if ctx.inside else ():
        for person in one.waits_on:
            by_person[person.name].append(one)
    for name, entries in by_person.items():
        yield Section(f"Waiting for {name}", tuple(Line(_held(ctx, one), ctx.url("review/")) for one in entries))


def _held(ctx: PageContext, one: Held) -> str:
    about = ", ".join(_named(ctx.promises[promise]) for promise in one.promises)
    named = ctx.say(f"review.kind.{one.kind}") if one.item else ctx.say(f"review.unnamed.{one.kind}")
    why = " ".join(ctx.say(f"review.rule.{code}") for code in one.codes)
    return f"{named}{f' ({one.item})' if one.item else ''}{f', about: {about}' if about else ''}. {why}"


def shortened(lines: Iterable[Line], most: int) -> list[Line]:
    """The first lines, and how many more there are."""
    found = list(lines)
    return found if len(found) <= most else [*found[:most], Line(f"and {len(found) - most} more")]
