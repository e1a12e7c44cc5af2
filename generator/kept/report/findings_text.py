"""Findings as text for a person, and as JSON for a script."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kept.findings import Finding, Report, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kept.report.summary import Summary

WORDS = {Severity.ERROR: "error", Severity.WITHHELD: "withheld", Severity.INFORMATION: "for your information"}


def weight(finding: Finding) -> str:
    """The severity of a finding in words; for a withheld finding, whether it is about the whole item."""
    return "part withheld" if finding.in_part and finding.severity is Severity.WITHHELD else WORDS[finding.severity]


def plain(text: str, _severity: Severity) -> str:
    """The text without a colour."""
    return text


def as_text(report: Report, summary: Summary | None, paint: Callable[[str, Severity], str] = plain) -> str:
    """Two lines for each finding, for people; the summary last. `paint` colours the code by severity."""
    lines = [line for finding in report for line in _text(finding, paint)]
    return "".join(f"{line}\n" for line in [*lines, *([str(summary)] if summary else [])])


def _text(finding: Finding, paint: Callable[[str, Severity], str]) -> Iterator[str]:
    place = finding.place
    where = ":".join(str(part) for part in (place.path, place.line, place.column) if part is not None)
    site = ""
    if finding.severity is Severity.WITHHELD:
        site = f" from the {finding.audience} site" if finding.audience else " from both sites"
    item = f" {finding.item}:" if finding.item and finding.item not in place.path else ""
    mark = paint(f"[{finding.code}, {weight(finding)}{site}]", finding.severity)
    yield f"{one_line(where)}: {finding.rule.slug}:{one_line(item)} {one_line(finding.message)} {mark}"
    yield f"  hint: {one_line(finding.hint)}"


def one_line(text: str) -> str:
    """The text with a visible replacement for every character that would break a line or control a terminal."""
    return "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in text)


def as_json(report: Report, summary: Summary | None) -> str:
    """`{"findings": [...], "summary": {...}}`, which other people's scripts rely on."""
    document: dict[str, Any] = {"findings": [_json(finding) for finding in report], "summary": {}}
    if summary:
        document["summary"] = {
            "promises": summary.promises,
            "shown_publicly": summary.shown_publicly,
            "shown_internally": summary.shown_internally,
            "withheld": summary.withheld,
            "errors": summary.errors,
        }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _json(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "slug": finding.rule.slug,
        "severity": str(finding.severity),
        "path": finding.place.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "item": finding.item,
        "promise": finding.promise,
        "audience": finding.audience,
        "message": finding.message,
        "hint": finding.hint,
    }
