"""Workbooks as Excel keeps them: days, shares, formulas, merged cells, several sheets."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from held import TABLE
from kept.findings import UsageError
from kept.ingest.cells import number
from kept.ingest.sheet import read
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from projects import Project


def saved(folder: Path, rows: Iterable[Sequence[Any]], formats: dict[str, str] | None = None) -> Path:
    """A workbook with one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cell, form in (formats or {}).items():
        sheet[cell].number_format = form
    path = folder / "figures.xlsx"
    book.save(path)
    return path


def test_figures_come_in_as_excel_shows_them(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    head = (project.root / TABLE).read_text(encoding="utf-8").splitlines(keepends=True)[0]
    project.write({TABLE: head.encode()}).commit()
    rows = [("Quarter", "On time", "Total"), (date(2026, 1, 1), 192, 200), (date(2026, 4, 1), 195.0, 200)]
    file = saved(tmp_path_factory.mktemp("excel"), rows, {"A2": "mmm-yy", "A3": "mmm-yy"})

    ran = project.kept("import", "metric", str(file), "--into", "punctuality", "--yes")

    assert ran.code == 0, ran.err
    table = (project.root / TABLE).read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[:4] for line in table[1:]] == [
        ["2026-Q1", "96", "200", "192"],
        ["2026-Q2", "97.5", "200", "195"],
    ]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.998, "0.0%", "99.8 %"),
        (0.07, "0%", "7 %"),
        (12410, "#,##0", "12410"),
        (97.75, "General", "97.75"),
        (0.1 + 0.2, "General", "0.3"),
        (1e-7, "General", "0.0000001"),
        (True, "General", "yes"),
        (datetime(2026, 4, 1, 9, 30), "dd.mm.yyyy hh:mm", "2026-04-01 09:30"),  # noqa: DTZ001  Excel knows no zones
        ("  late ", "@", "late"),
    ],
)
def test_a_cell_is_the_text_that_excel_shows(tmp_path: Path, value: object, form: str, text: str) -> None:
    sheet = read(saved(tmp_path, [("Name", "What"), ("a", value)], {"B2": form}))

    assert sheet.rows == ((2, ("a", text)),)


def test_a_merged_cell_counts_in_each_row_it_covers(tmp_path: Path) -> None:
    path = saved(tmp_path, [("Year", "Quarter"), ("2026", "Q1"), (None, "Q2")])
    book = _opened(path)
    book.worksheets[0].merge_cells("A2:A3")
    book.save(path)

    assert [cells for _, cells in read(path).rows] == [("2026", "Q1"), ("2026", "Q2")]


def test_days_counted_from_1904_are_the_same_days(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet.append(["Month", "Value"])
    sheet.append([date(2026, 4, 1), 1])
    book.save(tmp_path / "mac.xlsx")

    assert read(tmp_path / "mac.xlsx").rows[0][1][0] == "2026-04-01"


def test_a_formula_is_never_run_and_never_taken_for_text(tmp_path: Path) -> None:
    path = saved(tmp_path, [("Link", "Total"), ('=HYPERLINK("http://evil.example","x")', 5)])

    assert read(path).rows == ((2, ("", "5")),)


def test_several_sheets_are_asked_about_and_one_can_be_named(tmp_path: Path) -> None:
    path = saved(tmp_path, [("a", "b"), (1, 2)])
    book = _opened(path)
    book.create_sheet("Second").append(["c", "d"])
    book["Second"].append([3, 4])
    book.create_sheet("Empty")
    book.save(path)

    with pytest.raises(UsageError, match=r"2 sheets with something in them: Sheet, Second\. Say which: --sheet NAME"):
        read(path)
    assert read(path, "Second").headings == ("c", "d")
    with pytest.raises(UsageError, match=r'no sheet "Third"; it has Sheet, Second, Empty'):
        read(path, "Third")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "locked by a password, or of an old version"),
        (b"PK\x03\x04 and nothing more", "cannot be read as a workbook"),
    ],
)
def test_what_cannot_be_opened_is_told_with_the_way_out(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "figures.xlsx").write_bytes(content)

    with pytest.raises(UsageError, match=says):
        read(tmp_path / "figures.xlsx")


def test_a_small_file_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", bytes(301_000_000))
    (tmp_path / "bomb.xlsx").write_bytes(packed.getvalue())

    with pytest.raises(UsageError, match="too large"):
        read(tmp_path / "bomb.xlsx")


def test_a_comma_that_separates_no_thousands_is_no_number() -> None:
    assert number("99,8", comma=False) is None
    assert number("12,34,567", comma=False) == "1234567"
    assert number("12,410", comma=False) == "12410"


def _opened(path: Path) -> Workbook:
    return load_workbook(path)
