"""Reads a metric's table: CSV rows, each cell with its place, checked as a series."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from kept.findings import Finding, Place
from kept.model import figure
from kept.model.evidence import Row
from kept.model.fields import to_be_seen
from kept.model.period import Calendar, Period
from kept.model.units import kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kept.model.evidence import Metric, Range

COLUMNS = ("period", "value", "n", "numerator", "status", "published_on", "note")
_REQUIRED = ("period", "value", "status")
_KNOWN = (*COLUMNS, "expected")
"""`expected` is optional: it is only needed for a projection of the period under way."""
_DECIMAL = re.compile(r"[-\u2212]?[0-9]{1,15}(\.[0-9]{1,20})?")
_WHOLE = re.compile(r"[0-9]{1,15}")
_DAY = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_ENOUGH = 20
"""After this many faults the reader knows what is wrong with the table."""


@dataclass(frozen=True, slots=True)
class Series:
    """The rows of one CSV file in order of time, and the line number of each."""

    path: str
    rows: tuple[Row, ...]
    lines: tuple[int, ...]

    def place(self, index: int) -> Place:
        """The place of row `index`."""
        return Place(self.path, self.lines[index], 1)


class Complaint(NamedTuple):
    """One fault in one cell of a row."""

    column: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Record:
    """One line of the file as cells, with the column where each begins."""

    line: int
    cells: dict[str, str]
    columns: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What the rows of a metric must conform to."""

    calendar: Calendar
    unit: str
    limits: Range | None = None
    is_counted: bool = True
    """False where a percentage need not be a share of n cases: weighted answers, or an average of percentages."""
    is_mean: bool = False
    """True for an average of percentages, which has no numerator."""

    @classmethod
    def of(cls, metric: Metric) -> Measure:
        """The measure of a metric."""
        return cls(
            calendar=metric.calendar,
            unit=metric.unit,
            limits=metric.range,
            is_counted=metric.is_counted,
            is_mean=metric.aggregation == "mean",
        )


def load(text: str, path: str, measure: Measure) -> tuple[Series | None, tuple[Finding, ...]]:
    """The rows; None where any of them is faulty.

    Args:
        text: the file.
        path: the file's path, for findings.
        measure: what the rows must conform to.

    Findings:
        KPT104: the file is not CSV, or columns are missing, unknown or repeated.
        KPT406, once for every fault: a value that is not a number; a period that is repeated, missing or invalid; a
            final row published before its period ended; a numerator greater than n; a number outside its range or
            different from what numerator and n, or any number of n cases, give; a fraction among percentages; a
            negative count.
    """
    calendar = measure.calendar
    records, faults = _records(text, path, measure)
    if faults:
        return None, _enough(faults)
    findings: list[Finding] = []
    good: list[tuple[Period, Row, int]] = []
    for record in records:
        row, complaints = judged(record.cells, measure)
        for column, message, hint in complaints:
            findings.append(_fault("KPT406", Place(path, record.line, record.columns.get(column, 1)), message, hint))
        if row:
            good.append((calendar.period(row.period), row, record.line))
    findings += _fractions(path, measure, [(row, line) for _, row, line in good])
    findings += _order(path, [(period, line) for period, _, line in good], is_whole=not findings)
    if findings:
        return None, _enough(findings)
    return Series(path, tuple(row for _, row, _ in good), tuple(line for _, _, line in good)), ()


