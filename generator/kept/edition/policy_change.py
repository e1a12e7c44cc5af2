"""Says what a changed policy would withhold, before it is merged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kept.edition.gate import gates
from kept.findings import Finding, Place, Severity
from kept.model.fields import Audience
from kept.model.site_words import SITE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kept.findings import Report
    from kept.model.edition import Edition
    from kept.model.policy import Policy
    from kept.model.portfolio import Portfolio

_POLICY = "evidence/policy.toml"
_NAMED = 5
"""The number of items that a message names."""
_APPROVAL = "KPT6"


class _Judged(NamedTuple):
    """The items that are shown on one site, and those that lack an approval there."""

    shown: frozenset[str]
    waiting: frozenset[str]
    is_stopped: bool
    """True where the site's own words were never approved, so that it is not built."""

    @classmethod
    def of(cls, edition: Edition, report: Report) -> _Judged:
        promises = (f"promise.{view.id}" for view in edition.promises)
        evidence = [view.id for views in (edition.voices, edition.stories, edition.metrics) for view in views]
        lacking = (found.item for found in report if found.item and found.code.startswith(_APPROVAL))
        is_stopped = any(found.item == SITE and found.stops_site for found in report)
        return cls(frozenset((*promises, *evidence)), frozenset(lacking), is_stopped)


def policy_change(
    portfolio: Portfolio, before: Mapping[Audience, tuple[Edition, Report]], as_of: date
) -> Iterator[Finding]:
    """What changes on both sites once the policy under review is merged; empty where it is the committed one.

    Args:
        portfolio: everything that was read.
        before: each edition with its findings, under the committed policy.
        as_of: the day that counts as today.

    Findings:
        KPT601, for information: one for each site that changes.
    """
    drafted, committed = portfolio.drafted, portfolio.trusted.policy
    if drafted is None or committed is None or drafted == committed:
        return
    public, internal = gates(replace(portfolio, trusted=replace(portfolio.trusted, policy=drafted)), as_of=as_of)
    after: Mapping[Audience, tuple[Edition, Report]] = {Audience.PUBLIC: public, Audience.INTERNAL: internal}
    for audience in Audience:
        then, now = _Judged.of(*before[audience]), _Judged.of(*after[audience])
        lost, gained, asked = then.shown - now.shown, now.shown - then.shown, now.waiting - then.waiting
        is_stopped = now.is_stopped and not then.is_stopped
        if lost or gained or is_stopped:
            yield Finding(
                code="KPT601",
                place=Place(_POLICY, 1, 1),
                message=" ".join(
                    _sentences(
                        audience, lost, gained, asked, _new_roles(portfolio, committed, drafted), stops=is_stopped
                    )
                ),
                hint="this is what merging the policy does. To lose nothing, have the items approved before you merge.",
                audience=str(audience),
                weight=Severity.INFORMATION,
            )


def _sentences(
    audience: Audience,
    lost: frozenset[str],
    gained: frozenset[str],
    asked: frozenset[str],
    roles: str,
    *,
    stops: bool,
) -> Iterator[str]:
    if asked:
        lack = "it does not have" if len(asked) == 1 else "they do not have"
        yield f"with this policy, {_count(asked)} will need an approval that {lack}{roles}."
    if stops:
        yield f"The site's own words are among them (item {SITE}): the {audience} site is not built until then."
    if lost:
        until = " until then" if asked else ""
        yield f"{_count(lost)} leave{'s' if len(lost) == 1 else ''} the {audience} site{until}: {_named(lost)}."
    if gained:
        yield f"{_count(gained)} will be shown on the {audience} site not shown there now: {_named(gained)}."


def _new_roles(portfolio: Portfolio, committed: Policy, drafted: Policy) -> str:
    """The people whom the new policy adds: ` from legal (Lena Law)`; empty where there are none."""
    asked = [
        role
        for use in type(drafted.require).model_fields
        for role in getattr(drafted.require, use)
        if role not in getattr(committed.require, use)
    ]
    people = {person.id: person.name for person in portfolio.register.people}
    named = [
        f"{role} ({' or '.join(people.get(one, one) for one in drafted.roles[role])})"
        if role in drafted.roles
        else role
        for role in dict.fromkeys(asked)
    ]
    return f", from {' and '.join(named)}" if named else ""


def _count(items: frozenset[str]) -> str:
    return "1 item" if len(items) == 1 else f"{len(items)} items"


def _named(items: frozenset[str]) -> str:
    first = sorted(items)[:_NAMED]
    more = f" and {len(items) - len(first)} more" if len(items) > len(first) else ""
    return ", ".join(first) + more
