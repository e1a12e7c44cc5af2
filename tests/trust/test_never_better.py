"""What the public reads of a promise is never better than what the people inside read."""

from __future__ import annotations

import pytest
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
