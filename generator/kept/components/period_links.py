"""Where one period of a promise is shown: on the promise's page or, for a long record, on the period's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.record.permalinks import results_page

if TYPE_CHECKING:
    from kept.model.edition import PromiseView
    from kept.model.period import Period

ON_PAGE = 120
"""The number of newest periods on a promise's page: ten years of months. Older ones are on pages of their own."""


def of_period(promise: PromiseView, period: Period) -> str:
    """The address of one period of a promise, from the site's root: `promises/on-time/#2026-q3`."""
    return f"promises/{promise.id}/#{str(period).lower()}" if is_on_page(promise, period) else results_page(period)


def is_on_page(promise: PromiseView, period: Period) -> bool:
    """True where the period is shown on the promise's own page."""
    record = promise.verdict.record
    return len(record) <= ON_PAGE or period >= record[-ON_PAGE].period
