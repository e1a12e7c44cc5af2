"""Guesses which heading of a spreadsheet is which of our columns."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kept.ingest.sheet import Sheet


@cache
def words(name: str) -> dict[str, Any]:
    """The word list with this name: `figures` or `quotes`."""
    return tomllib.loads(files("kept.ingest").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def proposed(sheet: Sheet, called: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """By our column: the probable heading of the spreadsheet.

    Args:
        sheet: the spreadsheet.
        called: by our column, its usual names in spreadsheets, in lower case.
    """
    found: dict[str, str] = {}
    for is_whole in (True, False):
        for column, names in called.items():
            free = [heading for heading in sheet.headings if heading and heading not in found.values()]
            named = [heading for heading in free if _fits(heading.casefold(), tuple(names), whole=is_whole)]
            if column not in found and named:
                found[column] = named[0]
    return found


def _fits(heading: str, names: tuple[str, ...], *, whole: bool) -> bool:
    """True where the heading is a name or begins with one: "Month of delivery" fits "month"."""
    return heading in names if whole else heading.startswith(tuple(f"{name} " for name in names))
