"""Counts the verdicts of an edition: the headline and the line below it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from markupsafe import Markup

from kept.components import data_marks, verdict_mark
from kept.model.stated import MarkedText
from kept.model.verdict import Status
from kept.verdicts.tally import outcomes, tally

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kept.components.page_context import PageContext
    from kept.model.edition import Edition, PromiseView
    from kept.model.period import Period
    from kept.model.verdict import Verdict

_JUDGED = frozenset(
    {Status.KEPT, Status.KEPT_LATE, Status.PARTLY_KEPT, Status.MISSED, Status.NO_RESULT, Status.NO_CASES}
)
_REST = (
    *(Status.MISSED, Status.PARTLY_KEPT, Status.KEPT_LATE),
    *(Status.NO_RESULT, Status.NO_CASES, Status.OUT_OF_DATE, Status.MEASURING, Status.IN_PROGRESS),
)
_PERIODS_NAMED = 3


@dataclass(frozen=True, slots=True)
class Headline:
    """The number of promises and of kept ones, and the statuses of the others."""

    eyebrow: str
    promises: str
    kept: str
    others: str
    """The statuses of the others, counted."""
    lede: str


def counts(headline: Headline) -> tuple[MarkedText, ...]:
    """The phrases of a headline that hold a count, each with the marks that let the audit read it back."""
    return tuple(MarkedText(data_marks.mark("count", name), text) for name, text in _parts(headline) if text)


def marked(told: Headline) -> Headline:
    """The headline as it stands on a page."""
    return Headline(**dict.fromkeys((name for name, _ in _parts(told)), "") | _marked(counts(told)))


def _parts(told: Headline) -> list[tuple[str, str]]:
    return [(part.name, getattr(told, part.name)) for part in fields(told)]


def _marked(said: Sequence[MarkedText]) -> dict[str, str]:
    return {one.mark.partition(":")[2]: data_marks.shown(one) for one in said}


def living(ctx: PageContext) -> list[PromiseView]:
    """The promises that have not been retired."""
    return [promise for promise in ctx.edition.promises if not promise.retired]


def headline(ctx: PageContext) -> Headline:
    """The headline, counted from the verdicts. It names the period, or says that there are several."""
    verdicts = [promise.verdict for promise in living(ctx)]
    judged = [verdict for verdict in verdicts if verdict.status in _JUDGED and verdict.period]
    periods = sorted({verdict.period for verdict in judged if verdict.period}, key=lambda one: one.end, reverse=True)
    return Headline(
        eyebrow=_eyebrow(ctx, judged, periods),
        promises=_promises(ctx, len(verdicts)),
        kept=_kept(ctx, verdicts, periods),
        others=_others(ctx, verdicts),
        lede=" ".join(part for part in _lede(ctx, verdicts, judged, periods) if part),
    )


def _promises(ctx: PageContext, count: int) -> str:
    if count:
        return ctx.say("headline.promises", count)
    return ctx.say("headline.only-retired" if ctx.edition.promises else "headline.nothing")


def _kept(ctx: PageContext, verdicts: Sequence[Verdict], periods: Sequence[Period]) -> str:
    if len(verdicts) == 1:
        return _single(ctx, verdicts[0])
    kept = sum(verdict.status is Status.KEPT for verdict in verdicts)
    if len(periods) == 1:
        return ctx.say("headline.kept-in", kept, period=ctx.formats.period(periods[0]))
    if periods:
        return ctx.say("headline.kept-lately", kept)
    if not verdicts:
        return ""
    stale = any(verdict.status is Status.OUT_OF_DATE for verdict in verdicts)
    return ctx.say("headline.none-current" if stale else "headline.not-yet")


def _single(ctx: PageContext, verdict: Verdict) -> str:
    if verdict.status is Status.NO_RESULT and verdict.period is None:
        return ctx.say("headline.single-no-result-at-all")
    period = ctx.formats.period(verdict.period) if verdict.period else ""
    return ctx.say(f"headline.single-{verdict.status}", period=period)


def _eyebrow(ctx: PageContext, judged: Sequence[Verdict], periods: Sequence[Period]) -> str:
    if len(periods) != 1:
        return ctx.say("home.as-of", day=ctx.formats.long_day(ctx.edition.as_of))
    period = ctx.formats.period(periods[0])
    days = {result.published_on for verdict in judged for result in verdict.results if result.published_on}
    if not days:
        return ctx.say("home.results", period=period)
    return ctx.say(
        "home.results-on" if len(days) == 1 else "home.results-until",
        period=period,
        day=ctx.formats.long_day(max(days)),
    )


def _lede(
    ctx: PageContext, verdicts: Sequence[Verdict], judged: Sequence[Verdict], periods: Sequence[Period]
) -> tuple[str, ...]:
    retired = len(ctx.edition.promises) - len(verdicts)
    return (
        _others(ctx, verdicts),
        _which_periods(ctx, judged, periods),
        ctx.say("lede.retired", retired) if retired else "",
        ctx.say("lede.rule") if judged else "",
    )


def _others(ctx: PageContext, verdicts: Sequence[Verdict]) -> str:
    counts = Counter(verdict.status for verdict in verdicts)
    rest = [ctx.say(f"lede.{status}", counts[status]) for status in _REST if counts[status]]
    return sentence(ctx.words.join(rest)) if rest and len(verdicts) > 1 else ""


def _which_periods(ctx: PageContext, judged: Sequence[Verdict], periods: Sequence[Period]) -> str:
    if len(periods) < 2:  # noqa: PLR2004  the headline names a single one
        return ""
    if len(periods) > _PERIODS_NAMED:
        first, last = ctx.formats.period(periods[-1]), ctx.formats.period(periods[0])
        return ctx.say("lede.spread", first=first, last=last)
    counts = Counter(verdict.period for verdict in judged)
    named = [ctx.say("lede.period-count", counts[period], period=ctx.formats.period(period)) for period in periods]
    return ctx.say("lede.several-periods", periods=ctx.words.join(named))


def sentence(text: str) -> str:
    """A list of counts as a sentence."""
    return f"{text[:1].upper()}{text[1:]}."


@dataclass(frozen=True, slots=True)
class Fact:
    """A count of the evidence, and what it counts."""

    figure: Markup
    text: Markup
    says: tuple[MarkedText, ...]


def results(edition: Edition) -> list[Status]:
    """Every result on record: each closed period of a standing promise, and each promise with a deadline once."""
    return [one for promise in edition.promises for one in outcomes(promise.verdict, once=promise.is_once)]


def others(ctx: PageContext) -> str:
    """How many of all promises are on the public site, and what the others are; empty where there are no others."""
    tally, number = ctx.edition.tally, ctx.formats.number
    inside, hidden = tally.promises_to_employees, tally.promises_not_shown
    if ctx.inside or not inside + hidden:
        return ""
    shown = len(ctx.edition.promises)
    kinds = (("others.to-employees", inside), ("others.not-shown", hidden))
    rest = ctx.words.join([ctx.say(name, count) for name, count in kinds if count])
    return ctx.say("others.shown", shown + inside + hidden, shown=number(shown), rest=rest)


def behind(ctx: PageContext) -> list[Fact]:
    """Counts of the evidence behind the figures."""
    return [fact for fact in (_results(ctx), _counted(ctx), _owners(ctx), _voices(ctx), _restated(ctx)) if fact]


def _fact(name: str, figure: str, text: str) -> Fact:
    says = (MarkedText(data_marks.mark("fact", name), figure), MarkedText(data_marks.mark("fact", name, "text"), text))
    return Fact(data_marks.shown(says[0]), data_marks.shown(says[1]), says)


def _results(ctx: PageContext) -> Fact | None:
    counts = tally(results(ctx.edition))
    if not counts.counted:
        return None
    text = ctx.say("behind.results", counts.counted, counts=verdict_mark.counts(ctx, counts))
    return _fact("results", ctx.formats.number(counts.counted), text)


def _counted(ctx: PageContext) -> Fact | None:
    results = [one for promise in living(ctx) for one in promise.verdict.results if one.value is not None]
    return _share(ctx, sum(one.n is not None for one in results), len(results), "behind.counted")


def _owners(ctx: PageContext) -> Fact | None:
    promises = living(ctx)
    return _share(ctx, sum(promise.owner is not None for promise in promises), len(promises), "behind.owners")


def _voices(ctx: PageContext) -> Fact | None:
    tally = ctx.edition.tally
    return _share(ctx, tally.voices_shown, tally.voices_received, "behind.voices")


def _restated(ctx: PageContext) -> Fact | None:
    count = sum(len(metric.restatements) for metric in ctx.edition.metrics)
    return _fact("restated", ctx.formats.number(count), ctx.say("behind.restated", count)) if count else None


def _share(ctx: PageContext, part: int, whole: int, key: str) -> Fact | None:
    if not whole:
        return None
    number = ctx.formats.number
    figure = ctx.say("behind.of", part=number(part), whole=number(whole))
    return _fact(key.partition(".")[2], figure, ctx.say(key, whole))
