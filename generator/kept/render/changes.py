"""The site's log: everything dated, newest first, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from kept.render import history, restated
from kept.render.walls import Crumb, chunks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from markupsafe import Markup

    from kept.model.edition import Change, PromiseView
    from kept.render.desk import Desk
    from kept.render.page import Page

ROOT = "changes/"
CHUNK = 100
"""How many lines a page of the log has."""
_WITH_WORDS = frozenset({"target-restated", "moved", "retired"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that happened to a promise or a figure."""

    on: date
    path: str
    title: str
    says: str
    words: Markup | None
    missed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What happened on one day."""

    day: str
    iso: str
    lines: tuple[Line, ...]


def pages(desk: Desk) -> Iterator[Page]:
    """The log; one page at least."""
    words = desk.words.tree.changes
    lines = sorted(log(desk), key=lambda line: line.on, reverse=True)
    for chunk in chunks(desk, ROOT, lines, CHUNK):
        yield desk.page(
            "changes",
            chunk.path,
            section="method",
            title=chunk.title(words.title),
            description=words.lede,
            crumbs=[Crumb(desk.words.tree.tabs.method, "method/")],
            months=list(_months(desk, chunk.items)),
            pager=chunk,
        )


def log(desk: Desk) -> Iterator[Line]:
    """Everything dated: of each promise, and of each figure that was corrected."""
    for promise in desk.edition.promises:
        for change in promise.changes:
            if change.kind != "restated":  # one correction may touch several promises; it is told once
                yield _line(desk, promise, change)
    for metric in desk.edition.metrics:
        for found in metric.restatements:
            says = desk.say(
                "history.restated",
                period=desk.formats.period(metric.calendar.period(found.period)),
                was=desk.value(metric.id, found.was),
                value=desk.value(metric.id, found.now),
            )
            yield Line(
                on=found.on,
                path=restated.place(metric.id, found),
                title=metric.title,
                says=says,
                words=desk.html(found.why),
                missed=False,
            )


def _line(desk: Desk, promise: PromiseView, change: Change) -> Line:
    anchor = f"#{str(change.period).lower()}" if change.kind == "result" and change.period else ""
    return Line(
        on=change.on,
        path=f"promises/{promise.id}/{anchor}",
        title=promise.title,
        says=history.prefix(desk, promise, change) + history.sentence(desk, promise, change),
        words=desk.html(change.words) if change.words and change.kind in _WITH_WORDS else None,
        missed=change.kind == "result" and change.kept is False and not history.is_so_far(promise, change),
    )


def _months(desk: Desk, lines: Sequence[Line]) -> Iterator[tuple[str, list[Day]]]:
    for _, group in groupby(lines, key=lambda line: (line.on.year, line.on.month)):
        month = list(group)
        days = groupby(month, key=lambda line: line.on)
        yield desk.formats.month(month[0].on), [_day(desk, on, tuple(found)) for on, found in days]


def _day(desk: Desk, on: date, lines: tuple[Line, ...]) -> Day:
    return Day(day=desk.formats.day(on), iso=on.isoformat(), lines=lines)
