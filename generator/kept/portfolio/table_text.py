"""Puts rows into the text of a table; all other lines stay the same, byte for byte."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kept.model.evidence import Row
    from kept.model.period import Calendar


class _Block(NamedTuple):
    """The lines of one CSV record, or one blank line."""

    text: str
    cells: tuple[str, ...]


def columns(text: str) -> tuple[str, ...]:
    """The columns of a table."""
    return next((block.cells for block in _blocks(text) if any(block.cells)), ())


def missing_columns(text: str, rows: Iterable[Row]) -> list[str]:
    """The columns that the rows use and the table does not have."""
    filled = {column for row in rows for column, cell in _cells(row).items() if cell}
    return sorted(filled - set(columns(text)))


def with_rows(text: str, rows: Mapping[str, Row], calendar: Calendar) -> str:
    """The table with these rows: each replaces the row of the same period, or is put between its neighbours.

    Args:
        text: a table in order of time.
        rows: by period.
        calendar: the metric's.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    header, *blocks = _trimmed(_blocks(text))
    at = header.cells.index("period")
    lines = {calendar.period(period): _line(header.cells, row, newline) for period, row in rows.items()}
    waiting = sorted(lines)
    parts = [header.text]
    for block in blocks:
        period = calendar.period(block.cells[at]) if any(block.cells) else None
        while period and waiting and waiting[0] <= period:
            # This block is replaced if the next waiting row is about its period.
            parts.append(lines[waiting.pop(0)])
        parts.append("" if period in lines else block.text)
    for period in waiting:
        parts[-1] += "" if parts[-1].endswith("\n") else newline
        parts.append(lines[period])
    tail = text[sum(len(block.text) for block in (header, *blocks)) :]
    return "".join((*parts, tail))


def row_line(text: str, row: Row) -> str:
    """A row as a line of this table."""
    return _line(next(block.cells for block in _blocks(text) if any(block.cells)), row, "")


def _blocks(text: str) -> Iterator[_Block]:
    lines = text.splitlines(keepends=True)
    reader = csv.reader(lines)
    before = 0
    for cells in reader:
        stripped = tuple(cell.strip().removeprefix("\ufeff") for cell in cells)
        yield _Block("".join(lines[before : reader.line_num]), stripped)
        before = reader.line_num


def _trimmed(blocks: Iterable[_Block]) -> Sequence[_Block]:
    """The blocks from the first record to the last; blank lines above the first belong to it."""
    found = list(blocks)
    while not any(found[-1].cells):
        found.pop()
    above = ""
    while not any(found[0].cells):
        above += found.pop(0).text
    return (found[0]._replace(text=above + found[0].text), *found[1:])


def _line(header: Sequence[str], row: Row, newline: str) -> str:
    cells = _cells(row)
    line = io.StringIO()
    csv.writer(line, lineterminator=newline).writerow([cells.get(column, "") for column in header])
    return line.getvalue()


def _cells(row: Row) -> dict[str, str]:
    """A row as cells: no exponents, and empty cells for missing values."""
    values = {**row.model_dump(), "value": None if row.value is None else format(row.value, "f")}
    return {column: "" if value is None else str(value) for column, value in values.items()}
