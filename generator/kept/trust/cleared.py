"""Which items one audience may see on one day, and for every other one the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from kept.findings import Finding, Place
from kept.model.base import Audience
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.period import Cadence, Period
from kept.model.policy import Policy
from kept.model.portfolio import FieldPath, Portfolio
from kept.model.register import Promise
from kept.trust import consent, digests
from kept.trust.approvals import Question, Requirement, Standing, standings
from kept.trust.authors import Authors
from kept.trust.digests import Contents
from kept.trust.entitlement import Entitlement
from kept.trust.messages import approval_message, worth_saying

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


@dataclass(slots=True)
class _Clearing:
    """One pass for one audience and day, collecting findings."""

    portfolio: Portfolio
    contents: Contents
    audience: Audience
    as_of: date
    policy: Policy
    entitlement: Entitlement
    authors: Authors
    findings: list[Finding] = field(default_factory=list)
    good_until: dict[str, date] = field(default_factory=dict)

    def withhold(
        self, code: str, item: str, path: FieldPath, message: str, hint: str, promise: str | None = None
    ) -> None:
        """Notes why an item stays off this audience's site."""
        self.findings.append(
            Finding(
                code=code,
                place=self.portfolio.place(item, path),
                message=f"{message}.",
                hint=hint,
                item=item,
                promise=promise,
                audience=str(self.audience),
            )
        )

    def holds_until(self, item: str, day: date | None) -> None:
        """Notes when something an item rests on runs out; the first such day counts."""
        if day:
            self.good_until[item] = min(day, self.good_until.get(item, day))

    def question(
        self,
        item: str,
        digest: Callable[[str | None], str],
        wordings: Mapping[str, str] = MappingProxyType({}),
        authors: frozenset[str] = frozenset(),
        cadence: Cadence | None = None,
    ) -> Question:
        """What is asked of an item's approvers."""
        return Question(
            item=item,
            audience=self.audience,
            as_of=self.as_of,
            digest=digest,
            wordings=wordings,
            authors=authors,
            cadence=cadence,
        )

    def approved(
        self, question: Question, requirements: Sequence[Requirement], promise: str | None
    ) -> tuple[Standing, ...] | None:
        """The approvals an item rests on; None, and a finding for each one that is lacking, where any is."""
        answers = standings(
            question,
            requirements,
            self.policy,
            self.portfolio.trusted.records.get(question.item, ()),
            self.portfolio.proposed.get(question.item, ()),
        )
        if all(answer.holds for answer in answers):
            for answer in answers:
                self.holds_until(question.item, answer.until)
            return answers
        for answer in worth_saying(answers):
            code, message, hint = approval_message(question, answer)
            self.withhold(code, question.item, (), message, hint, promise)
        return None


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
    clearing = _Clearing(
        portfolio,
        contents,
        audience,
        as_of,
        policy,
        Entitlement(portfolio.trusted, policy, audience),
        Authors(portfolio.trusted.people.values()),
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


def _promise_passes(clearing: _Clearing, promise: Promise) -> bool:
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
    clearing: _Clearing,
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
    clearing: _Clearing, voice: Testimonial | CaseStudy, promises: Mapping[str, Promise]
) -> tuple[str, ...]:
    """The visible promises whose owner (and everybody else required) has approved these words for them."""
    digest = clearing.contents.digest(voice)
    visible = [promise for promise in dict.fromkeys(voice.promises) if promise in promises]
    if not visible:
        message = f"none of its promises ({', '.join(voice.promises)}) is on this site"
        hint = "see what is reported for that promise; once it is shown, this is shown too."
        clearing.withhold("KPT601", voice.id, ("promises",), message, hint)
        return ()
    under = []
    for promise in visible:
        wording = {promise: clearing.contents.wordings[promise]}
        question = clearing.question(voice.id, lambda _: digest, wording, clearing.authors.of(voice))
        if clearing.approved(question, clearing.entitlement.for_promise(promise), promise):
            under.append(promise)
    return tuple(under)


def _metric_passes(clearing: _Clearing, metric: Metric, through: dict[str, Period]) -> bool:
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


def _waiting_rows(clearing: _Clearing, metric: Metric, through: Period | None) -> None:
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


def _callouts(clearing: _Clearing, story: CaseStudy, metrics: Mapping[str, Metric]) -> None:
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
