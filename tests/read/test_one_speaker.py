"""Two names for one contact, and the same words in two files, are pointed out; nothing is held back for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from held import VOICE
from kept.findings import Severity

if TYPE_CHECKING:
    from kept.findings import Finding
    from projects import Project

WORDS = "They rang the bell at nine, as they had said."
OTHER = "The books stood in their old order, and nobody had to look for anything."


def another(project: Project, name: str, *changes: tuple[str, str]) -> Project:
    """The project with one more quote, which differs from the first one in this."""
    text = (project.root / VOICE).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return project.write({f"evidence/testimonials/{name}.md": text.encode()})


def pointed_out(project: Project) -> list[Finding]:
    portfolio, report = project.load()
    assert not portfolio.faulty
    found = [finding for finding in report if finding.code == "KPT202"]
    assert all(finding.severity is Severity.INFORMATION for finding in found)
    return found


def test_two_names_for_one_contact_are_one_finding(project: Project) -> None:
    another(project, "tidy", ("Ada Mover", "Kim Poe"), (WORDS, OTHER))
    (finding,) = pointed_out(project)
    assert (
        finding.message
        == "Ada Mover and Kim Poe have one contact (crm:1), and count as one person: nine-oclock and tidy."
    )
    assert finding.hint.startswith("give each person a reference of their own")
    assert (finding.place.path, finding.place.line) == ("evidence/testimonials/tidy.md", 10)


def test_the_same_words_in_two_files_are_one_finding(project: Project) -> None:
    another(project, "tidy", ("Ada Mover", "Kim Poe"), ("crm:1", "crm:2"))
    (finding,) = pointed_out(project)
    assert finding.message == "the same words stand in nine-oclock and tidy."


@pytest.mark.parametrize(
    "said",
    [
        "They rang the bell at nine, as they had said!",
        "they rang the bell at nine as they had said",
        "THEY RANG THE BELL AT NINE, AS THEY HAD SAID.",
        "They rang the bell at nine \N{EM DASH} as they had said.",
        "\N{LEFT DOUBLE QUOTATION MARK}They rang the bell at nine, as they had said.\N{RIGHT DOUBLE QUOTATION MARK}",
        "They  rang the bell at  nine, as they had said.",
        "They rang the bell at nine, as they had said \N{SMILING FACE WITH OPEN MOUTH}",
    ],
)
def test_words_are_the_same_however_they_are_typed(project: Project, said: str) -> None:
    another(project, "tidy", ("Ada Mover", "Kim Poe"), ("crm:1", "crm:2"), (WORDS, said))
    assert len(pointed_out(project)) == 1


def test_what_is_cut_off_is_counted(project: Project) -> None:
    for index in range(12):
        another(project, f"q{index:02}", ("Ada Mover", f"Person {index:02}"), (WORDS, f"{OTHER} {index}"))
    (finding,) = pointed_out(project)
    assert "Ada Mover, Person 00, Person 01, Person 02 and 9 more have one contact" in finding.message
    assert finding.message.endswith("nine-oclock, q00, q01, q02 and 9 more.")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(((WORDS, OTHER),), id="one person twice"),
        pytest.param(((WORDS, OTHER), ("Ada Mover", "ADA  MOVER")), id="one name typed in two ways"),
        pytest.param(((WORDS, OTHER), ("crm:1", "crm:2"), ("Ada Mover", "Kim Poe")), id="two people"),
        pytest.param(((WORDS, OTHER), ("crm:1", "crm:2")), id="two people of one name"),
        pytest.param(((WORDS, OTHER), ("  name: Ada Mover\n", "")), id="no name at all"),
        pytest.param(
            (
                ("Ada Mover", "Kim Poe"),
                ('ref: "vault:consents/1"', 'ref: "vault:consents/1"\n  withdrawn_on: 2026-04-01'),
            ),
            id="one of them taken back",
        ),
    ],
)
def test_ordinary_quotes_are_not_asked_about(project: Project, changes: tuple[tuple[str, str], ...]) -> None:
    assert pointed_out(another(project, "tidy", *changes)) == []


@pytest.mark.parametrize(
    "said", ["Great service, thank you!", "Very friendly.", "素晴らしいサービス。", "Alles bestens, gerne wieder."]
)
def test_short_words_of_two_people_are_the_same_by_chance(project: Project, said: str) -> None:
    project.edit(VOICE, WORDS, said)
    assert pointed_out(another(project, "tidy", ("Ada Mover", "Kim Poe"), ("crm:1", "crm:2"))) == []
