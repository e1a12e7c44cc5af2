"""Every tree in tests/examples gives exactly the findings beside it, by the API and by the command line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import Project, Ran

EXAMPLES = Path(__file__).parent.parent / "examples"
CASES = sorted(path.parent.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.glob("*/*/findings.txt"))


@pytest.mark.parametrize("name", CASES)
def test_a_check_prints_exactly_the_findings_beside_the_example(
    name: str, tmp_path: Path, command: Callable[..., Ran]
) -> None:
    home = EXAMPLES / name
    shutil.copytree(home, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("findings.txt"))
    expected = (home / "findings.txt").read_text(encoding="utf-8")
    is_valid = name.startswith("valid/")
    assert (", error]" in expected) is not is_valid
    assert Project(tmp_path).check() == expected
    assert command("check", "--as-of", "2026-11-20") == Ran(0 if is_valid else 1, expected, "")


@pytest.mark.parametrize("name", ["valid/whole", "invalid/encodings"])
def test_a_process_of_its_own_prints_the_same(name: str, tmp_path: Path) -> None:
    home = EXAMPLES / name
    shutil.copytree(home, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("findings.txt"))
    ran = Project(tmp_path).kept("check", "--as-of", "2026-11-20")
    assert (ran.out, ran.err) == ((home / "findings.txt").read_text(encoding="utf-8"), "")


def test_there_are_examples() -> None:
    assert len([name for name in CASES if name.startswith("valid/")]) >= 5
    assert len([name for name in CASES if name.startswith("invalid/")]) >= 20
