"""A metric's table: CSV rows, each cell with its place, checked as a series."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from kept.findings import Finding, Place
from kept.model.evidence import Row
from kept.model.period import Cadence, Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COLUMNS = ("period", "value", "n", "numerator", "status", "published_on", "note")
_REQUIRED = ("period", "value", "status")
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,15})?")
_WHOLE = re.compile(r"\d{1,15}")


@dataclass(frozen=True, slots=True)
class Series:
    """The rows of one CSV file in order of time, and the line each stands on."""

    path: str
    rows: tuple[Row, ...]
    lines: tuple[int, ...]

    def place(self, index: int) -> Place:
        """Where row `index` stands."""
        return Place(self.path, self.lines[index], 1)


@dataclass(frozen=True, slots=True)
class _Record:
    """One line of the file as cells, with the column each begins in."""

    line: int
    cells: dict[str, str]
    columns: dict[str, int]


def load(text: str, path: str, cadence: Cadence, unit: str) -> tuple[Series | None, tuple[Finding, ...]]:
    """The rows; None where any of them is not good.

    Findings:
        KPT104: not CSV, or columns that are missing, unknown or twice.
        KPT406: a value that is no number, a period twice, missing or not a period, numerator over n, a percentage
            outside 0 to 100 or not what numerator and n give; every one of them.
    """
    records, faults = _records(text, path)
    if faults:
        return None, faults
    findings: list[Finding] = []
    good: list[tuple[Period, Row, int]] = []
    for record in records:
        reading = _Reading(path, record, cadence, unit)
        row = reading.row()
        findings += reading.findings
        if row:
            good.append((Period.parse(row.period, cadence), row, record.line))
    good.sort(key=lambda entry: entry[0])
    findings += _order(path, [(period, line) for period, _, line in good])
    if findings:
        return None, tuple(findings)
    return Series(path, tuple(row for _, row, _ in good), tuple(line for _, _, line in good)), ()


def _records(text: str, path: str) -> tuple[list[_Record], tuple[Finding, ...]]:
    lines = text.split("\n")
    reader = csv.reader(lines, strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        return [], (_fault("KPT104", Place(path, reader.line_num, 1), f"this is not CSV: {error}", _LOOK_AT_QUOTES),)
    if not rows or not rows[0][1]:
        return [], (_fault("KPT104", Place(path, 1, 1), "the table is empty", _HEADER_HINT),)
    header = [name.strip() for name in rows[0][1]]
    findings = list(_header_faults(path, header))
    records = []
    for line, row in rows[1:]:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(header):
            findings.append(
                _fault(
                    "KPT104",
                    Place(path, line, 1),
                    f"this line has {len(row)} cells, the first line names {len(header)}",
                    'put a cell with a comma in it between quotation marks, and write decimals with a point: "97.5".',
                )
            )
        cells = [*row, *[""] * (len(header) - len(row))]
        starts = _starts(lines[line - 1], len(header))
        records.append(
            _Record(
                line,
                {name: cell.strip() for name, cell in zip(header, cells, strict=False)},
                dict(zip(header, starts, strict=True)),
            )
        )
    return records, tuple(findings)


def _header_faults(path: str, header: Sequence[str]) -> Iterator[Finding]:
    starts = dict(zip(header, _starts(",".join(header), len(header)), strict=True))
    for name in dict.fromkeys(header):
        if name not in COLUMNS:
            yield _fault("KPT104", Place(path, 1, starts[name]), f'there is no column "{name}"', _HEADER_HINT)
        if header.count(name) > 1:
            yield _fault("KPT104", Place(path, 1, starts[name]), f'the column "{name}" stands twice', _HEADER_HINT)
    for name in _REQUIRED:
        if name not in header:
            yield _fault("KPT104", Place(path, 1, 1), f'the column "{name}" is missing', _HEADER_HINT)


def _starts(line: str, count: int) -> list[int]:
    """The column each of `count` cells begins in; the line's end for cells that are not there."""
    starts, quoted = [1], False
    for index, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            starts.append(index + 2)
    return (starts + [len(line) + 1] * count)[:count]


class _Reading:
    """Reads one line, collecting what is wrong with it."""

    def __init__(self, path: str, record: _Record, cadence: Cadence, unit: str) -> None:
        self.findings: list[Finding] = []
        self._path = path
        self._record = record
        self._cadence = cadence
        self._unit = unit

    def row(self) -> Row | None:
        period = self._period()
        value = self._number("value")
        n, numerator = self._whole("n"), self._whole("numerator")
        status = self._status()
        published = self._date("published_on")
        if value is not None:
            self._arithmetic(value, n, numerator)
        if self.findings or period is None or value is None:
            return None
        return Row(
            period=str(period),
            value=value,
            n=n,
            numerator=numerator,
            status=status,  # type: ignore[arg-type]  # _status has reported anything else
            published_on=published,
            note=self._cell("note") or None,
        )

    def _cell(self, name: str) -> str:
        return self._record.cells.get(name, "")

    def _period(self) -> Period | None:
        try:
            return Period.parse(self._cell("period"), self._cadence)
        except ValueError as error:
            self._fault("period", str(error), f"write the period like {self._cadence.example}.")
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
            self._fault("status", f'"{text}" is not a status', "write final for a closed period, else interim.")
        return text

    def _date(self, name: str) -> date | None:
        text = self._cell(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._fault(name, f'"{text}" is not a day', "write year-month-day, like 2026-10-14, or leave it empty.")
            return None

    def _arithmetic(self, value: Decimal, n: int | None, numerator: int | None) -> None:
        if n is not None and numerator is not None and numerator > n and self._unit == "percent":
            self._fault("numerator", f"the numerator {numerator} is more than n, {n}", "one of the two is wrong.")
        elif self._unit == "percent" and not 0 <= value <= 100:  # noqa: PLR2004  a percentage
            self._fault("value", f"{value} is not a percentage", "write a number from 0 to 100.")
        elif self._unit == "percent" and n and numerator is not None:
            exact = Decimal(100 * numerator) / Decimal(n)
            exponent = value.as_tuple().exponent
            step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
            if abs(exact - value) > step / 2:
                self._fault(
                    "value",
                    f"{value} is not what {numerator} of {n} makes; that is {exact:.4f}",
                    "correct the value, the numerator or n.",
                )

    def _fault(self, column: str, message: str, hint: str) -> None:
        place = Place(self._path, self._record.line, self._record.columns.get(column, 1))
        self.findings.append(_fault("KPT406", place, message, hint))


def _order(path: str, periods: Sequence[tuple[Period, int]]) -> Iterator[Finding]:
    for (before, first_line), (period, line) in pairwise(periods):
        if period == before:
            yield _fault(
                "KPT406",
                Place(path, max(line, first_line), 1),
                f"the period {period} stands twice (also on line {min(line, first_line)})",
                "keep one of the two lines. A corrected value belongs in `restatements`.",
            )
        elif period - before > 1:
            yield _fault(
                "KPT406",
                Place(path, line, 1),
                f"the period before {period} is missing: the line above is about {before}",
                "add the missing periods; a table without gaps is what makes a record credible.",
            )


def _fault(code: str, place: Place, message: str, hint: str) -> Finding:
    return Finding(code=code, place=place, message=message.rstrip(".") + ".", hint=hint)


_LOOK_AT_QUOTES = "look for a quotation mark without its partner."
_HEADER_HINT = "the first line names the columns: " + ",".join(COLUMNS) + "."
