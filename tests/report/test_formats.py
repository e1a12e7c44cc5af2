"""The formats a forge reads: nothing a file holds can break out of them, and nothing is lost."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept.findings import Finding, Place, Report, Severity, rules
from kept.report.formats import FORMATS, below
from kept.report.github import ROOM, SHOWN, as_github, as_markdown, escaped
from kept.report.gitlab import as_gitlab
from kept.report.sarif import as_sarif
from kept.report.summary import Summary
from markdown_it import MarkdownIt
from projects import Project, Ran
from syrupy.assertion import SnapshotAssertion

SUMMARY = Summary(promises={"kept": 5}, shown_publicly=4, shown_internally=5, withheld=6, errors=1)
HOSTILE = Finding(
    code="KPT603",
    place=Place("evidence/100% a,b: c\n\u202ed.md", 3, 7),
    message="`</td><script>x</script>` | @team #12 $x$ ![a](http://b.example) www.c.example\n::error::| new | row |\r",
    hint="see [this](http://d.example) {0} %0A \\.",
    item="x|`y`\n# z",
    promise="on-time",
    audience="public",
)
PLAIN = Finding(code="KPT802", place=Place("public/index.html"), message="It leads nowhere.", hint="Mend it.")
NOTE = Finding(code="KPT610", place=Place("promises.toml"), message="No repository.", hint="Run `git init`.")
THREE = Report.of([HOSTILE, PLAIN, NOTE])
MANY = Report.of(
    Finding(
        code=code, place=Place(f"evidence/{number}.md", number), message="It is so." * 10, hint="h", item=str(number)
    )
    for number in range(1, 5001)
    for code in [("KPT101", "KPT603", "KPT610")[number % 3]]
)

texts = st.text(max_size=20)
findings = st.builds(
    Finding,
    code=st.sampled_from(sorted(rules())),
    place=st.builds(Place, texts, st.none() | st.integers(1, 99), st.none() | st.integers(1, 99)),
    message=texts,
    hint=texts,
    item=st.none() | texts,
)
reports = st.lists(findings, max_size=6).map(Report.of)


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_texts_stay_texts_in_every_format(form: str, snapshot: SnapshotAssertion) -> None:
    assert FORMATS[form](THREE, SUMMARY) == snapshot


def test_hostile_texts_stay_texts_on_the_summary_page(snapshot: SnapshotAssertion) -> None:
    assert as_markdown(THREE, SUMMARY) == snapshot


# --- GitHub


def test_what_is_not_shown_as_an_annotation_is_counted_in_their_last_line() -> None:
    lines = as_github(MANY, SUMMARY).splitlines()
    assert len(lines) == 5002
    assert lines[-2] == (
        "GitHub shows 10 annotations of a kind: 1656 of severity error and 1657 of severity withheld and 1657 of "
        "severity information have none. All findings stand in this log and on the summary page of this run."
    )


def test_where_every_annotation_is_shown_nothing_is_said_of_it() -> None:
    ten = Report.of(replace(PLAIN, message=str(number)) for number in range(SHOWN))
    assert len(as_github(ten, None).splitlines()) == SHOWN


@given(texts)
def test_text_on_the_summary_page_is_read_as_it_was_written(text: str) -> None:
    rendered = MarkdownIt("gfm-like", {"linkify": False}).renderInline(escaped(text))
    assert "<" not in rendered
    shown = rendered.replace("\u2060", "").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    visible = "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)
    assert shown.replace("&amp;", "&").split() == visible.replace("\u2060", "").split()


@given(reports)
def test_each_finding_is_one_row_of_the_summary_page(report: Report) -> None:
    html = MarkdownIt("commonmark").enable("table").render(as_markdown(report, None))
    assert html.count("<tr>") == len(report) + html.count("<thead>")
    assert html.count("<td>") == 3 * len(report)
    assert html.count("<h3>") == html.count("<table>") == len({one.item or one.place.path for one in report})


def test_the_items_with_errors_come_first_on_the_summary_page() -> None:
    headings = re.findall(r"^### (.*)$", as_markdown(THREE, None), re.MULTILINE)
    assert headings == ["public&#47;index.html", escaped(HOSTILE.item or ""), "promises.toml"]


def test_a_summary_page_that_is_too_long_is_cut_and_says_so() -> None:
    page = as_markdown(MANY, SUMMARY)
    assert len(page.encode()) <= ROOM
    rows = page.count("\n| **")
    assert f"\n{5000 - rows} more do not fit here; the log of this job has them all.\n" in page
    assert "more do not fit" not in as_markdown(Report.of(MANY.findings[:1000]), SUMMARY)


def test_a_run_without_findings_says_so_on_the_summary_page() -> None:
    assert as_markdown(Report(), None) == "## kept: no findings\n\n"


# --- GitLab


@given(reports)
def test_every_finding_has_what_gitlab_asks_for(report: Report) -> None:
    entries = json.loads(as_gitlab(report))
    assert [entry["location"]["path"] for entry in entries] == [finding.place.path for finding in report]
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert entry["location"]["lines"]["begin"] >= 1
        assert entry["description"]


@pytest.mark.parametrize("many", [MANY, Report.of(replace(PLAIN, place=Place("a", n)) for n in range(1, 50))])
def test_a_fingerprint_is_unique(many: Report) -> None:
    marks = Counter(entry["fingerprint"] for entry in json.loads(as_gitlab(many)))
    assert set(marks.values()) == {1}
    assert len(marks) == len(many)


def test_a_fingerprint_stays_when_lines_are_added_above() -> None:
    moved = Report.of([replace(HOSTILE, place=HOSTILE.place._replace(line=30))])
    (before,), (after,) = json.loads(as_gitlab(Report.of([HOSTILE]))), json.loads(as_gitlab(moved))
    assert before["fingerprint"] == after["fingerprint"]
    assert before["location"] != after["location"]


# --- SARIF

URI = re.compile(r"[A-Za-z0-9\-._~/%!$&'()*+,;=@]*")


def valid_run(document: dict[str, Any]) -> dict[str, Any]:
    """The one run of a document, held against what the standard requires of the properties used."""
    assert set(document) == {"$schema", "version", "runs"}
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    assert set(run) == {"tool", "columnKind", "results"}
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    driver = run["tool"]["driver"]
    assert set(driver) == {"name", "version", "rules"}
    assert len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])
    for rule in driver["rules"]:
        assert set(rule) == {"id", "name", "shortDescription", "help", "defaultConfiguration"}
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert all(isinstance(value, str) for value in result["partialFingerprints"].values())
        assert not re.search(r"(?<!\{)\{\d+\}", result["message"]["text"])  # a placeholder without an argument
        assert not re.search(r"(?<!\\)\](?<!\\)\(", result["message"]["text"])  # a link
        (location,) = result["locations"]
        assert URI.fullmatch(location["physicalLocation"]["artifactLocation"]["uri"])
        region = location["physicalLocation"].get("region", {"startLine": 1})
        assert set(region) <= {"startLine", "startColumn"}
        assert all(number >= 1 for number in region.values())
    return dict(run)


@given(reports)
def test_a_report_is_valid_sarif_with_every_finding_in_it(report: Report) -> None:
    run = valid_run(json.loads(as_sarif(report)))
    written = [entry["locations"][0]["physicalLocation"] for entry in run["results"]]
    assert [unquote(entry["artifactLocation"]["uri"]) for entry in written] == [one.place.path for one in report]
    assert [entry.get("region", {}).get("startLine") for entry in written] == [one.place.line for one in report]


def test_a_policy_s_severity_is_the_one_reported() -> None:
    tightened = Report.of([replace(HOSTILE, weight=Severity.ERROR)])
    assert as_github(tightened, None).startswith("::error ")
    assert json.loads(as_gitlab(tightened))[0]["severity"] == "critical"
    assert json.loads(as_sarif(tightened))["runs"][0]["results"][0]["level"] == "error"
    assert "**error**" in as_markdown(tightened, None)


# --- The command


def test_paths_are_counted_from_the_top_of_the_repository() -> None:
    assert [one.place.path for one in below(Report.of([NOTE]), "customers/promises")] == [
        "customers/promises/promises.toml"
    ]
    assert below(THREE, ".") is THREE


@pytest.fixture
def faulty(project: Project) -> Project:
    """The small project with a key that is unknown, below the top of a repository."""
    return project.edit("promises.toml", "statement =", "statment =")


@pytest.mark.parametrize("form", FORMATS)
def test_check_prints_each_format(form: str, faulty: Project, command: Callable[..., Ran]) -> None:
    ran = command("check", "--root", str(faulty.root), "--format", form)
    assert ran.code == 1
    assert "KPT101" in ran.out
    if form != "github":
        assert json.loads(ran.out)


def test_a_job_on_github_gets_every_finding_on_its_summary_page(faulty: Project, tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    page.write_text("# Before\n")
    ran = faulty.kept(
        *("check", "--format", "github"), GITHUB_STEP_SUMMARY=str(page), GITHUB_WORKSPACE=str(faulty.root.parent)
    )
    folder = faulty.root.name
    assert f"::error file={folder}/promises.toml,line=" in ran.out
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Before\n## kept: ")
    assert "KPT101 invalid-field" in text


def test_a_summary_page_that_cannot_be_written_is_said_and_changes_nothing_else(faulty: Project) -> None:
    ran = faulty.kept("check", "--format", "github", GITHUB_STEP_SUMMARY=str(faulty.root))
    assert ran.code == 1
    assert "KPT101" in ran.out
    assert "the job's summary could not be written (Is a directory); the findings are above." in ran.err


def test_an_audit_prints_each_format(tmp_path: Path, command: Callable[..., Ran]) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "index.html").write_text('<a href="nowhere/">x</a>')
    ran = command("audit", "public", "--format", "gitlab")
    assert {entry["check_name"][:6] for entry in json.loads(ran.out)} >= {"KPT802"}
