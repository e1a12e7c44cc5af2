"""Rewriting what was published, and what a check says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kept import pipeline
from projects import METRIC, TODAY, Project

REGISTER = "promises.toml"
DEFINITION, ROWS = "evidence/metrics/punctuality.toml", "evidence/metrics/punctuality.csv"
TARGET = '{ metric = "punctuality", at_least = 95, from = 2026-01-01 }'
CORRECTED = """\
[[restatements]]
period = "2026-Q1"
was = 96.0
was_numerator = 192
now = 98.0
why = "A slip."
on = 2026-11-20
"""
TARGET_CORRECTED = """\
restatements = [
  { metric = "punctuality", from = 2026-01-01, was = 95, now = 97, why = "A slip.", on = 2026-11-20 },
]
"""
Change = Callable[[Project], object]


def edited(path: str, *changes: tuple[str, str]) -> Change:
    """A change of one file."""

    def change(project: Project) -> None:
        for old, new in changes:
            project.edit(path, old, new)

    return change


def taken_away(project: Project) -> None:
    """Deletes the metric, its definition and its table."""
    for path in (DEFINITION, ROWS):
        (project.root / path).unlink()


def corrected(project: Project) -> None:
    """Another value for the first quarter, corrected in the open."""
    project.edit(ROWS, "96.0,200,192", "98.0,200,196")
    project.write({DEFINITION: METRIC + CORRECTED})


def told(project: Project, as_of: date = TODAY) -> list[str]:
    """What a check says of rewritten history: place, then message."""
    portfolio, found = project.load()
    report = pipeline.check(project.root, portfolio, found, as_of).report
    rewritten = [finding for finding in report if finding.code == "KPT408"]
    assert report.stops_site is bool(rewritten)
    return [f"{finding.place.path}:{finding.place.line}: {finding.message}" for finding in rewritten]
