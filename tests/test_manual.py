"""The manual: its tutorial works as it is written, and its reference misses nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from kept.cli.group import COMMANDS
from kept.findings import rules
from kept.report.fields import Field, fields

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_ENVIRONMENT = {
    **os.environ,
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "NO_MKDOCS_2_WARNING": "1",
}


def test_the_tutorial_leads_to_both_sites_exactly_as_it_is_written(tmp_path: Path) -> None:
    text = _of_the_last_three_months((ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8"))
    project = tmp_path / "our-promises"
    for language, path, block in _BLOCK.findall(text):
        if path:
            (project / path).parent.mkdir(parents=True, exist_ok=True)
            (project / path).write_text(block, encoding="utf-8")
        elif language == "sh":
            _run(block, project if project.exists() else tmp_path)

    page, inside = (
        (project / "dist" / site / "promises/get-answer-within-one-working-day/index.html").read_text(encoding="utf-8")
        for site in ("public", "internal")
    )
    assert "98.94" in page
    assert "I wrote on Sunday and had an answer at eight on Monday." in page
    assert "Ida Marsh" in inside
    assert not _run("git status --porcelain", project)


def test_the_manual_builds_without_a_broken_link_and_has_every_field_command_and_code(tmp_path: Path) -> None:
    _run(f'mkdocs build --quiet --strict --config-file manual.yml --site-dir "{tmp_path}"', ROOT)

    for field in fields():
        assert f"<code>{field.name}</code>" in _page(tmp_path, field.kind.removesuffix(".toml")), field.name
    commands, codes = _page(tmp_path, "commands"), _page(tmp_path, "codes")
    assert [name for name in COMMANDS if f'id="kept-{name}"' not in commands] == []
    assert [code for code in rules() if f">{code}<" not in codes] == []


@pytest.mark.parametrize("field", fields(), ids=lambda field: f"{field.kind}:{field.name}")
def test_each_field_has_a_description_and_an_example(field: Field) -> None:
    assert field.says
    assert field.example


def _of_the_last_three_months(text: str) -> str:
    """The tutorial with the figures of the months that are over now, so that its promise is not out of date."""
    first = today = datetime.now(UTC)
    for back, written in enumerate(("Oct-26", "Sep-26", "Aug-26"), start=1):
        year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
        first = datetime(year, month + 1, 1, tzinfo=UTC)
        text = text.replace(written, f"{first:%b-%y}")
    return text.replace("2026-08-01", f"{first:%Y-%m-%d}")


def _run(commands: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=folder,
        env=_ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
    return done.stdout


def _page(site: Path, name: str) -> str:
    return (site / "reference" / name / "index.html").read_text(encoding="utf-8")
