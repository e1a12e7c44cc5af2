"""Which heading of a spreadsheet is probably which column of ours."""

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
    """The word list of this name: `figures` or `quotes`."""
    return tomllib.loads(files("kept.ingest").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def proposed(sheet: Sheet, called: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """By column of ours: the heading that it is probably taken from.

    Args:
        sheet: the spreadsheet.
        called: by column of ours, what it is called in spreadsheets, in small letters.
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
    """A heading is the name itself, or begins with it: "Month of delivery" is a month."""
    return heading in names if whole else heading.startswith(tuple(f"{name} " for name in names))
