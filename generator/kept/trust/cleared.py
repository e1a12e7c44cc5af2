"""Which items one audience may see on one day, and for every other one the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from kept.findings import Finding
from kept.model.approval import ApprovalState
from kept.model.base import Audience
from kept.model.evidence import CaseStudy, Evidence, Metric, Testimonial
from kept.model.period import Period
from kept.model.policy import Policy
from kept.model.portfolio import FieldPath, Portfolio
from kept.model.register import Promise
from kept.trust import consent, digests
from kept.trust.approvals import Question, Requirement, Standing, standing
from kept.trust.digests import Contents
from kept.trust.messages import approval_message

V = TypeVar("V", Testimonial, CaseStudy)

PROMISE_OWNER = "promise-owner"
DATA_OWNER = "data-owner"


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

    def holds_until(self, item: str, *days: date | None) -> None:
        """Notes when something an item rests on runs out."""
        soonest = min((day for day in days if day), default=None)
        if soonest:
            self.good_until[item] = soonest


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
        return _nothing(portfolio, audience)
    clearing = _Clearing(portfolio, contents, audience, as_of, policy)
    promises = {promise.id: promise for promise in portfolio.register.promises if _promise_passes(clearing, promise)}
    shown_under: dict[str, tuple[str, ...]] = {}
    testimonials = dict(_voices(clearing, portfolio.testimonials, promises, shown_under))
    case_studies = dict(_voices(clearing, portfolio.case_studies, promises, shown_under))
    through: dict[str, Period] = {}
    metrics = {
        item: metric for item, metric in sorted(portfolio.metrics.items()) if _metric_passes(clearing, metric, through)
    }
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


def _nothing(portfolio: Portfolio, audience: Audience) -> tuple[Cleared, tuple[Finding, ...]]:
    finding = Finding(
        code="KPT606",
        place=portfolio.place("policy", ()),
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
    question = Question(
        item=item,
        audience=clearing.audience,
        as_of=clearing.as_of,
        digest=lambda _: digests.promise_digest(promise),
        wordings={},
        authors=frozenset(),
    )
    return _approved(clearing, question, _requirements(clearing, (promise.id,), None), promise.id)


def _voices(
    clearing: _Clearing,
    items: Mapping[str, V],
    promises: Mapping[str, Promise],
    shown_under: dict[str, tuple[str, ...]],
) -> Iterator[tuple[str, V]]:
    """Testimonials or case studies that pass, each with the promises it may be shown under."""
    for item, voice in sorted(items.items()):
        if item in clearing.portfolio.faulty or not _meant_for(clearing.audience, voice.audience):
            continue
        objections = list(
            consent.objections(
                voice,
                clearing.audience,
                clearing.as_of,
                clearing.policy,
                clearing.portfolio.register.organisation.territories,
            )
        )
        for objection in objections:
            clearing.withhold(objection.code, item, objection.path, objection.message, objection.hint)
        if isinstance(voice, CaseStudy) and not objections and not consent.permits_name(voice):
            hint = 'ask the customer; with their yes add "name" to `assets`.'
            clearing.withhold(
                "KPT311", item, ("consent", "assets"), "the permission does not cover the customer's name", hint
            )
            continue
        under = _approved_promises(clearing, voice, promises)
        if under and not objections:
            shown_under[item] = under
            clearing.holds_until(item, clearing.good_until.get(item), consent.good_until(voice, clearing.policy))
            yield item, voice


def _approved_promises(
    clearing: _Clearing, voice: Testimonial | CaseStudy, promises: Mapping[str, Promise]
) -> tuple[str, ...]:
    """The visible promises whose owner (and everybody else required) has approved these words for them."""
    digest = clearing.contents.digest(voice)
    visible = [promise for promise in voice.promises if promise in promises]
    if not visible:
        message = f"none of its promises ({', '.join(voice.promises)}) is on this site"
        hint = "see what is reported for that promise; once it is shown, this is shown too."
        clearing.withhold("KPT601", voice.id, ("promises",), message, hint)
        return ()
    under = []
    for promise in visible:
        question = Question(
            item=voice.id,
            audience=clearing.audience,
            as_of=clearing.as_of,
            digest=lambda _: digest,
            wordings={promise: clearing.contents.wordings[promise]},
            authors=_authors(voice),
        )
        if _approved(clearing, question, _requirements(clearing, (promise,), None), promise):
            under.append(promise)
    return tuple(under)


def _metric_passes(clearing: _Clearing, metric: Metric, through: dict[str, Period]) -> bool:
    if metric.id in clearing.portfolio.faulty or not _meant_for(clearing.audience, metric.audience):
        return False
    question = Question(
        item=metric.id,
        audience=clearing.audience,
        as_of=clearing.as_of,
        digest=lambda last: clearing.contents.digest(metric, last),
        wordings={},
        authors=_authors(metric),
    )
    users = tuple(promise.id for promise in clearing.portfolio.register.promises if metric.id in promise.metrics)
    requirements = _requirements(clearing, users, metric)
    answer = _ask(clearing, question, requirements)
    if answer.state is not ApprovalState.APPROVED or answer.record is None:
        _report(clearing, question, answer, requirements, None)
        return False
    clearing.holds_until(metric.id, answer.until)
    approved_through = answer.record.approval.through
    if approved_through:
        through[metric.id] = Period.parse(approved_through, metric.period)
    _waiting_rows(clearing, metric, through.get(metric.id))
    return True


def _waiting_rows(clearing: _Clearing, metric: Metric, through: Period | None) -> None:
    for index, row in enumerate(metric.rows):
        if row.status == "final" and (through is None or metric.period_of(row) > through):
            clearing.withhold(
                "KPT407",
                metric.id,
                ("rows", index),
                f"the row for {row.period} came after the last approval, which ends with {through or 'no row'}",
                f"the data owner checks it and runs: kept approve {metric.id} --as {metric.data_owner or 'PERSON'} "
                f"--audience {clearing.audience}",
            )


def _requirements(clearing: _Clearing, promises: tuple[str, ...], metric: Metric | None) -> tuple[Requirement, ...]:
    """Who must have approved: as the policy at the trust ref says, with the owners named there."""
    trusted, require = clearing.portfolio.trusted, clearing.policy.require
    roles = require.public if clearing.audience is Audience.PUBLIC else require.internal
    if metric and clearing.audience is Audience.PUBLIC:
        roles = (*roles, *require.public_numbers)
    owners = {trusted.promise_owners.get(promise) for promise in promises}
    counted_by = {trusted.data_owners.get(metric.id)} if metric else set()
    entitled = {
        # Whoever counts a number answers for it; a metric without a promise has nobody else.
        PROMISE_OWNER: owners | counted_by,
        DATA_OWNER: counted_by,
    }
    return tuple(
        Requirement(
            role=role,
            people=frozenset(
                person
                for person in (entitled.get(role, set()) | set(clearing.policy.roles.get(role, ())))
                if person is not None and person in trusted.people
            ),
        )
        for role in dict.fromkeys(roles)
    )


def _authors(item: Evidence) -> frozenset[str]:
    """Those who made the item: they cannot also be its check."""
    names = {item.submitted_by}
    if isinstance(item, (Testimonial, CaseStudy)):
        names |= {item.source.captured_by, item.verified.by if item.verified else None}
    return frozenset(name for name in names if name)


def _ask(clearing: _Clearing, question: Question, requirements: tuple[Requirement, ...]) -> Standing:
    portfolio = clearing.portfolio
    return standing(
        question,
        requirements,
        clearing.policy,
        portfolio.trusted.records.get(question.item, ()),
        portfolio.proposed.get(question.item, ()),
    )


def _approved(
    clearing: _Clearing, question: Question, requirements: tuple[Requirement, ...], promise: str | None
) -> bool:
    answer = _ask(clearing, question, requirements)
    if answer.state is ApprovalState.APPROVED:
        clearing.holds_until(question.item, clearing.good_until.get(question.item), answer.until)
        return True
    _report(clearing, question, answer, requirements, promise)
    return False


def _report(
    clearing: _Clearing,
    question: Question,
    answer: Standing,
    requirements: tuple[Requirement, ...],
    promise: str | None,
) -> None:
    entitled = {
        person for requirement in requirements if requirement.role == answer.role for person in requirement.people
    }
    elsewhere = sorted(
        {
            audience
            for record in clearing.portfolio.trusted.records.get(question.item, ())
            if record.approval.decision == "approve"
            for audience in record.approval.audiences
            if audience is not question.audience
        }
    )
    code, message, hint = approval_message(question, answer, sorted(entitled), elsewhere)
    clearing.withhold(code, question.item, (), message, hint, promise)
