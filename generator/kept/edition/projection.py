"""Reduces everything that was cleared to the fields that may be public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from kept.edition.clearance import Clearance
from kept.edition.evidence_projection import metric_view, story_view, voice_view
from kept.edition.speakers import speakers
from kept.model.edition import (
    MetricView,
    PersonView,
    PromiseView,
    PublisherView,
    StageView,
    StoryView,
    Tally,
    VoiceView,
)
from kept.model.evidence import CaseStudy, Testimonial
from kept.model.fields import Audience
from kept.model.policy import Channels
from kept.model.portfolio import Portfolio
from kept.model.register import Promise
from kept.model.verdict import Verdict
from kept.model.when import earliest
from kept.record.changes import changes, misses
from kept.record.wordings import wordings
from kept.verdicts.measured import Measured
from kept.verdicts.strength import strength


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
    cleared: Clearance,
    measured: Mapping[str, Measured],
    verdicts: Mapping[str, Verdict],
    audience: Audience,
    as_of: date,
    alike: Iterable[VoiceView] = (),
) -> Views:
    """The views of everything cleared.

    Args:
        portfolio: gives names and the journey.
        cleared: what this audience may see.
        measured: the rows of each cleared metric that were known on the day.
        verdicts: the verdict of each cleared promise.
        audience: whose site it is.
        as_of: the day.
        alike: the testimonials of the other site. One that is shown with the same promises here is reused.
    """
    people = {person.id: PersonView(name=person.name, title=person.title) for person in portfolio.register.people}
    voices = sorted(cleared.testimonials.values(), key=lambda voice: (earliest(voice.said_on), voice.id), reverse=True)
    stories = sorted(cleared.case_studies.values(), key=lambda story: (story.dates.start, story.id), reverse=True)
    under = cleared.shown_under
    below = _Below(
        _by_promise((voice.id for voice in voices), under), _by_promise((story.id for story in stories), under)
    )
    made = {(voice.id, voice.promises): voice for voice in alike}
    people_speaking = speakers(portfolio.testimonials.values())
    users = cleared.users()
    site_url = portfolio.register.organisation.site_url
    organisation = portfolio.register.organisation
    policy = portfolio.trusted.policy
    channels = policy.channels if policy else Channels()
    return Views(
        publisher=PublisherView(
            name=organisation.name,
            locale=organisation.locale,
            demo=organisation.demo,
            demo_note=organisation.demo_note,
            site_url=site_url.public if audience is Audience.PUBLIC else site_url.internal,
            corrections=organisation.corrections,
            note=organisation.publisher_note,
            words_approved=policy is not None and bool(policy.require.site),
            four_eyes=policy is None or policy.four_eyes,
        ),
        stages=tuple(_stages(portfolio, cleared)),
        promises=tuple(
            _promise(promise, cleared, measured, verdicts[promise.id], people, below, as_of)
            for promise in cleared.promises.values()
        ),
        voices=tuple(
            made.get((voice.id, under[voice.id]))
            or voice_view(voice, under[voice.id], organisation.locale, channels, people_speaking[voice.id])
            for voice in voices
        ),
        stories=tuple(story_view(story, under[story.id], portfolio, cleared) for story in stories),
        metrics=tuple(
            metric_view(metric, measured[metric.id], users[metric.id], people, cleared.metrics)
            for metric in cleared.metrics.values()
        ),
        tally=Tally(
            voices_shown=len(voices),
            voices_received=_offered(portfolio.testimonials.values(), audience),
            stories_shown=len(stories),
            stories_received=_offered(portfolio.case_studies.values(), audience),
            promises_to_employees=sum(one.audience is Audience.INTERNAL for one in portfolio.register.promises),
            promises_not_shown=sum(
                one.audience is Audience.PUBLIC and one.id not in cleared.promises
                for one in portfolio.register.promises
            ),
        ),
    )


def _offered(items: Iterable[Testimonial | CaseStudy], audience: Audience) -> int:
    """The number of items meant for this audience, shown or not."""
    return sum(audience is Audience.INTERNAL or item.audience is Audience.PUBLIC for item in items)


class _Below(NamedTuple):
    """The evidence shown with each promise, newest first."""

    voices: Mapping[str, list[str]]
    stories: Mapping[str, list[str]]


def _by_promise(ids: Iterable[str], under: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """By promise: the ids that are shown with it, in their order."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for item in ids:
        for promise in under[item]:
            found[promise].append(item)
    return found


def _stages(portfolio: Portfolio, cleared: Clearance) -> Iterator[StageView]:
    used = {promise.stage for promise in cleared.promises.values()}
    for stage in portfolio.register.journey:
        if stage.id in used:
            yield StageView(id=stage.id, title=stage.title, question=stage.question)


def _promise(
    promise: Promise,
    cleared: Clearance,
    measured: Mapping[str, Measured],
    verdict: Verdict,
    people: Mapping[str, PersonView],
    below: _Below,
    as_of: date,
) -> PromiseView:
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
        misses=misses(promise, verdict),
        changes=changes(promise, verdict, measured, as_of),
        retired=promise.retired,
        due=promise.due,
        strength=strength(promise, measured, has_voices=promise.id in below.voices or promise.id in below.stories),
        metrics=tuple(name for name in promise.metrics if name in cleared.metrics),
        voices=tuple(below.voices.get(promise.id, ())),
        stories=tuple(below.stories.get(promise.id, ())),
        wordings=wordings(promise),
    )
