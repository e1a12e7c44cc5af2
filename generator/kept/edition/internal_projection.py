"""Adds what only internal readers may see: parts, actions, open periods, wording, thanks and uses of evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from kept.approvals.agreements import Agreements
from kept.edition.clearance import Clearance
from kept.model.edition import EvidenceEntry, OwnerView, PersonView, PromiseInside, RoleView, StageInside, VoiceInside
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.fields import Audience
from kept.model.heard import Heard
from kept.model.portfolio import Portfolio
from kept.model.verdict import Verdict
from kept.model.when import earliest
from kept.rules.people import is_small
from kept.verdicts.measured import Measured
from kept.verdicts.open_period import live_state, open_periods


def promises_inside(
    portfolio: Portfolio, cleared: Clearance, published: Mapping[str, Verdict], as_of: date
) -> Iterator[PromiseInside]:
    """One entry for each cleared promise, in the order of the register.

    Args:
        portfolio: gives the people.
        cleared: what internal readers may see.
        published: the verdicts on the public site.
        as_of: the day.
    """
    people = _people(portfolio)
    for promise in cleared.promises.values():
        opened = tuple(open_periods(promise, cleared.metrics, as_of))
        yield PromiseInside(
            promise=promise.id,
            audience="public" if promise.audience is Audience.PUBLIC else "internal",
            published=published.get(promise.id),
            open_period=opened,
            live=live_state(promise, cleared.metrics, opened, as_of),
            parts=promise.parts,
            actions=tuple((action, people.get(action.owner)) for action in promise.actions),
            capability=promise.capability,
            alternatives=promise.alternatives,
            different_because=promise.different_because,
            allowed_wording=promise.wording.allowed,
            forbidden_wording=promise.wording.forbidden,
            made_by=promise.made_by,
            kept_by=promise.kept_by,
            made_in=promise.made_in,
            review_by=promise.review_by,
        )


def voices_inside(
    portfolio: Portfolio, cleared: Clearance, agreements: Agreements, as_of: date
) -> dict[str, VoiceInside]:
    """Internal facts about each cleared testimonial. Employees are named only if they agreed."""
    least = portfolio.trusted.policy.min_group if portfolio.trusted.policy else 1
    titles = {role.id: role.title for role in portfolio.register.roles if not is_small(role, least)}
    return {
        item: VoiceInside(
            voice=item,
            thanked_roles=tuple(titles[role] for role in voice.thanks.roles if role in titles),
            thanked_people=tuple(
                person.name for person in voice.thanks.people if agreements.cover(person.name, voice, as_of)
            ),
        )
        for item, voice in cleared.testimonials.items()
    }


def roles(portfolio: Portfolio, cleared: Clearance) -> Iterator[RoleView]:
    """Every role, with the promises it helps to keep."""
    for role in portfolio.register.roles:
        yield RoleView(
            id=role.id,
            title=role.title,
            aliases=role.aliases,
            team=role.team,
            people=role.people,
            summary=role.summary,
            questions=role.questions,
            scenarios=role.scenarios,
            promises=tuple(
                promise.id
                for promise in cleared.promises.values()
                if any(part.role == role.id for part in promise.parts)
            ),
        )


def stages_inside(portfolio: Portfolio, cleared: Clearance) -> Iterator[StageInside]:
    """Every stage of the journey, with its definition of success and the cleared metrics that show it."""
    people = _people(portfolio)
    for stage in portfolio.register.journey:
        yield StageInside(
            stage=stage.id,
            job=stage.job,
            success=stage.success,
            success_metrics=tuple(name for name in stage.success_metrics if name in cleared.metrics),
            owner=people.get(stage.owner) if stage.owner else None,
            moments=stage.moments,
        )


def owners(portfolio: Portfolio, cleared: Clearance) -> Iterator[OwnerView]:
    """Everybody who answers for something that is shown, in the register's order."""
    for person in portfolio.register.people:
        promises = cleared.promises.values()
        view = OwnerView(
            id=person.id,
            person=PersonView(name=person.name, title=person.title),
            promises=tuple(promise.id for promise in promises if promise.owner == person.id),
            stages=tuple(stage.id for stage in portfolio.register.journey if stage.owner == person.id),
            metrics=tuple(metric.id for metric in cleared.metrics.values() if metric.data_owner == person.id),
            actions=tuple(
                (promise.id, action) for promise in promises for action in promise.actions if action.owner == person.id
            ),
        )
        if view.promises or view.stages or view.metrics or view.actions:
            yield view


def heard(portfolio: Portfolio, cleared: Clearance, as_of: date) -> list[Heard]:
    """What was heard until the day, the newest first, without the promises that are not shown."""
    known = [entry for entry in portfolio.heard if entry.heard_on <= as_of]
    shown = [
        entry.model_copy(update={"promises": tuple(one for one in entry.promises if one in cleared.promises)})
        for entry in known
    ]
    return sorted(shown, key=lambda entry: (entry.heard_on, entry.times, entry.said), reverse=True)


def evidence(cleared: Clearance, public: Clearance, measured: Mapping[str, Measured]) -> Iterator[EvidenceEntry]:
    """One line for each cleared item: testimonials, case studies, then metrics, each newest first."""
    for voice in sorted(
        cleared.testimonials.values(), key=lambda entry: (earliest(entry.said_on), entry.id), reverse=True
    ):
        yield _voice_entry(voice, cleared, public)
    for story in sorted(cleared.case_studies.values(), key=lambda entry: (entry.dates.start, entry.id), reverse=True):
        yield _story_entry(story, cleared, public)
    users = cleared.users()
    for metric in cleared.metrics.values():
        yield _metric_entry(metric, users[metric.id], cleared, public, measured[metric.id])


def _voice_entry(voice: Testimonial, cleared: Clearance, public: Clearance) -> EvidenceEntry:
    return EvidenceEntry(
        id=voice.id,
        kind="voice",
        title=voice.body,
        promises=cleared.shown_under[voice.id],
        sector=voice.speaker.sector,
        dated=voice.said_on,
        on_public_site=voice.id in public.testimonials,
        usable_until=_usable_until(voice.id, cleared, public),
        disclosure=voice.disclosure,
    )


def _story_entry(story: CaseStudy, cleared: Clearance, public: Clearance) -> EvidenceEntry:
    return EvidenceEntry(
        id=story.id,
        kind="story",
        title=story.title,
        promises=cleared.shown_under[story.id],
        sector=story.sector,
        dated=story.dates.end or story.dates.start,
        on_public_site=story.id in public.case_studies,
        usable_until=_usable_until(story.id, cleared, public),
    )


def _metric_entry(
    metric: Metric, users: list[str], cleared: Clearance, public: Clearance, measured: Measured
) -> EvidenceEntry:
    newest = max(measured.rows, default=None)
    return EvidenceEntry(
        id=metric.id,
        kind="metric",
        title=metric.title,
        promises=tuple(users),
        sector=None,
        dated=measured.rows[newest].published_on if newest else None,
        on_public_site=metric.id in public.metrics,
        usable_until=_usable_until(metric.id, cleared, public),
    )


def _usable_until(item: str, *sites: Clearance) -> date | None:
    """The last day on which nothing that an item needs has run out, on any of the sites that show it."""
    found = [day for site in sites if (day := site.runs_out(item))]
    return min(found) - timedelta(days=1) if found else None


def _people(portfolio: Portfolio) -> dict[str, PersonView]:
    return {person.id: PersonView(name=person.name, title=person.title) for person in portfolio.register.people}
