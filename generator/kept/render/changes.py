"""The pages of the site's log: everything dated, newest first, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from kept.render import feeds
from kept.render.log import log
from kept.render.walls import Crumb, chunks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from kept.render.desk import Desk
    from kept.render.log import Line
    from kept.render.page import Page

ROOT = "changes/"
CHUNK = 100
"""How many lines a page of the log has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What happened on one day."""

    day: str
    iso: str
    lines: tuple[Line, ...]


def pages(desk: Desk) -> Iterator[Page]:
    """The log; one page at least."""
    words = desk.words.tree.changes
    for chunk in chunks(desk, ROOT, log(desk), CHUNK):
        yield desk.page(
            "changes",
            chunk.path,
            section="method",
            title=chunk.title(words.title),
            description=words.lede,
            crumbs=[Crumb(desk.words.tree.tabs.method, "method/")],
            months=list(_months(desk, chunk.items)),
            pager=chunk,
            html=desk.html,
            feeds=feeds.links(desk),
            alternates=feeds.alternates(desk),
        )


def _months(desk: Desk, lines: Sequence[Line]) -> Iterator[tuple[str, list[Day]]]:
    for _, group in groupby(lines, key=lambda line: (line.on.year, line.on.month)):
        month = list(group)
        days = groupby(month, key=lambda line: line.on)
        yield desk.formats.month(month[0].on), [_day(desk, on, tuple(found)) for on, found in days]


def _day(desk: Desk, on: date, lines: tuple[Line, ...]) -> Day:
    return Day(day=desk.formats.day(on), iso=on.isoformat(), lines=lines)
