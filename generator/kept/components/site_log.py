"""The site's log: all dated events, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components import period_links, restatements, timeline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kept.components.page_context import PageContext
    from kept.model.edition import Change, ChangeKind, PromiseView

_WITH_WORDS = frozenset({"target-restated", "moved", "reworded", "retired"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event of a promise or a metric."""

    key: str
    """A key for the event that stays the same when only its text changes."""
    kind: ChangeKind
    on: date
    path: str
    title: str
    says: str
    words: str | None
    """The reason, in the words of the person who answers for it; Markdown."""
    missed: bool


def log(ctx: PageContext) -> list[Line]:
    """All dated events, newest first: of each promise, and of each corrected metric."""
    return sorted(_lines(ctx), key=lambda line: line.on, reverse=True)


def _lines(ctx: PageContext) -> Iterator[Line]:
    for promise in ctx.edition.promises:
        for change in promise.changes:
            if change.kind != "restated":  # a correction may affect several promises, but is listed once
                yield _line(ctx, promise, change)
    for metric in ctx.edition.metrics:
        for found in metric.restatements:
            was, now = restatements.sides(ctx, metric, found)
            says = ctx.say(
                "history.restated",
                period=ctx.formats.period(metric.calendar.period(found.period)),
                was=was,
                value=now,
            )
            yield Line(
                key=f"metrics/{metric.id} restated {found.period} {found.on}",
                kind="restated",
                on=found.on,
                path=restatements.place(metric.id, found),
                title=metric.title,
                says=says,
                words=found.why,
                missed=False,
            )


def _line(ctx: PageContext, promise: PromiseView, change: Change) -> Line:
    about = (change.metric, change.period, change.due, change.field)
    is_result = change.kind == "result"
    return Line(
        key=" ".join([f"promises/{promise.id}", change.kind, *(str(one) for one in about if one), str(change.on)]),
        kind=change.kind,
        on=change.on,
        path=period_links.of_period(promise, change.period)
        if is_result and change.period
        else f"promises/{promise.id}/",
        title=promise.title,
        says=timeline.prefix(ctx, promise, change) + timeline.sentence(ctx, promise, change),
        words=change.words if change.kind in _WITH_WORDS else None,
        missed=is_result and change.kept is False and not timeline.is_so_far(promise, change),
    )
