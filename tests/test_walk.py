"""A newcomer's walk: the commands of the README, as they stand there, from an empty folder to both sites."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from commands import KEPT
from projects import Project

HERE = Path(__file__).parent
README = HERE.parent / "README.md"
FILES = HERE / "walk"
COMMANDS = frozenset(
    ["kept", "init", "import", "metric", "quotes", "story", "check", "approve", "build", "cd", "git", "add", "commit"]
)
MOST_COMMANDS, MOST_VALUES = 12, 40


def lines() -> list[str]:
    """The lines to type, without their comments."""
    part = README.read_text(encoding="utf-8").partition("## Your own first page")[2].partition("\n## ")[0]
    return [line.partition(" #")[0].strip() for line in part.splitlines() if line.startswith("    ")]


def values(line: str) -> list[str]:
    """What a person must think of in a line: every word that is neither a command nor an option."""
    words = [word for word in shlex.split(line) if not word.startswith("-") and word not in {"&&", "."}]
    known = {
        "kept",
        "init",
        "import",
        "metric",
        "quotes",
        "story",
        "check",
        "approve",
        "build",
        "cd",
        "git",
        "add",
        "commit",
    }
    return [word for word in words if word not in known]


def test_a_first_page_takes_twelve_lines_and_forty_values() -> None:
    assert len(lines()) <= MOST_COMMANDS
    typed = [value for line in lines()[2:] for value in values(line)]
    assert len(typed) <= MOST_VALUES, typed


@pytest.mark.slow
def test_the_lines_of_the_readme_lead_to_both_sites(tmp_path: Path) -> None:
    place = tmp_path / "home"
    shutil.copytree(FILES, place / "files")
    (place / "kept").mkdir()
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    program = bin_folder / "kept"
    program.write_text(f'#!/bin/sh\nexec {" ".join(map(shlex.quote, KEPT))} "$@"\n')
    program.chmod(0o755)
    config = tmp_path / "gitconfig"
    config.write_text("[user]\nname = Dana Fenwick\nemail = dana@fenwick.example\n")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "HOME": str(place),
        "PATH": f"{bin_folder}:{os.environ['PATH']}",
        "GIT_CONFIG_GLOBAL": str(config),
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    script = "\n".join(lines()[2:])
    done = subprocess.run(
        ["sh", "-c", script], cwd=place / "kept", env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Evidence: 9 shown publicly, 9 internally, 2 withheld. 0 errors." in done.stdout
    ours = Project(place / "our-promises")
    assert "Promises: 1 kept, 2 missed." in done.stdout
    assert (ours.root / "dist/public/promises/three-days/index.html").is_file()
    assert (ours.root / "dist/internal/index.html").is_file()
    inside = "".join(
        path.read_text(errors="replace") for path in ours.root.rglob("*") if path.is_file() and ".git" not in path.parts
    )
    assert "mail.example" not in inside
