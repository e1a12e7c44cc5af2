"""Writes findings as annotations in a pull request, and as the summary of the job."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kept.findings import Finding, Report, Severity
from kept.report.findings_text import one_line, weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.report.summary import Summary

SHOWN = 10
"""The number of annotations of one kind that GitHub shows for one step; it drops the others silently."""
ROOM = 1024 * 1024
"""The most bytes of a step's summary; GitHub does not show a longer one."""

_END = 200
"""Bytes reserved for the line that says what was left out."""

_KINDS = {Severity.ERROR: "error", Severity.WITHHELD: "warning", Severity.INFORMATION: "notice"}
_ORDER = list(Severity)
# Characters with a meaning in Markdown, HTML or GitHub: mentions, references, shortcodes, formulas.
_MEANING = frozenset("\\`*_{}[]<>#+!|~&@:/$^=\"'")
_GLUE = "&#8288;"
"""A word joiner: an invisible character that stops @ from making a mention."""


def as_github(report: Report, summary: Summary | None) -> str:
    """Workflow commands, errors first, then the number of findings without an annotation; the summary is last.

    Source:
        GitHub Docs, "Workflow commands for GitHub Actions": how data and properties are escaped, and the limits.
    """
    lines = [_annotation(finding) for finding in _errors_first(report)]
    lines += [*_left_out(report), *([str(summary)] if summary else [])]
    return "".join(f"{line}\n" for line in lines)


def _errors_first(report: Report) -> list[Finding]:
    return sorted(report, key=lambda entry: _ORDER.index(entry.severity))


def _annotation(finding: Finding) -> str:
    place = finding.place
    properties = {
        "file": place.path,
        "line": place.line,
        "col": place.column,
        "title": f"{finding.code} {finding.rule.slug}",
    }
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None)
    message = _data(f"{one_line(finding.message)}\nhint: {one_line(finding.hint)}")
    return f"::{_KINDS[finding.severity]} {written}::{message}"


def _left_out(report: Report) -> Iterator[str]:
    hidden = {severity: report.count(severity) - SHOWN for severity in Severity}
    told = [f"{count} of severity {severity}" for severity, count in hidden.items() if count > 0]
    if told:
        yield (
            f"GitHub shows {SHOWN} annotations of a kind: {' and '.join(told)} have none. "
            "All findings stand in this log and on the summary page of this run."
        )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_markdown(report: Report, summary: Summary | None, room: int = ROOM) -> str:
    """Every finding in tables, one for each item, items with errors first.

    All text from files stays text: it cannot become a link, a mention, a picture or the end of a table.

    Args:
        report: the findings.
        summary: the numbers of the run; None for none.
        room: the bytes left in the summary. The text says how much was left out.
    """
    lines = [f"## kept: {_counted(report)}", "", *([escaped(str(summary)), ""] if summary else [])]
    left = room - _END - sum(map(_bytes, lines))
    for number, (heading, row) in enumerate(_rows(report)):
        left -= sum(map(_bytes, (*heading, row)))
        if left < 0:
            lines += ["", f"{len(report) - number} more do not fit here; the log of this job has them all."]
            break
        lines += (*heading, row)
    return "\n".join([*lines, ""])


def _bytes(line: str) -> int:
    return len(line.encode("utf-8", "backslashreplace")) + 1


def _counted(report: Report) -> str:
    counts = Counter(finding.severity for finding in report)
    if not counts:
        return "no findings"
    words = {Severity.ERROR: ("error", "errors"), Severity.WITHHELD: ("withheld",) * 2}
    told = [
        f"{counts[severity]} {words.get(severity, ('for information',) * 2)[counts[severity] > 1]}"
        for severity in Severity
        if counts[severity]
    ]
    return ", ".join(told)


def _by_item(report: Report) -> list[tuple[str, list[Finding]]]:
    """Findings by item, or by file where they have none; the most serious first, then in reading order."""
    groups: dict[str, list[Finding]] = {}
    for finding in report:
        groups.setdefault(finding.item or finding.place.path, []).append(finding)
    for findings in groups.values():
        findings.sort(key=lambda finding: _ORDER.index(finding.severity))
    return sorted(groups.items(), key=lambda group: _ORDER.index(group[1][0].severity))


def _rows(report: Report) -> Iterator[tuple[list[str], str]]:
    """Each finding as a row; the first of an item has the heading of its table."""
    for item, findings in _by_item(report):
        heading = ["", f"### {escaped(item)}", "", "| | what, and what to do | where |", "|---|---|---|"]
        for finding in findings:
            yield heading, _row(finding)
            heading = []


def _row(finding: Finding) -> str:
    place = finding.place
    where = ":".join(str(part) for part in place if part is not None)
    site = f" ({finding.audience})" if finding.audience else ""
    mark = f"**{weight(finding)}**{site}<br>{finding.code} {finding.rule.slug}"
    return f"| {mark} | {escaped(finding.message)}<br>{escaped(finding.hint)} | {escaped(where)} |"


def escaped(text: str) -> str:
    """The text as Markdown on one line that shows exactly this text."""
    entities = "".join(f"&#{ord(char)};" if char in _MEANING else char for char in one_line(text))
    return entities.replace("&#64;", f"&#64;{_GLUE}").replace("www.", f"www{_GLUE}.")
