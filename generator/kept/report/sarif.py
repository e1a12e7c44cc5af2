"""Writes findings as SARIF 2.1.0, the format of code-scanning services."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kept import __version__
from kept.findings import Finding, Report, Rule, Severity, rules
from kept.report.gitlab import fingerprinted

if TYPE_CHECKING:
    from kept.report.summary import Summary

_PLACEHOLDER = re.compile(r"\{(\d+)\}")
_LEVELS = {Severity.ERROR: "error", Severity.WITHHELD: "warning", Severity.INFORMATION: "note"}


def as_sarif(report: Report, _summary: Summary | None = None) -> str:
    """One run with every broken rule. SARIF has no place for a summary.

    Source:
        OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
    """
    broken = {finding.code for finding in report}
    catalogue = [rule for code, rule in rules().items() if code in broken]
    index = {rule.code: position for position, rule in enumerate(catalogue)}
    driver = {"name": "kept", "version": __version__, "rules": [_rule(rule) for rule in catalogue]}
    results = [_result(finding, index[finding.code], mark) for finding, mark in fingerprinted(report)]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    document = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    """The description of a rule.

    `helpUri` would have to be absolute, and the address of the rule pages is not known.
    """
    words = rule.slug.split("-")
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in words),
        "shortDescription": {"text": " ".join(words).capitalize() + "."},
        "help": {"text": f"What it means, an example and the fix: docs/rules/{rule.code}-{rule.slug}.md of kept."},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, index: int, mark: str) -> dict[str, Any]:
    about = {"hint": finding.hint, "item": finding.item, "promise": finding.promise, "audience": finding.audience}
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(f"{finding.message}\nHint: {finding.hint}")},
        "locations": [{"physicalLocation": _location(finding)}],
        "partialFingerprints": {"kept/v1": mark},
        "properties": {key: value for key, value in about.items() if value is not None},
    }


def _message(text: str) -> str:
    """The text without anything that SARIF would read as a link or a placeholder (3.11.5, 3.11.6)."""
    if "](" in text:
        text = text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return _PLACEHOLDER.sub(r"{{\1}}", text)


def _location(finding: Finding) -> dict[str, Any]:
    place = finding.place
    # A first part with a colon would be read as a scheme, so colons are encoded too.
    location: dict[str, Any] = {
        "artifactLocation": {"uri": quote(place.path, errors="replace"), "uriBaseId": "%SRCROOT%"}
    }
    if place.line:
        column = {"startColumn": place.column} if place.column else {}
        location["region"] = {"startLine": place.line} | column
    return location
