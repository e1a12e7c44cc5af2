"""Several items in one command: one that cannot be done does not refuse the others, and the exit code says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from projects import Project, Ran

Command = Callable[..., Ran]


def record(project: Project, item: str) -> Path:
    return project.root / f"evidence/approvals/{item}/olive.toml"


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("nine-oclok", 'there is no item "nine-oclok". Did you mean nine-oclock?'),
        ("promise.on-tme", 'there is no item "promise.on-tme". Did you mean promise.on-time?'),
        ("broken", "broken cannot be read; repair it first"),
        ("corner-books", "corner-books has errors; repair it first"),
        ("tessas", "tessas: olive captured, verified or submitted it, so somebody else must approve it."),
    ],
)
@pytest.mark.parametrize("comes_first", [True, False])
def test_one_that_cannot_be_approved_does_not_refuse_the_others(
    project: Project, command: Command, bad: str, why: str, *, comes_first: bool
) -> None:
    voice = (project.root / "evidence/testimonials/nine-oclock.md").read_text(encoding="utf-8")
    project.write({"evidence/testimonials/broken.md": "---\n"})
    project.write(
        {"evidence/testimonials/tessas.md": voice.replace("captured_by: tessa", "captured_by: olive").encode()}
    )
    project.edit("evidence/case-studies/corner-books/index.md", "quotes: [nine-oclock]", "quotes: [nobody]")
    items = [bad, "nine-oclock", "promise.on-time"] if comes_first else ["nine-oclock", "promise.on-time", bad]
    ran = command("approve", *items, "--as", "olive", "--audience", "all")
    assert ran.code == 2
    assert why in ran.err
    assert ran.err.endswith("Everything else was done.\n")
    assert record(project, "nine-oclock").exists()
    assert record(project, "promise.on-time").exists()
    assert not record(project, bad).exists()


def test_one_that_cannot_be_revoked_does_not_refuse_the_others(approved: Project, command: Command) -> None:
    ran = command("revoke", "nine-oclok", "nine-oclock", "--as", "olive")
    assert (ran.code, ran.err.count("Did you mean nine-oclock?")) == (2, 1)
    assert 'decision = "revoke"' in record(approved, "nine-oclock").read_text(encoding="utf-8")


def test_several_speakers_withdraw_with_one_command(approved: Project, command: Command) -> None:
    ran = command("withdraw", "nine-oclock", "gone", "corner-books", "--on", "2026-11-20")
    assert ran.code == 2
    assert 'there is no testimonial and no story "gone".' in ran.err
    assert "kept takedown nine-oclock corner-books" in ran.out
    for path in ("testimonials/nine-oclock.md", "case-studies/corner-books/index.md"):
        assert "withdrawn_on: 2026-11-20" in (approved.root / "evidence" / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("bad", ["nine-oclok", "promise.on-time", "on-time"])
def test_one_that_cannot_be_taken_down_does_not_keep_the_others_online(
    approved: Project, command: Command, bad: str
) -> None:
    ran = command("takedown", bad, "nine-oclock")
    assert ran.code == 2
    assert 'item = "nine-oclock"' in (approved.root / "evidence/takedowns.toml").read_text(encoding="utf-8")
    assert "public: " in ran.out
    assert bad in ran.err
    pages = "".join(path.read_text(encoding="utf-8") for path in (approved.root / "dist").rglob("*.html"))
    assert "They rang the bell at nine" not in pages


@pytest.mark.parametrize(
    "command_line", [["approve", "--as", "olive", "--audience", "all"], ["revoke", "--as", "olive"]]
)
def test_where_none_can_be_done_nothing_is_said_to_be_done(
    project: Project, command: Command, command_line: list[str]
) -> None:
    ran = command(*command_line, "a", "b", "a")
    assert ran.code == 2
    assert ran.err.splitlines() == ['kept: there is no item "a".', 'there is no item "b".']
    assert not (project.root / "evidence/approvals").exists()


def test_a_name_that_nobody_has_is_said_once(project: Project, command: Command) -> None:
    ran = command("approve", "nine-oclock", "corner-books", "--as", "x", "--audience", "all")
    assert ran.err.count('there is no person "x"') == 1
    assert not (project.root / "evidence/approvals").exists()
