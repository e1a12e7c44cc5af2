"""The period of a result: a week, month, quarter, half-year or year, of a calendar or fiscal year."""

from __future__ import annotations

import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

_JANUARY = 1


class Cadence(StrEnum):
    """How often a metric is measured."""

    WEEK = "week"
    """ISO 8601 weeks, Monday to Sunday; the first week of a year contains its first Thursday."""
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """The length of one period in months; 0 for a week."""
        return _MONTHS[self]

    @property
    def follows_the_year(self) -> bool:
        """True where the first month of the year matters for the periods."""
        return self.months > 1

    @property
    def example(self) -> str:
        """An example of a written period."""
        return _EXAMPLES[self]


_MONTHS = {Cadence.WEEK: 0, Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.HALF_YEAR: 6, Cadence.YEAR: 12}
_EXAMPLES = {
    Cadence.WEEK: "2026-W07",
    Cadence.MONTH: "2026-09",
    Cadence.QUARTER: "2026-Q3",
    Cadence.HALF_YEAR: "2026-H2",
    Cadence.YEAR: "2026",
}
_YEAR = r"(?P<fiscal>FY)?(?P<year>(?:19|20|21)[0-9]{2})"
_WRITTEN = {
    Cadence.WEEK: re.compile(_YEAR + r"-W(?P<part>0[1-9]|[1-4][0-9]|5[0-3])"),
    Cadence.MONTH: re.compile(_YEAR + r"-(?P<part>0[1-9]|1[0-2])"),
    Cadence.QUARTER: re.compile(_YEAR + r"-Q(?P<part>[1-4])"),
    Cadence.HALF_YEAR: re.compile(_YEAR + r"-H(?P<part>[12])"),
    Cadence.YEAR: re.compile(_YEAR + r"(?P<part>)"),
}


class Calendar(NamedTuple):
    """How one metric divides time into periods: its cadence, and the first month of its year.

    A year that does not begin in January is written `FY2026` and is named after the year in which it **ends**. If it
    begins in April, `FY2026-Q1` is April to June 2025. `2026-Q1` is always January to March. So the two forms cannot be
    confused.
    """

    cadence: Cadence
    year_starts: int = _JANUARY
    """From 1 for January to 12 for December; always 1 where the year's first month does not matter."""

    def period(self, text: str) -> Period:
        """The period written as `text`.

        Raises:
            ValueError: the text is not a period of this calendar. The message shows an example.
        """
        return _parsed(text, self.cadence, self._begins)

    def containing(self, day: date) -> Period:
        """The period that `day` falls in."""
        if self.cadence is Cadence.WEEK:
            number = (day.toordinal() - 1) // 7
        else:
            number = (day.year * 12 + day.month - self._begins) // self.cadence.months
        return Period(self.cadence, number, self._begins)

    @property
    def example(self) -> str:
        """An example of a written period."""
        return f"FY{self.cadence.example}" if self._begins > _JANUARY else self.cadence.example

    @property
    def _begins(self) -> int:
        return self.year_starts if self.cadence.follows_the_year else _JANUARY


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period. Periods of the same calendar can be compared."""

    cadence: Cadence
    number: int
    """The number of periods of this calendar from the year 0 (for weeks: from the year 1) to this one."""
    year_starts: int = _JANUARY
    """The first month of its year; always 1 for weeks and months."""

    @classmethod
    def parse(cls, text: str, cadence: Cadence, year_starts: int = _JANUARY) -> Period:
        """The period written as `text`.

        Raises:
            ValueError: the text is not a period of this cadence. The message shows an example.
        """
        return Calendar(cadence, year_starts).period(text)

    @classmethod
    def containing(cls, day: date, cadence: Cadence, year_starts: int = _JANUARY) -> Period:
        """The period that `day` falls in."""
        return Calendar(cadence, year_starts).containing(day)

    @property
    def calendar(self) -> Calendar:
        """The calendar it belongs to."""
        return Calendar(self.cadence, self.year_starts)

    @property
    def start(self) -> date:
        """Its first day."""
        return _start(self)

    @property
    def end(self) -> date:
        """Its last day."""
        return _start(self + 1) - timedelta(days=1)

    @property
    def part(self) -> int:
        """The number of the week, month, quarter or half within its year, from 1; 1 for a year."""
        if self.cadence is Cadence.WEEK:
            return self.start.isocalendar().week
        return self.number % (12 // self.cadence.months) + 1

    @property
    def year(self) -> int:
        """The year in its name: the calendar year, the ISO year of a week, or the year in which a fiscal year ends."""
        if self.cadence is Cadence.WEEK:
            return self.start.isocalendar().year
        return self.number // (12 // self.cadence.months) + self.is_fiscal

    @property
    def is_fiscal(self) -> bool:
        """True where its year does not begin in January."""
        return self.year_starts > _JANUARY

    # Periods are looked up very often; the number alone is a fast hash, as one metric's periods all differ in it.
    def __hash__(self) -> int:
        return self.number

    def __add__(self, count: int) -> Period:
        return Period(self.cadence, self.number + count, self.year_starts)

    def __sub__(self, other: Period) -> int:
        return self.number - other.number

    def __str__(self) -> str:
        return _written(self)


@lru_cache(maxsize=1 << 14)
def _start(period: Period) -> date:
    if period.cadence is Cadence.WEEK:
        return date.fromordinal(period.number * 7 + 1)
    year, month0 = divmod(period.number * period.cadence.months + period.year_starts - 1, 12)
    return date(year, month0 + 1, 1)


@lru_cache(maxsize=1 << 14)
def _written(period: Period) -> str:
    year = f"{'FY' if period.is_fiscal else ''}{period.year:04}"
    match period.cadence:
        case Cadence.WEEK:
            return f"{year}-W{period.part:02}"
        case Cadence.MONTH:
            return f"{year}-{period.part:02}"
        case Cadence.QUARTER:
            return f"{year}-Q{period.part}"
        case Cadence.HALF_YEAR:
            return f"{year}-H{period.part}"
        case Cadence.YEAR:
            return year


# A thousand metrics use the same few periods.
@lru_cache(maxsize=1 << 14)
def _parsed(text: str, cadence: Cadence, year_starts: int) -> Period:
    match = _WRITTEN[cadence].fullmatch(text)
    is_fiscal = year_starts > _JANUARY
    if not match or bool(match["fiscal"]) is not is_fiscal:
        raise ValueError(_no_period(text, cadence, year_starts))
    year, part = int(match["year"]), int(match["part"] or 1)
    if cadence is not Cadence.WEEK:
        return Period(cadence, (year - is_fiscal) * (12 // cadence.months) + part - 1, year_starts)
    try:
        return Period(cadence, (date.fromisocalendar(year, part, 1).toordinal() - 1) // 7)
    except ValueError:
        message = f'"{text}" is not a week; {year} has 52 weeks by ISO 8601, so write {year + 1}-W01'
        raise ValueError(message) from None


def _no_period(text: str, cadence: Cadence, year_starts: int) -> str:
    example = Calendar(cadence, year_starts).example
    if year_starts == _JANUARY:
        plain = f'"{text}" is not a {cadence}; write it like {example}'
        return f"{plain}, or set `year_starts`, the month the year begins with" if text.startswith("FY") else plain
    first = _parsed(f"FY2026{example[6:]}", cadence, year_starts)
    span = f"{month_name[first.start.month]} {first.start.year} to {month_name[first.end.month]} {first.end.year}"
    begins = month_name[year_starts]
    return f'"{text}" is not a {cadence} of a year that begins in {begins}; write it like {first} ({span})'
