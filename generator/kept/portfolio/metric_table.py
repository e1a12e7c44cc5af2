"""A metric's table: CSV rows, each cell with its place, checked as a series."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from kept.findings import Finding, Place
from kept.model.evidence import Row
from kept.model.fields import to_be_seen
from kept.model.period import Cadence, Calendar, Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

COLUMNS = ("period", "value", "n", "numerator", "status", "published_on", "note")
_REQUIRED = ("period", "value", "status")
_KNOWN = (*COLUMNS, "expected")
"""`expected` is only for whoever wants a projection of the period under way."""
_NEVER_NEGATIVE = frozenset(("count", "days", "hours", "minutes", "rating"))
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_WHOLE = re.compile(r"[0-9]{1,15}")
_DAY = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_ENOUGH = 20
"""So many faults of one table say what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Series:
    """The rows of one CSV file in order of time, and the line each stands on."""

    path: str
    rows: tuple[Row, ...]
    lines: tuple[int, ...]

    def place(self, index: int) -> Place:
        """Where row `index` stands."""
        return Place(self.path, self.lines[index], 1)


class Complaint(NamedTuple):
    """What is wrong with one cell of a row."""

    column: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Record:
    """One line of the file as cells, with the column each begins in."""

    line: int
    cells: dict[str, str]
    columns: dict[str, int]


def load(
    text: str, path: str, cadence: Cadence, unit: str, year_starts: int = 1
) -> tuple[Series | None, tuple[Finding, ...]]:
    """The rows; None where any of them is not good.

    Args:
        text: the file.
        path: where it stands.
        cadence: how often the metric is measured.
        unit: what it is counted in.
        year_starts: the month its year begins with.

    Findings:
        KPT104: not CSV, or columns that are missing, unknown or twice.
        KPT406: a value that is no number, a period twice, missing or not a period, a final row published before its
            period was over, numerator over n, a percentage outside 0 to 100 or not what numerator and n give, less
            than nothing counted; every one of them.
    """
    calendar = Calendar(cadence, year_starts)
    records, faults = _records(text, path)
    if faults:
        return None, faults[:_ENOUGH]
    findings: list[Finding] = []
    good: list[tuple[Period, Row, int]] = []
    for record in records:
        row, complaints = judged(record.cells, calendar, unit)
        for column, message, hint in complaints:
            findings.append(_fault("KPT406", Place(path, record.line, record.columns.get(column, 1)), message, hint))
        if row:
            good.append((calendar.period(row.period), row, record.line))
    findings += _order(path, [(period, line) for period, _, line in good], is_whole=not findings)
    if findings:
        return None, tuple(findings[:_ENOUGH])
    return Series(path, tuple(row for _, row, _ in good), tuple(line for _, _, line in good)), ()


