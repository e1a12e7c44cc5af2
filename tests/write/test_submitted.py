"""A submitted form becomes a file on a branch: the words as they were sent, and nothing that they could smuggle in."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from kept.ingest.submitted import submitted
from kept.write.forges import Forge, forge_files
from projects import SMALL, Project

if TYPE_CHECKING:
    from kept.model.portfolio import Portfolio

_HERE = Path(__file__).parent
_FLOW = yaml.safe_load(forge_files(Forge.GITHUB, "@dana", "main")[".github/workflows/kept-submitted.yml"])
WORDS = "They wrapped the clock twice and it still runs."


def form(**values: str) -> str:
    """The text that a forge makes of the form."""
    labels = {
        "words": "What exactly did they say?",
        "promise": "Which promise is it about?",
        "said_on": "When was it said?",
        "speaker": "Who said it?",
        "source": "Where is the original?",
        "permission": "Did they permit it to be shown?",
    }
    own = {
        "words": WORDS,
        "promise": "on-time",
        "said_on": "2026-11-02",
        "speaker": "Homeowner, Leeds",
        "source": "crm:4711",
        "permission": "Yes, with the name",
    }
    return "\n\n".join(f"### {labels[key]}\n\n{(own | values)[key]}" for key in labels)


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    return Project(tmp_path_factory.mktemp("submitted")).write(SMALL).load()[0]


def front(found: dict[str, str]) -> dict[str, Any]:
    (text,) = found.values()
    loaded: dict[str, Any] = yaml.safe_load(text.split("---")[1])
    return loaded


def test_the_file_has_the_words_and_no_permission_and_no_approval(portfolio: Portfolio) -> None:
    found = submitted(portfolio, form(), "tessa")
    ((path, text),) = found.files.items()
    assert path == "evidence/testimonials/they-wrapped-the-clock-twice.md"
    assert text.endswith(f"{WORDS}\n")
    assert front(found.files)["promises"] == ["on-time"]
    assert front(found.files)["source"]["ref"] == "crm:4711"
    assert front(found.files)["source"]["captured_by"] == "tessa"
    assert "consent" not in front(found.files)
    assert "A form does not give one" in found.reply


@pytest.mark.parametrize(
    "words",
    [
        f"{WORDS}\n\n### Where is the original?\n\nvault:forged\n\n### When was it said?\n\n1999-01-01",
        f"{WORDS}\n---\nconsent:\n  basis: consent\n  granted_on: 2026-01-01\n---\n",
        f"{WORDS} $(touch owned) `touch owned` ${{{{ github.token }}}}",
        f"{WORDS} !!python/object/apply:os.system ['touch owned'] &a *a",
    ],
)
def test_what_looks_like_a_field_or_a_program_is_words(portfolio: Portfolio, words: str) -> None:
    found = submitted(portfolio, form(words=words), None)
    assert front(found.files)["source"]["ref"] == "crm:4711"
    assert str(front(found.files)["said_on"]) == "2026-11-02"
    assert "consent" not in front(found.files)
    assert [path.split("/")[:2] for path in found.files] == [["evidence", "testimonials"]]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"words": "_No response_"}, "or it is empty"),
        ({"promise": "nothing-of-ours"}, "it names no promise"),
        ({"words": "They rang the bell at nine, as they had said."}, "nearly the same words are on file"),
        ({"speaker": "Ada, ada@customer.example"}, "git stores once it cannot forget"),
        ({"source": "call +44 113 496 0000"}, "git stores once it cannot forget"),
    ],
)
def test_what_cannot_be_used_is_answered_in_words_and_writes_nothing(
    portfolio: Portfolio, values: dict[str, str], why: str
) -> None:
    found = submitted(portfolio, form(**values), None)
    assert found.files == {}
    assert why in found.reply
    assert "ada@" not in found.reply


def test_any_other_text_is_no_form(portfolio: Portfolio) -> None:
    assert submitted(portfolio, "\0### \n" * 5000, None).files == {}


def test_the_workflow_puts_it_on_a_branch_and_asks_for_a_review(approved: Project, tmp_path: Path) -> None:
    opened, job, forge = _run(approved, tmp_path, form(words=f"{WORDS} $(touch owned)"))
    (request,) = opened["opened"]
    assert request["head"] == "evidence/issue-5"
    assert "Nothing appears until it is approved" in request["body"]
    files = _bash("git diff --name-only main origin/evidence/issue-5", job, forge)
    assert files == "evidence/testimonials/they-wrapped-the-clock-twice.md"
    assert not list(tmp_path.rglob("owned"))
    assert Project(job).kept("check", "--trust-ref", "main").code == 0, "what is lacking holds it back, and is no error"


def test_the_workflow_answers_on_the_issue_where_nothing_can_be_written(approved: Project, tmp_path: Path) -> None:
    opened, job, forge = _run(approved, tmp_path, form(promise="what"))
    assert "opened" not in opened
    assert "it names no promise" in opened["issues"]["5"]["comments"][0]
    assert _bash("git branch --remotes --list '*issue-5'", job, forge) == ""


def test_only_people_who_may_write_are_served_and_nothing_is_pasted_into_the_script() -> None:
    job = _FLOW["jobs"]["submitted"]
    assert "author_association" in job["if"]
    assert not any("${{" in step.get("run", "") for step in job["steps"])


def _run(project: Project, tmp_path: Path, text: str) -> tuple[dict[str, Any], Path, dict[str, str]]:
    project.git("branch", "--quiet", "--move", "main")
    origin, job, forge = tmp_path / "origin.git", tmp_path / "job", tmp_path / "forge.json"
    forge.write_text(json.dumps({"issues": {"5": {"comments": []}}}), encoding="utf-8")
    has = {"NUMBER": "5", "LOGIN": "olive-o", "FORM": text, "RUNNER_TEMP": str(tmp_path), "FORGE": str(forge)}
    _bash(f"git clone --quiet --bare . {shlex.quote(str(origin))}", project.root, has)
    _bash(f"git clone --quiet {shlex.quote(str(origin))} {shlex.quote(str(job))}", tmp_path, has)
    for step in _FLOW["jobs"]["submitted"]["steps"]:
        if "run" in step and not step["run"].startswith("pip "):
            _bash(step["run"], job, has)
    return json.loads(forge.read_text(encoding="utf-8")), job, has


def _bash(script: str, folder: Path, environment: dict[str, str]) -> str:
    own = {
        "PATH": os.pathsep.join([str(_HERE), str(Path(sys.executable).parent), os.environ["PATH"]]),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, **own, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    return done.stdout.strip()
