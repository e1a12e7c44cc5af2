"""What the public reads of a promise is never better than what the people inside read."""

from __future__ import annotations

from datetime import date

import pytest
from kept.model.period import Cadence, Period
from kept.model.verdict import PeriodVerdict, Status, Verdict
from kept.verdicts.inflation import inflation
from projects import Project

REGISTER = "promises.toml"
EITHER = """\
[require]
public = ["legal"]
internal = ["legal"]
public_numbers = []

[roles]
legal = ["lena", "olive"]
"""


@pytest.fixture
def either(project: Project) -> Project:
    """Lena or Olive may approve; Olive has approved the promise as it is, for both sites."""
    project.write({"evidence/policy.toml": EITHER})
    project.approve("promise.on-time", "punctuality", by="olive").commit()
    return project


def _inside_only(project: Project, target: int) -> Project:
    """Another target, which Lena approves for the inside; Olive's approval of the former one still stands."""
    project.edit(REGISTER, "at_least = 95", f"at_least = {target}")
    project.approve("promise.on-time", by="lena", audience="internal").commit()
    return project


def test_a_stricter_target_that_only_the_inside_approved_takes_the_promise_off_the_public_site(
    either: Project,
) -> None:
    gated = _inside_only(either, 99).gated()
    assert [promise.verdict.status for promise in gated.internal.promises] == ["missed"]
    assert gated.public.promises == ()
    (finding,) = [finding for finding in gated.public_report if finding.item == "promise.on-time"]
    assert finding.code == "KPT601"
    assert 'the public site would say "kept" of this promise, the internal one "missed"' in finding.message


def test_once_it_is_approved_for_both_both_say_the_same(either: Project) -> None:
    gated = _inside_only(either, 99).approve("promise.on-time", by="lena").gated(trust_ref=either.commit())
    for edition in (gated.public, gated.internal):
        assert [promise.verdict.status for promise in edition.promises] == ["missed"]


def test_a_milder_target_that_only_the_inside_approved_changes_nothing_in_public(either: Project) -> None:
    gated = _inside_only(either, 90).gated()
    assert [promise.verdict.results[0].target for promise in gated.public.promises] == [95]
    assert [promise.verdict.results[0].target for promise in gated.internal.promises] == [90]


def said(*record: Status, status: Status | None = None) -> Verdict:
    """A verdict on the last of these quarters, the first of which is 2026-Q1."""
    first = Period.parse("2026-Q1", Cadence.QUARTER)
    periods = tuple(PeriodVerdict(period=first + step, status=one, results=()) for step, one in enumerate(record))
    return Verdict(
        status=status or record[-1],
        period=periods[-1].period,
        results=(),
        because="",
        record=periods,
        next_result=date(2026, 10, 14),
    )


def test_a_promise_that_only_the_public_sees_is_told() -> None:
    assert list(inflation(said(Status.KEPT), None)) == ["the promise is on the public site and not on the internal one"]


def test_a_past_period_that_the_public_sees_better_is_told_with_the_period() -> None:
    shown, known = said(Status.KEPT, Status.KEPT), said(Status.MISSED, Status.KEPT)
    assert list(inflation(shown, known)) == ['for 2026-Q1 the public site would say "kept", the internal one "missed"']


def test_a_past_period_that_only_the_public_sees_or_sees_worse_is_no_fault() -> None:
    assert list(inflation(said(Status.MISSED, Status.KEPT), said(Status.KEPT, Status.KEPT))) == []
    assert list(inflation(said(Status.NO_RESULT, Status.KEPT, Status.KEPT), said(Status.MISSED, Status.KEPT))) == []
