"""A merge that nobody has finished is said to be one, in every file, with the lines and what to do."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from kept.files.text import decode

if TYPE_CHECKING:
    from projects import Project

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "conflicts.toml").read_text(encoding="utf-8"))[
    "case"
]
LEDGERS = {"evidence/permalinks.lock", "evidence/readings.csv", "evidence/results.csv"}


@pytest.mark.parametrize("case", CASES, ids=[case["world"] for case in CASES])
def test_the_markers_are_named_with_their_lines_and_the_thing_to_do(case: dict[str, Any], approved: Project) -> None:
    approved.write({case["file"]: case["text"].encode()})
    if case["file"] == "promises.toml":
        ran = approved.kept("check", "--as-of", "2026-11-20")
        says = f"this file still holds git conflict markers (lines {case['lines']}). [KPT104, error]"
        place = f"promises.toml:{case['lines'].split()[0]}:1"
        assert f"{place}: syntax: {says}\n  hint: {case['hint']}" in ran.out
        return
    _, found = approved.load()
    told = [
        finding for finding in found if finding.place.path == case["file"] and "conflict markers" in finding.message
    ]
    (finding,) = told
    assert finding.message == f"this file still holds git conflict markers (lines {case['lines']})."
    assert finding.code == "KPT104"
    assert finding.place.line == int(case["lines"].split()[0])
    assert case["hint"] in (finding.hint or "")
    assert not any("last good state" in (finding.hint or "") for finding in found)


@pytest.mark.parametrize(
    "text",
    [
        "A title\n=======\n\nWords below a heading.\n",
        "> > > > > > > a quote in a quote\n",
        "<<<<<<<< eight of them\n=======\n>>>>>>>> eight\n",
        "<<<<<<< and nothing else\n",
        "<<<<<<< HEAD\n>>>>>>> b\n",
        "a <<<<<<< b\n=======\nc >>>>>>> d\n",
        "<<<<<<<a\n=======\n>>>>>>>b\n",
        ">>>>>>> b\n=======\n<<<<<<< a\n",
    ],
)
def test_what_only_looks_like_a_marker_is_text(text: str) -> None:
    assert decode(text.encode(), "x.md") == (text, ())


def test_many_places_are_counted_and_a_file_full_of_beginnings_takes_no_time() -> None:
    _, (finding,) = decode(b"<<<<<<< a\n=======\n>>>>>>> b\n" * 50, "x.csv")
    assert "and in 40 more places" in finding.message
    text = "<<<<<<< a\n" * 150_000
    assert decode(text.encode(), "x.csv") == (text, ())


def test_both_sides_of_the_ledgers_can_be_kept_as_they_are(approved: Project) -> None:
    """Two releases have written the same lines, and each one more: together they are one ledger."""
    head = "promise,period,since,status,metric,direction,target,value,n,numerator\n"
    same = "on-time,2026-Q1,2026-11-20,kept,punctuality,at-least,95,96.0,200,192\n"
    page = '[[page]]\npath = "{}"\nsince = 2026-11-20\n'
    approved.write(
        {
            "evidence/results.csv": (head + same + same).encode(),
            "evidence/permalinks.lock": (page.format("voices/a/") * 2 + page.format("voices/b/")).encode(),
        }
    )
    portfolio, found = approved.load()
    assert not [finding for finding in found if finding.place.path in LEDGERS]
    assert [len(entry.figures) for entry in portfolio.ledgers.results or ()] == [1]
    assert set(portfolio.ledgers.permalinks or {}) == {"voices/a/", "voices/b/"}
