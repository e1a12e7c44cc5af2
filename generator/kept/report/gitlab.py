"""Writes findings as a Code Quality report, which GitLab shows next to the lines of a merge request."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from kept.findings import Finding, Report, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.report.summary import Summary

_SEVERITIES = {Severity.ERROR: "critical", Severity.WITHHELD: "major", Severity.INFORMATION: "info"}


def as_gitlab(report: Report, _summary: Summary | None = None) -> str:
    """A JSON list with one object for each finding. It has no place for a summary.

    Source:
        GitLab Docs, "Code Quality", section "Import Code Quality results from a CI/CD job".
    """
    entries = [
        {
            "description": f"{finding.message} Hint: {finding.hint}",
            "check_name": f"{finding.code} {finding.rule.slug}",
            "fingerprint": mark,
            "severity": "blocker" if finding.stops_site else _SEVERITIES[finding.severity],
            "location": {"path": finding.place.path, "lines": {"begin": finding.place.line or 1}},
        }
        for finding, mark in fingerprinted(report)
    ]
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"


def fingerprinted(report: Report) -> Iterator[tuple[Finding, str]]:
    """Each finding with a fingerprint, by which a forge recognises it in the next run.

    It does not change when lines are added above. Findings that differ only in their line get a number.
    """
    seen: Counter[str] = Counter()
    for finding in report:
        about = (finding.code, finding.place.path, finding.item, finding.promise, finding.audience, finding.message)
        same = json.dumps(about)
        seen[same] += 1
        yield finding, sha256(f"{same}{seen[same]}".encode()).hexdigest()
