"""What only the people inside see of a promise: the period under way, who does what, and how to say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from kept.model.verdict import LiveState, Status
from kept.render import marks

if TYPE_CHECKING:
    from kept.model.edition import OpenPeriod, PromiseInside, PromiseView
    from kept.model.register import Action, Part
    from kept.render.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of the period under way."""

    says: str
    """The value so far, with what is promised."""
    tag: Markup
    """How it looks, where the promise has several."""
    projection: str
    """The best it can still come to; empty where nobody knows how many cases are to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A promise in the period under way."""

    kind: str
    """The state's id; empty where the period under way decides nothing."""
    tag: Markup
    period: str | None
    figures: tuple[Figure, ...]
    none: str
    """What is said where there are no figures."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The figures alone."""
        return tuple(figure.says for figure in self.figures)


def open_period(desk: Desk, inside: PromiseInside) -> Open:
    """Where a promise stands in the period under way: no better than the worst of its figures."""
    figures = inside.open_period
    state = None if _is_decided(desk.promises[inside.promise]) else inside.live
    return Open(
        kind=str(state) if state else "",
        tag=marks.tag(desk, marks.word(desk, state)) if state else Markup(""),
        period=desk.formats.period(figures[0].period) if figures else None,
        figures=tuple(_figure(desk, one, several=len(figures) > 1) for one in figures),
        none=_none(desk, desk.promises[inside.promise], state),
    )


def _is_decided(promise: PromiseView) -> bool:
    """True for a promise that no later figure can change: retired, or judged by its deadline."""
    decided = {Status.KEPT, Status.KEPT_LATE, Status.MISSED}
    return promise.retired is not None or (promise.kind == "deadline" and promise.verdict.status in decided)


def _none(desk: Desk, promise: PromiseView, state: LiveState | None) -> str:
    if state is None and promise.due and not _is_decided(promise):
        return desk.say("inside.open-due", day=desk.formats.day(promise.due))
    return desk.say("inside.open-decided" if state is None else "inside.open-none")


def _figure(desk: Desk, figure: OpenPeriod, *, several: bool) -> Figure:
    level = desk.level(figure.metric, figure.target, desk.direction(figure.metric))
    line = desk.say("inside.short-open", value=desk.value(figure.metric, figure.value), level=level)
    title = desk.metrics[figure.metric].title if several and figure.metric in desk.metrics else ""
    return Figure(
        says=f"{title}: {line}" if title else line,
        tag=marks.tag(desk, marks.word(desk, figure.state)) if several else Markup(""),
        projection=_projection(desk, figure),
    )


def _projection(desk: Desk, figure: OpenPeriod) -> str:
    """The one sentence a projection can be explained in."""
    found = figure.projection
    if found is None:
        return ""
    way = "lower" if desk.direction(figure.metric) == "at-most" else "higher"
    key = f"inside.projection.{way}{'' if found.reaches else '-short'}"
    return desk.say(key, found.remaining, best=desk.value(figure.metric, found.best))


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePart:
    """What one role does for a promise."""

    role: str
    title: str
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that is being done about a promise."""

    cause: str
    action: str
    who: str | None
    due: str
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InsidePart:
    """The inside of a promise's page."""

    view: PromiseInside
    open: Open
    published: Markup | None
    """The verdict the public sees; None where the promise is not public."""
    notes: tuple[str, ...]
    tasks: tuple[Task, ...]
    parts: tuple[RolePart, ...]
    facts: tuple[tuple[str, str], ...]
    capability: tuple[str, str] | None
    """(what, as of when)."""
    evidence: int


def part(desk: Desk, promise: PromiseView) -> InsidePart:
    """The inside of a promise's page."""
    view = desk.insides[promise.id]
    return InsidePart(
        view=view,
        open=open_period(desk, view),
        published=published(desk, promise, view),
        notes=tuple(dict.fromkeys(one.note for one in view.open_period if one.note)),
        tasks=tasks(desk, view),
        parts=tuple(RolePart(role=one.role, title=desk.role_title(one.role), part=one) for one in view.parts),
        facts=tuple(_facts(desk, view)),
        capability=_capability(desk, view),
        evidence=sum(promise.id in entry.promises for entry in desk.inside.evidence) if desk.inside else 0,
    )


def published(desk: Desk, promise: PromiseView, view: PromiseInside) -> Markup | None:
    """The tag of the verdict that the public site shows."""
    if view.published is None:
        return None
    shown = marks.mark(desk, promise) if promise.retired else marks.verdict_mark(desk, view.published)
    return marks.tag(desk, shown)


def tasks(desk: Desk, view: PromiseInside) -> tuple[Task, ...]:
    """What is being done, the most urgent first."""
    ordered = sorted(view.actions, key=lambda one: one[0].due)
    return tuple(_task(desk, action, person.name if person else None) for action, person in ordered)


def _task(desk: Desk, action: Action, who: str | None) -> Task:
    return Task(
        cause=action.cause,
        action=action.action,
        who=who,
        due=desk.formats.day(action.due),
        overdue=action.due < desk.edition.as_of,
    )


def _facts(desk: Desk, view: PromiseInside) -> list[tuple[str, str]]:
    words, join = desk.words.tree.inside, desk.words.join
    facts = (
        (words.made_by, join(view.made_by)),
        (words.kept_by, join(view.kept_by)),
        (words.made_in, join(view.made_in)),
        (words.review, desk.formats.long_day(view.review_by) if view.review_by else ""),
    )
    return [(label, value) for label, value in facts if value]


def _capability(desk: Desk, view: PromiseInside) -> tuple[str, str] | None:
    if view.capability is None:
        return None
    return view.capability.note, desk.say("inside.capability-on", day=desk.formats.day(view.capability.on))
