"""Calendar arithmetic that `datetime` leaves out. What lies beyond the calendar is its last day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache


@lru_cache(maxsize=1 << 12)
def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later; the month's last day where it has no such day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def days_after(day: date, days: int) -> date:
    """The day so many days later."""
    return day + timedelta(days=min(days, (date.max - day).days))
