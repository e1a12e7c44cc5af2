"""Everything published that was corrected or moved since: values, targets, deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.render import feeds, history, restated
from kept.render.walls import Crumb

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from markupsafe import Markup

    from kept.model.edition import MetricView
    from kept.model.evidence import Restatement
    from kept.render.desk import Desk
    from kept.render.page import Page
    from kept.render.restated import Effect

_TOLD = frozenset({"target-restated", "moved", "target"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One entry."""

    on: date
    anchor: str
    day: str
    path: str
    title: str
    """What it is about."""
    says: str
    was: str
    now: str
    why: Markup | None
    effects: tuple[Effect, ...] = ()


def page(desk: Desk) -> Page:
    """The page of corrections; it says so where there are none."""
    words = desk.words.tree.corrections
    values = sorted(_values(desk), key=lambda one: (one.on, one.anchor), reverse=True)
    targets = sorted(_targets(desk), key=lambda one: (one.on, one.anchor), reverse=True)
    return desk.page(
        "corrections",
        restated.PAGE,
        section="method",
        title=words.title,
        description=words.lede,
        crumbs=[Crumb(desk.words.tree.tabs.method, "method/")],
        values=values,
        targets=targets,
        report=desk.edition.publisher.corrections,
        feeds=feeds.links(desk),
        alternates=feeds.alternates(desk),
    )


def _values(desk: Desk) -> Iterator[Correction]:
    for metric in desk.edition.metrics:
        yield from (_value(desk, metric, found) for found in metric.restatements)


def _value(desk: Desk, metric: MetricView, found: Restatement) -> Correction:
    period = metric.calendar.period(found.period)
    was, now = restated.sides(desk, metric, found)
    return Correction(
        on=found.on,
        anchor=restated.anchor(metric.id, found),
        day=desk.formats.day(found.on),
        path=f"metrics/{metric.id}/#{found.period.lower()}",
        title=metric.title,
        says=desk.formats.period(period),
        was=was,
        now=now,
        why=desk.html(found.why),
        effects=tuple(restated.effects(desk, metric, found)),
    )


def _targets(desk: Desk) -> Iterator[Correction]:
    """Targets that were corrected or changed, and deadlines that were moved."""
    for promise in desk.edition.promises:
        told = [change for change in promise.changes if change.kind in _TOLD]
        for number, change in enumerate(reversed(told), start=1):
            yield Correction(
                on=change.on,
                anchor=f"{promise.id}-{change.on}-{number}",
                day=desk.formats.day(change.on),
                path=f"promises/{promise.id}/",
                title=promise.title,
                says=history.prefix(desk, promise, change) + history.sentence(desk, promise, change),
                was="",
                now="",
                why=desk.html(change.words) if change.words else None,
            )
