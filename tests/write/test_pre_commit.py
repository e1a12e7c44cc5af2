"""The hook for pre-commit: what it runs exists, and it runs for the files that kept reads."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml
from projects import Project

(HOOK,) = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def test_it_stops_a_commit_with_an_error_and_no_other(approved: Project) -> None:
    program, *arguments = shlex.split(HOOK["entry"])
    assert program == "kept"
    assert HOOK["pass_filenames"] is False
    assert approved.kept(*arguments).code == 0
    approved.edit("promises.toml", 'audience = "public"', 'audience = "publc"')
    assert approved.kept(*arguments).code == 1


@pytest.mark.parametrize(
    ("path", "concerns"),
    [
        ("promises.toml", True),
        ("evidence/testimonials/nine-oclock.md", True),
        ("site_templates/pages/home.html", True),
        ("README.md", False),
        ("old/promises.toml", False),
    ],
)
def test_it_runs_for_what_kept_reads(path: str, concerns: bool) -> None:  # noqa: FBT001  a parameter of the table
    assert bool(re.search(HOOK["files"], path)) is concerns
