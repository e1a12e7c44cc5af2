"""The pages of the site's log: all dated events, newest first, by month."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from kept.components.pagination import Crumb, chunks
from kept.components.site_log import log
from kept.outputs import feeds
from kept.pages.page import on_both_sites

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from kept.components.page_context import PageContext
    from kept.components.site_log import Line
    from kept.model.page import Page

ROOT = "changes/"
CHUNK = 100
"""The number of lines on a page of the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The events of one day."""

    day: str
    iso: str
    lines: tuple[Line, ...]


@on_both_sites
def pages(ctx: PageContext) -> Iterator[Page]:
    """The pages of the log; at least one."""
    words = ctx.words.tree.changes
    for chunk in chunks(ctx, ROOT, log(ctx), CHUNK):
        yield ctx.page(
            "changes",
            chunk.path,
            section=ctx.section("method"),
            title=chunk.title(words.title),
            description=words.lede,
            crumbs=[Crumb(ctx.words.tree.tabs.method, "method/")],
            months=list(_months(ctx, chunk.items)),
            pager=chunk,
            html=ctx.html,
            feeds=feeds.links(ctx),
            alternates=feeds.alternates(ctx),
        )


def _months(ctx: PageContext, lines: Sequence[Line]) -> Iterator[tuple[str, list[Day]]]:
    for _, group in groupby(lines, key=lambda line: (line.on.year, line.on.month)):
        month = list(group)
        days = groupby(month, key=lambda line: line.on)
        yield ctx.formats.month(month[0].on), [_day(ctx, on, tuple(found)) for on, found in days]


def _day(ctx: PageContext, on: date, lines: tuple[Line, ...]) -> Day:
    return Day(day=ctx.formats.day(on), iso=on.isoformat(), lines=lines)
