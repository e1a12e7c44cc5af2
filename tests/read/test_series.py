"""Tables of figures: every calendar, every size."""

from __future__ import annotations

from datetime import date, timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept.model.period import Cadence, Calendar, Period
from kept.portfolio import metric_table
from kept.verdicts.measured import Measured
from kept.verdicts.verdict import verdict
from records import metric, promise

HEADER = "period,value,status\n"


def measure(cadence: Cadence, unit: str) -> metric_table.Measure:
    """What the rows of a metric counted like this have to fit."""
    return metric_table.Measure(calendar=Calendar(cadence), unit=unit)


VISITS = measure(Cadence.WEEK, "count")
calendars = st.builds(Calendar, st.sampled_from(Cadence), st.integers(1, 12))
days = st.dates(date(1901, 1, 1), date(2198, 12, 31))


@given(calendars, days)
def test_a_day_lies_in_one_period_which_is_written_in_one_way(calendar: Calendar, day: date) -> None:
    period = calendar.containing(day)
    assert period.start <= day <= period.end
    assert calendar.period(str(period)) == period
    assert (period + 1).start == period.end + timedelta(days=1)
    assert (period + -1).end == period.start - timedelta(days=1)


@given(calendars, days)
def test_a_year_has_its_parts_and_no_more(calendar: Calendar, day: date) -> None:
    period = calendar.containing(day)
    following = period + 1
    assert following.part in {period.part + 1, 1}
    assert following.year == period.year + (following.part == 1)


@pytest.mark.parametrize(
    ("text", "cadence", "year_starts", "first", "last"),
    [
        ("2026-Q1", Cadence.QUARTER, 1, date(2026, 1, 1), date(2026, 3, 31)),
        ("FY2026-Q1", Cadence.QUARTER, 4, date(2025, 4, 1), date(2025, 6, 30)),
        ("FY2026-Q4", Cadence.QUARTER, 4, date(2026, 1, 1), date(2026, 3, 31)),
        ("FY2026-H2", Cadence.HALF_YEAR, 7, date(2026, 1, 1), date(2026, 6, 30)),
        ("FY2026", Cadence.YEAR, 10, date(2025, 10, 1), date(2026, 9, 30)),
        ("FY2026", Cadence.YEAR, 12, date(2025, 12, 1), date(2026, 11, 30)),
        ("2026-09", Cadence.MONTH, 4, date(2026, 9, 1), date(2026, 9, 30)),
        ("2026-W01", Cadence.WEEK, 4, date(2025, 12, 29), date(2026, 1, 4)),
        ("2026-W53", Cadence.WEEK, 1, date(2026, 12, 28), date(2027, 1, 3)),
    ],
)
def test_a_period_begins_and_ends(text: str, cadence: Cadence, year_starts: int, first: date, last: date) -> None:
    period = Period.parse(text, cadence, year_starts)
    assert (period.start, period.end, str(period)) == (first, last, text)


@pytest.mark.parametrize(
    ("text", "cadence", "year_starts"),
    [
        ("2026-Q1", Cadence.QUARTER, 4),
        ("FY2026-Q1", Cadence.QUARTER, 1),
        ("FY2026-09", Cadence.MONTH, 4),
        ("2026-W54", Cadence.WEEK, 1),
        ("2025-W53", Cadence.WEEK, 1),
        ("2026-W00", Cadence.WEEK, 1),
        ("FY2026-W07", Cadence.WEEK, 4),
        ("2026", Cadence.YEAR, 2),
        ("2026-q1", Cadence.QUARTER, 1),
        ("26-Q1", Cadence.QUARTER, 1),
    ],
)
def test_nothing_else_is_a_period(text: str, cadence: Cadence, year_starts: int) -> None:
    with pytest.raises(ValueError, match="write"):
        Period.parse(text, cadence, year_starts)


def weekly(count: int) -> str:
    """A table of so many weeks from 1901 on."""
    first = Calendar(Cadence.WEEK).containing(date(1901, 1, 7))
    return HEADER + "".join(f"{first + index},{index % 10},final\n" for index in range(count))


def test_ten_thousand_rows_are_read_and_judged_in_a_moment() -> None:
    begun = process_time()
    read, faults = metric_table.load(weekly(10_000), "x.csv", VISITS)
    assert read is not None, faults
    whole = metric("visits", read.rows, period="week", unit="count")
    last = whole.period_of(read.rows[-1])
    made = promise({"metric": "visits", "at_least": 5, "from": date(1901, 1, 7)})
    day = last.end + timedelta(days=1)
    found = verdict(made, {"visits": Measured.known_on(whole, day, last)}, day)
    assert len(found.record) == 10_000
    assert process_time() - begun < 5


def test_a_table_of_ten_thousand_faults_names_the_first_ones() -> None:
    _, faults = metric_table.load(weekly(10_000).replace(",final", ",finally"), "x.csv", VISITS)
    assert [fault.place.line for fault in faults] == list(range(2, 23))
    assert faults[-1].message == "and 9980 more faults in this table."


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("n,note", 'the columns "period" and "value" and "status" are missing.'),
        ("period", 'the columns "value" and "status" are missing.'),
        ("period,n", 'the columns "value" and "status" are missing.'),
        ("status,period", 'the column "value" is missing.'),
        ("value,status", 'the column "period" is missing.'),
    ],
)
@pytest.mark.parametrize("cadence", list(Cadence))
def test_all_missing_columns_are_told_at_once_with_a_line_that_can_be_read(
    cadence: Cadence, header: str, said: str
) -> None:
    _, (finding,) = metric_table.load(f"{header}\n1\n", "t.csv", measure(cadence, "percent"))
    assert finding.message == said
    names, line = finding.hint.removeprefix("the first line names the columns: ").split(". A line below it: ")
    table, faults = metric_table.load(f"{names}\n{line}\n", "t.csv", measure(cadence, "percent"))
    assert (len(table.rows) if table else faults) == 1


@pytest.mark.parametrize("unit", ["percent", "count", "days", "hours", "rating"])
def test_the_line_that_is_shown_fits_the_unit(unit: str) -> None:
    _, (finding,) = metric_table.load("period,value\n", "t.csv", measure(Cadence.QUARTER, unit))
    names, line = finding.hint.removeprefix("the first line names the columns: ").split(". A line below it: ")
    assert metric_table.load(f"{names}\n{line}\n", "t.csv", measure(Cadence.QUARTER, unit))[0]


def test_a_column_with_a_misspelt_name_is_not_missing_too() -> None:
    _, findings = metric_table.load("period,valeu,status\n", "t.csv", measure(Cadence.QUARTER, "percent"))
    assert [finding.message for finding in findings] == ['there is no column "valeu".']


@pytest.mark.parametrize(
    ("faults", "last"), [(20, None), (21, None), (22, "and 2 more faults"), (43, "and 23 more faults")]
)
def test_what_was_cut_off_is_counted(faults: int, last: str | None) -> None:
    rows = "".join(f"20{20 + n // 4}-Q{n % 4 + 1},x,,,final,,\n" for n in range(faults))
    _, findings = metric_table.load(
        "period,value,n,numerator,status,published_on,note\n" + rows, "t.csv", measure(Cadence.QUARTER, "count")
    )
    assert len(findings) == min(faults, 21)
    assert ("more faults" in findings[-1].message) is (last is not None)
    assert last is None or findings[-1].message.startswith(last)
