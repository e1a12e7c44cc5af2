"""Finds an item by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.model.site_words import SITE, Approvable, SiteWords

if TYPE_CHECKING:
    from kept.model.portfolio import Portfolio

PROMISE = "promise."
"""What the id of a promise begins with where evidence could be meant too."""


def find(portfolio: Portfolio, item: str) -> Approvable | None:
    """The item with this id: evidence, `promise.<id>` or `site`; None where there is none that can be read."""
    if item == SITE:
        return SiteWords.of(portfolio.register, portfolio.metrics.values(), portfolio.pages)
    if item.startswith(PROMISE):
        return next((entry for entry in portfolio.register.promises if PROMISE + entry.id == item), None)
    for kind in (portfolio.testimonials, portfolio.case_studies, portfolio.metrics):
        if item in kind:
            return kind[item]
    return None
