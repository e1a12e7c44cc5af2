"""Everything published that was corrected or moved: values, targets, deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components import restatements, timeline
from kept.components.pagination import Crumb
from kept.outputs import feeds
from kept.pages.page import on_both_sites

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from markupsafe import Markup

    from kept.components.page_context import PageContext
    from kept.components.restatements import Effect
    from kept.model.edition import MetricView
    from kept.model.evidence import Restatement
    from kept.model.page import Page

_TOLD = frozenset({"target-restated", "moved", "target", "reworded"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One entry."""

    on: date
    anchor: str
    day: str
    path: str
    title: str
    """The metric or promise that it is about."""
    says: str
    was: str
    now: str
    why: Markup | None
    effects: tuple[Effect, ...] = ()


@on_both_sites
def page(ctx: PageContext) -> Page:
    """The page of corrections; it says so where there are none."""
    words = ctx.words.tree.corrections
    values = sorted(_values(ctx), key=lambda one: (one.on, one.anchor), reverse=True)
    targets = sorted(_targets(ctx), key=lambda one: (one.on, one.anchor), reverse=True)
    return ctx.page(
        "corrections",
        restatements.PAGE,
        section=ctx.section("method"),
        title=words.title,
        description=words.lede,
        crumbs=[Crumb(ctx.words.tree.tabs.method, "method/")],
        values=values,
        targets=targets,
        report=ctx.edition.publisher.corrections,
        feeds=feeds.links(ctx),
        alternates=feeds.alternates(ctx),
    )


def _values(ctx: PageContext) -> Iterator[Correction]:
    for metric in ctx.edition.metrics:
        yield from (_value(ctx, metric, found) for found in metric.restatements)


def _value(ctx: PageContext, metric: MetricView, found: Restatement) -> Correction:
    period = metric.calendar.period(found.period)
    was, now = restatements.sides(ctx, metric, found)
    return Correction(
        on=found.on,
        anchor=restatements.anchor(metric.id, found),
        day=ctx.formats.day(found.on),
        path=f"metrics/{metric.id}/#{found.period.lower()}",
        title=metric.title,
        says=ctx.formats.period(period),
        was=was,
        now=now,
        why=ctx.html(found.why),
        effects=tuple(restatements.effects(ctx, metric, found)),
    )


def _targets(ctx: PageContext) -> Iterator[Correction]:
    """Corrected or changed targets, and moved deadlines."""
    for promise in ctx.edition.promises:
        told = [change for change in promise.changes if change.kind in _TOLD]
        for number, change in enumerate(reversed(told), start=1):
            yield Correction(
                on=change.on,
                anchor=f"{promise.id}-{change.on}-{number}",
                day=ctx.formats.day(change.on),
                path=f"promises/{promise.id}/",
                title=promise.title,
                says=timeline.prefix(ctx, promise, change) + timeline.sentence(ctx, promise, change),
                was="",
                now="",
                why=ctx.html(change.words) if change.words else None,
            )
