"""Reads one sheet of an Excel workbook, each cell as the text that Excel shows."""

from __future__ import annotations

import io
import warnings
import zipfile
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from kept.findings import UsageError

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_MAX_UNPACKED = 300_000_000
"""Bytes; ten thousand rows of figures unpack to about five million."""
_DIGITS = 12
"""So many digits of a number are read; behind them a float holds what nobody typed."""


def lines_of(content: bytes, name: str, sheet: str | None) -> list[tuple[int, list[str]]]:
    """The rows of a sheet: their number in Excel, and the text of each cell.

    A merged cell has its text in each row that it covers. A formula counts with the value that Excel worked out last.

    Args:
        content: the file.
        name: what it is called, for messages.
        sheet: the name of the sheet; None where the workbook has only one that is not empty.

    Raises:
        UsageError: the reader of workbooks is not installed, the file is damaged, locked by a password or too large, or
            it is not clear which sheet is meant.
    """
    book = _book(content, name)
    found = _sheet(book, name, sheet)
    covered = _merged(found)
    return [
        (number, [covered.get((number, column)) or _text(cell) for column, cell in enumerate(row, start=1)])
        for number, row in enumerate(found.iter_rows(), start=1)
    ]


def _book(content: bytes, name: str) -> Workbook:
    if not content.startswith(b"PK"):
        message = f"{name} is locked by a password, or of an old version of Excel. Save it as .xlsx without a password."
        raise UsageError(message)
    try:
        import openpyxl  # noqa: PLC0415  an extra: only who imports workbooks needs it
    except ImportError as error:
        message = f'{name} is a workbook. To read those: pip install "kept[xlsx]". Or save the sheet as “CSV UTF-8”.'
        raise UsageError(message) from error
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > _MAX_UNPACKED:
                message = f"{name} is too large. Save the sheet you need as “CSV UTF-8” and import that."
                raise UsageError(message)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Excel adds and the reader leaves out: rules for colours, menus
            return openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
        message = f"{name} cannot be read as a workbook. Open it in Excel, save it anew as .xlsx, and try again."
        raise UsageError(message) from error


def _sheet(book: Workbook, name: str, wanted: str | None) -> Worksheet:
    sheets = {one.title: one for one in book.worksheets}
    if wanted is not None:
        if wanted not in sheets:
            message = f'{name} has no sheet "{wanted}"; it has {", ".join(sheets)}.'
            raise UsageError(message)
        return sheets[wanted]
    filled = [one for one in sheets.values() if any(cell.value is not None for row in one.iter_rows() for cell in row)]
    if len(filled) != 1:
        choices = ", ".join(one.title for one in filled)
        message = f"{name} has {len(filled)} sheets with something in them: {choices}. Say which: --sheet NAME"
        raise UsageError(message if filled else f"{name} is empty.")
    return filled[0]


def _merged(sheet: Worksheet) -> dict[tuple[int, int], str]:
    """By row and column: the text of the merged cell that covers the place."""
    found: dict[tuple[int, int], str] = {}
    for area in sheet.merged_cells.ranges:
        text = _text(sheet.cell(area.min_row, area.min_col))
        found |= dict.fromkeys(area.cells, text)
    return found


def _text(cell: Cell | MergedCell) -> str:
    """What Excel shows of a cell, near enough to be read: days as 2026-04-01, shares as 99.8 %."""
    value: Any = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        is_share = "%" in (cell.number_format or "")
        return _number(value * 100) + " %" if is_share else _number(value)
    return str(value).strip()


def _number(value: float) -> str:
    """A number without an exponent and without the rounding errors of floats: 0.998 times 100 is 99.8."""
    if isinstance(value, int):
        return str(value)
    rounded = round(value, _DIGITS - len(str(int(abs(value)))))
    return f"{rounded:.{_DIGITS}f}".rstrip("0").rstrip(".")
