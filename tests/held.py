"""What is said about a project on disk, code by code, and small changes to the files of the small project."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from projects import TODAY

if TYPE_CHECKING:
    from kept.findings import Finding
    from projects import Project

VOICE = "evidence/testimonials/nine-oclock.md"
STORY = "evidence/case-studies/corner-books/index.md"
PICTURE = "evidence/case-studies/corner-books/shelves.png"
METRIC, TABLE = "evidence/metrics/punctuality.toml", "evidence/metrics/punctuality.csv"
REGISTER, POLICY = "promises.toml", "evidence/policy.toml"


class MarkedText(NamedTuple):
    """One finding, as far as a test looks at it."""

    at: str
    """The path's last part, line and column: `nine-oclock.md:14:3`."""
    message: str
    audience: str | None


def findings(project: Project, code: str, as_of: date = TODAY) -> list[Finding]:
    """Every finding with this code, of both sites."""
    gated = project.gated(as_of)
    return [finding for finding in (*gated.public_report, *gated.internal_report) if finding.code == code]


def said(project: Project, code: str, as_of: date = TODAY) -> set[MarkedText]:
    """The same, as far as it is looked at."""
    return {
        MarkedText(
            f"{found.place.path.rsplit('/')[-1]}:{found.place.line}:{found.place.column}", found.message, found.audience
        )
        for found in findings(project, code, as_of)
    }


def messages(project: Project, code: str, as_of: date = TODAY) -> set[str]:
    """Only what they say."""
    return {finding.message for finding in findings(project, code, as_of)}


def places(project: Project, code: str, as_of: date = TODAY) -> set[str]:
    """Only where they stand."""
    return {entry.at for entry in said(project, code, as_of)}


def below(project: Project, path: str, key: str, *lines: str) -> Project:
    """The project with lines put below the first one that begins with a key."""
    text = (project.root / path).read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(key))
    return project.edit(path, f"{line}\n", "\n".join((line, *lines, "")))


def without(project: Project, path: str, key: str) -> Project:
    """The project without the first line that begins with a key."""
    text = (project.root / path).read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.lstrip().startswith(key))
    return project.edit(path, f"{line}\n", "")
