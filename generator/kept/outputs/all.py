"""The files made from a site's evidence that are not pages: tables; on the public site also data, embeds and feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.components.page_context import PageContext
from kept.model.edition import InternalEdition
from kept.model.page import Asset
from kept.outputs import api, badges, embed, feeds, for_machines, offline, search_words, sheets, tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kept.model.edition import Edition


def assets(edition: Edition, templates: Sequence[Path]) -> Iterator[Asset]:
    """One CSV for each metric, beside its page; for the public edition also data, embeds, badges and feeds."""
    for metric in edition.metrics:
        yield Asset(path=f"metrics/{metric.id}/{metric.id}.csv", content=tables.metric_table(metric).encode())
    if isinstance(edition, InternalEdition) and edition.roles:
        yield from offline.assets(templates)
    ctx = PageContext(edition, templates, {})
    yield search_words.asset(ctx)
    if ctx.inside is None:
        yield from api.assets(ctx)
        yield from embed.assets(ctx)
        yield from badges.assets(ctx)
        yield from sheets.assets(ctx)
        yield from for_machines.assets(ctx)
        yield from feeds.assets(ctx)
