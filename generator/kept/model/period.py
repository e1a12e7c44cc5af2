"""A closed stretch of time a result is about: a month, quarter, half-year or year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self


class Cadence(StrEnum):
    """How often a metric is measured."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """The length of one period in months."""
        return _MONTHS[self]

    @property
    def example(self) -> str:
        """A period as it is written."""
        return _EXAMPLES[self]


_MONTHS = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.HALF_YEAR: 6, Cadence.YEAR: 12}
_EXAMPLES = {
    Cadence.MONTH: "2026-09",
    Cadence.QUARTER: "2026-Q3",
    Cadence.HALF_YEAR: "2026-H2",
    Cadence.YEAR: "2026",
}
_WRITTEN = {
    Cadence.MONTH: re.compile(r"(?P<year>(?:19|20|21)[0-9]{2})-(?P<part>0[1-9]|1[0-2])"),
    Cadence.QUARTER: re.compile(r"(?P<year>(?:19|20|21)[0-9]{2})-Q(?P<part>[1-4])"),
    Cadence.HALF_YEAR: re.compile(r"(?P<year>(?:19|20|21)[0-9]{2})-H(?P<part>[12])"),
    Cadence.YEAR: re.compile(r"(?P<year>(?:19|20|21)[0-9]{2})(?P<part>)"),
}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period; periods of one cadence are ordered in time."""

    cadence: Cadence
    number: int
    """How many periods of this cadence lie between the year 0 and this one."""

    @classmethod
    def parse(cls, text: str, cadence: Cadence) -> Self:
        """The period written as `text`.

        Raises:
            ValueError: the text is not a period of this cadence; the message shows one.
        """
        match = _WRITTEN[cadence].fullmatch(text)
        if not match:
            message = f'"{text}" is not a {cadence}; write it like {cadence.example}'
            raise ValueError(message)
        return cls(cadence, int(match["year"]) * (12 // cadence.months) + int(match["part"] or 1) - 1)

    @classmethod
    def containing(cls, day: date, cadence: Cadence) -> Self:
        """The period that `day` falls in."""
        return cls(cadence, (day.year * 12 + day.month - 1) // cadence.months)

    @property
    def start(self) -> date:
        """Its first day."""
        year, month0 = divmod(self.number * self.cadence.months, 12)
        return date(year, month0 + 1, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return (self + 1).start - timedelta(days=1)

    @property
    def part(self) -> int:
        """Which month, quarter or half of its year it is, from 1; 1 for a year."""
        return self.number % (12 // self.cadence.months) + 1

    @property
    def year(self) -> int:
        """The calendar year it lies in."""
        return self.start.year

    def __add__(self, count: int) -> Period:
        return Period(self.cadence, self.number + count)

    def __sub__(self, other: Period) -> int:
        return self.number - other.number

    def __str__(self) -> str:
        match self.cadence:
            case Cadence.MONTH:
                return f"{self.year:04}-{self.part:02}"
            case Cadence.QUARTER:
                return f"{self.year:04}-Q{self.part}"
            case Cadence.HALF_YEAR:
                return f"{self.year:04}-H{self.part}"
            case Cadence.YEAR:
                return f"{self.year:04}"
