"""What a speaker did not permit, does not permit any more, or has not been asked about for too long."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept.findings import Severity
from kept.model.dates import days_after, months_after
from kept.model.evidence import CaseStudy, Consent, Testimonial
from kept.model.fields import Audience, Channel
from kept.model.policy import Policy
from kept.model.register import Organisation, Register
from kept.rules.permission import good_until, permission, scope
from kept.rules.rule import Context, Objection
from portfolios import filled, portfolio

TODAY = date(2026, 11, 20)
POLICY = Policy(reconfirm_months=24)
GIVEN: dict[str, Any] = {
    "basis": "consent",
    "ref": "vault:1",
    "granted_on": date(2026, 1, 1),
    "channels": (Channel.SITE,),
    "territories": ("GB", "IE"),
    "assets": ("name",),
}


def quote(**differing: object) -> Testimonial:
    consent = Consent.model_validate(
        GIVEN | {key: value for key, value in differing.items() if key in Consent.model_fields}
    )
    others = {key: value for key, value in differing.items() if key not in Consent.model_fields}
    fields: dict[str, Any] = {"attribution": "named", "review_by": None, **others}
    return filled(Testimonial, lambda way: way, id="quote", consent=consent, **fields)


def objections(
    item: Testimonial | CaseStudy,
    audience: Audience,
    day: date = TODAY,
    policy: Policy = POLICY,
    territories: tuple[str, ...] = (),
) -> list[Objection]:
    register = Register(organisation=Organisation(name="Small", locale="en-GB", territories=territories))
    context = Context(
        portfolio=portfolio(register), audience=audience, as_of=day, policy=policy, metrics={}, promises={}
    )
    return [*permission(item, context), *scope(item, context)]


def codes(item: Testimonial | CaseStudy, audience: Audience, day: date = TODAY) -> list[str]:
    """What stands against it, without what is told in advance."""
    found = objections(item, audience, day, POLICY, ("GB", "IE"))
    return [objection.code for objection in found if objection.weight is not Severity.INFORMATION]


@pytest.mark.parametrize(("day", "is_told"), [(date(2026, 9, 21), False), (date(2026, 9, 22), True)])
def test_sixty_days_before_a_permission_ends_somebody_is_told_and_nothing_is_held_back(
    day: date, *, is_told: bool
) -> None:
    told = objections(quote(expires_on=date(2026, 11, 21)), Audience.PUBLIC, day, POLICY, ("GB", "IE"))
    assert [(found.code, found.withholds_item, found.weight) for found in told] == [
        ("KPT312", False, Severity.INFORMATION)
    ] * is_told


@dataclass(frozen=True)
class Case:
    """A permission, and what stands against each site."""

    world: str
    public: list[str]
    internal: list[str]
    differing: dict[str, Any] = field(default_factory=dict)


CASES = [
    Case("everything is permitted", [], []),
    Case("no basis", ["KPT310"], ["KPT310"], {"basis": None}),
    Case("no reference", ["KPT310"], ["KPT310"], {"ref": None}),
    Case("no date", ["KPT310"], ["KPT310"], {"granted_on": None}),
    Case("a date in the future", ["KPT310"], ["KPT310"], {"granted_on": date(2026, 11, 21)}),
    Case("given today", [], [], {"granted_on": TODAY}),
    Case("for sales only", ["KPT311"], [], {"channels": (Channel.SALES,)}),
    Case("for no channel", ["KPT311"], [], {"channels": ()}),
    Case("for one of two countries", ["KPT311"], [], {"territories": ("IE",)}),
    Case("for more countries than needed", [], [], {"territories": ("DE", "GB", "IE")}),
    Case("neither site nor countries", ["KPT311", "KPT311"], [], {"channels": (), "territories": ()}),
    Case("a name that was not permitted", ["KPT311"], ["KPT311"], {"assets": ("photo",)}),
    Case("no name wanted, none permitted", [], [], {"assets": (), "attribution": "role-only"}),
    Case("ends tomorrow", [], [], {"expires_on": date(2026, 11, 21)}),
    Case("ends today", ["KPT312"], ["KPT312"], {"expires_on": TODAY}),
    Case("withdrawn long ago", ["KPT313"], ["KPT313"], {"withdrawn_on": date(2026, 2, 1)}),
    Case("withdrawn from next year on", ["KPT313"], ["KPT313"], {"withdrawn_on": date(2027, 1, 1)}),
    Case("withdrawn, and nothing else matters", ["KPT313"], ["KPT313"], {"withdrawn_on": TODAY, "basis": None}),
    Case("asked 24 months ago", ["KPT314"], ["KPT314"], {"granted_on": date(2024, 11, 20)}),
    Case("asked a day less than 24 months ago", [], [], {"granted_on": date(2024, 11, 21)}),
    Case("asked again in time", [], [], {"granted_on": date(2020, 1, 1), "reconfirmed_on": date(2025, 1, 1)}),
    Case("to be read again today", ["KPT314"], ["KPT314"], {"review_by": TODAY}),
    Case(
        "ended, and not asked for years",
        ["KPT312", "KPT314"],
        ["KPT312", "KPT314"],
        {
            "granted_on": date(2020, 1, 1),
            "expires_on": date(2025, 1, 1),
        },
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.world for case in CASES])
def test_every_reason_is_given_for_the_site_it_concerns(case: Case) -> None:
    item = quote(**case.differing)
    assert codes(item, Audience.PUBLIC) == case.public
    assert codes(item, Audience.INTERNAL) == case.internal


def test_a_story_cannot_be_told_without_its_customers_name() -> None:
    consent = Consent.model_validate(GIVEN | {"assets": ()})
    story = filled(CaseStudy, lambda way: way, id="story", consent=consent, review_by=None)
    (objection,) = objections(story, Audience.INTERNAL, TODAY, POLICY, ())
    assert (objection.code, objection.withholds_item) == ("KPT311", True)
    (objection,) = objections(quote(assets=()), Audience.INTERNAL, TODAY, POLICY, ())
    assert (objection.code, objection.withholds_item) == ("KPT311", False)


def test_the_message_names_the_day_that_is_wrong() -> None:
    item = quote(granted_on=date(2020, 1, 1), reconfirmed_on=date(2027, 1, 1))
    (objection,) = objections(item, Audience.INTERNAL, TODAY, POLICY, ())
    assert objection.path == ("consent", "reconfirmed_on")
    assert "2027-01-01" in objection.message


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_permission_is_good_until_the_day_before_something_stands_against_it(given_on: date, ends: date) -> None:
    item = quote(granted_on=given_on, expires_on=ends)
    day = good_until(item, POLICY)
    assert {"KPT312", "KPT314"} & set(codes(item, Audience.INTERNAL, day))
    if day - timedelta(days=1) >= given_on:
        assert not codes(item, Audience.INTERNAL, day - timedelta(days=1))


def test_months_and_days_end_where_the_calendar_does() -> None:
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_after(date(9999, 1, 1), 12) == date.max
    assert days_after(date(2026, 12, 31), 45) == date(2027, 2, 14)
    assert days_after(date(9999, 12, 1), 45) == date.max
