"""`[defaults]` of the policy: said once, in force for every item that leaves it out, and part of what is approved."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from kept.files.tree import GitTree
from kept.findings import UsageError
from kept.history.branch import Branch
from projects import TODAY
from quoted import BOTH, QUOTE, codes, shown

if TYPE_CHECKING:
    from kept.model.evidence import Testimonial
    from projects import Project

POLICY = "evidence/policy.toml"
DEFAULTS = """
[defaults]
source_kind = "survey"
captured_by = "tessa"
verified_by = "paul"
channels = ["site"]
"""
LONG = {
    "kind: survey, ": "",
    ", captured_by: tessa": "",
    "by: paul, ": "",
    "  channels: [site]\n": "",
}


def with_policy(project: Project, more: str) -> None:
    path = project.root / POLICY
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    project.write({POLICY: before + more})


def shorten(project: Project) -> None:
    """Takes out of the quote's file everything that the defaults say."""
    for old, new in LONG.items():
        project.edit(QUOTE, old, new)


def quote(project: Project) -> Testimonial:
    return project.load()[0].testimonials["nine-oclock"]


@pytest.fixture
def short(approved: Project) -> Project:
    """The approved project, its quote shortened and approved again."""
    with_policy(approved, DEFAULTS)
    shorten(approved)
    approved.commit()
    approved.approve("nine-oclock", "corner-books", by="olive")
    approved.commit()
    return approved


def test_a_file_that_leaves_them_out_says_the_same_as_one_that_has_them(approved: Project) -> None:
    before = quote(approved)
    with_policy(approved, DEFAULTS)
    shorten(approved)
    assert quote(approved) == before


def test_words_that_rest_on_defaults_are_shown_once_approved(short: Project) -> None:
    assert shown(short) == BOTH


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('channels = ["site"]', 'channels = ["site", "sales"]'),
        ('source_kind = "survey"', 'source_kind = "letter"'),
        ('captured_by = "tessa"', 'captured_by = "lena"'),
        ('channels = ["site"]', 'channels = ["site"]\nterritories = ["GB"]'),
    ],
)
def test_a_changed_default_is_a_change_of_what_was_approved(short: Project, old: str, new: str) -> None:
    short.edit(POLICY, old, new)
    assert not shown(short)
    assert codes(short) == {"KPT603"}
    short.commit()
    assert not shown(short)
    short.approve("nine-oclock", by="olive")
    short.commit()
    assert shown(short) == BOTH


def test_what_a_file_says_itself_is_not_changed_by_a_default(approved: Project) -> None:
    with_policy(approved, DEFAULTS.replace("survey", "letter").replace("tessa", "lena"))
    assert quote(approved).source.kind == "survey"
    assert shown(approved) == BOTH


def test_defaults_make_no_permission_and_no_check(short: Project) -> None:
    short.edit(QUOTE, "  granted_on: 2026-03-02\n", "").edit(
        QUOTE, "verified: { method: called back, on: 2026-03-02 }\n", ""
    )
    assert quote(short).consent.channels == ()
    assert quote(short).verified is None
    assert {"KPT310", "KPT202"} <= codes(short)


def test_who_collects_by_default_cannot_approve(short: Project) -> None:
    short.edit(POLICY, 'captured_by = "tessa"', 'captured_by = "olive"')
    short.commit()
    with pytest.raises(UsageError, match="olive captured, verified or submitted it"):
        short.approve("nine-oclock", by="olive")


def test_an_earlier_day_is_told_by_the_defaults_of_then(approved: Project) -> None:
    """A default that changed later does not take back what was approved and shown before."""
    with_policy(approved, DEFAULTS)
    shorten(approved)
    approved.commit(date(2026, 11, 12))
    path = approved.root / "evidence/approvals/nine-oclock/olive.toml"
    approved.approve("nine-oclock", by="olive")
    approved.commit(date(2026, 11, 13))
    assert path.exists()
    approved.edit(POLICY, "survey", "letter")
    approved.commit(TODAY)
    branch = Branch(GitTree(approved.root, approved.git("rev-parse", "HEAD")))
    kinds = [former().item.source.kind for _, former in branch.formerly("nine-oclock")]  # type: ignore[union-attr]
    assert kinds[:2] == ["letter", "survey"]


def test_a_short_draft_leaves_out_what_the_defaults_say(project: Project) -> None:
    with_policy(project, DEFAULTS)
    project.kept("new", "testimonial", "hill")
    text = (project.root / "evidence/testimonials/hill.md").read_text()
    assert "source: { ref: null, captured_on: null }" in text
    assert '# { method: "matched to the order", on: 2026-02-12 }' in text
    assert "channels:" not in text
    project.kept("new", "testimonial", "dale", "--full")
    assert "captured_by: null" in (project.root / "evidence/testimonials/dale.md").read_text()


def test_an_unknown_kind_is_named_where_it_stands(project: Project) -> None:
    with_policy(project, '\n[defaults]\nsource_kind = "rumour"\n')
    assert "evidence/policy.toml:" in project.check()
    assert "source_kind" in project.check()
