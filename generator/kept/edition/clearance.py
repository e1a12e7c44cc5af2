"""Decides which items one audience may see on one day, and gives the reason for every other item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from kept.approvals.digests import Contents
from kept.approvals.entitlement import Entitlement
from kept.edition.judging import Judging
from kept.edition.metrics import VisibleRows, metrics
from kept.edition.promises import promises
from kept.edition.quotes_and_stories import stories, testimonials
from kept.findings import Finding, Place
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.fields import Audience
from kept.model.period import Period
from kept.model.portfolio import Portfolio
from kept.model.register import Promise
from kept.rules.rule import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """The items that passed, by id, in the portfolio's order; for metrics, up to which period."""

    promises: Mapping[str, Promise] = field(default_factory=dict)
    """In the version this audience sees: as written, or as last approved."""
    testimonials: Mapping[str, Testimonial] = field(default_factory=dict)
    case_studies: Mapping[str, CaseStudy] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    through: Mapping[str, Period] = field(default_factory=dict)
    """By metric that passed and has rows: the last period that may be shown."""
    left_out: Mapping[str, set[Period]] = field(default_factory=dict)
    """By metric: earlier periods whose row may not be shown."""
    shown_under: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By testimonial or case study: the promises with which it may be shown."""
    good_until: Mapping[str, date] = field(default_factory=dict)
    """By item: the first day on which an approval, a permission or a review runs out."""
    proposed: frozenset[str] = frozenset()
    """In a preview: the items that are shown and not approved. Otherwise empty."""

    def runs_out(self, item: str) -> date | None:
        """The first day on which this site may not show a piece of evidence any more, by what is on file today.

        Something it needs itself ends then, or the last promise it stands under. None where no day is set, and for
        what is not on this site.
        """
        if not any(item in kind for kind in (self.testimonials, self.case_studies, self.metrics)):
            return None
        promises = [self.good_until.get(f"promise.{one}", date.max) for one in self.shown_under.get(item, ())]
        day = min(self.good_until.get(item, date.max), max(promises, default=date.max))
        return None if day == date.max else day

    def users(self) -> Mapping[str, list[str]]:
        """By metric: the promises that use it, in their order."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for promise in self.promises.values():
            for metric in promise.metrics:
                found[metric].append(promise.id)
        return found


def clear(
    portfolio: Portfolio,
    contents: Contents,
    audience: Audience,
    as_of: date,
    *,
    preview: bool = False,
    without: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Clearance, tuple[Finding, ...]]:
    """Everything this audience may see on this day, and a finding for everything that is held back.

    Items that were never meant for this audience are left out without a finding.

    Args:
        portfolio: everything that was read.
        contents: the digests of its items.
        audience: who the site is for.
        as_of: the day that counts as today.
        preview: whether items that wait for a decision are shown as proposed. Items that a rule or a permission forbids
            are never shown.
        without: promises to keep off this site for another reason, each with that reason.

    Findings:
        KPT105, KPT201 to KPT407, KPT505, KPT601 to KPT609, KPT701, KPT903.
    """
    policy = portfolio.trusted.policy
    if policy is None:
        return Clearance(), (_no_policy(audience),)
    judging = Judging(
        portfolio=portfolio,
        contents=contents,
        context=Context(
            portfolio=portfolio,
            audience=audience,
            as_of=as_of,
            policy=policy,
            metrics={},
            promises={},
            texts=contents.texts,
            agreements=contents.agreements,
        ),
        entitlement=Entitlement(portfolio.trusted, policy, audience),
        preview=preview,
        without=without,
    )
    shown = {promise.id: promise for promise in promises(judging)}
    reach = VisibleRows()
    judging.context = replace(judging.context, promises=shown)
    measured = {metric.id: metric for metric in metrics(judging, reach)}
    judging.context = replace(judging.context, metrics=measured)
    shown_under: dict[str, tuple[str, ...]] = {}
    quotes = {voice.id: voice for voice in testimonials(judging, shown_under)}
    told = {story.id: story for story in stories(judging, reach, quotes, shown_under)}
    cleared = Clearance(
        promises=shown,
        testimonials=quotes,
        case_studies=told,
        metrics=measured,
        through=reach.through,
        left_out=reach.left_out,
        shown_under=shown_under,
        good_until=judging.good_until,
        proposed=frozenset(judging.proposed & {*quotes, *told, *measured, *(f"promise.{item}" for item in shown)}),
    )
    return cleared, tuple(judging.findings)


def _no_policy(audience: Audience) -> Finding:
    return Finding(
        code="KPT606",
        place=Place("evidence/policy.toml"),
        message="the policy that says who may approve what cannot be read, so nobody is entitled and nothing is shown.",
        hint="repair evidence/policy.toml on the protected branch; a finding of its own names the line.",
        audience=str(audience),
    )
