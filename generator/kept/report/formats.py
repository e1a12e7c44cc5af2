"""The report formats for programs, by their name in `--format`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kept.findings import Report
from kept.report.findings_text import as_json
from kept.report.github import as_github
from kept.report.gitlab import as_gitlab
from kept.report.sarif import as_sarif

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kept.report.summary import Summary

FORMATS: Mapping[str, Callable[[Report, Summary | None], str]] = {
    "github": as_github,
    "gitlab": as_gitlab,
    "sarif": as_sarif,
    "json": as_json,
}


def below(report: Report, folder: str) -> Report:
    """The report with paths from the top of the repository, as a forge needs them.

    Args:
        report: findings with paths from the project's root.
        folder: the path from the repository's top to that root; `"."` where they are the same.
    """
    if folder == ".":
        return report
    return Report.of(
        replace(finding, place=finding.place._replace(path=f"{folder}/{finding.place.path}")) for finding in report
    )
