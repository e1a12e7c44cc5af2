"""Every project in tests/examples gives exactly the findings written below it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from projects import Ran
from trees import EXAMPLES, examples


@pytest.mark.parametrize("name", examples())
def test_a_check_prints_exactly_the_findings_below_the_example(
    name: str, tmp_path: Path, command: Callable[..., Ran]
) -> None:
    example, is_valid = examples()[name], name.startswith("valid/")
    assert (", error]" in example.findings) is not is_valid
    example.write(tmp_path)
    assert command("check", "--as-of", "2026-11-20") == Ran(0 if is_valid else 1, example.findings, "")


@pytest.mark.parametrize("name", [name for number, name in enumerate(examples()) if number % 8 == 0])
def test_the_api_says_the_same_as_the_command(name: str, tmp_path: Path) -> None:
    assert examples()[name].write(tmp_path).check() == examples()[name].findings


@pytest.mark.parametrize("name", ["valid/whole", "invalid/encodings"])
def test_a_process_of_its_own_prints_the_same(name: str, tmp_path: Path) -> None:
    example = examples()[name]
    ran = example.write(tmp_path).kept_as_process("check", "--as-of", "2026-11-20")
    assert (ran.out, ran.err) == (example.findings, "")


def test_every_example_stands_in_a_text_file() -> None:
    """A folder among them would be tried by nobody."""
    assert {path.suffix for path in EXAMPLES.iterdir()} == {".txt"}


def test_there_are_examples() -> None:
    assert len([name for name in examples() if name.startswith("valid/")]) >= 5
    assert len([name for name in examples() if name.startswith("invalid/")]) >= 20
