"""The files of a site that are not pages and come from its evidence: tables; of the public one data, embeds, feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.render import api, embed, feeds, tables
from kept.render.desk import Desk
from kept.render.page import Asset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kept.model.edition import Edition


def assets(edition: Edition, templates: Sequence[Path]) -> Iterator[Asset]:
    """One CSV per measure, beside its page; of the public edition also data, embeds and feeds."""
    for metric in edition.metrics:
        yield Asset(path=f"metrics/{metric.id}/{metric.id}.csv", content=tables.metric_table(metric).encode())
    desk = Desk(edition, templates, {})
    if desk.inside is None:
        yield from api.assets(desk)
        yield from embed.assets(desk)
        yield from feeds.assets(desk)
