"""The internal part of a promise's page: the period under way, who does what, and how to word it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from kept.components import verdict_mark
from kept.model.verdict import LiveState, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.components.page_context import PageContext
    from kept.model.edition import OpenPeriod, PromiseInside, PromiseView
    from kept.model.register import Action, Part
    from kept.model.stated import MarkedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of the period under way."""

    says: str
    """The value so far, with the target."""
    tag: Markup
    """Its state, where the promise has several figures."""
    projection: str
    """The best result still possible; empty where the number of expected cases is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A promise in the period under way."""

    kind: str
    """The id of the state; empty where the period under way decides nothing."""
    tag: Markup
    period: str | None
    figures: tuple[Figure, ...]
    none: str
    """The text shown where there are no figures."""
    says: tuple[MarkedText, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The texts of the figures."""
        return tuple(figure.says for figure in self.figures)


def open_period(ctx: PageContext, inside: PromiseInside) -> Open:
    """The state of a promise in the period under way: the worst state of its figures."""
    figures = inside.open_period
    state = None if _is_decided(ctx.promises[inside.promise]) else inside.live
    said = verdict_mark.says(inside.promise, verdict_mark.word(ctx, state), "open") if state else None
    return Open(
        kind=str(state) if state else "",
        tag=verdict_mark.tag(ctx, said) if said else Markup(""),
        period=ctx.formats.period(figures[0].period) if figures else None,
        figures=tuple(_figure(ctx, inside.promise, one, several=len(figures) > 1) for one in figures),
        none=_none(ctx, ctx.promises[inside.promise], state),
        says=(said,) if said else (),
    )


def _is_decided(promise: PromiseView) -> bool:
    """True for a promise that later figures cannot change: retired, or already judged by its deadline."""
    decided = {Status.KEPT, Status.KEPT_LATE, Status.MISSED}
    return promise.retired is not None or (promise.kind == "deadline" and promise.verdict.status in decided)


def _none(ctx: PageContext, promise: PromiseView, state: LiveState | None) -> str:
    if state is None and promise.due and not _is_decided(promise):
        return ctx.say("inside.open-due", day=ctx.formats.day(promise.due))
    return ctx.say("inside.open-decided" if state is None else "inside.open-none")


def _figure(ctx: PageContext, promise: str, figure: OpenPeriod, *, several: bool) -> Figure:
    level = ctx.level(figure.metric, figure.target, ctx.direction(figure.metric))
    line = ctx.say("inside.short-open", value=ctx.value(figure.metric, figure.value), level=level)
    title = ctx.metrics[figure.metric].title if several and figure.metric in ctx.metrics else ""
    return Figure(
        says=f"{title}: {line}" if title else line,
        tag=verdict_mark.tag(ctx, of_figure(ctx, promise, figure)) if several else Markup(""),
        projection=_projection(ctx, figure),
    )


def of_figure(ctx: PageContext, promise: str, figure: OpenPeriod) -> MarkedText:
    """How one of several figures of the period under way looks."""
    return verdict_mark.says(promise, verdict_mark.word(ctx, figure.state), "open", figure.metric)


def _projection(ctx: PageContext, figure: OpenPeriod) -> str:
    """The projection in one sentence."""
    found = figure.projection
    if found is None:
        return ""
    remaining = ctx.formats.number(found.remaining)
    if not found.reaches:
        return ctx.say("inside.projection.short", best=ctx.value(figure.metric, found.best), remaining=remaining)
    if found.room == found.remaining:
        return ctx.say("inside.projection.safe", remaining=remaining)
    way = "lower" if ctx.direction(figure.metric) == "at-most" else "higher"
    return ctx.say(f"inside.projection.{way}", found.room, remaining=remaining)


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePart:
    """What one role does for a promise."""

    role: str
    title: str
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """An action for a promise."""

    cause: str
    action: str
    who: str | None
    due: str
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InsidePart:
    """The internal part of a promise's page."""

    view: PromiseInside
    open: Open
    published: Markup | None
    """The public verdict; None where the promise is not public."""
    notes: tuple[str, ...]
    tasks: tuple[Task, ...]
    parts: tuple[RolePart, ...]
    facts: tuple[tuple[str, str], ...]
    capability: tuple[str, str] | None
    """(text, the day it was stated)."""
    evidence: int
    says: tuple[MarkedText, ...]


def part(ctx: PageContext, promise: PromiseView) -> InsidePart:
    """The internal part of a promise's page."""
    view = ctx.insides[promise.id]
    under_way, public = open_period(ctx, view), published_said(ctx, promise, view)
    return InsidePart(
        view=view,
        open=under_way,
        published=published(ctx, promise, view),
        notes=tuple(dict.fromkeys(one.note for one in view.open_period if one.note)),
        tasks=tasks(ctx, view),
        parts=tuple(RolePart(role=one.role, title=ctx.role_title(one.role), part=one) for one in view.parts),
        facts=tuple(_facts(ctx, view)),
        capability=_capability(ctx, view),
        evidence=sum(promise.id in entry.promises for entry in ctx.inside.evidence) if ctx.inside else 0,
        says=(*under_way.says, *_each(ctx, view), *([public] if public else [])),
    )


def _each(ctx: PageContext, view: PromiseInside) -> Iterator[MarkedText]:
    """How each figure of the period under way looks, where there are several."""
    if len(view.open_period) > 1:
        yield from (of_figure(ctx, view.promise, one) for one in view.open_period)


def published(ctx: PageContext, promise: PromiseView, view: PromiseInside) -> Markup | None:
    """The tag of the verdict on the public site; None where the promise is not public."""
    said = published_said(ctx, promise, view)
    return verdict_mark.tag(ctx, said) if said else None


def published_said(ctx: PageContext, promise: PromiseView, view: PromiseInside) -> MarkedText | None:
    """The verdict on the public site; None where the promise is not public."""
    if view.published is None:
        return None
    shown = verdict_mark.mark(ctx, promise) if promise.retired else verdict_mark.verdict_mark(ctx, view.published)
    return verdict_mark.says(promise.id, shown, "public")


def tasks(ctx: PageContext, view: PromiseInside) -> tuple[Task, ...]:
    """The actions, most urgent first."""
    ordered = sorted(view.actions, key=lambda one: one[0].due)
    return tuple(_task(ctx, action, person.name if person else None) for action, person in ordered)


def _task(ctx: PageContext, action: Action, who: str | None) -> Task:
    return Task(
        cause=action.cause,
        action=action.action,
        who=who,
        due=ctx.formats.day(action.due),
        overdue=action.due < ctx.edition.as_of,
    )


def _facts(ctx: PageContext, view: PromiseInside) -> list[tuple[str, str]]:
    words, join = ctx.words.tree.inside, ctx.words.join
    facts = (
        (words.made_by, join(view.made_by)),
        (words.kept_by, join(view.kept_by)),
        (words.made_in, join(view.made_in)),
        (words.review, ctx.formats.long_day(view.review_by) if view.review_by else ""),
    )
    return [(label, value) for label, value in facts if value]


def _capability(ctx: PageContext, view: PromiseInside) -> tuple[str, str] | None:
    if view.capability is None:
        return None
    return view.capability.note, ctx.say("inside.capability-on", day=ctx.formats.day(view.capability.on))
