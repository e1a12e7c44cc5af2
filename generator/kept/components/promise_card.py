"""The card of a promise: its verdict, figure and strip, and the explanation of a miss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components import data_marks, drawings, verdict_mark
from kept.model.verdict import Status
from kept.verdicts.rules import verdict_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from kept.components.page_context import PageContext
    from kept.components.verdict_mark import Figure, Mark
    from kept.model.edition import PromiseView
    from kept.model.register import Miss
    from kept.model.stated import MarkedText


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseCard:
    """A promise as shown in a grid, a ledger or a list."""

    id: str
    title: str
    statement: str
    stage: str | None
    stage_title: str | None
    owner: str | None
    mark: Mark
    tag: Markup
    label: Markup
    """The verdict in words, read aloud beside its glyph."""
    strip: Markup
    spark: Markup
    figure: Figure | None
    published: str
    several: str | None
    """How many of several targets were met; None where there is only one."""
    waiting: str
    """The text shown where there is no figure."""
    evidence: str
    """The number of items: 1 story, 3 voices."""
    said: MarkedText
    """The verdict."""
    labelled: MarkedText
    """The same beside its glyph."""

    @property
    def says(self) -> tuple[MarkedText, ...]:
        """The verdict, and the figure with its target where there is one."""
        return (self.said, *(self.figure.says if self.figure else ()))


def against(ctx: PageContext, figure: Figure) -> str:
    """A value and its target as plain text: 99.2%, target 99% or more."""
    return ctx.say("promise.against", value=figure.value.striptags(), level=figure.level.striptags())


def card(ctx: PageContext, promise: PromiseView) -> PromiseCard:
    """The card of a promise; created once."""
    made = ctx.cards.get(promise.id)
    if made is None:
        made = ctx.cards[promise.id] = _card(ctx, promise)
    return made


def _card(ctx: PageContext, promise: PromiseView) -> PromiseCard:
    verdict = promise.verdict
    shown = verdict_mark.mark(ctx, promise)
    result = verdict_mark.leading(verdict.results)
    stage = ctx.stages.get(promise.stage or "")
    figure = verdict_mark.figure(ctx, result) if result else None
    said = verdict_mark.says(promise.id, shown)
    labelled = verdict_mark.says(promise.id, shown, "label")._replace(is_echo=True)
    return PromiseCard(
        id=promise.id,
        title=promise.title,
        statement=promise.statement,
        stage=promise.stage,
        stage_title=stage.title if stage else None,
        owner=promise.owner.name if promise.owner else None,
        mark=shown,
        tag=verdict_mark.tag(ctx, said),
        label=data_marks.shown(labelled),
        strip=verdict_mark.strip(ctx, promise, promise.current_record),
        spark=drawings.spark(ctx, promise),
        figure=figure,
        published=ctx.say("promise.published", day=figure.published) if figure and figure.published else "",
        several=_several(ctx, promise),
        waiting=_waiting(ctx, promise),
        evidence=_evidence(ctx, promise),
        said=said,
        labelled=labelled,
    )


def _several(ctx: PageContext, promise: PromiseView) -> str | None:
    results = promise.verdict.results
    if len(results) < 2:  # noqa: PLR2004  one target needs no counting
        return None
    number = ctx.formats.number
    return ctx.say("promise.met-of", met=number(sum(bool(one.met) for one in results)), all=number(len(results)))


def _waiting(ctx: PageContext, promise: PromiseView) -> str:
    if not promise.metrics and promise.verdict.status is Status.MEASURING:
        return ctx.say("promise.no-target")
    if promise.first_result and promise.verdict.next_result == promise.first_result:
        return ctx.say("promise.first-result", month=ctx.formats.month(promise.first_result))
    if promise.verdict.status is Status.MEASURING and promise.verdict.next_result:
        return ctx.say("promise.first-due", day=ctx.formats.day(promise.verdict.next_result))
    rule = verdict_rules().get(promise.verdict.rule)
    if rule is None or not promise.verdict.record:
        return ctx.say("promise.no-result-yet")
    reasons = dict.fromkeys(result.note for result in promise.verdict.results if result.note)
    return " ".join((rule.says, *reasons))


def _evidence(ctx: PageContext, promise: PromiseView) -> str:
    counts = (("promise.stories-count", len(promise.stories)), ("promise.voices-count", len(promise.voices)))
    return " · ".join(ctx.say(key, count) for key, count in counts if count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """The explanation of the miss in a verdict. Only the heading is always there."""

    heading: str
    figures: tuple[Figure, ...]
    why: Markup | None
    customers_got: Markup | None
    changed: Markup | None
    next_result: str | None


def shortfall(ctx: PageContext, promise: PromiseView) -> Shortfall | None:
    """The explanation of the miss in the verdict; None where the verdict is not a miss."""
    verdict = promise.verdict
    if not verdict.status.has_missed or verdict.period is None:
        return None
    is_late = verdict.status is Status.KEPT_LATE
    miss = promise.misses[0] if is_late and promise.misses else _miss_of(promise.misses, str(verdict.period))
    unmet = [found for one in verdict.results if not one.met and (found := verdict_mark.figure(ctx, one))]
    period = ctx.formats.period(verdict.period)
    # The day is shown here only where the organisation announced one: the due day is not an announcement.
    due = verdict.next_result if miss and miss.next_result else None
    return Shortfall(
        heading=ctx.say("promise.short-late" if is_late else "promise.short", period=period),
        figures=tuple(unmet or (found for one in verdict.results if (found := verdict_mark.figure(ctx, one)))),
        why=ctx.html(miss.why) if miss else None,
        customers_got=ctx.html(miss.customers_got) if miss and miss.customers_got else None,
        changed=ctx.html(miss.changed) if miss and miss.changed else None,
        next_result=ctx.formats.long_day(due) if due and due > ctx.edition.as_of else None,
    )


def _miss_of(misses: Sequence[Miss], period: str) -> Miss | None:
    return next((miss for miss in misses if miss.period.lower() == period.lower()), None)
