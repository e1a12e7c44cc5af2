"""The verdicts of an edition, counted: the headline and what stands below it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.model.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kept.model.edition import PromiseView
    from kept.model.period import Period
    from kept.model.verdict import Verdict
    from kept.render.desk import Desk

_JUDGED = frozenset({Status.KEPT, Status.KEPT_LATE, Status.PARTLY_KEPT, Status.MISSED, Status.NO_RESULT})
_REST = (
    *(Status.MISSED, Status.PARTLY_KEPT, Status.KEPT_LATE),
    *(Status.NO_RESULT, Status.OUT_OF_DATE, Status.MEASURING, Status.IN_PROGRESS),
)
_PERIODS_NAMED = 3


@dataclass(frozen=True, slots=True)
class Headline:
    """How many promises there are, how many were kept, and what became of the others."""

    eyebrow: str
    promises: str
    kept: str
    others: str
    """What became of the others."""
    lede: str


def living(desk: Desk) -> list[PromiseView]:
    """The promises still made."""
    return [promise for promise in desk.edition.promises if not promise.retired]


def headline(desk: Desk) -> Headline:
    """The headline, counted from the verdicts. A count names its period, or says that there are several."""
    verdicts = [promise.verdict for promise in living(desk)]
    judged = [verdict for verdict in verdicts if verdict.status in _JUDGED and verdict.period]
    periods = sorted({verdict.period for verdict in judged if verdict.period}, key=lambda one: one.end, reverse=True)
    return Headline(
        eyebrow=_eyebrow(desk, judged, periods),
        promises=_promises(desk, len(verdicts)),
        kept=_kept(desk, verdicts, periods),
        others=_others(desk, verdicts),
        lede=" ".join(part for part in _lede(desk, verdicts, judged, periods) if part),
    )


def _promises(desk: Desk, count: int) -> str:
    if count:
        return desk.say("headline.promises", count)
    return desk.say("headline.only-retired" if desk.edition.promises else "headline.nothing")


def _kept(desk: Desk, verdicts: Sequence[Verdict], periods: Sequence[Period]) -> str:
    if len(verdicts) == 1:
        return _single(desk, verdicts[0])
    kept = sum(verdict.status is Status.KEPT for verdict in verdicts)
    if len(periods) == 1:
        return desk.say("headline.kept-in", kept, period=desk.formats.period(periods[0]))
    if periods:
        return desk.say("headline.kept-lately", kept)
    if not verdicts:
        return ""
    stale = any(verdict.status is Status.OUT_OF_DATE for verdict in verdicts)
    return desk.say("headline.none-current" if stale else "headline.not-yet")


def _single(desk: Desk, verdict: Verdict) -> str:
    if verdict.status is Status.NO_RESULT and verdict.period is None:
        return desk.say("headline.single-no-result-at-all")
    period = desk.formats.period(verdict.period) if verdict.period else ""
    return desk.say(f"headline.single-{verdict.status}", period=period)


def _eyebrow(desk: Desk, judged: Sequence[Verdict], periods: Sequence[Period]) -> str:
    if len(periods) != 1:
        return desk.say("home.as-of", day=desk.formats.long_day(desk.edition.as_of))
    period = desk.formats.period(periods[0])
    days = {result.published_on for verdict in judged for result in verdict.results if result.published_on}
    if not days:
        return desk.say("home.results", period=period)
    return desk.say(
        "home.results-on" if len(days) == 1 else "home.results-until",
        period=period,
        day=desk.formats.long_day(max(days)),
    )


def _lede(
    desk: Desk, verdicts: Sequence[Verdict], judged: Sequence[Verdict], periods: Sequence[Period]
) -> tuple[str, ...]:
    retired = len(desk.edition.promises) - len(verdicts)
    return (
        _others(desk, verdicts),
        _which_periods(desk, judged, periods),
        desk.say("lede.retired", retired) if retired else "",
        desk.say("lede.rule") if judged else "",
    )


def _others(desk: Desk, verdicts: Sequence[Verdict]) -> str:
    counts = Counter(verdict.status for verdict in verdicts)
    rest = [desk.say(f"lede.{status}", counts[status]) for status in _REST if counts[status]]
    return sentence(desk.words.join(rest)) if rest and len(verdicts) > 1 else ""


def _which_periods(desk: Desk, judged: Sequence[Verdict], periods: Sequence[Period]) -> str:
    if len(periods) < 2:  # noqa: PLR2004  the headline names a single one
        return ""
    if len(periods) > _PERIODS_NAMED:
        first, last = desk.formats.period(periods[-1]), desk.formats.period(periods[0])
        return desk.say("lede.spread", first=first, last=last)
    counts = Counter(verdict.period for verdict in judged)
    named = [desk.say("lede.period-count", counts[period], period=desk.formats.period(period)) for period in periods]
    return desk.say("lede.several-periods", periods=desk.words.join(named))


def sentence(text: str) -> str:
    """A list of counts as a sentence."""
    return f"{text[:1].upper()}{text[1:]}."


@dataclass(frozen=True, slots=True)
class Fact:
    """A count about the evidence itself, and what it counts."""

    figure: str
    text: str


def behind(desk: Desk) -> list[Fact]:
    """What stands behind the figures, in figures."""
    return [fact for fact in (_results(desk), _counted(desk), _owners(desk), _voices(desk), _restated(desk)) if fact]


def _results(desk: Desk) -> Fact | None:
    found = [one.status for promise in desk.edition.promises for one in promise.verdict.record]
    kept, missed = found.count(Status.KEPT), sum(status.has_missed for status in found)
    if not kept + missed:
        return None
    number = desk.formats.number
    text = desk.say("behind.results", kept + missed, kept=number(kept), missed=number(missed))
    return Fact(number(kept + missed), text)


def _counted(desk: Desk) -> Fact | None:
    results = [one for promise in living(desk) for one in promise.verdict.results if one.value is not None]
    return _share(desk, sum(one.n is not None for one in results), len(results), "behind.counted")


def _owners(desk: Desk) -> Fact | None:
    promises = living(desk)
    return _share(desk, sum(promise.owner is not None for promise in promises), len(promises), "behind.owners")


def _voices(desk: Desk) -> Fact | None:
    tally = desk.edition.tally
    return _share(desk, tally.voices_shown, tally.voices_received, "behind.voices")


def _restated(desk: Desk) -> Fact | None:
    count = sum(len(metric.restatements) for metric in desk.edition.metrics)
    return Fact(desk.formats.number(count), desk.say("behind.restated", count)) if count else None


def _share(desk: Desk, part: int, whole: int, key: str) -> Fact | None:
    if not whole:
        return None
    number = desk.formats.number
    return Fact(desk.say("behind.of", part=number(part), whole=number(whole)), desk.say(key))
