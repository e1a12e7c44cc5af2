"""The files of a site that are not pages and come from its evidence: tables, and of the public one data and embeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.render import api, embed, tables
from kept.render.desk import Desk
from kept.render.page import Asset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kept.model.edition import Edition


def assets(edition: Edition, templates: Sequence[Path]) -> Iterator[Asset]:
    """One CSV per measure, beside its page; of the public edition also the interface for machines and the embeds."""
    for metric in edition.metrics:
        yield Asset(path=f"metrics/{metric.id}/{metric.id}.csv", content=tables.metric_table(metric).encode())
    desk = Desk(edition, templates, {})
    if desk.inside is None:
        yield from api.assets(desk)
        yield from embed.assets(desk)
