"""Reduces cleared evidence to the fields that may be public."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

from kept.edition.clearance import Clearance
from kept.model.edition import CalloutView, ImageView, MetricView, PersonView, RowView, StoryView, VoiceView
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.policy import Channels
from kept.model.portfolio import Portfolio
from kept.record.wordings import definitions
from kept.rules.permission import permits_image, permits_name
from kept.verdicts.case import interval
from kept.verdicts.measured import Measured

_OUTPUTS = tuple(name for name in Channels.model_fields if name != "pages")


def voice_view(
    voice: Testimonial, promises: tuple[str, ...], locale: str, channels: Channels, person: int | None = None
) -> VoiceView:
    """The public fields of a testimonial. Names are left out unless the speaker wanted and permitted them.

    Source:
        our judgement; anonymity is a promise to the speaker.
    """
    speaker = voice.speaker
    named = voice.attribution == "named" and permits_name(voice)
    anonymous = voice.attribution == "anonymous"
    return VoiceView(
        id=voice.id,
        promises=promises,
        body=voice.markdown,
        lang=voice.lang if voice.lang and _language(voice.lang) != _language(locale) else None,
        said_on=voice.said_on,
        name=speaker.name if named else None,
        role=None if anonymous else speaker.role,
        organisation=speaker.organisation if named else None,
        is_known=voice.attribution != "unknown",
        person=person,
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
        expected=voice.expected.result if voice.expected else None,
        outputs=_outputs(voice, channels),
    )


def _outputs(item: Testimonial | CaseStudy, channels: Channels) -> frozenset[str]:
    """The outputs whose channel is included in the permission."""
    permitted = item.consent.channels
    return frozenset([name for name in _OUTPUTS if getattr(channels, name) in permitted])


def _language(tag: str) -> str:
    return tag.partition("-")[0]


def story_view(story: CaseStudy, promises: tuple[str, ...], portfolio: Portfolio, cleared: Clearance) -> StoryView:
    """The public fields of a case study, without quotes, figures and pictures that may not be shown."""
    policy = portfolio.trusted.policy
    channels = policy.channels if policy else Channels()
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
            if permits_image(story, image)
        ),
        customer_approved_on=story.customer_approved_on,
        customer_approved_by=story.customer_approved_by,
        review_by=story.review_by,
        lang=story.lang,
        body=story.body,
        expected=story.expected.result if story.expected else None,
        outputs=_outputs(story, channels),
    )


def metric_view(
    metric: Metric,
    measured: Measured,
    users: list[str],
    people: Mapping[str, PersonView],
    shown: Collection[str],
) -> MetricView:
    """The public fields of a metric with its visible rows.

    The metric that follows it is named only if it is in `shown`.
    """
    metric_then = measured.metric
    ended = metric_then.ended
    if ended and ended.followed_by not in shown:
        ended = ended.model_copy(update={"followed_by": None})
    return MetricView(
        id=metric.id,
        title=metric.title,
        definition=metric_then.definition,
        unit=metric.unit,
        direction=metric.direction,
        cadence=metric.period,
        year_starts=metric.year_starts,
        denominator=metric_then.denominator,
        population=metric_then.population,
        exclusions=metric_then.exclusions,
        method=metric_then.method,
        source=metric.source,
        data_owner=people.get(metric.data_owner) if metric.data_owner else None,
        no_n_because=metric.no_n_because,
        survey=metric.survey,
        assurance=metric_then.assurance,
        due_days=metric.due_days,
        max_age_periods=metric.max_age_periods,
        decimals=metric.decimals,
        range=metric.range,
        window=metric.window,
        ended=ended,
        rows=tuple(
            RowView(
                period=period,
                value=row.value,
                n=row.n,
                numerator=row.numerator,
                published_on=row.published_on,
                note=row.note,
                interval=interval(measured, row),
            )
            for period, row in sorted({**measured.missing, **measured.rows}.items())
        ),
        restatements=tuple(
            entry
            for entry in measured.metric.restatements
            if any(str(period) == entry.period for period in measured.rows)
        ),
        promises=tuple(users),
        definitions=definitions(metric_then),
    )
