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


def proposed(sheet: Sheet, called: Mapping[str, Iterable[str]], *, by_end: bool = False) -> dict[str, str]:
    """By our column: the probable heading of the spreadsheet.

    Args:
        sheet: the spreadsheet.
        called: by our column, its usual names in spreadsheets, in lower case.
        by_end: whether a heading may also end with a name: "Answered in time" fits "in time".
    """
    found: dict[str, str] = {}
    for fits in (_is, _begins_with, *((_ends_with,) if by_end else ())):
        for column, names in called.items():
            free = [heading for heading in sheet.headings if heading and heading not in found.values()]
            named = [heading for heading in free if fits(heading.casefold(), tuple(names))]
            if column not in found and named:
                found[column] = named[0]
    return found


def _is(heading: str, names: tuple[str, ...]) -> bool:
    return heading in names


def _begins_with(heading: str, names: tuple[str, ...]) -> bool:
    """True for "Month of delivery" and the name "month"."""
    return heading.startswith(tuple(f"{name} " for name in names))


def _ends_with(heading: str, names: tuple[str, ...]) -> bool:
    return heading.endswith(tuple(f" {name}" for name in names if len(name) > 1))
