"""Which heading of a spreadsheet is which of our columns: given, remembered in imports/, and confirmed."""

from __future__ import annotations

import json
import sys
import tomllib
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from kept.findings import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_NONE: Mapping[str, Any] = MappingProxyType({})


def remembered_values(path: Path) -> tuple[dict[str, str] | None, dict[str, Any], dict[str, str]]:
    """The confirmed columns, the values for all rows, and what earlier runs wrote."""
    if not path.exists():
        return None, {}, {}
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        message = f"imports/{path.name} cannot be read ({error}). Repair it, or delete it to be asked again."
        raise UsageError(message) from error
    return written.get("columns", {}), written.get("defaults", {}), written.get("rows", {})


def remembered_columns(path: Path) -> dict[str, str] | None:
    """The confirmed columns; None where there is no file yet."""
    return remembered_values(path)[0]


def memory_text(
    mapping: Mapping[str, str], defaults: Mapping[str, Any] = _NONE, rows: Mapping[str, str] = _NONE
) -> str:
    """The file in imports/: the columns, the values for all rows, and the rows that were written."""
    head = "# Which heading of the spreadsheet is which column, for the next `kept import`."
    tables = {"columns": mapping, "defaults": defaults, "rows": rows}
    lines = [head]
    for name, table in tables.items():
        if table:
            lines += [
                "",
                f"[{name}]",
                *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items()),
            ]
    return "\n".join([*lines, ""])


def column_given(given: str, columns: Sequence[str]) -> tuple[str, str]:
    """Our column and its heading, from `n=Total cases`.

    Raises:
        UsageError: it has another form, or there is no such column.
    """
    column, equals, heading = given.partition("=")
    if not equals or column.strip() not in columns:
        message = f'--column {given}: write one of {", ".join(columns)} and a heading, like --column n="Total cases"'
        raise UsageError(message)
    return column.strip(), heading.strip()


def confirm_columns(memory: str) -> None:
    """Asks whether the columns are right.

    Raises:
        UsageError: there is no terminal to ask at, or the answer is no.
    """
    if not sys.stdin.isatty():
        message = (
            f"nobody is here to confirm the columns, and {memory} does not. Add --yes, or --column where one is wrong."
        )
        raise UsageError(message)
    if not click.confirm("Are these the right columns?", default=True):
        message = "nothing was written. Say which column is which: --column n=HEADING"
        raise UsageError(message)
