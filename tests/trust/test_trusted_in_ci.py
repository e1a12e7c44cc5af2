"""In a job of any common CI, a change never approves itself; the default branch goes on being built."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from kept.cli.ci import table, trusted_ref, variables
from kept.findings import TrustRefError
from projects import Project
from projects import approved as approved_project

if TYPE_CHECKING:
    from collections.abc import Mapping

JOBS = tomllib.loads(Path(__file__).with_name("jobs.toml").read_text(encoding="utf-8"))
QUOTE = "evidence/testimonials/nine-oclock.md"


def by_name(kind: str) -> list[Any]:
    return [pytest.param(job, id=job["of"].replace(" ", "-")) for job in JOBS[kind]]


@pytest.fixture
def repository(tmp_path: Path) -> Project:
    """The small project, approved on the default branch, as a CI has fetched it."""
    project = approved_project(tmp_path / "project")
    for branch in ("main", "release/2026"):
        project.git("update-ref", f"refs/remotes/origin/{branch}", "HEAD")
    return project


@pytest.fixture
def change(repository: Project) -> Project:
    """A branch in which somebody changes a quote and approves it themselves."""
    repository.git("checkout", "--quiet", "-b", "work")
    repository.edit(QUOTE, "at nine", "at ten").approve("nine-oclock", by="olive").commit()
    return repository


def environment(job: Mapping[str, Any], folder: Path) -> dict[str, str]:
    event = folder / "event.json"
    event.write_text(job.get("event", "{}"), encoding="utf-8")
    return {**job["set"], "GITHUB_EVENT_PATH": str(event)}


@pytest.mark.parametrize("job", by_name("change"))
def test_a_change_does_not_approve_itself(change: Project, tmp_path: Path, job: Mapping[str, Any]) -> None:
    given = environment(job, tmp_path)
    if "trust" not in job:
        with pytest.raises(TrustRefError, match=r"add --trust-ref origin/main to the command"):
            trusted_ref(change.root, given)
        return
    ref = trusted_ref(change.root, given)
    assert ref == f"refs/remotes/origin/{job['trust']}"
    assert "KPT602" in change.gated(trust_ref=ref).codes("nine-oclock")


@pytest.mark.parametrize("job", by_name("own"))
def test_the_default_branch_is_built_as_ever(repository: Project, tmp_path: Path, job: Mapping[str, Any]) -> None:
    assert trusted_ref(repository.root, environment(job, tmp_path)) is None


@pytest.mark.parametrize("job", by_name("own"))
def test_a_commit_of_the_default_branch_is_built_as_ever(
    repository: Project, tmp_path: Path, job: Mapping[str, Any]
) -> None:
    repository.git("checkout", "--quiet", "--detach")
    repository.git("branch", "--quiet", "--delete", "--force", "main")
    assert trusted_ref(repository.root, environment(job, tmp_path)) is None


def test_every_ci_of_the_table_is_tried() -> None:
    tried = [{ci.name for ci in table() if set(ci.known_by) & set(job["set"])} for job in JOBS["change"]]
    assert {name for names in tried for name in names} == {ci.name for ci in table()}


def test_the_default_branch_may_be_called_anything(change: Project) -> None:
    change.git("update-ref", "refs/remotes/origin/trunk", "main")
    change.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    with pytest.raises(TrustRefError, match="--trust-ref origin/trunk"):
        trusted_ref(change.root, {"CI": "true"})
    change.git("checkout", "--quiet", "-B", "trunk", "main")
    assert trusted_ref(change.root, {"CI": "true"}) is None


def test_where_main_and_master_are_both_there_none_of_them_is_taken_for_the_default_branch(repository: Project) -> None:
    repository.git("update-ref", "refs/remotes/origin/master", "HEAD")
    with pytest.raises(TrustRefError, match="nothing says which one is the default"):
        trusted_ref(repository.root, {"CI": "true"})


def test_outside_a_ci_the_own_branch_decides(change: Project) -> None:
    assert trusted_ref(change.root, {}) is None


def test_a_folder_without_a_repository_is_read_in_a_ci_too(tmp_path: Path) -> None:
    assert trusted_ref(tmp_path, {"CI": "true"}) is None
    with pytest.raises(TrustRefError):
        Project(tmp_path).load(trusted_ref(tmp_path, {"TF_BUILD": "True", "SYSTEM_PULLREQUEST_TARGETBRANCH": "main"}))


@pytest.mark.parametrize("event", ["", "[]", "null", '{"repository": "x"}', '{"repository": {"default_branch": 7}}'])
def test_an_event_that_says_nothing_is_no_answer(change: Project, tmp_path: Path, event: str) -> None:
    job = {"event": event, "set": {"GITHUB_ACTIONS": "true", "GITHUB_REF": "refs/heads/work"}}
    with pytest.raises(TrustRefError):
        trusted_ref(change.root, environment(job, tmp_path))


def test_the_command_stops_with_what_to_add(change: Project) -> None:
    ran = change.kept("check", NETLIFY="true", PULL_REQUEST="true", BRANCH="pull/7/head", HEAD="main")
    assert ran.code == 2
    assert "Netlify does not say which branch it is to be merged into" in ran.err
    assert "add --trust-ref origin/main" in ran.err
    assert "KPT602" in change.kept("check", "--trust-ref", "origin/main", NETLIFY="true", PULL_REQUEST="true").out


@pytest.mark.parametrize("command", ["check", "build", "status", "pull"])
def test_no_command_trusts_the_change(change: Project, command: str) -> None:
    assert change.kept(command, CI="true").code == 2


def test_the_target_branch_has_to_be_here(change: Project) -> None:
    ran = change.kept("check", TF_BUILD="True", SYSTEM_PULLREQUEST_TARGETBRANCH="refs/heads/gone")
    assert ran.code == 2
    assert "refs/remotes/origin/gone" in ran.err


def test_a_takedown_is_recorded_before_the_job_stops(change: Project) -> None:
    ran = change.kept("takedown", "nine-oclock", CI="true")
    assert ran.code == 2
    assert "the takedown is recorded" in ran.err


def test_the_tests_themselves_may_run_in_any_ci() -> None:
    assert {"CI", "GITHUB_BASE_REF", "CHANGE_TARGET", "GITHUB_EVENT_PATH", "NETLIFY"} <= variables()
