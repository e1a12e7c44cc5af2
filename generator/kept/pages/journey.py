"""The journey: the stages in order, what customers want there, the promises, and moments without any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components import internal_part, promise_card
from kept.components.newest import newest
from kept.pages.page import on_internal_site

if TYPE_CHECKING:
    from markupsafe import Markup

    from kept.components.page_context import PageContext
    from kept.model.edition import InternalEdition, PersonView, PromiseView
    from kept.model.page import Page
    from kept.model.register import Moment

PATH = "journey/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One promise at its stage."""

    id: str
    title: str
    tag: Markup
    """The last verdict."""
    so_far: Markup
    """The state of the period under way; empty where it decides nothing."""
    roles: tuple[tuple[str, str], ...]
    """(id, title) of every role that helps to keep it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage with everything known about it."""

    id: str
    title: str
    question: str | None
    facts: tuple[tuple[str, str], ...]
    measures: tuple[tuple[str, str, str], ...]
    """(id, title, newest value) of each metric that shows whether the stage went well."""
    owner: PersonView | None
    steps: tuple[Step, ...]
    moments: tuple[Moment, ...]


@on_internal_site
def page(ctx: PageContext, edition: InternalEdition) -> Page:
    """The whole journey on one page."""
    words = ctx.words.tree.journey
    insides = {one.stage: one for one in edition.stages_inside}
    stages = []
    for stage in edition.stages:
        known = insides[stage.id]
        facts = ((words.job, known.job), (words.success, known.success))
        stages.append(
            Stage(
                id=stage.id,
                title=stage.title,
                question=stage.question,
                facts=tuple((label, text) for label, text in facts if text),
                measures=tuple(_measure(ctx, metric) for metric in known.success_metrics),
                owner=known.owner,
                steps=_steps(ctx, stage.id),
                moments=known.moments,
            )
        )
    uncovered = sum(len(stage.moments) for stage in stages)
    return ctx.page(
        "journey",
        PATH,
        section="journey",
        title=words.index,
        description=ctx.say("journey.lede"),
        stages=stages,
        elsewhere=_steps(ctx, None),
        moments=ctx.say("journey.moments-count", uncovered) if uncovered else None,
    )


def _steps(ctx: PageContext, stage: str | None) -> tuple[Step, ...]:
    return tuple(_step(ctx, promise) for promise in ctx.edition.promises if promise.stage == stage)


def _step(ctx: PageContext, promise: PromiseView) -> Step:
    inside = ctx.insides[promise.id]
    return Step(
        id=promise.id,
        title=promise.title,
        tag=promise_card.card(ctx, promise).tag,
        so_far=internal_part.open_period(ctx, inside).tag,
        roles=tuple(dict.fromkeys((part.role, ctx.role_title(part.role)) for part in inside.parts)),
    )


def _measure(ctx: PageContext, metric: str) -> tuple[str, str, str]:
    return metric, ctx.metrics[metric].title, newest(ctx, metric) or ctx.say("journey.no-value")
