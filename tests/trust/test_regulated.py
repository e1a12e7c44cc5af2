"""Promises about which the law says more: legal approves them too, and everything that is shown for them."""

from __future__ import annotations

import pytest
from projects import Project

POLICY = """\
[require]
public = ["promise-owner"]
regulated = ["legal"]

[roles]
legal = ["lena"]
"""
ITEMS = ("promise.on-time", "nine-oclock", "corner-books", "punctuality")


@pytest.fixture
def regulated(project: Project) -> Project:
    """The small project with its promise marked, and approved by everybody but legal."""
    project.write({"evidence/policy.toml": POLICY})
    project.edit("promises.toml", 'owner = "olive"\n', 'owner = "olive"\nregulated = true\n')
    project.approve("promise.on-time", "nine-oclock", "corner-books", by="olive").approve("punctuality", by="connie")
    project.commit()
    return project


def test_without_legal_nothing_of_a_regulated_promise_is_shown(regulated: Project) -> None:
    gated = regulated.gated()
    for edition in (gated.public, gated.internal):
        assert (edition.promises, edition.voices, edition.stories, edition.metrics) == ((), (), (), ())
    assert all("KPT601" in gated.codes(item) for item in ITEMS)


def test_with_legal_it_is(regulated: Project) -> None:
    regulated.approve(*ITEMS, by="lena").commit()
    public = regulated.gated().public
    assert [promise.id for promise in public.promises] == ["on-time"]
    assert (len(public.voices), len(public.stories), len(public.metrics)) == (1, 1, 1)


def test_taking_the_mark_off_in_a_change_takes_nobody_out(regulated: Project) -> None:
    regulated.edit("promises.toml", "regulated = true\n", "")
    regulated.approve("promise.on-time", by="olive")
    assert "KPT601" in regulated.gated().codes("promise.on-time")


def test_a_promise_that_is_not_marked_needs_no_legal(project: Project) -> None:
    project.write({"evidence/policy.toml": POLICY}).approve("promise.on-time", by="olive").commit()
    assert [promise.id for promise in project.gated().public.promises] == ["on-time"]


def test_a_role_nobody_holds_is_reported(project: Project) -> None:
    project.write({"evidence/policy.toml": '[require]\nregulated = ["legal"]\n'}).commit()
    assert "[roles] names nobody for it" in project.check()
