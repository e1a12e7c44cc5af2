"""What has been cleared, projected onto the fields that may be public."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from kept.model.base import Audience
from kept.model.edition import (
    CalloutView,
    Change,
    ImageView,
    MetricView,
    PersonView,
    PromiseView,
    PublisherView,
    RowView,
    StageView,
    StoryView,
    Tally,
    VoiceView,
)
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.period import Period
from kept.model.portfolio import Portfolio
from kept.model.register import Miss, Promise
from kept.model.verdict import Status, Verdict
from kept.trust.cleared import Cleared
from kept.trust.consent import permits_name
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
    site_url = portfolio.register.organisation.site_url
    organisation = portfolio.register.organisation
    return Views(
        publisher=PublisherView(
            name=organisation.name,
            locale=organisation.locale,
            demo=organisation.demo,
            site_url=site_url.public if audience is Audience.PUBLIC else site_url.internal,
            corrections=organisation.corrections,
            note=organisation.publisher_note,
        ),
        stages=tuple(_stages(portfolio, cleared)),
        promises=tuple(
            _promise(promise, cleared, measured, verdicts[promise.id], people, _Evidence(voices, stories, under))
            for promise in cleared.promises.values()
        ),
        voices=tuple(_voice(voice, under[voice.id], organisation.locale) for voice in voices),
        stories=tuple(_story(story, under[story.id], portfolio, cleared) for story in stories),
        metrics=tuple(_metric(metric, measured[metric.id], cleared, people) for metric in cleared.metrics.values()),
        tally=Tally(
            voices_shown=len(voices),
            voices_received=sum(
                1
                for voice in portfolio.testimonials.values()
                if audience is Audience.INTERNAL or voice.audience is Audience.PUBLIC
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Voices and stories, newest first, and the promises each stands under."""

    voices: list[Testimonial]
    stories: list[CaseStudy]
    under: Mapping[str, tuple[str, ...]]

    def voices_of(self, promise: str) -> tuple[str, ...]:
        return tuple(voice.id for voice in self.voices if promise in self.under[voice.id])

    def stories_of(self, promise: str) -> tuple[str, ...]:
        return tuple(story.id for story in self.stories if promise in self.under[story.id])


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
    evidence: _Evidence,
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
        voices=evidence.voices_of(promise.id),
        stories=evidence.stories_of(promise.id),
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
            Change(
                on=result.published_on,
                kind="result",
                period=entry.period,
                metric=result.metric,
                value=result.value,
                target=result.target,
                kept=result.met,
                words=why.get(str(entry.period)) if result.met is False else None,
            )
            for result in entry.results
            if result.published_on and result.value is not None
        ]
    for name in promise.metrics:
        if name in measured:
            changes += _target_changes(promise, name)
            changes += _restated(measured[name])
    return sorted(changes, key=lambda change: (change.on, change.kind, str(change.period)), reverse=True)


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


def _voice(voice: Testimonial, promises: tuple[str, ...], locale: str) -> VoiceView:
    """Names are left out unless the speaker wanted and permitted them.

    Source:
        RULES KPT315: anonymity is a promise to the speaker.
    """
    speaker = voice.speaker
    named = voice.attribution == "named" and permits_name(voice)
    anonymous = voice.attribution == "anonymous"
    return VoiceView(
        id=voice.id,
        promises=promises,
        body=voice.body,
        lang=voice.lang if voice.lang and _language(voice.lang) != _language(locale) else None,
        said_on=voice.said_on,
        name=speaker.name if named else None,
        role=None if anonymous else speaker.role,
        organisation=speaker.organisation if named else None,
        sector=speaker.sector,
        place=None if anonymous else speaker.place,
        relationship=voice.relationship,
        incentive=voice.incentive.what if voice.incentive else None,
        disclosure=voice.disclosure,
        tone=voice.tone,
        source_kind=voice.source.kind,
        edit=voice.edit,
        original_lang=voice.original_lang,
        translated_by=voice.translated_by,
        approved_edit_on=voice.speaker_approved_edit_on,
        verified_on=voice.verified.on if voice.verified else None,
        verified_how=voice.verified.method if voice.verified else None,
    )


def _language(tag: str) -> str:
    return tag.partition("-")[0]


def _story(story: CaseStudy, promises: tuple[str, ...], portfolio: Portfolio, cleared: Cleared) -> StoryView:
    return StoryView(
        id=story.id,
        promises=promises,
        title=story.title,
        summary=story.summary,
        customer=story.customer,
        sector=story.sector,
        place=story.place,
        start=story.dates.start,
        end=story.dates.end,
        terms=story.terms,
        callouts=tuple(
            CalloutView(
                label=callout.label,
                value=callout.value,
                note=callout.note,
                period=callout.period,
                source=callout.source,
                metric=callout.metric if callout.metric in cleared.metrics else None,
            )
            for callout in story.callouts
            if callout.source or callout.metric in cleared.metrics
        ),
        voices=tuple(quote for quote in story.quotes if quote in cleared.testimonials),
        images=tuple(
            ImageView(
                digest=hashlib.sha256(portfolio.images[story.id, image.file]).hexdigest(),
                alt=image.alt,
                caption=image.caption,
                credit=image.credit,
            )
            for image in story.images
        ),
        customer_approved_on=story.customer_approved_on,
        customer_approved_by=story.customer_approved_by,
        review_by=story.review_by,
        lang=story.lang,
        body=story.body,
    )


def _metric(metric: Metric, measured: Measured, cleared: Cleared, people: Mapping[str, PersonView]) -> MetricView:
    return MetricView(
        id=metric.id,
        title=metric.title,
        definition=metric.definition,
        unit=metric.unit,
        direction=metric.direction,
        cadence=metric.period,
        denominator=metric.denominator,
        population=metric.population,
        exclusions=metric.exclusions,
        method=metric.method,
        source=metric.source,
        data_owner=people.get(metric.data_owner) if metric.data_owner else None,
        no_n_because=metric.no_n_because,
        survey=metric.survey,
        rows=tuple(
            RowView(
                period=period,
                value=row.value,
                n=row.n,
                numerator=row.numerator,
                published_on=row.published_on,
                note=row.note,
            )
            for period, row in sorted(measured.rows.items())
        ),
        restatements=tuple(
            entry for entry in metric.restatements if any(str(period) == entry.period for period in measured.rows)
        ),
        promises=tuple(promise.id for promise in cleared.promises.values() if metric.id in promise.metrics),
    )
