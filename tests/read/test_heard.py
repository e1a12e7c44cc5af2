"""evidence/heard.toml: every fault is said with its line, and nothing else is held back by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projects import SMALL, Project

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """[[heard]]
said = "Nobody rings when the lorry is late."
times = 31
source = "Survey"
heard_on = 2026-09-30
"""


def checked(root: Path, text: str) -> str:
    project = Project(root).write({**SMALL, "evidence/heard.toml": text})
    project.commit()
    return project.kept("check").out


def test_a_good_file_is_no_finding(tmp_path: Path) -> None:
    assert "heard.toml" not in checked(tmp_path, GOOD + 'promises = ["on-time"]\n')


def test_a_promise_that_does_not_exist_is_named_with_its_line_and_the_nearest_one(tmp_path: Path) -> None:
    out = checked(tmp_path, GOOD + 'promises = ["on-tim"]\n')
    assert 'evidence/heard.toml:6:13: unknown-reference: there is no promise "on-tim".' in out
    assert "did you mean on-time?" in out


def test_both_answers_at_once_are_refused(tmp_path: Path) -> None:
    out = checked(tmp_path, GOOD + 'changed = "We ring."\nnot_changed_because = "We do not."\n')
    assert "evidence/heard.toml:1:" in out
    assert "write `changed` or `not_changed_because`" in out


def test_a_broken_file_is_said_and_the_rest_is_judged(tmp_path: Path) -> None:
    out = checked(tmp_path, "[[heard]\n")
    assert "evidence/heard.toml:1" in out
    assert "nine-oclock" in out
