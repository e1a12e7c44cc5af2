"""`kept import metric`: an export becomes rows of a table, and nothing that stands there is overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from held import METRIC, TABLE
from projects import Project

if TYPE_CHECKING:
    from collections.abc import Mapping

    from projects import Ran

MEMORY = "imports/punctuality.toml"
EXPORT = """\
Quarter;On time;Total;Comment
Q1 2026;192;200;
Q2 2026;195;200;
Q3 2026;191;200;
Q4 2025;380;400;First quarter of the new depot
"""


@pytest.fixture
def fresh(project: Project) -> Project:
    """The small project with a table that has one row only, committed."""
    head, first, *_ = (project.root / TABLE).read_text().splitlines(keepends=True)
    project.write({TABLE: (head + first).encode()}).commit()
    return project


def bring(project: Project, text: str | bytes, *options: str, name: str = "export.csv") -> Ran:
    """The command, run with an export beside the project."""
    content = text if isinstance(text, bytes) else text.encode()
    file = project.root.parent / name
    file.write_bytes(content)
    return project.kept("import", "metric", str(file), "--into", "punctuality", *options)


def table(project: Project) -> list[str]:
    """The lines of the metric's table."""
    return (project.root / TABLE).read_text().splitlines()


def test_an_export_without_values_gets_them_from_numerator_and_n(fresh: Project) -> None:
    ran = bring(fresh, EXPORT, "--yes")
    assert (ran.code, ran.err) == (0, "")
    assert table(fresh)[1:] == [
        "2025-Q4,95,400,380,final,,First quarter of the new depot",
        "2026-Q1,96.0,200,192,final,2026-04-14,",
        "2026-Q2,97.5,200,195,final,,",
        "2026-Q3,95.5,200,191,final,,",
    ]
    assert "4 rows: 3 new, 1 as they were, 0 different and left alone, 0 that cannot be used." in ran.out
    assert "0 errors" in fresh.kept("check").out


def test_what_was_taken_from_where_is_shown_and_kept_for_the_next_time(fresh: Project) -> None:
    ran = bring(fresh, EXPORT, "--yes")
    assert "period from “Quarter”, n from “Total”, numerator from “On time”, note from “Comment”" in ran.out
    assert 'numerator = "On time"' in (fresh.root / MEMORY).read_text()
    more = EXPORT + "Q2 2025;360;400;\n"
    again = bring(fresh, more)
    assert (again.code, "1 new" in again.out) == (0, True)


def test_a_second_run_adds_nothing(fresh: Project) -> None:
    bring(fresh, EXPORT, "--yes")
    before = table(fresh)
    again = bring(fresh, EXPORT)
    assert "4 rows: 0 new, 4 as they were" in again.out
    assert table(fresh) == before


def test_figures_that_stand_there_are_never_overwritten(fresh: Project) -> None:
    ran = bring(fresh, EXPORT.replace("192;200", "150;200"), "--yes")
    assert "2026-Q1,96.0,200,192,final,2026-04-14," in table(fresh)
    assert "Left alone: 2026-Q1." in ran.out
    assert "restatements" in ran.out


def test_without_a_person_and_without_a_memory_nothing_is_written(fresh: Project) -> None:
    before = table(fresh)
    ran = bring(fresh, EXPORT)
    assert (ran.code, table(fresh), (fresh.root / MEMORY).exists()) == (2, before, False)
    assert "nobody is here to confirm the columns" in ran.err


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("Smarch 26;1;2;",), '2: "Smarch 26" is not a quarter that kept can read; write it like 2026-Q3.'),
        (("Q2 2026;many;200;",), '2: "many" in the column for numerator is not a number.'),
        (("Q2 2026;=1+1;200;",), '2: "=1+1" in the column for numerator is not a number.'),
        (("Q2 2026;201;200;",), "2: "),
        (("Q2 2026;1;2;", "2026-Q2;1;2;"), "3: the period 2026-Q2 stands in the file twice."),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_the_others_are_taken(
    fresh: Project, lines: tuple[str, ...], said: str
) -> None:
    ran = bring(fresh, "\n".join(("Quarter;On time;Total;Comment", *lines, "Q3 2026;191;200;", "")), "--yes")
    assert ran.code == 1
    assert f"export.csv:{said}" in ran.out
    assert "2026-Q3,95.5,200,191,final,," in table(fresh)


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", ";"), ("utf-16", "\t"), ("utf-8", "\t")]
)
def test_encodings_and_separators_of_spreadsheets_are_found_out(fresh: Project, encoding: str, separator: str) -> None:
    text = EXPORT.replace("Comment", "Bemerkung").replace("new depot", "neue Straße überall").replace(";", separator)
    ran = bring(fresh, text.replace("\n", "\r\n").encode(encoding), "--yes")
    assert ran.code == 0, ran.out + ran.err
    assert "2025-Q4,95,400,380,final,,First quarter of the neue Straße überall" in table(fresh)


MESSAGES: Mapping[str, tuple[str | bytes, str]] = {
    "a workbook": (b"PK\x03\x04rest", "cannot be read as a workbook. Open it in Excel"),
    "nothing": ("", "holds no table"),
    "headings alone": ("Quarter;Value\n", "holds no table"),
    "no period": ("Region;Value\nNorth;3\n", "nothing in export.csv is named like the period"),
    "no value": ("Quarter;Region\nQ1 2026;North\n", "nothing in export.csv is named like the value"),
    "two alike": ("Quarter;Value;value\nQ1 2026;1;2\n", "two columns with the heading value"),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_file_that_is_no_table_of_figures_says_what_to_do(fresh: Project, name: str) -> None:
    text, said = MESSAGES[name]
    before = table(fresh)
    ran = bring(fresh, text, "--yes")
    assert (ran.code, table(fresh)) == (2, before)
    assert said in ran.err


def test_a_column_can_be_named(fresh: Project) -> None:
    text = EXPORT.replace("Quarter", "Wann").replace("Total", "Aufträge")
    ran = bring(fresh, text, "--yes", "--column", "period=Wann", "--column", "n=Aufträge")
    assert (ran.code, "3 new" in ran.out) == (0, True)
    wrong = bring(fresh, text, "--yes", "--column", "periode=Wann")
    assert (wrong.code, "write one of period, value" in wrong.err) == (2, True)


def test_a_metric_nobody_began_is_answered_with_how_to_begin_it(fresh: Project) -> None:
    file = fresh.root.parent / "x.csv"
    file.write_text(EXPORT)
    ran = fresh.kept("import", "metric", str(file), "--into", "punctualty")
    assert ran.code == 2
    assert "Did you mean punctuality?" in ran.err
    assert "kept new metric punctualty" in ran.err


def test_ten_thousand_bad_lines_are_counted(fresh: Project) -> None:
    ran = bring(fresh, "Quarter;Value\n" + "never;1\n" * 10_000, "--yes")
    assert ran.code == 1
    assert "and 9980 more lines that cannot be used" in ran.out
    assert METRIC
