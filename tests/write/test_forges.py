"""The workflows that `kept init` writes: valid, without rights they do not need, and every shell step really run."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import check_jsonschema  # type: ignore[import-untyped]  # it comes without types
import pytest
import yaml
from click.testing import CliRunner
from kept.write.forges import Forge, WorkflowState, forge_files, state_of, workflows
from projects import Project

_KEPT = {
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}
_GITHUB = forge_files(Forge.GITHUB, "@dana", "main")
_GITLAB = forge_files(Forge.GITLAB, "@dana", "main")
_FLOWS = [path for path in _GITHUB if path.startswith(".github/workflows/")]
_SCHEMAS = {
    **dict.fromkeys(_FLOWS, "vendor.github-workflows"),
    **{path: "vendor.github-issue-forms" for path in _GITHUB if "ISSUE_TEMPLATE" in path},
    ".gitlab-ci.yml": "vendor.gitlab-ci",
}


@pytest.mark.parametrize("path", _SCHEMAS)
def test_each_file_is_what_its_forge_expects(path: str, tmp_path: Path) -> None:
    file = tmp_path / "file.yml"
    file.write_text({**_GITHUB, **_GITLAB}[path], encoding="utf-8")
    # GitLab reads `script` and its like with a tag of its own; the schema knows everything else.
    done = CliRunner().invoke(check_jsonschema.main, ["--builtin-schema", _SCHEMAS[path], str(file)])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("path", _FLOWS)
def test_actions_are_pinned_to_commits_and_jobs_end_in_time(path: str) -> None:
    flow = _flow(path)
    for job in flow["jobs"].values():
        assert job["timeout-minutes"] <= 15
        for step in job["steps"]:
            assert "uses" not in step or re.search(r"@[0-9a-f]{40}$", step["uses"]), step


def test_the_job_that_runs_a_contributors_files_holds_no_secret_and_may_write_nothing() -> None:
    flow = _flow(".github/workflows/kept-check.yml")

    assert flow["permissions"] == {"contents": "read"}
    assert set(flow[True]) == {"pull_request", "merge_group"}, "pull_request_target would lend it the branch's rights"
    assert "secrets." not in _GITHUB[".github/workflows/kept-check.yml"]
    checkout = flow["jobs"]["check"]["steps"][0]
    assert checkout["with"]["persist-credentials"] is False


def test_no_text_of_a_person_is_pasted_into_a_script() -> None:
    for path in _FLOWS:
        for job in _flow(path)["jobs"].values():
            for step in job["steps"]:
                assert "${{" not in step.get("run", ""), f"{path}: hand it over in env"


def test_after_a_merge_the_ledgers_are_committed_and_the_locked_build_publishes(
    approved: Project, tmp_path: Path
) -> None:
    origin = _origin(approved, tmp_path)
    job = _clone(origin, tmp_path / "job")
    outputs = tmp_path / "outputs"
    _steps(job, ".github/workflows/kept-publish.yml", "remember", GITHUB_OUTPUT=str(outputs))
    revision = _git(origin, "rev-parse", "main")

    assert outputs.read_text(encoding="utf-8") == f"revision={revision}\n"
    assert "evidence/results.csv" in _git(origin, "show", "--name-only", "--format=", "main")

    public = _clone(origin, tmp_path / "public")
    _steps(public, ".github/workflows/kept-publish.yml", "public")
    assert (public / "dist/public/index.html").is_file()
    assert not (public / "dist/internal").exists()

    again = _clone(origin, tmp_path / "again")
    _steps(again, ".github/workflows/kept-publish.yml", "remember", GITHUB_OUTPUT=str(outputs))
    assert _git(origin, "rev-parse", "main") == revision, "nothing new is said, so nothing is committed"


def test_where_the_branch_refuses_the_ledgers_the_job_ends_with_the_way_out(approved: Project, tmp_path: Path) -> None:
    origin = _origin(approved, tmp_path)
    hook = origin / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    job = _clone(origin, tmp_path / "job")

    with pytest.raises(AssertionError, match="could not be pushed to main"):
        _steps(job, ".github/workflows/kept-publish.yml", "remember", GITHUB_OUTPUT=str(tmp_path / "outputs"))


def test_the_form_takes_an_item_down_and_its_words_are_gone(approved: Project, tmp_path: Path) -> None:
    origin = _origin(approved, tmp_path)
    job = _clone(origin, tmp_path / "job")
    _steps(job, ".github/workflows/kept-takedown.yml", "takedown", skip="gh ", ITEMS="nine-oclock", ACTOR="manager")

    after = _clone(origin, tmp_path / "after")
    _steps(after, ".github/workflows/kept-publish.yml", "internal")
    pages = "".join(page.read_text(encoding="utf-8") for page in (after / "dist/internal").rglob("*.html"))
    assert "nine-oclock" in _git(origin, "show", "--format=", "main")
    assert "They came at nine" not in pages


def test_the_comment_says_what_the_change_does_and_is_written_by_a_job_that_reads_no_file(
    approved: Project, tmp_path: Path
) -> None:
    origin = _origin(approved, tmp_path)
    author = Project(_clone(origin, tmp_path / "author"))
    author.git("switch", "--quiet", "--create", "change")
    author.edit("evidence/case-studies/corner-books/index.md", "A shop moved overnight", "A shop moved in a night")
    head = author.commit()
    author.git("push", "--quiet", "origin", "change")
    job = _clone(origin, tmp_path / "job")
    _steps(job, ".github/workflows/kept-comment.yml", "diff", HEAD=head, VISIBLE_TO="private")

    assert "A shop moved in a night" in (job / "comment.md").read_text(encoding="utf-8")
    jobs = _flow(".github/workflows/kept-comment.yml")["jobs"]
    assert jobs["diff"]["permissions"] == {"contents": "read"}
    assert not any("checkout" in step.get("uses", "") for step in jobs["comment"]["steps"])


def test_what_is_new_is_posted_to_the_address_of_the_environment_and_nowhere_without(
    approved: Project, tmp_path: Path
) -> None:
    posted: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

    # The demo's today is the day on which everything was approved, so that the news of a day is all of it.
    origin = _origin(approved, tmp_path)
    flow = ".github/workflows/kept-publish.yml"
    _steps(_clone(origin, tmp_path / "silent"), flow, "digest", KEPT_DIGEST_URL="", KEPT_DIGEST_FORMAT="")
    assert not (tmp_path / "silent/digest.json").exists()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/hook"
        _steps(_clone(origin, tmp_path / "job"), flow, "digest", KEPT_DIGEST_URL=address, KEPT_DIGEST_FORMAT="teams")
        server.shutdown()
    (body,) = posted
    assert json.loads(body)["type"] == "message"


@pytest.mark.slow
def test_on_gitlab_the_same_scripts_check_preview_and_publish(approved: Project, tmp_path: Path) -> None:
    approved.kept("build", "--publish", "--audience", "public")
    origin = _origin(approved, tmp_path)
    jobs = yaml.safe_load(_GITLAB[".gitlab-ci.yml"])
    folder = _clone(origin, tmp_path / "job")
    for job in ("check", "preview", "pages"):
        for line in [*jobs[job]["script"], *jobs[job].get("after_script", [])]:
            _run(line, folder, {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"})

    assert (folder / "public/index.html").is_file()
    assert (folder / "dist/preview-public/index.html").is_file()
    assert "<html" in (folder / "dist/what-this-changes.html").read_text(encoding="utf-8")
    assert (folder / "findings.json").read_text(encoding="utf-8").startswith("[")


def test_a_workflow_that_somebody_changed_is_left_to_them() -> None:
    path = ".github/workflows/kept-check.yml"
    wanted = workflows(Forge.GITHUB, "main")[path]

    assert state_of(None, wanted) is WorkflowState.MISSING
    assert state_of(wanted, wanted) is WorkflowState.CURRENT
    assert state_of(workflows(Forge.GITHUB, "trunk")[path], wanted) is WorkflowState.CURRENT, "it names no branch"
    assert state_of(wanted.replace("minutes: 15", "minutes: 30"), wanted) is WorkflowState.EDITED
    older = workflows(Forge.GITHUB, "trunk")[".github/workflows/kept-publish.yml"]
    assert (
        state_of(older, workflows(Forge.GITHUB, "main")[".github/workflows/kept-publish.yml"]) is WorkflowState.OUTDATED
    )


def _flow(path: str) -> dict[Any, Any]:
    """A workflow; YAML reads its key `on` as true."""
    flow: dict[Any, Any] = yaml.safe_load(_GITHUB[path])
    return flow


def _origin(project: Project, tmp_path: Path) -> Path:
    """A bare repository with the project on its branch main."""
    project.commit()
    origin = tmp_path / "origin.git"
    _run(f"git clone --quiet --bare . {shlex.quote(str(origin))}", project.root, {})
    return origin


def _clone(origin: Path, folder: Path) -> Path:
    _run(f"git clone --quiet {shlex.quote(str(origin))} {shlex.quote(str(folder))}", origin, {})
    return folder


def _steps(folder: Path, path: str, job: str, *, skip: str = "pip ", **environment: str) -> None:
    """Runs what a job's steps run, but for the installation and what begins with `skip`."""
    for step in _flow(path)["jobs"][job]["steps"]:
        script = step.get("run", "")
        if script and not script.startswith(("pip ", skip)):
            _run(script, folder, environment)


def _run(script: str, folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, **_KEPT, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    return done.stdout.strip()


def _git(repository: Path, *arguments: str) -> str:
    return _run(shlex.join(["git", *arguments]), repository, {})
