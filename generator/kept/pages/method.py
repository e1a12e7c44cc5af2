"""The method page: the meaning of each verdict, the limits of the figures, the choice of voices.

All of it is counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components import data_marks, headline, verdict_mark, workings
from kept.components.voice_card import people
from kept.model.stated import MarkedText
from kept.model.verdict import Status, Strength
from kept.pages.page import on_both_sites
from kept.verdicts import wilson
from kept.verdicts.rules import live_rules, verdict_rules
from kept.verdicts.tally import tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markupsafe import Markup

    from kept.components.page_context import PageContext
    from kept.model.page import Page
    from kept.verdicts.rules import VerdictRule

_ORDER = (
    *(Status.KEPT, Status.KEPT_LATE, Status.PARTLY_KEPT, Status.MISSED),
    *(Status.NO_CASES, Status.NO_RESULT, Status.MEASURING, Status.IN_PROGRESS, Status.OUT_OF_DATE, Status.RETIRED),
)
_STEPS = ("record", "approve", "judge", "search", "publish")
"""The way from a record to its page, as it is drawn."""


@on_both_sites
def page(ctx: PageContext) -> Page:
    """The method page."""
    words, facts = ctx.words.tree.method, headline.behind(ctx)
    return ctx.page(
        "method",
        "method/",
        section=ctx.section("method"),
        title=words.title,
        description=words.description,
        intro=[ctx.say(f"method.intro.{name}") for name in ("target", "result", "verdict", "miss", "voices")],
        steps=[(ctx.say(f"method.step.{name}"), ctx.say(f"method.step.{name}-says")) for name in _STEPS],
        statuses=list(_statuses(ctx)),
        judging=list(_judging(ctx)),
        strengths=list(_strengths(ctx)),
        live=list(_live(ctx)),
        survey=_survey(ctx),
        limits=list(_limits(ctx)),
        selection=list(_selection(ctx)),
        corrected=sum(len(metric.restatements) for metric in ctx.edition.metrics),
        facts=facts,
        must_say=[*_counted_now(ctx), *(said for fact in facts for said in fact.says)],
        report=ctx.edition.publisher.corrections,
        publisher=list(_publisher(ctx)),
        metrics=[(metric.id, metric.title) for metric in ctx.edition.metrics],
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the engine, as `verdicts/rules.toml` has it."""

    anchor: str
    kind: str
    """The kind of promises it applies to; empty for all."""
    says: str


def _counted_now(ctx: PageContext) -> list[MarkedText]:
    """How many promises have each verdict now, in the order in which they are explained."""
    counts = Counter("retired" if one.retired else str(one.verdict.status) for one in ctx.edition.promises)
    return [MarkedText(data_marks.mark("now", status), ctx.formats.number(counts[status])) for status in _ORDER]


def _statuses(ctx: PageContext) -> Iterator[tuple[Markup, list[Rule], Markup]]:
    """(tag, the rules that lead to it, the number of promises with it now)."""
    for status, count in zip(_ORDER, _counted_now(ctx), strict=True):
        rules = [
            Rule(workings.rule_anchor(rule.id), _kind(ctx, rule), rule.says)
            for rule in verdict_rules().values()
            if rule.status is status
        ]
        yield verdict_mark.tag(ctx, verdict_mark.of_status(ctx, status)), rules, data_marks.shown(count)


def _kind(ctx: PageContext, rule: VerdictRule) -> str:
    return ctx.say(f"method.{rule.kind}") if rule.kind else ""


def _judging(ctx: PageContext) -> Iterator[str]:
    """How results are compared with targets; differences between metrics are taken from the metrics."""
    words = ctx.words.tree.method
    yield from (words.force, words.exact)
    if any(len(one.metrics) > 1 for one in ctx.edition.promises):
        yield words.several
    days = sorted({metric.due_days for metric in ctx.edition.metrics})
    number = ctx.formats.number
    if len(days) == 1:
        yield ctx.say("method.due", days[0])
    elif days:
        yield ctx.say("method.due-between", least=number(days[0]), most=number(days[-1]))
    yield from (words.good_for, words.restating)
    if any(one.kind == "deadline" for one in ctx.edition.promises):
        yield words.moved
    yield words.voices_never


def _strengths(ctx: PageContext) -> Iterator[tuple[str, str]]:
    """(kind of evidence, the number of promises that have it), strongest first."""
    counts = Counter(one.strength for one in headline.living(ctx))
    for strength in reversed(Strength):
        if counts[strength]:
            yield ctx.say(f"strength.{strength}.word"), ctx.formats.number(counts[strength])


