"""`kept approve --waiting`: what waits for one person, and all of it approved in one go."""

from __future__ import annotations

import pytest
from held import VOICE
from projects import VOICE as WORDS
from projects import Project

OLIVE = ("approve", "--waiting", "--as", "olive", "--audience", "all")
NEW = "evidence/testimonials/ten-oclock.md"
NEW_WORDS = WORDS.replace("at nine", "at ten").replace("Ada Mover", "Bea Boxer").replace("crm:1", "crm:2")


def records(project: Project) -> set[str]:
    """The records that lie in the project."""
    return {path.relative_to(project.root).as_posix() for path in project.root.glob("evidence/approvals/*/*.toml")}


def listed(project: Project, *arguments: str) -> list[str]:
    """The ids that the command lists."""
    ran = project.kept(*(arguments or OLIVE))
    assert ran.code == 0, ran.err
    return [line.partition("  ")[0] for line in ran.out.splitlines() if "  " in line]


def test_everything_that_waits_for_somebody_is_listed_and_nothing_is_written(approved: Project) -> None:
    approved.write({NEW: NEW_WORDS}).edit(VOICE, "Homeowner", "Owner").commit()
    before = records(approved)
    assert listed(approved) == ["nine-oclock", "ten-oclock"]
    assert records(approved) == before
    assert "changed since it was approved" in approved.kept(*OLIVE).out


def test_with_yes_everything_on_the_list_is_approved_and_nothing_waits_any_more(approved: Project) -> None:
    approved.write({NEW: NEW_WORDS}).commit()
    ran = approved.kept(*OLIVE, "--yes")
    assert ran.code == 0, ran.err
    assert "evidence/approvals/ten-oclock/olive.toml" in records(approved)
    assert listed(approved) == []
    approved.commit()
    assert {voice.id for voice in approved.gated().public.voices} == {"nine-oclock", "ten-oclock"}


def test_what_waits_for_somebody_else_is_not_listed(approved: Project) -> None:
    approved.write({NEW: NEW_WORDS}).commit()
    assert listed(approved, "approve", "--waiting", "--as", "connie", "--audience", "all") == []
    assert (
        "Nothing waits for connie." in approved.kept("approve", "--waiting", "--as", "connie", "--audience", "all").out
    )


@pytest.mark.parametrize(
    "change",
    [
        ("consent:", "submitted_by: olive\nconsent:"),
        ("  basis: consent", "  basis: consent\n  withdrawn_on: 2026-11-01"),
        ("promises: [on-time]", "promises: [on-tme]"),
    ],
    ids=["made by the same person", "withdrawn", "with errors"],
)
def test_what_cannot_be_approved_does_not_wait(approved: Project, change: tuple[str, str]) -> None:
    approved.write({NEW: NEW_WORDS.replace(*change)}).commit()
    assert "ten-oclock" not in listed(approved)


def test_what_somebody_took_back_does_not_wait_for_them(approved: Project) -> None:
    approved.revoke("nine-oclock", by="olive").commit()
    assert listed(approved) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("approve", "nine-oclock", "--waiting", "--as", "olive", "--audience", "all"), "not both"),
        (("approve", "nine-oclock", "--yes", "--as", "olive", "--audience", "all"), "--yes goes with --waiting"),
        (("approve", "--waiting", "--as", "oliv", "--audience", "all"), 'there is no person "oliv"'),
    ],
)
def test_an_unclear_request_is_refused_with_what_to_do(
    approved: Project, arguments: tuple[str, ...], says: str
) -> None:
    ran = approved.kept(*arguments)
    assert ran.code == 2
    assert says in ran.err
