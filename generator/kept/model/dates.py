"""Date arithmetic that `datetime` lacks. Results after the last possible date become that date."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache


@lru_cache(maxsize=1 << 12)
def months_after(day: date, months: int) -> date:
    """The same day of the month, this many months later; the last day of the month where that day does not exist."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def days_after(day: date, days: int) -> date:
    """The date this many days later."""
    return day + timedelta(days=min(days, (date.max - day).days))