def _live(ctx: PageContext) -> Iterator[tuple[Markup, str]]:
    """The states of the period under way; only on the internal site."""
    if ctx.inside:
        for state, says in live_rules().items():
            yield verdict_mark.tag(ctx, verdict_mark.of_status(ctx, state)), says


def _survey(ctx: PageContext) -> str | None:
    """How the likely range of a survey's percentage is computed; None where there is none."""
    has_one = any(row.interval for metric in ctx.edition.metrics for row in metric.rows)
    return ctx.say("survey.method", method=wilson.METHOD, source=wilson.SOURCE) if has_one else None


def _limits(ctx: PageContext) -> Iterator[str]:
    """Sentences about the limits of the figures, each for a reason in the data."""
    surveyed = {metric.id for metric in ctx.edition.metrics if metric.survey}
    resting = [promise.title for promise in headline.living(ctx) if surveyed.intersection(promise.metrics)]
    if resting:
        yield ctx.say("method.surveys", len(resting), promises=ctx.words.join(resting))
    yield from _replies(ctx)
    for metric in ctx.edition.metrics:
        if metric.no_n_because:
            yield ctx.say("method.no-n", title=metric.title, why=metric.no_n_because)
    measuring = sum(promise.verdict.status is Status.MEASURING for promise in headline.living(ctx))
    if measuring:
        yield ctx.say("method.measuring", measuring)
    if unreported := tally(headline.results(ctx.edition)).unreported:
        yield ctx.say("method.unreported", unreported)
    if ctx.edition.stories:
        organisation = ctx.edition.publisher.name
        yield ctx.say("method.chosen-stories", len(ctx.edition.stories), organisation=organisation)


def _replies(ctx: PageContext) -> Iterator[str]:
    for metric in ctx.edition.metrics:
        latest = metric.rows[-1] if metric.rows else None
        if metric.survey and metric.survey.invited and latest and latest.n is not None:
            yield ctx.say(
                "method.invited",
                latest.n,
                title=metric.title,
                period=ctx.formats.period(latest.period),
                invited=ctx.formats.number(metric.survey.invited),
            )


def _selection(ctx: PageContext) -> Iterator[str]:
    """How voices are chosen: the counts, and the rule that kept applies to each."""
    voices = ctx.edition.voices
    tally, number = ctx.edition.tally, ctx.formats.number
    if tally.voices_received:
        shown = number(tally.voices_shown)
        yield ctx.say("method.tally", tally.voices_received, shown=shown)
    if voices or ctx.edition.stories:
        yield ctx.say("method.rules")
    if not ctx.edition.publisher.words_approved:
        yield ctx.say("method.words-not-approved")
    if not ctx.edition.publisher.four_eyes:
        yield ctx.say("method.one-pair-of-eyes")
    if voices:
        yield ctx.say("method.tones", tones=_counted(ctx, (one.tone for one in voices), "tones"))
        spoke = _counted(ctx, (one.relationship for one in people(voices)), "people")
        yield ctx.say("method.relationships", relationships=spoke)
        yield ctx.say("method.edits", edits=_counted(ctx, (one.edit for one in voices), "edits"))
    if paid := sum(bool(one.incentive) for one in voices):
        yield ctx.say("method.incentives", paid)


def _publisher(ctx: PageContext) -> Iterator[str]:
    publisher = ctx.edition.publisher
    if ctx.demo:
        yield ctx.demo
    yield publisher.note or ctx.say("site.published-by", organisation=publisher.name)
    yield ctx.say("home.as-of", day=ctx.formats.long_day(ctx.edition.as_of)) + "."


def _counted(ctx: PageContext, kinds: Iterable[str], family: str) -> str:
    """How often each kind occurs, most frequent first: 20 praise, 5 mixed and 2 criticism."""
    counts = Counter(kinds)
    ordered = sorted(counts, key=lambda kind: (-counts[kind], kind))
    return ctx.words.join(_share(ctx, family, kind, counts[kind]) for kind in ordered)


def _share(ctx: PageContext, family: str, kind: str, count: int) -> str:
    if family == "people":
        return ctx.say(f"voice.people.{kind}", count)
    words = ctx.say(f"voice.{family}.{kind}")
    return ctx.say("method.counted", count, what=words[:1].lower() + words[1:])
