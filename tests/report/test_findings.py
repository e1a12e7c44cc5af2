"""Findings as a person reads them, as a forge shows them, and as a script takes them."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from kept.findings import Finding, Place, Report, Severity, rules
from kept.report.findings_text import as_json, as_text
from kept.report.github import as_github
from kept.report.summary import Summary

SUMMARY = Summary(promises={"kept": 5, "missed": 1}, shown_publicly=41, shown_internally=52, withheld=6, errors=0)
QUOTE = Finding(
    code="KPT603",
    place=Place("evidence/testimonials/boiler-sunday.md", 14, 1),
    message="it has changed since olive on 2026-11-20 approved it.",
    hint="look at the change.",
    item="boiler-sunday",
    promise="heat-in-24-hours",
    audience="public",
)
texts = st.text(max_size=30)
findings = st.builds(
    Finding,
    code=st.sampled_from(sorted(rules())),
    place=st.builds(Place, texts, st.none() | st.integers(1, 99), st.none() | st.integers(1, 99)),
    message=texts,
    hint=texts,
    item=st.none() | st.text(min_size=1, max_size=5),
    promise=st.none() | st.text(min_size=1, max_size=5),
    audience=st.sampled_from([None, "public", "internal"]),
)
reports = st.lists(findings, max_size=5).map(Report.of)


def test_a_finding_is_two_lines_place_first_and_the_summary_is_the_last() -> None:
    assert as_text(Report.of([QUOTE]), SUMMARY) == (
        "evidence/testimonials/boiler-sunday.md:14:1: changed-since-approval: "
        "it has changed since olive on 2026-11-20 approved it. [KPT603, withheld from the public site]\n"
        "  hint: look at the change.\n"
        "Promises: 5 kept, 1 missed. Evidence: 41 shown publicly, 52 internally, 6 withheld. 0 errors.\n"
    )


def test_an_item_is_named_where_the_place_does_not_name_it() -> None:
    finding = Finding(code="KPT105", place=Place("promises.toml"), message="m.", hint="h.", item="promise.fast")
    assert as_text(Report.of([finding]), None).startswith(
        "promises.toml: not-verifiable: promise.fast: m. [KPT105, withheld from both sites]\n"
    )


@given(reports)
def test_nothing_in_a_finding_can_drive_a_terminal_or_break_a_line(report: Report) -> None:
    lines = as_text(report, None).removesuffix("\n").split("\n")
    assert all(line.isprintable() for line in lines)
    assert len(lines) == max(2 * len(report), 1)


@given(reports)
def test_a_forge_gets_one_command_per_finding_errors_first(report: Report) -> None:
    lines = as_github(report, None).removesuffix("\n").split("\n")
    assert len(lines) == max(len(report), 1)
    kinds = [line.split(" ")[0] for line in lines if line]
    order = ["::error", "::warning", "::notice"]
    assert kinds == sorted(kinds, key=order.index)


def test_a_forge_shows_the_place_and_escapes_what_it_would_take_for_its_own() -> None:
    finding = Finding(
        code="KPT101", place=Place("a,b:c.md", 3, 7), message="50 % of\nit.", hint="see %0A.", item="x", audience=None
    )
    assert as_github(Report.of([finding]), SUMMARY) == (
        "::error file=a%2Cb%3Ac.md,line=3,col=7,title=KPT101 invalid-field::50 %25 of\\x0ait.%0Ahint: see %250A.\n"
        f"{SUMMARY}\n"
    )


def test_json_has_every_field_scripts_rely_on() -> None:
    document = json.loads(as_json(Report.of([QUOTE]), SUMMARY))
    assert document == {
        "findings": [
            {
                "code": "KPT603",
                "slug": "changed-since-approval",
                "severity": "withheld",
                "path": "evidence/testimonials/boiler-sunday.md",
                "line": 14,
                "column": 1,
                "item": "boiler-sunday",
                "promise": "heat-in-24-hours",
                "audience": "public",
                "message": "it has changed since olive on 2026-11-20 approved it.",
                "hint": "look at the change.",
            }
        ],
        "summary": {
            "promises": {"kept": 5, "missed": 1},
            "shown_publicly": 41,
            "shown_internally": 52,
            "withheld": 6,
            "errors": 0,
        },
    }


@given(reports)
def test_json_keeps_every_finding_as_it_is(report: Report) -> None:
    document = json.loads(as_json(report, None))
    assert [entry["message"] for entry in document["findings"]] == [finding.message for finding in report]
    assert document["summary"] == {}


@given(reports, reports)
def test_two_reports_together_hold_each_finding_once_in_reading_order(one: Report, other: Report) -> None:
    both = one + other
    assert set(both) == set(one) | set(other)
    assert len(both) == len(set(both))
    assert list(both) == list(other + one)
    assert sum(both.count(severity) for severity in Severity) == len(both)


def test_one_error_is_not_called_errors() -> None:
    assert str(Summary(promises={}, shown_publicly=0, shown_internally=0, withheld=0, errors=1)).endswith(" 1 error.")
    assert str(SUMMARY).endswith(" 0 errors.")
