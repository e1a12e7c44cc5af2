"""An unapproved change to a promise leaves it as it was last approved; what was taken back is withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from held import POLICY, REGISTER, TABLE, below, messages
from projects import Project

if TYPE_CHECKING:
    from kept.model.edition import Edition, PromiseView

OLD, NEW = "We come when we said we would.", "We come whenever we like."
TARGET = 'targets = [{ metric = "punctuality", at_least = 95, from = 2026-01-01 }]'
HARDER = 'targets = [{ metric = "punctuality", at_least = 99, from = 2026-01-01 }]'


def both(project: Project, trust_ref: str | None = None) -> tuple[Edition, Edition]:
    """Both editions."""
    gated = project.gated(trust_ref=trust_ref)
    return gated.public, gated.internal


def stated(project: Project, trust_ref: str | None = None) -> tuple[list[str], list[str]]:
    """What the promises on both sites say."""
    public, internal = both(project, trust_ref)
    return [entry.statement for entry in public.promises], [entry.statement for entry in internal.promises]


def the_promise(project: Project) -> PromiseView:
    """The promise as the public sees it."""
    (promise,) = project.gated().public.promises
    return promise


@pytest.mark.parametrize("is_merged", [False, True])
def test_other_words_wait_for_their_approval(approved: Project, *, is_merged: bool) -> None:
    approved.edit(REGISTER, OLD, NEW)
    if is_merged:
        approved.commit()
    assert stated(approved) == ([OLD], [OLD])
    assert "KPT603" in approved.gated().codes("promise.on-time")
    assert len(approved.gated().public.voices) == 1
    approved.approve("promise.on-time", "nine-oclock", by="olive").commit()
    assert stated(approved) == ([NEW], [NEW])


def test_the_words_that_wait_are_in_no_field_of_either_edition(approved: Project) -> None:
    below(approved.edit(REGISTER, OLD, NEW), REGISTER, "targets", 'excludes = "Mondays"', 'short = "Whenever"').commit()
    for edition in both(approved):
        assert not {word for word in ("whenever", "Whenever", "Mondays") if word in repr(edition)}


def test_the_verdict_is_that_of_the_targets_that_were_approved(approved: Project) -> None:
    before = the_promise(approved)
    approved.edit(REGISTER, TARGET, HARDER).commit()
    assert the_promise(approved) == before
    approved.approve("promise.on-time", by="olive").commit()
    assert the_promise(approved).verdict.status != before.verdict.status


def test_what_is_said_about_a_miss_waits_too(approved: Project) -> None:
    approved.edit(TABLE, "97.5,200,195", "90.0,200,180").approve("punctuality", by="connie").commit()
    below(approved, REGISTER, "targets", 'misses = [{ period = "2026-Q2", why = "It was snow." }]').commit()
    assert the_promise(approved).misses == ()
    approved.approve("promise.on-time", by="olive").commit()
    assert [miss.why for miss in the_promise(approved).misses] == ["It was snow."]


def test_whoever_takes_the_targets_away_hides_no_promise(approved: Project) -> None:
    """A promise without a target is not for the public; one that was approved with a target still is."""
    approved.edit(REGISTER, TARGET, "").commit()
    assert stated(approved)[0] == [OLD]
    assert the_promise(approved).verdict.status == "kept"
    assert "KPT105" in approved.gated().codes("promise.on-time")


def test_whoever_takes_the_owner_away_hides_no_promise(approved: Project) -> None:
    approved.write({POLICY: '[require]\npublic = ["legal"]\ninternal = ["legal"]\n[roles]\nlegal = ["lena"]\n'})
    approved.approve("promise.on-time", by="lena").commit()
    approved.edit(REGISTER, 'owner = "olive"\n', "").commit()
    assert stated(approved)[0] == [OLD]


def test_an_error_in_a_promise_leaves_it_as_it_was(approved: Project) -> None:
    approved.edit(REGISTER, 'metric = "punctuality"', 'metric = "punctualty"')
    assert stated(approved) == ([OLD], [OLD])


def test_a_change_by_the_approver_themselves_is_a_change_like_any_other(approved: Project) -> None:
    approved.git("branch", "protected")
    approved.edit(REGISTER, OLD, NEW)
    approved.git("-c", "user.email=olive@small.example", "commit", "--all", "--quiet", "--message", "by olive")
    approved.git("commit", "--amend", "--quiet", "--no-edit", "--author", "Olive Owner <olive@small.example>")
    assert stated(approved, "protected") == ([OLD], [OLD])


def test_an_approval_that_is_only_proposed_changes_nothing_yet(approved: Project) -> None:
    approved.git("branch", "protected")
    approved.edit(REGISTER, OLD, NEW).approve("promise.on-time", by="olive").commit()
    assert stated(approved, "protected") == ([OLD], [OLD])
    assert stated(approved) == ([NEW], [NEW])


def test_after_several_changes_the_last_approved_state_is_found(approved: Project) -> None:
    for words in ("One.", "Two.", "Three."):
        approved.edit(REGISTER, the_statement(approved), words).commit()
    assert stated(approved) == ([OLD], [OLD])
    approved.approve("promise.on-time", by="olive").commit()
    approved.edit(REGISTER, "Three.", "Four.").commit()
    assert stated(approved) == (["Three."], ["Three."])


def the_statement(project: Project) -> str:
    """As the register says it now."""
    return project.load()[0].register.promises[0].statement


def test_a_state_that_was_approved_and_never_committed_cannot_be_shown(project: Project) -> None:
    project.approve("promise.on-time", by="olive").edit(REGISTER, OLD, NEW).commit()
    assert stated(project) == ([], [])


def test_without_a_repository_nobody_remembers_the_approved_state(project: Project) -> None:
    project.approve("promise.on-time", by="olive").edit(REGISTER, OLD, NEW)
    assert stated(project) == ([], [])


def test_what_was_never_approved_is_withheld(project: Project) -> None:
    project.commit()
    project.edit(REGISTER, OLD, NEW).commit()
    assert stated(project) == ([], [])


def test_what_was_taken_back_is_withheld_in_every_state(approved: Project) -> None:
    approved.edit(REGISTER, OLD, NEW).revoke("promise.on-time", by="olive").commit()
    assert stated(approved) == ([], [])


def test_what_has_run_out_is_withheld(approved: Project) -> None:
    approved.edit(REGISTER, OLD, NEW).commit()
    late = approved.gated(approved.load()[0].register.organisation.as_of.replace(year=2027))  # type: ignore[union-attr]  # it has one
    assert (late.public.promises, late.internal.promises) == ((), ())


def test_what_was_deleted_is_withheld(approved: Project) -> None:
    register = (approved.root / REGISTER).read_text()
    approved.write({REGISTER: register.partition("[[promises]]")[0]}).commit()
    assert stated(approved) == ([], [])


def test_a_state_that_was_for_the_inside_only_is_not_made_public(project: Project) -> None:
    project.edit(REGISTER, 'audience = "public"', 'audience = "internal"')
    project.approve("promise.on-time", by="olive").commit()
    project.edit(REGISTER, 'audience = "internal"', 'audience = "public"').commit()
    assert stated(project) == ([], [OLD])


def test_an_approval_for_the_inside_brings_no_state_to_the_public(project: Project) -> None:
    project.approve("promise.on-time", by="olive", audience="internal").approve("punctuality", by="connie").commit()
    project.edit(REGISTER, OLD, NEW).commit()
    assert stated(project) == ([], [OLD])


def test_everybody_whom_the_policy_asks_must_have_approved_the_state(approved: Project) -> None:
    approved.write({POLICY: '[require]\npublic = ["promise-owner", "legal"]\n[roles]\nlegal = ["lena"]\n'}).commit()
    approved.edit(REGISTER, OLD, NEW).commit()
    assert stated(approved) == ([], [OLD])
    approved.edit(REGISTER, NEW, OLD).approve("promise.on-time", by="lena").edit(REGISTER, OLD, NEW).commit()
    assert stated(approved) == ([OLD], [OLD])


def test_what_nobody_approves_may_change_at_once(approved: Project) -> None:
    below(approved, REGISTER, "targets", 'made_in = ["website:/home"]')
    assert messages(approved, "KPT603") == set()
    assert approved.gated().internal.promises_inside[0].made_in == ("website:/home",)
