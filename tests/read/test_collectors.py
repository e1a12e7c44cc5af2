"""Whoever captured, verified or submitted an item may be anybody, but not somebody misspelt."""

from __future__ import annotations

import pytest
from kept.findings import Finding
from projects import Project

VOICE = "evidence/testimonials/nine-oclock.md"


def nearly(project: Project) -> list[Finding]:
    _, report = project.load()
    return [finding for finding in report if finding.code == "KPT103"]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("captured_by: tessa", "captured_by: tesa", 87),
        ("by: paul", "by: Tesa Takes", 38),
        ("consent:\n", "submitted_by: tesssa\nconsent:\n", 15),
    ],
)
def test_a_colleague_who_is_misspelt_is_pointed_out_and_holds_nothing_back(
    project: Project, old: str, new: str, column: int
) -> None:
    (finding,) = nearly(project.edit(VOICE, old, new))
    assert finding.message.endswith("is nobody in [[people]], and is nearly tessa.")
    assert finding.hint == "if it is tessa, write that; else tessa could approve their own work unnoticed."
    assert (finding.severity, finding.place.path, finding.place.column) == ("information", VOICE, column)
    assert "nine-oclock" not in project.load()[0].faulty


def test_of_figures_too(project: Project) -> None:
    project.edit("evidence/metrics/punctuality.toml", "data_owner", 'submitted_by = "conie"\ndata_owner')
    assert [finding.item for finding in nearly(project)] == ["punctuality"]


@pytest.mark.parametrize("name", ["adviser-2", "olive-o", "OLIVE@small.example", "Olive  Owner", "olivia", "lena2"])
def test_anybody_else_is_taken_as_they_are(project: Project, name: str) -> None:
    assert nearly(project.edit(VOICE, "captured_by: tessa", f'captured_by: "{name}"')) == []
