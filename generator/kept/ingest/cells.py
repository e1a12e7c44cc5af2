"""Reads the cells of a spreadsheet: numbers as people write them, months and quarters, days."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale

from kept.model.period import Cadence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kept.model.period import Calendar

_SPACES = re.compile(r"[\s\u00a0\u202f'\u2019]")
_UNIT = re.compile(r"^[€£$¥]|(?:%|€|£|\$|[A-Za-z]{1,12})\.?$")
_NUMBER = re.compile(r"[-+\u2212]?\d[\d.,]*|[-+\u2212]?[.,]\d+")
_THOUSANDS = 3
_NOTHING = frozenset(("", "-", "\u2013", "\u2014", "n/a", "na", "k.a.", "null", "none", "#n/a", "nan"))
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl")
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_SHORT = r"(?P<year>(?:(?:19|20)\d{2})|\d{2})"
_QUARTER = re.compile(
    rf"(?:{_YEAR}[\s./-]*[qt](?P<a>[1-4])|[qt](?P<b>[1-4])[\s./'-]*(?P<late>(?:19|20)?\d{{2}}))", re.IGNORECASE
)
_NUMERIC_MONTH = re.compile(rf"(?:{_YEAR}[./-](?P<a>\d{{1,2}})|(?P<b>\d{{1,2}})[./-](?P<late>(?:19|20)\d{{2}}))")
_MONTH_FIRST = rf"(?P<month>[^\W\d_]{{3,12}})\.?[\s./'-]*{_SHORT}"
_YEAR_FIRST = rf"{_SHORT.replace('year', 'early')}[\s./-]*(?P<name>[^\W\d_]{{3,12}})\.?"
_NAMED_MONTH = re.compile(rf"{_MONTH_FIRST}|{_YEAR_FIRST}")
_DAY_ORDERS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d", "%d %B %Y", "%d %b %Y")
_MONTH_FIRST_DAY = ("%m/%d/%Y", "%m-%d-%Y")
_EITHER_ORDER = re.compile(r"\s*(\d{1,2})([/-])(\d{1,2})\2\d{4}(?!\d)")
_MONTHS_OF_A_YEAR = 12
_CENTURY = 2000


def is_nothing(cell: str) -> bool:
    """True for an empty cell, and for what people write instead: a dash, n/a."""
    return cell.strip().casefold() in _NOTHING


def decimal_comma(cells: Iterable[str]) -> bool | None:
    """Whether the comma is the decimal sign in a column; None where no cell decides it.

    12,410 and 1,234 are possible both ways; 99,8 and 1.234,5 are not.
    """
    found = set()
    for cell in cells:
        digits = _bare(cell)
        comma, point = digits.rfind(","), digits.rfind(".")
        if comma >= 0 and point >= 0:
            found.add(comma > point)
        elif comma >= 0 and (digits.count(",") == 1 and len(digits) - comma - 1 != _THOUSANDS):
            found.add(True)
        elif point >= 0 and (digits.count(".") == 1 and len(digits) - point - 1 != _THOUSANDS):
            found.add(False)
    return found.pop() if len(found) == 1 else None


def number(cell: str, *, comma: bool) -> str | None:
    """A number in kept's form: digits and at most one point. None where the cell is not a number.

    Args:
        cell: the text of the cell: `12,410`, `99.8 %`, `1.234,5`, `(5)`, `€ 3`.
        comma: whether the comma is the decimal sign.
    """
    bare = _bare(cell)
    negative = cell.strip().startswith("(") and cell.strip().endswith(")")
    if not _NUMBER.fullmatch(bare):
        return None
    sign = "-" if bare[0] in "-\u2212" or negative else ""
    digits = bare.lstrip("+-\u2212")
    group, point = (".", ",") if comma else (",", ".")
    grouped, _, rest = digits.partition(point)
    _, *groups = grouped.split(group)
    # Groups have three digits, in India two but for the last; 99,8 is no number with groups.
    if groups and (len(groups[-1]) != _THOUSANDS or not all(len(one) in {2, _THOUSANDS} for one in groups)):
        return None
    whole = grouped.replace(group, "")
    if not (whole + rest).isdigit():
        return None
    return f"{sign}{int(whole or '0')}{'.' + rest if rest else ''}"


def _bare(cell: str) -> str:
    """The text of the cell without spaces, units and brackets."""
    text = _SPACES.sub("", cell).strip("()")
    while (shorter := _UNIT.sub("", text)) != text:
        text = shorter
    return text


def period(cell: str, calendar: Calendar, *, month_first: bool | None = None) -> str | None:
    """A period in the form of the metric's table; None where the cell is not a period of this calendar.

    Args:
        cell: `2026-Q3`, `Q3 2026`, `Apr-26`, `04/2026`, `April 2026`, or a day of the period.
        calendar: how the metric divides time.
        month_first: how its column writes a day; see `day`.
    """
    text = " ".join(cell.split())
    try:
        return str(calendar.period(text.upper()))
    except ValueError:
        pass
    day = _day_of(text, month_first=month_first)
    if day is None:
        return None
    is_quarter = _QUARTER.fullmatch(text) is not None
    if is_quarter and (calendar.cadence is not Cadence.QUARTER or calendar.year_starts != 1):
        return None
    return str(calendar.containing(day))


def month_first(cells: Iterable[str]) -> bool | None:
    """Whether a column writes the month before the day (4/30/2026); None where no cell decides it, or they differ."""
    found = set()
    for cell in cells:
        if numbers := _EITHER_ORDER.match(cell):
            first, second = int(numbers[1]), int(numbers[3])
            if (first > _MONTHS_OF_A_YEAR) != (second > _MONTHS_OF_A_YEAR):
                found.add(second > _MONTHS_OF_A_YEAR)
    return found.pop() if len(found) == 1 else None


def day(cell: str, *, month_first: bool | None = None) -> str | None:
    """A day in ISO form; None where the cell is not a day, or may be two days.

    Args:
        cell: the text of the cell: `2026-04-03`, `3.4.2026`, `30/04/2026`, `3 April 2026`.
        month_first: whether its column writes 3 April as 4/3/2026; None: nothing decides it.
    """
    if month_first is None and is_unclear(cell):
        return None
    for order in (*_MONTH_FIRST_DAY, *_DAY_ORDERS) if month_first else _DAY_ORDERS:
        try:
            return datetime.strptime(cell.strip(), order).date().isoformat()  # noqa: DTZ007  a day has no time zone
        except ValueError:
            continue
    return None


def is_unclear(cell: str) -> bool:
    """True for 3/4/2026 and 03-04-2026, which some read as 3 April and some as 4 March."""
    found = _EITHER_ORDER.match(cell)
    return (
        found is not None
        and found[1].zfill(2) != found[3].zfill(2)
        and max(map(int, found.group(1, 3))) <= _MONTHS_OF_A_YEAR
    )


def day_fault(cell: str) -> str:
    """What is wrong with a cell that is not a day, and what to do."""
    if is_unclear(cell):
        return f'"{cell}" may be two days, and no other line of the column decides it; write it like 2026-11-20.'
    return f'"{cell}" is not a day; write it like 2026-11-20.'


def _day_of(text: str, *, month_first: bool | None) -> date | None:
    """A day in the period that a text names."""
    if found := _QUARTER.fullmatch(text):
        part = int(found["a"] or found["b"])
        return date(_year(found["year"] or found["late"]), part * 3 - 2, 1)
    if found := _NUMERIC_MONTH.fullmatch(text):
        month = int(found["a"] or found["b"])
        return date(_year(found["year"] or found["late"]), month, 1) if 1 <= month <= 12 else None  # noqa: PLR2004  months
    if found := _NAMED_MONTH.fullmatch(text):
        month = _months().get((found["month"] or found["name"]).casefold(), 0)
        return date(_year(found["year"] or found["early"]), month, 1) if month else None
    whole = day(text, month_first=month_first)
    return date.fromisoformat(whole) if whole else None


def _year(text: str) -> int:
    return int(text) if len(text) > 2 else _CENTURY + int(text)  # noqa: PLR2004  26 is 2026


@cache
def _months() -> dict[str, int]:
    """The number of each month by its names and their short forms, in a few languages."""
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for index, name in months[context][width].items():
                    found.setdefault(name.casefold().rstrip("."), index)
    return found
