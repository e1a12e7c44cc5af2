"""The ledgers: whatever is in them, a finding says where; a change cannot take back what the protected branch says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from held import findings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kept.findings import Finding
from kept.model.ledgers import ASKS, PERMALINKS, SOURCES, TAKEDOWNS

if TYPE_CHECKING:
    from kept.model.ledgers import Ledgers
    from projects import Project

LEDGERS = (TAKEDOWNS, PERMALINKS, SOURCES)
NINE = '[[takedown]]\nitem = "nine-oclock"\non = 2026-11-01\n'


def read(project: Project, path: str) -> tuple[Ledgers, list[Finding]]:
    """The ledgers, and what is wrong with one of them."""
    portfolio, report = project.load()
    return portfolio.ledgers, [finding for finding in report if finding.place.path.startswith(path)]


BROKEN: dict[str, tuple[str | bytes, str, int | None, int | None]] = {
    "no TOML": ("[[takedown]\n", "KPT104", 1, 12),
    "a word": ("takedown\n", "KPT104", 1, 9),
    "not UTF-8": (b"# caf\xe9\n", "KPT104", 1, 6),
    "UTF-16": ("# text\n".encode("utf-16"), "KPT104", 1, 1),
    "a NUL": (b"# a\0b\n", "KPT104", 1, 4),
    "another direction": ("# a\u202eb\n", "KPT104", 1, 4),
    "an unknown key": ('nonsense = "x"\n', "KPT101", 1, 1),
    "a key twice": ('a = "x"\na = "y"\n', "KPT102", 2, 1),
    "too large": (b"# " + b"x" * 2_100_000, "KPT104", None, None),
}


@pytest.mark.parametrize("path", LEDGERS)
@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_ledger_is_a_finding_with_its_place(project: Project, path: str, kind: str) -> None:
    content, code, line, column = BROKEN[kind]
    ledgers, (finding, *more) = read(project.write({path: content}), path)
    assert (finding.code, finding.place.line) == (code, line), finding
    assert not column or finding.place.column
    assert more == []
    assert finding.severity == "error"
    held = {TAKEDOWNS: ledgers.takedowns, PERMALINKS: ledgers.permalinks, SOURCES: ledgers.pulled or None}
    assert held[path] is None


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (TAKEDOWNS, '[[takedown]]\nitem = "Nine O\'Clock"\non = 2026-11-01\n', 2),
        (TAKEDOWNS, '[[takedown]]\nitem = "nine-oclock"\non = "yesterday"\n', 3),
        (TAKEDOWNS, '[[takedown]]\nitem = "nine-oclock"\n', 1),
        (TAKEDOWNS, '[[takedown]]\nitem = "<script>"\non = 2026-11-01\n', 2),
        (TAKEDOWNS, f'[[takedown]]\nitem = "{"a" * 101}"\non = 2026-11-01\n', 2),
        (TAKEDOWNS, '[takedown]\nitem = "nine-oclock"\non = 2026-11-01\n', 1),
        (TAKEDOWNS, 'takedown = "nine-oclock"\n', 1),
        (PERMALINKS, '[[page]]\npath = "voices/x"\nsince = 2026-01-31\n', 2),
        (PERMALINKS, '[[page]]\npath = "voices/x/"\nsince = 1026-01-31\n', 3),
        (PERMALINKS, '[[page]]\npath = "voices/x/"\nsince = 2026-01-31\nsilent = "yes"\n', 4),
        (PERMALINKS, f'[[page]]\npath = "{"a/" * 201}"\nsince = 2026-01-31\n', 2),
        (SOURCES, '[metrics.x]\nsource = "y"\n', 1),
        (SOURCES, '[metrics."X y"]\nsource = "y"\npulled_on = 2026-01-31\n', 1),
        (SOURCES, '[metrics.x]\nsource = ""\npulled_on = 2026-01-31\n', 2),
        (SOURCES, '[metrics.x]\nsource = "y"\npulled_on = 2026-01-31\nrows = { "2026-Q1" = "sha256:1" }\n', 4),
    ],
)
def test_a_wrong_value_is_a_finding_in_its_line(project: Project, path: str, text: str, line: int) -> None:
    _, found = read(project.write({path: text}), path)
    assert {(finding.code, finding.place.line) for finding in found} == {("KPT101", line)}


@pytest.mark.parametrize("path", LEDGERS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_whatever_a_ledger_holds_there_is_a_finding_or_a_ledger(project: Project, path: str, content: bytes) -> None:
    ledgers, found = read(project.write({path: content}), path)
    held = {TAKEDOWNS: ledgers.takedowns, PERMALINKS: ledgers.permalinks, SOURCES: ledgers.pulled}
    assert found or held[path] is not None


# --- Takedowns


def test_while_nobody_can_say_what_was_taken_down_nothing_of_the_evidence_is_shown(approved: Project) -> None:
    approved.write({TAKEDOWNS: "[[takedown]\n"})
    gated = approved.gated()
    assert gated.public.voices == gated.internal.voices == ()
    assert gated.public.stories == gated.internal.stories == ()
    assert gated.public.metrics == gated.internal.metrics == ()
    assert {finding.item for finding in findings(approved, "KPT605")} == {"nine-oclock", "corner-books", "punctuality"}


def test_something_else_of_that_name_is_no_empty_list(approved: Project) -> None:
    """Else a link, or a folder, in the place of the list would bring everything back."""
    approved.write({TAKEDOWNS: NINE}).commit()
    (approved.root / TAKEDOWNS).unlink()
    (approved.root / "elsewhere.toml").write_text(NINE)
    (approved.root / TAKEDOWNS).symlink_to(approved.root / "elsewhere.toml")
    approved.commit()
    ledgers, (finding,) = read(approved, TAKEDOWNS)
    assert (ledgers.takedowns, finding.code) == (None, "KPT107")
    assert approved.gated().public.voices == ()
    (approved.root / TAKEDOWNS).unlink()
    approved.write({f"{TAKEDOWNS}/nothing.toml": ""}).commit()
    ledgers, found = read(approved, TAKEDOWNS)
    assert ledgers.takedowns is None
    assert "this is a folder, but a file is needed." in {finding.message for finding in found}
    assert approved.gated().public.voices == ()


def test_a_change_takes_more_down_and_brings_nothing_back(approved: Project) -> None:
    approved.write({TAKEDOWNS: NINE}).commit()
    assert approved.gated().public.voices == ()
    approved.write({TAKEDOWNS: '[[takedown]]\nitem = "corner-books"\non = 2026-11-02\n'})
    assert read(approved, TAKEDOWNS)[0].takedowns == {
        "nine-oclock": date(2026, 11, 1),
        "corner-books": date(2026, 11, 2),
    }
    (approved.root / TAKEDOWNS).unlink()
    assert read(approved, TAKEDOWNS)[0].takedowns == {"nine-oclock": date(2026, 11, 1)}
    approved.commit()
    assert len(approved.gated().public.voices) == 1


def test_a_takedown_needs_no_commit_and_no_approval(approved: Project) -> None:
    approved.write({TAKEDOWNS: NINE})
    assert approved.gated().public.voices == approved.gated().internal.voices == ()


def test_a_broken_list_on_the_protected_branch_is_found_though_the_change_repairs_it(approved: Project) -> None:
    approved.write({TAKEDOWNS: "[[takedown]\n"}).commit()
    approved.write({TAKEDOWNS: NINE})
    ledgers, found = read(approved, TAKEDOWNS)
    assert ledgers.takedowns is None
    assert [finding.code for finding in found] == ["KPT104"]


# --- Published addresses


def test_an_address_that_is_gone_in_either_is_gone(approved: Project) -> None:
    page = '[[page]]\npath = "voices/x/"\nsince = 2026-01-31\n'
    approved.write({PERMALINKS: f"{page}gone = 2026-05-01\n"}).commit()
    approved.write({PERMALINKS: f'{page}\n[[page]]\npath = "voices/y/"\nsince = 2026-02-01\n'})
    links = read(approved, PERMALINKS)[0].permalinks
    assert links is not None
    assert [(entry.path, entry.gone) for entry in links.values()] == [
        ("voices/x/", date(2026, 5, 1)),
        ("voices/y/", None),
    ]


# --- What was pulled


def test_only_the_protected_branch_says_what_was_pulled(approved: Project) -> None:
    approved.write({SOURCES: '[metrics.punctuality]\nsource = "y"\npulled_on = 2026-01-31\n'})
    assert read(approved, SOURCES)[0].pulled == {}
    approved.commit()
    assert set(read(approved, SOURCES)[0].pulled) == {"punctuality"}


# --- Who was asked

HEADER = "speaker,asked_on,what\n"


def test_requests_are_read_with_their_quotes_and_spaces(project: Project) -> None:
    ledgers, found = read(project.write({ASKS: f'{HEADER} crm:1 ,2026-11-01,"a photograph, and a quote"\n\n'}), ASKS)
    assert found == []
    assert [(ask.speaker, ask.asked_on, ask.what) for ask in ledgers.asks] == [
        ("crm:1", date(2026, 11, 1), "a photograph, and a quote")
    ]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the first line does not name the columns"),
        ("who,when,what\n", 1, "the first line does not name the columns"),
        ("speaker;asked_on;what\n", 1, "the first line does not name the columns"),
        (f"{HEADER}crm:1,yesterday,a quote\n", 2, "this line is not a speaker's reference, a day and what was asked"),
        (f"{HEADER}crm:1,2026-02-30,a quote\n", 2, "this line is not a speaker's reference, a day and what was asked"),
        (f"{HEADER}crm:1,2026-11-01\n", 2, "this line is not a speaker's reference, a day and what was asked"),
        (f"{HEADER}crm:1,2026-11-01,a,b\n", 2, "this line is not a speaker's reference, a day and what was asked"),
        (f"{HEADER} ,2026-11-01,a quote\n", 2, "this line is not a speaker's reference, a day and what was asked"),
        (f"{HEADER}\ncrm:1,x,a quote\n", 3, "this line is not a speaker's reference, a day and what was asked"),
        (f"{HEADER}{'x' * 140_000},2026-11-01,a\n", 2, "this is no CSV (field larger than field limit (131072))"),
    ],
)
def test_a_request_that_cannot_be_read_is_a_finding_in_its_line(
    project: Project, text: str, line: int, message: str
) -> None:
    ledgers, (finding,) = read(project.write({ASKS: text.encode()}), ASKS)
    assert (finding.code, finding.place.line, finding.message) == ("KPT101", line, f"{message}.")
    assert ledgers.asks == ()


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\0", b"speaker,asked_on,what\ncrm:\xe9,2026-11-01,x\n", b"x" * 2_100_000]
)
def test_a_file_of_requests_that_is_no_text_is_one_finding(project: Project, content: bytes) -> None:
    ledgers, (finding,) = read(project.write({ASKS: content}), ASKS)
    assert finding.code == "KPT104"
    assert ledgers.asks == ()


def test_hostile_text_in_a_request_is_only_text(approved: Project) -> None:
    approved.write({ASKS: f'{HEADER}"<script>alert(1)</script>",2026-11-01,"=cmd|x"\n{HEADER}'})
    ledgers, (finding,) = read(approved, ASKS)
    assert len(ledgers.asks) == 1
    assert finding.place.line == 3
    assert len(approved.gated().public.voices) == 1
