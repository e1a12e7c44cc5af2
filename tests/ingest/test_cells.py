"""Numbers, months and quarters are read as people write them in spreadsheets, or not at all."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept.ingest import cells
from kept.model.period import Cadence, Calendar

CASES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cells.toml").read_text(encoding="utf-8"))
PERIODS = [(case["cadence"], text, case["read"]) for case in CASES["period"] for text in case["written"]]


@pytest.mark.parametrize("case", CASES["number"], ids=lambda case: " ".join(case["column"]))
def test_a_column_of_numbers_is_read_with_one_decimal_sign(case: dict[str, Any]) -> None:
    told = cells.decimal_comma(case["column"])
    comma = case["separator"] == ";" if told is None else told
    assert [cells.number(cell, comma=comma) or "" for cell in case["column"]] == case["read"]


@pytest.mark.parametrize(("cadence", "written", "read"), PERIODS)
def test_a_period_is_read_as_people_write_it(cadence: str, written: str, read: str) -> None:
    assert (cells.period(written, Calendar(Cadence(cadence))) or "") == read


def test_a_quarter_of_another_year_is_not_guessed() -> None:
    """Where the year begins in April, nobody can tell which Q1 is meant."""
    assert cells.period("Q1 2026", Calendar(Cadence.QUARTER, 4)) is None
    assert cells.period("FY2026-Q1", Calendar(Cadence.QUARTER, 4)) == "FY2026-Q1"
    assert cells.period("May 2025", Calendar(Cadence.QUARTER, 4)) == "FY2026-Q1"


@given(value=st.decimals(min_value=-(10**9), max_value=10**9, places=2), comma=st.booleans())
def test_a_number_that_is_written_with_groups_is_the_same_number(value: Decimal, comma: bool) -> None:  # noqa: FBT001  drawn by name
    written = f"{value:,.2f}"
    if comma:
        written = written.translate(str.maketrans(",.", ".,"))
    read = cells.number(written, comma=comma)
    assert read is not None
    assert Decimal(read) == value


@given(st.text(max_size=20))
def test_no_cell_is_a_fault(text: str) -> None:
    for comma in (True, False):
        read = cells.number(text, comma=comma)
        assert read is None or float(read) is not None
    cells.period(text, Calendar(Cadence.MONTH))
    cells.day(text)
    cells.decimal_comma([text])


@pytest.mark.parametrize(
    ("column", "read"),
    [
        (["03/04/2026", "04-03-2026"], [None, None]),
        (["03/04/2026", "30/04/2026"], ["2026-04-03", "2026-04-30"]),
        (["03/04/2026", "4/30/2026"], ["2026-03-04", "2026-04-30"]),
        (["03-04-2026", "04-30-2026"], ["2026-03-04", "2026-04-30"]),
        (["03/04/2026", "30/04/2026", "04/30/2026"], [None, "2026-04-30", None]),
        (["05/05/2026", "03.04.2026", "2026-04-03"], ["2026-05-05", "2026-04-03", "2026-04-03"]),
    ],
)
def test_a_day_that_may_be_two_is_read_only_where_its_column_decides(column: list[str], read: list[str | None]) -> None:
    order = cells.month_first(column)
    assert [cells.day(cell, month_first=order) for cell in column] == read
    assert [cells.period(cell, Calendar(Cadence.MONTH), month_first=order) for cell in column] == [
        one and one[:7] for one in read
    ]