def _enough(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The first findings of a table; where there are many more, the last one says how many."""
    others = len(findings) - _ENOUGH
    if others <= 1:
        return tuple(findings)
    words = f"and {others} more faults in this table"
    hint = "mend those above first: often one cause is behind many; `kept check` then shows what is left."
    return (*findings[:_ENOUGH], replace(findings[_ENOUGH], message=f"{words}.", hint=hint))


def _records(text: str, path: str, measure: Measure) -> tuple[list[_Record], tuple[Finding, ...]]:
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
    faults = tuple(_header_faults(Place(path, first_line, 1), header, starts, _example(measure.calendar, measure.unit)))
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


def _header_faults(place: Place, header: Sequence[str], starts: Sequence[int], example: str) -> Iterator[Finding]:
    separator = next((mark for mark in ";\t|" if mark in header[0]), None)
    if len(header) == 1 and separator:
        name = {";": "semicolons", "\t": "tabs"}.get(separator, "bars")
        hint = "save the table again as CSV with commas, and write decimals with a point."
        yield _fault("KPT104", place, f"the columns are separated by {name}, not by commas", hint)
        return
    meant: set[str] = set()
    for index, (name, start) in enumerate(zip(header, starts, strict=True)):
        if name not in _KNOWN:
            near = get_close_matches(name.lower(), _KNOWN, n=1)
            meant.update(near)
            hint = f"did you mean {near[0]}?" if near else _HEADER_HINT
            words = f'there is no column "{name}"' if name else "a column has no name"
            yield _fault("KPT104", place._replace(column=start), words, hint)
        elif header.index(name) != index:
            yield _fault(
                "KPT104", place._replace(column=start), f'the column "{name}" stands twice', "keep one of them."
            )
    missing = [f'"{name}"' for name in _REQUIRED if name not in header and name not in meant]
    if missing:
        words = f"the column {missing[0]} is" if len(missing) == 1 else f"the columns {' and '.join(missing)} are"
        yield _fault("KPT104", place, f"{words} missing", f"{_HEADER_HINT} A line below it: {example}")


def _example(calendar: Calendar, unit: str) -> str:
    """A valid line of a table, as an example: `2026-Q3,96.0,200,192,final,2026-10-14,`."""
    period = calendar.period(calendar.example)
    published = period.end + timedelta(days=14)
    value = "96.0,200,192" if unit == "percent" else "4.5,200," if unit == "rating" else "12,,"
    return f"{period},{value},final,{published},"


def _starts(line: str, count: int) -> list[int]:
    """The column where each of `count` cells begins; the end of the line for cells that are missing."""
    starts, quoted = [1], False
    for index, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            starts.append(index + 2)
    return (starts + [len(line) + 1] * count)[:count]


def judged(cells: Mapping[str, str], measure: Measure) -> tuple[Row | None, tuple[Complaint, ...]]:
    """The row in these cells; None, with everything that is wrong, where they are not valid.

    Args:
        cells: by column, without surrounding spaces; missing ones are empty.
        measure: what the row must conform to.
    """
    reading = _Reading(cells, measure)
    return reading.row(), tuple(reading.complaints)


class _Reading:
    """Reads one line and collects its faults."""

    def __init__(self, cells: Mapping[str, str], measure: Measure) -> None:
        self.complaints: list[Complaint] = []
        self._cells = cells
        self._measure = measure

    def row(self) -> Row | None:
        period = self._period()
        n, numerator, expected = self._whole("n"), self._whole("numerator"), self._whole("expected")
        status = self._status()
        value = self._value(status, n)
        published = self._date("published_on")
        note = self._note()
        if status == "missing":
            self._reason(note)
        elif value is not None:
            self._arithmetic(value, n, numerator)
        elif numerator:
            self._more_than_n(numerator, n or 0)
        if period and published and status == "final":
            self._in_time(period, published)
        if expected is not None:
            self._expectation(expected, n, is_final=status == "final")
        if self.complaints or period is None:
            return None
        return Row(
            period=str(period),
            value=value,
            n=n,
            numerator=numerator,
            expected=expected,
            status=status,  # type: ignore[arg-type]  # _status has already reported any other value
            published_on=published,
            note=note,
        )

    def _cell(self, name: str) -> str:
        return self._cells.get(name, "")

    def _period(self) -> Period | None:
        try:
            return self._measure.calendar.period(self._cell("period"))
        except ValueError as error:
            message, _, hint = str(error).partition("; ")
            self._fault("period", message, f"{hint}.")
            return None

    def _value(self, status: str, n: int | None) -> Decimal | None:
        """The value; None where it is invalid, or where the row says why there is none."""
        text = self._cell("value")
        if _DECIMAL.fullmatch(text):
            value = figure.without_tail(Decimal(text.replace("\u2212", "-")))
            return None if figure.is_nothing(value, n, self._measure.unit) else value
        if text:
            hint = "write digits and at most one decimal point, like 97.5: no % sign, no thousands separator, no comma."
            self._fault("value", f'"{text}" is not a number', hint)
        elif status != "missing" and not figure.is_nothing(None, n, self._measure.unit):
            hint = (
                "write digits and at most one decimal point, like 97.5. Where there was nothing to measure, write 0 as "
                "n; where there is no result, write missing as the status and the reason as note."
            )
            self._fault("value", "the value is missing", hint)
        return None

    def _reason(self, note: str | None) -> None:
        """Checks that a row with the status `missing` gives a reason and no figures."""
        if note is None:
            words = "the row says that the result is missing, and not why"
            self._fault("note", words, "write the reason as note; the page shows it.")
        given = next((name for name in ("value", "n", "numerator", "expected") if self._cell(name)), None)
        if given:
            words = f'the row says that the result is missing, and gives "{self._cell(given)}" as {given}'
            self._fault(given, words, "leave the figures empty, or give the line the status final.")

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
        if text not in {"final", "interim", "missing"}:
            words = f'"{text}" is not a status' if text else "the status is missing"
            hint = "write final for a closed period, interim for one under way, missing where there is no result."
            self._fault("status", words, hint)
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

    def _arithmetic(self, value: Decimal, n: int | None, numerator: int | None) -> None:
        unit = self._measure.unit
        if unit == "percent" and n is not None and numerator is not None and numerator > n:
            self._more_than_n(numerator, n)
            return
        faults = [*figure.without_cases(value, n, unit), *figure.out_of_range(value, unit, self._measure.limits)]
        for message, hint in faults[:1]:
            self._fault("n" if n == 0 and kind(unit).average else "value", message, hint)
        if unit == "percent" and not faults and n:
            if numerator is not None and self._measure.is_mean:
                words = f"{value} is an average of {n} percentages, which has no numerator"
                self._fault("numerator", words, "leave the cell empty, or take `aggregation` out of the definition.")
            elif numerator is not None:
                self._rounding(value, n, numerator)
            elif self._measure.is_counted:
                self._whole_cases(value, n)

    def _more_than_n(self, numerator: int, n: int) -> None:
        words = f"the numerator {numerator} is more than n, {n}"
        hint = "n is everybody who was counted, the numerator those of them who got it: count again."
        self._fault("numerator", words, hint)

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
        """Checks the value against numerator and n. It may be rounded to the number of decimals it has.

        Source:
            Arithmetic.
        """
        exact = figure.percentage(numerator, n)
        told = f"{float(exact):.4f}"
        if not figure.is_about(value, exact):
            if figure.is_about(value, exact / 100):
                words = f"{value} is a part of 1, not a percentage: {numerator} of {n} is {float(exact):.6g} %"
                self._fault("value", words, f"write {figure.hundredfold(value)} if that is meant.")
            elif self._measure.is_counted:
                words = f"{value} is not what {numerator} of {n} makes; that is {told}"
                hint = "correct the value, the numerator or n; answers that are weighted say how: survey.weighting."
                self._fault("value", words, hint)
        elif value in {0, 100} and exact != value:
            words = f"{value} would say {'none' if value == 0 else 'all'}, and {numerator} of {n} is {told}"
            self._fault("value", words, "write as many decimals as it takes to tell.")

    def _whole_cases(self, value: Decimal, n: int) -> None:
        """Checks that a whole number of n cases makes this percentage, rounded to the decimals it has."""
        near = figure.nearest_shares(value, n)
        if any(figure.is_about(value, figure.percentage(cases, n)) for cases in near):
            return
        told = " and ".join(f"{cases} of {n} is {float(figure.percentage(cases, n)):.4f}" for cases in near)
        words = f"{value} is not the share of any number of {n} cases: {told}"
        hint = (
            "correct the value or n; answers that are weighted say how: survey.weighting; an average of n percentages "
            'says so: aggregation = "mean".'
        )
        meant = figure.hundredfold(value)
        shares = figure.nearest_shares(meant, n) if value <= 1 else ()
        if any(figure.is_about(meant, figure.percentage(cases, n)) for cases in shares):
            hint = f"write {meant} if that is meant; {value} looks like a part of 1, not a percentage."
        self._fault("value", words, hint)

    def _fault(self, column: str, message: str, hint: str) -> None:
        self.complaints.append(Complaint(column, message, hint))


def _fractions(path: str, measure: Measure, rows: Sequence[tuple[Row, int]]) -> Iterator[Finding]:
    """Findings for fractions of 1 among percentages, for rows without numerator and n.

    The others have been compared.
    """
    values = sorted(row.value for row, _ in rows if row.value is not None)
    if measure.unit != "percent" or not values or values[0] > 1:
        return
    middle = values[len(values) // 2]
    for row, line in rows:
        value = row.value if row.numerator is None else None
        if value is not None and figure.looks_like_a_fraction(value, middle):
            meant = figure.hundredfold(value)
            if middle / 2 <= meant <= middle * 2:
                words = f"{value} looks like a part of 1 among percentages: {meant} % is probably meant"
                hint = f"write {meant}; if {value} % is right, give n and numerator, which show it."
                yield _fault("KPT406", Place(path, line, 1), words, hint)


def _order(path: str, periods: Sequence[tuple[Period, int]], *, is_whole: bool) -> Iterator[Finding]:
    """Findings for periods out of order, repeated or missing.

    Where a line was unreadable, missing periods are not reported.
    """
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
            yield _fault("KPT406", place, words, _GAP)
        highest = max(period, highest) if highest else period


def _fault(code: str, place: Place, message: str, hint: str) -> Finding:
    return Finding(code=code, place=place, message=message.rstrip(".") + ".", hint=hint)


_GAP = "add the missing periods; where there is no result, write missing as the status and the reason as note."
_LOOK_AT_QUOTES = "look for a quotation mark without its partner."
_HEADER_HINT = "the first line names the columns: " + ",".join(COLUMNS) + "."
_TOO_MANY_CELLS = (
    'put text with a comma in it between quotation marks, and write decimals with a point: 97.5, not "97,5".'
)
