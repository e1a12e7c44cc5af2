"""What has been cleared, projected onto the fields that may be public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from kept.model.base import Audience
from kept.model.edition import (
    Change,
    MetricView,
    PersonView,
    PromiseView,
    PublisherView,
    StageView,
    StoryView,
    Tally,
    VoiceView,
)
from kept.model.period import Period
from kept.model.portfolio import Portfolio
from kept.model.register import Miss, Promise
from kept.model.verdict import Result, Status, Verdict
from kept.trust.cleared import Cleared
from kept.trust.items import metric_view, story_view, voice_view
from kept.trust.verdicts import Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """The parts that a public and an internal edition have in common, for one audience."""

    publisher: PublisherView
    stages: tuple[StageView, ...]
    promises: tuple[PromiseView, ...]
    voices: tuple[VoiceView, ...]
    stories: tuple[StoryView, ...]
    metrics: tuple[MetricView, ...]
    tally: Tally


def views(
    portfolio: Portfolio,
    cleared: Cleared,
    measured: Mapping[str, Measured],
    verdicts: Mapping[str, Verdict],
    audience: Audience,
) -> Views:
    """The views of everything cleared.

    Args:
        portfolio: names and journey.
        cleared: what this audience may see.
        measured: the known rows of each cleared metric.
        verdicts: of each cleared promise.
        audience: whose site it is.
    """
    people = {person.id: PersonView(name=person.name, title=person.title) for person in portfolio.register.people}
    voices = sorted(cleared.testimonials.values(), key=lambda voice: (voice.said_on, voice.id), reverse=True)
    stories = sorted(cleared.case_studies.values(), key=lambda story: (story.dates.start, story.id), reverse=True)
    under = cleared.shown_under
    below = _Below(
        _by_promise((voice.id for voice in voices), under), _by_promise((story.id for story in stories), under)
    )
    users = cleared.users()
    site_url = portfolio.register.organisation.site_url
    organisation = portfolio.register.organisation
    return Views(
        publisher=PublisherView(
            name=organisation.name,
            locale=organisation.locale,
            demo=organisation.demo,
            demo_note=organisation.demo_note,
            site_url=site_url.public if audience is Audience.PUBLIC else site_url.internal,
            corrections=organisation.corrections,
            note=organisation.publisher_note,
        ),
        stages=tuple(_stages(portfolio, cleared)),
        promises=tuple(
            _promise(promise, cleared, measured, verdicts[promise.id], people, below)
            for promise in cleared.promises.values()
        ),
        voices=tuple(voice_view(voice, under[voice.id], organisation.locale) for voice in voices),
        stories=tuple(story_view(story, under[story.id], portfolio, cleared) for story in stories),
        metrics=tuple(
            metric_view(metric, measured[metric.id], users[metric.id], people) for metric in cleared.metrics.values()
        ),
        tally=Tally(
            voices_shown=len(voices),
            voices_received=sum(
                1
                for voice in portfolio.testimonials.values()
                if audience is Audience.INTERNAL or voice.audience is Audience.PUBLIC
            ),
        ),
    )


class _Below(NamedTuple):
    """What stands under each promise, newest first."""

    voices: Mapping[str, list[str]]
    stories: Mapping[str, list[str]]


def _by_promise(ids: Iterable[str], under: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """By promise: those of the ids that stand under it, in their order."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for item in ids:
        for promise in under[item]:
            found[promise].append(item)
    return found


def _stages(portfolio: Portfolio, cleared: Cleared) -> Iterator[StageView]:
    used = {promise.stage for promise in cleared.promises.values()}
    for stage in portfolio.register.journey:
        if stage.id in used:
            yield StageView(id=stage.id, title=stage.title, question=stage.question)


def _promise(
    promise: Promise,
    cleared: Cleared,
    measured: Mapping[str, Measured],
    verdict: Verdict,
    people: Mapping[str, PersonView],
    below: _Below,
) -> PromiseView:
    misses = tuple(_misses(promise, verdict))
    return PromiseView(
        id=promise.id,
        statement=promise.statement,
        title=promise.title,
        kind=promise.kind,
        stage=promise.stage,
        owner=people.get(promise.owner) if promise.owner else None,
        made_on=promise.made_on,
        counts=promise.counts,
        excludes=promise.excludes,
        remedy=promise.remedy,
        qualifier=promise.wording.qualifier,
        first_result=promise.first_result,
        verdict=verdict,
        misses=misses,
        changes=tuple(_changes(promise, verdict, misses, measured)),
        retired=None,
        metrics=tuple(name for name in promise.metrics if name in cleared.metrics),
        voices=tuple(below.voices.get(promise.id, ())),
        stories=tuple(below.stories.get(promise.id, ())),
    )


def _misses(promise: Promise, verdict: Verdict) -> Iterator[Miss]:
    """What was said about missed periods of the record, newest first; words about anything else stay inside."""
    missed = {str(entry.period) for entry in verdict.record if entry.status is Status.MISSED}
    yield from sorted(
        (miss for miss in promise.misses if miss.period in missed), key=lambda miss: miss.period, reverse=True
    )


def _changes(
    promise: Promise, verdict: Verdict, misses: tuple[Miss, ...], measured: Mapping[str, Measured]
) -> list[Change]:
    """Everything dated about a promise, newest first."""
    changes = [Change(on=promise.made_on, kind="made")] if promise.made_on else []
    why = {miss.period: miss.why for miss in misses}
    for entry in verdict.record:
        changes += [
            _published(result, measured[result.metric], why.get(str(entry.period)))
            for result in entry.results
            if result.published_on and result.value is not None
        ]
    for name in promise.metrics:
        if name in measured:
            changes += _target_changes(promise, name)
            changes += _restated(measured[name])
    return sorted(changes, key=lambda change: (change.on, change.kind, str(change.period)), reverse=True)


def _published(result: Result, source: Measured, why: str | None) -> Change:
    """A result as it was published on its day: a correction is a change of its own, on a later day."""
    corrections = [entry for entry in source.metric.restatements if entry.period == str(result.period)]
    first = min(corrections, key=lambda entry: entry.on, default=None)
    value, met = result.value, result.met
    if first:
        value = first.was
        met = value >= result.target if result.direction == "at-least" else value <= result.target
    return Change(
        on=result.published_on or result.period.end,
        kind="result",
        period=result.period,
        metric=result.metric,
        value=value,
        target=result.target,
        kept=met,
        words=why if met is False else None,
    )


def _target_changes(promise: Promise, metric: str) -> Iterator[Change]:
    targets = sorted((target for target in promise.targets if target.metric == metric), key=lambda entry: entry.since)
    for before, target in pairwise(targets):
        yield Change(on=target.since, kind="target", metric=metric, value=target.level, was=before.level)


def _restated(source: Measured) -> Iterator[Change]:
    """What was corrected in the periods that can be seen."""
    for restated in source.metric.restatements:
        period = Period.parse(restated.period, source.metric.period)
        if period in source.rows:
            yield Change(
                on=restated.on,
                kind="restated",
                period=period,
                metric=source.metric.id,
                value=restated.now,
                was=restated.was,
                words=restated.why,
            )
