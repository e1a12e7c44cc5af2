"""Which items one audience may see on one day, and for every other one the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from kept.findings import Finding, Place
from kept.model.base import Audience
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.period import Period
from kept.model.portfolio import Portfolio
from kept.model.register import Promise
from kept.trust import consent, digests
from kept.trust.authors import Authors
from kept.trust.clearing import Clearing
from kept.trust.digests import Contents
from kept.trust.entitlement import Entitlement

V = TypeVar("V", Testimonial, CaseStudy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """What has passed, by id, in the portfolio's order; for metrics, through which period."""

    promises: Mapping[str, Promise]
    testimonials: Mapping[str, Testimonial]
    case_studies: Mapping[str, CaseStudy]
    metrics: Mapping[str, Metric]
    through: Mapping[str, Period]
    """The last approved period of each metric that has passed and has rows."""
    shown_under: Mapping[str, tuple[str, ...]]
    """Of each testimonial and case study: the promises under which it may be shown."""
    good_until: Mapping[str, date]
    """The first day on which something an item rests on runs out."""

    def users(self) -> Mapping[str, list[str]]:
        """By metric: the promises that are judged by it, in their order."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for promise in self.promises.values():
            for metric in promise.metrics:
                found[metric].append(promise.id)
        return found


def clear(
    portfolio: Portfolio, contents: Contents, audience: Audience, as_of: date
) -> tuple[Cleared, tuple[Finding, ...]]:
    """Everything this audience may see on this day, and a finding for everything that is held back.

    Items that were never meant for this audience are left out without a finding.

    Findings:
        KPT105, KPT310 to KPT314, KPT407, KPT601 to KPT608.
    """
    policy = portfolio.trusted.policy
    if policy is None:
        return _nothing(audience)
    clearing = Clearing(
        portfolio,
        contents,
        audience,
        as_of,
        policy,
        Entitlement(portfolio.trusted, policy, audience),
        Authors(portfolio.trusted.people.values()),
        frozenset(promise.id for promise in portfolio.register.promises if _meant_for(audience, promise.audience)),
    )
    promises = {promise.id: promise for promise in portfolio.register.promises if _promise_passes(clearing, promise)}
    shown_under: dict[str, tuple[str, ...]] = {}
    testimonials = dict(_voices(clearing, portfolio.testimonials, promises, shown_under))
    case_studies = dict(_voices(clearing, portfolio.case_studies, promises, shown_under))
    through: dict[str, Period] = {}
    metrics = {
        item: metric for item, metric in sorted(portfolio.metrics.items()) if _metric_passes(clearing, metric, through)
    }
    for story in case_studies.values():
        _callouts(clearing, story, metrics)
    cleared = Cleared(
        promises=promises,
        testimonials=testimonials,
        case_studies=case_studies,
        metrics=metrics,
        through=through,
        shown_under=shown_under,
        good_until=clearing.good_until,
    )
    return cleared, tuple(clearing.findings)


def _nothing(audience: Audience) -> tuple[Cleared, tuple[Finding, ...]]:
    finding = Finding(
        code="KPT606",
        place=Place("evidence/policy.toml"),
        message="the policy that says who may approve what cannot be read, so nobody is entitled and nothing is shown.",
        hint="repair evidence/policy.toml on the protected branch.",
        audience=str(audience),
    )
    nothing = Cleared(
        promises={}, testimonials={}, case_studies={}, metrics={}, through={}, shown_under={}, good_until={}
    )
    return nothing, (finding,)


def _meant_for(audience: Audience, meant: Audience) -> bool:
    """What is public is also for the people inside; never the other way round."""
    return meant is Audience.PUBLIC or audience is Audience.INTERNAL


def _promise_passes(clearing: Clearing, promise: Promise) -> bool:
    item = f"promise.{promise.id}"
    if item in clearing.portfolio.faulty or not _meant_for(clearing.audience, promise.audience):
        return False
    lacking = [name for name in ("owner", "targets") if not getattr(promise, name)]
    if lacking and clearing.audience is Audience.PUBLIC:
        words = " and ".join({"owner": "nobody who answers for it", "targets": "no target"}[name] for name in lacking)
        hint = "add an `owner` and at least one target; until then it is shown internally only."
        clearing.withhold("KPT105", item, (), f"the promise has {words}", hint, promise.id)
        return False
    question = clearing.question(item, lambda _: digests.promise_digest(promise))
    return clearing.approved(question, clearing.entitlement.for_promise(promise.id), promise.id) is not None


def _voices(
    clearing: Clearing,
    items: Mapping[str, V],
    promises: Mapping[str, Promise],
    shown_under: dict[str, tuple[str, ...]],
) -> Iterator[tuple[str, V]]:
    """Testimonials or case studies that pass, each with the promises it may be shown under."""
    territories = clearing.portfolio.register.organisation.territories
    for item, voice in sorted(items.items()):
        if item in clearing.portfolio.faulty or not _meant_for(clearing.audience, voice.audience):
            continue
        objections = tuple(consent.objections(voice, clearing.audience, clearing.as_of, clearing.policy, territories))
        for objection in objections:
            clearing.withhold(objection.code, item, objection.path, objection.message, objection.hint)
        under = _approved_promises(clearing, voice, promises)
        if under and not any(objection.withholds_item for objection in objections):
            shown_under[item] = under
            clearing.holds_until(item, consent.good_until(voice, clearing.policy))
            yield item, voice


def _approved_promises(
    clearing: Clearing, voice: Testimonial | CaseStudy, promises: Mapping[str, Promise]
) -> tuple[str, ...]:
    """The visible promises whose owner (and everybody else required) has approved these words for them.

    Promises that are not visible yet are asked about too, so that everything can be approved in one go.
    """
    digest = clearing.contents.digest(voice)
    approved_for, is_asked = [], False
    for promise in dict.fromkeys(voice.promises):
        if promise not in clearing.meant:
            continue
        is_asked = True
        wording = {promise: clearing.contents.wordings[promise]}
        question = clearing.question(voice.id, lambda _: digest, wording, clearing.authors.of(voice))
        if clearing.approved(question, clearing.entitlement.for_promise(promise), promise):
            approved_for.append(promise)
    under = tuple(promise for promise in approved_for if promise in promises)
    if not under and (approved_for or not is_asked):
        message = f"none of its promises ({', '.join(voice.promises)}) is on this site"
        hint = "see what is reported for that promise; once it is shown, this is shown too."
        clearing.withhold("KPT601", voice.id, ("promises",), message, hint)
    return under


def _metric_passes(clearing: Clearing, metric: Metric, through: dict[str, Period]) -> bool:
    if metric.id in clearing.portfolio.faulty or not _meant_for(clearing.audience, metric.audience):
        return False
    question = clearing.question(
        metric.id,
        lambda last: clearing.contents.digest(metric, last),
        authors=clearing.authors.of(metric),
        cadence=metric.period,
    )
    answers = clearing.approved(question, clearing.entitlement.for_metric(metric.id), None)
    if answers is None:
        return False
    # A row is shown once everybody who must approve it has seen it.
    periods = [answer.through for answer in answers]
    last = min((period for period in periods if period), default=None) if all(periods) else None
    if last:
        through[metric.id] = last
    _waiting_rows(clearing, metric, last)
    return True


def _waiting_rows(clearing: Clearing, metric: Metric, through: Period | None) -> None:
    waiting = [
        index
        for index, row in enumerate(metric.rows)
        if row.status == "final" and (through is None or metric.period_of(row) > through)
    ]
    if not waiting:
        return
    first, last = metric.rows[waiting[0]].period, metric.rows[waiting[-1]].period
    rows = f"the row for {first}" if first == last else f"the rows from {first} to {last}"
    clearing.withhold(
        "KPT407",
        metric.id,
        ("rows", waiting[0]),
        f"{rows} came after the last approval, which ends with {through or 'no row'}",
        f"the data owner checks and runs: kept approve {metric.id} --as {metric.data_owner or 'PERSON'} "
        f"--audience {clearing.audience}",
    )


def _callouts(clearing: Clearing, story: CaseStudy, metrics: Mapping[str, Metric]) -> None:
    """Notes the numbers of a story that are left out, because the metric they rest on is not shown."""
    for index, callout in enumerate(story.callouts):
        if callout.metric and callout.metric not in metrics and not callout.source:
            clearing.withhold(
                "KPT601",
                story.id,
                ("callouts", index, "metric"),
                f'the number "{callout.label}" rests on {callout.metric}, which is not on this site, and is left out',
                "see what is reported for that metric, or name another `source` for the number.",
            )
