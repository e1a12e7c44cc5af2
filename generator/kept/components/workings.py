"""How a verdict was computed: the rows, the targets, the rule, and the strength of the evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from kept.components import verdict_mark
from kept.components.locale_formats import decimals
from kept.model.figure import plain
from kept.model.verdict import Status, Strength
from kept.verdicts.rules import verdict_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from kept.components.page_context import PageContext
    from kept.model.edition import PromiseView
    from kept.model.verdict import Result, Verdict

_LAST_DIGIT = re.compile(r"(\d)(?=\D*$)")
_MORE = 2
"""The additional decimals of an exact percentage. Further ones are cut off, not rounded."""

Facts = tuple[tuple[str, str], ...]
"""(label, value)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One result, its target, and the outcome."""

    metric: str
    title: str
    facts: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Workings:
    """How one verdict was computed."""

    steps: tuple[Step, ...]
    facts: Facts
    """Facts about the promise: its deadline, its retirement, the day of the next result."""
    rule: str
    """The id of the rule that decided."""
    says: str
    """The rule in one sentence."""


def rule_anchor(rule: str) -> str:
    """The anchor of a rule on the method page."""
    return f"rule-{rule}"


def workings(ctx: PageContext, promise: PromiseView) -> Workings:
    """The computation of a promise's verdict, in the reader's formats."""
    verdict = promise.verdict
    rule = verdict_rules().get(verdict.rule)
    return Workings(
        steps=tuple(_step(ctx, result) for result in verdict.results),
        facts=tuple(_facts(ctx, promise, verdict)),
        rule=rule.id if rule else "",
        says=rule.says if rule else verdict.because,
    )


def _step(ctx: PageContext, result: Result) -> Step:
    metric = ctx.metrics.get(result.metric)
    return Step(
        metric=result.metric,
        title=metric.title if metric else result.metric,
        facts=tuple(_facts_of_result(ctx, result)),
    )


def _facts_of_result(ctx: PageContext, result: Result) -> Iterator[tuple[str, str]]:
    words, formats = ctx.words.tree.worked, ctx.formats
    window = verdict_mark.window(ctx, result.metric)
    span = formats.span(result.period.start, result.period.end)
    yield words.period, ", ".join(part for part in (formats.period(result.period), span, window) if part)
    if result.value is None:
        yield words.result, verdict_mark.silence(ctx, result)
    else:
        yield words.result, counted(ctx, result) or ctx.value(result.metric, result.value)
    level = ctx.result_level(result)
    since = ctx.say("worked.since", level=level, day=formats.day(result.since)) if result.since else level
    yield words.target, since
    if result.met is not None:
        yield words.outcome, ctx.say("target.met" if result.met else "target.not-met")
    if result.interval:
        interval = verdict_mark.interval(ctx, result.metric, result.interval, result.n)
        yield words.interval, ctx.say("worked.never-moves", interval=interval)


def counted(ctx: PageContext, result: Result) -> str | None:
    """The fraction behind a percentage, where the verdict used it instead of the printed value."""
    exact = result.exact
    if not result.is_share or exact is None or result.value is None or result.n is None or result.numerator is None:
        return None
    number = ctx.formats.number
    shown = _share(ctx, exact, decimals([ctx.printed(result.metric, result.value, exact), result.target]) + _MORE)
    return ctx.say("worked.share", numerator=number(result.numerator), n=number(result.n), share=shown)


def _share(ctx: PageContext, exact: Fraction, scale: int) -> str:
    step = Decimal(1).scaleb(-scale)
    cut = (Decimal(exact.numerator) / exact.denominator).quantize(step, ROUND_FLOOR)
    if exact == cut:
        return ctx.formats.value(plain(cut), "percent")
    text = ctx.formats.value(cut, "percent")
    return _LAST_DIGIT.sub("\\1\u2026\u2060", text)


def _facts(ctx: PageContext, promise: PromiseView, verdict: Verdict) -> Iterator[tuple[str, str]]:
    words, day = ctx.words.tree.worked, ctx.formats.long_day
    if promise.due:
        yield words.deadline, day(promise.due)
    if promise.retired:
        last = verdict_mark.last_mark(ctx, promise)
        yield words.retired, day(promise.retired.on)
        if last:
            yield words.last, last.label
    if verdict.status is Status.OUT_OF_DATE:
        found = [ctx.metrics[name] for name in promise.metrics if name in ctx.metrics]
        least = min((metric.max_age_periods for metric in found), default=1)
        noun = verdict_mark.cadence(ctx, [result.period for result in verdict.results], least)
        yield words.good_for, ctx.say("worked.good-for-periods", least, periods=noun)
    if verdict.next_result and not promise.retired:
        yield words.next, ctx.say("worked.by", day=day(verdict.next_result))


def strength(ctx: PageContext, promise: PromiseView) -> str | None:
    """How strong the evidence is, and who checked it; None where there is none."""
    if promise.strength is None:
        return None
    checks = [assured for name in promise.metrics if name in ctx.metrics and (assured := checked(ctx, name))]
    if promise.strength in {Strength.OWN_AUDITED, Strength.INDEPENDENT} and checks:
        return ctx.words.join(dict.fromkeys(checks))
    return ctx.say(f"strength.{promise.strength}.word")


def checked(ctx: PageContext, name: str) -> str | None:
    """Who checked the figures of a metric, and when; None where nobody did."""
    found = ctx.metrics[name].assurance
    if found.kind == "own" or not (found.by and found.on):
        return None
    kind = Strength.INDEPENDENT if found.kind == "independent-audit" else Strength.OWN_AUDITED
    return ctx.say(f"strength.{kind}.by", by=found.by, day=ctx.formats.day(found.on))
