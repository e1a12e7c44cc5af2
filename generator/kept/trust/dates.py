"""Calendar arithmetic that `datetime` leaves out."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later; the month's last day where it has no such day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(min(year, 9999), month0 + 1, min(day.day, monthrange(min(year, 9999), month0 + 1)[1]))