def _records(text: str, path: str) -> tuple[list[_Record], tuple[Finding, ...]]:
    lines = text.split("\n")
    reader = csv.reader(lines, strict=True)
    rows, line = [], 1
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        return [], (_fault("KPT104", Place(path, line, 1), f"this line is not CSV: {error}", _LOOK_AT_QUOTES),)
    rows = [(line, row) for line, row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return [], (_fault("KPT104", Place(path, 1, 1), "the table is empty", _HEADER_HINT),)
    first_line, first = rows[0]
    header = [name.strip() for name in first]
    starts = _starts(lines[first_line - 1], len(header))
    faults = tuple(_header_faults(Place(path, first_line, 1), header, starts))
    if faults:
        return [], faults
    records, too_long = [], []
    for line, row in rows[1:]:
        starts = _starts(lines[line - 1], len(header) + 1)
        if len(row) > len(header):
            words = f"this line has {len(row)} cells, and the first line names {len(header)} columns"
            too_long.append(_fault("KPT104", Place(path, line, starts[-1]), words, _TOO_MANY_CELLS))
        cells = [cell.strip() for cell in (*row, *[""] * len(header))]
        records.append(_Record(line, dict(zip(header, cells, strict=False)), dict(zip(header, starts, strict=False))))
    return records, tuple(too_long)


def _header_faults(place: Place, header: Sequence[str], starts: Sequence[int]) -> Iterator[Finding]:
    separator = next((mark for mark in ";\t|" if mark in header[0]), None)
    if len(header) == 1 and separator:
        name = {";": "semicolons", "\t": "tabs"}.get(separator, "bars")
        hint = "save the table again as CSV with commas, and write decimals with a point."
        yield _fault("KPT104", place, f"the columns are separated by {name}, not by commas", hint)
        return
    for index, (name, start) in enumerate(zip(header, starts, strict=True)):
        if name not in _KNOWN:
            near = get_close_matches(name.lower(), _KNOWN, n=1)
            hint = f"did you mean {near[0]}?" if near else _HEADER_HINT
            words = f'there is no column "{name}"' if name else "a column has no name"
            yield _fault("KPT104", place._replace(column=start), words, hint)
        elif header.index(name) != index:
            yield _fault(
                "KPT104", place._replace(column=start), f'the column "{name}" stands twice', "keep one of them."
            )
    for name in _REQUIRED:
        if name not in header:
            yield _fault("KPT104", place, f'the column "{name}" is missing', _HEADER_HINT)


def _starts(line: str, count: int) -> list[int]:
    """The column each of `count` cells begins in; the line's end for cells that are not there."""
    starts, quoted = [1], False
    for index, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            starts.append(index + 2)
    return (starts + [len(line) + 1] * count)[:count]


def judged(cells: Mapping[str, str], calendar: Calendar, unit: str) -> tuple[Row | None, tuple[Complaint, ...]]:
    """The row that these cells make; None, and everything that is wrong with them, where they make none.

    Args:
        cells: by column, without spaces around them; one that is missing is empty.
        calendar: how the metric divides time.
        unit: what it is counted in.
    """
    reading = _Reading(cells, calendar, unit)
    return reading.row(), tuple(reading.complaints)


class _Reading:
    """Reads one line, collecting what is wrong with it."""

    def __init__(self, cells: Mapping[str, str], calendar: Calendar, unit: str) -> None:
        self.complaints: list[Complaint] = []
        self._cells = cells
        self._calendar = calendar
        self._unit = unit

    def row(self) -> Row | None:
        period = self._period()
        value = self._number("value")
        n, numerator, expected = self._whole("n"), self._whole("numerator"), self._whole("expected")
        status = self._status()
        published = self._date("published_on")
        note = self._note()
        if value is not None:
            self._arithmetic(value, n, numerator, is_final=status == "final")
        if period and published and status == "final":
            self._in_time(period, published)
        if expected is not None:
            self._expectation(expected, n, is_final=status == "final")
        if self.complaints or period is None or value is None:
            return None
        return Row(
            period=str(period),
            value=value,
            n=n,
            numerator=numerator,
            expected=expected,
            status=status,  # type: ignore[arg-type]  # _status has reported anything else
            published_on=published,
            note=note,
        )

    def _cell(self, name: str) -> str:
        return self._cells.get(name, "")

    def _period(self) -> Period | None:
        try:
            return self._calendar.period(self._cell("period"))
        except ValueError as error:
            message, _, hint = str(error).partition("; ")
            self._fault("period", message, f"{hint}.")
            return None

    def _number(self, name: str) -> Decimal | None:
        text = self._cell(name)
        if _DECIMAL.fullmatch(text):
            return Decimal(text)
        self._fault(
            name,
            f'"{text}" is not a number' if text else "the value is missing",
            "write digits and at most one decimal point, like 97.5: no % sign, no thousands separator, no comma.",
        )
        return None

    def _whole(self, name: str) -> int | None:
        text = self._cell(name)
        if not text:
            return None
        if _WHOLE.fullmatch(text):
            return int(text)
        self._fault(name, f'"{text}" is not a whole number', "write digits only, like 1204, or leave the cell empty.")
        return None

    def _status(self) -> str:
        text = self._cell("status")
        if text not in {"final", "interim"}:
            words = f'"{text}" is not a status' if text else "the status is missing"
            self._fault("status", words, "write final for a closed period, else interim.")
        return text

    def _date(self, name: str) -> date | None:
        text = self._cell(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text if _DAY.fullmatch(text) else "")
        except ValueError:
            self._fault(name, f'"{text}" is not a day', "write year-month-day, like 2026-10-14, or leave it empty.")
            return None

    def _note(self) -> str | None:
        try:
            return to_be_seen(self._cell("note")) or None
        except ValueError:
            self._fault("note", "there is nothing in it that a reader can see", "write words, or leave the cell empty.")
            return None

    def _arithmetic(self, value: Decimal, n: int | None, numerator: int | None, *, is_final: bool) -> None:
        if self._unit in _NEVER_NEGATIVE and value < 0:
            self._fault("value", f"{value} is less than nothing", "write a number from 0 on.")
        if self._unit != "percent":
            return
        if n == 0 and is_final:
            hint = "give the line the status interim until there is something to count."
            self._fault("n", "nothing was counted (n is 0), so there is no percentage", hint)
        elif n is not None and numerator is not None and numerator > n:
            self._fault(
                "numerator",
                f"the numerator {numerator} is more than n, {n}",
                "n is everybody who was counted, the numerator those of them who got it: count again.",
            )
        elif not 0 <= value <= 100:  # noqa: PLR2004  a percentage
            self._fault("value", f"{value} is not a percentage", "write a number from 0 to 100.")
        elif n and numerator is not None:
            self._rounding(value, n, numerator)

    def _in_time(self, period: Period, published: date) -> None:
        if published <= period.end:
            words = f"the final value of {period} was published on {published}, before that period was over"
            hint = f"write the day it was published, after {period.end}, or give the line the status interim."
            self._fault("published_on", words, hint)

    def _expectation(self, expected: int, n: int | None, *, is_final: bool) -> None:
        if is_final:
            hint = "leave the cell empty, or give the line the status interim."
            self._fault("expected", "a final value is not expected any more", hint)
        elif n is None or n > expected:
            known = "no n is given" if n is None else f"n is {n} already"
            words = f"{expected} cases are expected in the whole period, and {known}"
            self._fault("expected", words, "write how many cases n will be in the end, at least as many as there are.")

    def _rounding(self, value: Decimal, n: int, numerator: int) -> None:
        """Source: arithmetic. A printed value may be rounded, to as many places as it has."""
        exact = Decimal(100 * numerator) / Decimal(n)
        step = Decimal(1).scaleb(int(value.as_tuple().exponent))
        if abs(exact - value) > step / 2:
            words = f"{value} is not what {numerator} of {n} makes; that is {exact:.4f}"
            self._fault("value", words, "correct the value, the numerator or n.")
        elif value in {0, 100} and exact != value:
            words = f"{value} would say {'none' if value == 0 else 'all'}, and {numerator} of {n} is {exact:.4f}"
            self._fault("value", words, "write as many decimals as it takes to tell.")

    def _fault(self, column: str, message: str, hint: str) -> None:
        self.complaints.append(Complaint(column, message, hint))


def _order(path: str, periods: Sequence[tuple[Period, int]], *, is_whole: bool) -> Iterator[Finding]:
    """Findings for periods out of order, twice or missing; no gap is reported where a line could not be read."""
    first_lines: dict[Period, int] = {}
    highest: Period | None = None
    for period, line in periods:
        known = first_lines.setdefault(period, line)
        place = Place(path, line, 1)
        if known != line:
            words = f"the period {period} stands twice (also on line {known})"
            yield _fault("KPT406", place, words, "keep one of the two. A correction belongs in `restatements`.")
        elif highest and period < highest:
            hint = "sort the lines by period, the oldest first."
            yield _fault("KPT406", place, f"the period {period} stands below {highest}, which is later", hint)
        elif highest and period - highest > 1 and is_whole:
            words = f"the period before {period} is missing: the line above is about {highest}"
            yield _fault("KPT406", place, words, "add the missing periods; a record is credible without gaps.")
        highest = max(period, highest) if highest else period


def _fault(code: str, place: Place, message: str, hint: str) -> Finding:
    return Finding(code=code, place=place, message=message.rstrip(".") + ".", hint=hint)


_LOOK_AT_QUOTES = "look for a quotation mark without its partner."
_HEADER_HINT = "the first line names the columns: " + ",".join(COLUMNS) + "."
_TOO_MANY_CELLS = (
    'put text with a comma in it between quotation marks, and write decimals with a point: 97.5, not "97,5".'
)
