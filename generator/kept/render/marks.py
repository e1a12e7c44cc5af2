"""How a verdict is shown: its glyph, word and colour, its strip of periods, and its figure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kept.model.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markupsafe import Markup

    from kept.model.edition import PromiseView
    from kept.model.period import Period
    from kept.model.verdict import Interval, PeriodVerdict, Result, Verdict
    from kept.render.desk import Desk

STRIP = 12
"""How many periods a strip shows at most."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A verdict as it is shown: `kind` chooses glyph and colour, `label` says it."""

    kind: str
    label: str


def mark(desk: Desk, promise: PromiseView) -> Mark:
    """What is said of a promise on the day of the edition."""
    if promise.retired:
        return Mark("retired", desk.say("status.retired.label", day=desk.formats.day(promise.retired.on)))
    return verdict_mark(desk, promise.verdict)


def verdict_mark(desk: Desk, verdict: Verdict) -> Mark:
    """A verdict with the period it is about."""
    if verdict.period is None:
        return Mark(verdict.status, desk.say(f"status.{verdict.status}.word"))
    return Mark(verdict.status, desk.say(f"status.{verdict.status}.label", period=desk.formats.period(verdict.period)))


def last_mark(desk: Desk, promise: PromiseView) -> Mark | None:
    """What was said last of a promise that is no longer made."""
    verdict = promise.verdict
    return verdict_mark(desk, replace(verdict, status=verdict.last)) if verdict.last else None


def word(desk: Desk, kind: str) -> Mark:
    """A verdict without a period."""
    return Mark(kind, desk.say(f"status.{kind}.word"))


def tag(desk: Desk, shown: Mark, *, large: bool = False) -> Markup:
    """The mark as a tag."""
    key = (shown.kind, shown.label, large)
    if key not in desk.tags:
        desk.tags[key] = desk.macro("marks", "tag")(*key)
    return desk.tags[key]


def cadence(desk: Desk, periods: Sequence[Period], count: int) -> str:
    """What these periods are called together: quarters, months, or periods where they differ."""
    kinds = {period.cadence for period in periods}
    return desk.say(f"cadence.{kinds.pop() if len(kinds) == 1 else 'period'}", count)


def strip(desk: Desk, record: tuple[PeriodVerdict, ...]) -> Markup:
    """One cell per period, newest last; the label says in words what the cells show."""
    shown = record[-STRIP:]
    return desk.macro("marks", "strip")([verdict.status.value for verdict in shown], _strip_label(desk, record, shown))


def _strip_label(desk: Desk, record: Sequence[PeriodVerdict], shown: Sequence[PeriodVerdict]) -> str:
    if not shown:
        return desk.say("strip.none")
    if len(shown) == 1:
        verdict = desk.say(f"status.{shown[0].status}.result")
        return desk.say("strip.single", period=desk.formats.period(shown[0].period), verdict=verdict)
    if is_once(record):
        return _once_label(desk, shown)
    tally = score(shown)
    label = desk.say(
        "strip.label",
        tally.counted,
        kept=desk.formats.number(tally.kept),
        counted=desk.formats.number(tally.counted),
        periods=cadence(desk, [verdict.period for verdict in shown], tally.counted),
        first=desk.formats.period(shown[0].period),
        last=desk.formats.period(shown[-1].period),
    )
    missed = [desk.formats.period(verdict.period) for verdict in shown if verdict.status.has_missed]
    if missed:
        label = f"{label} {desk.say('strip.missed', periods=desk.words.join(missed))}"
    if len(shown) < len(record):
        label = desk.say("strip.last", len(shown), all=desk.formats.number(len(record))) + label
    return label


def is_once(record: Sequence[PeriodVerdict]) -> bool:
    """True for the record of a promise with a deadline: of its periods only the last one decides."""
    return any(verdict.status in {Status.IN_PROGRESS, Status.KEPT_LATE} for verdict in record)


def _once_label(desk: Desk, shown: Sequence[PeriodVerdict]) -> str:
    periods = [verdict.period for verdict in shown]
    return desk.say(
        "strip.once",
        verdict=desk.say(f"status.{shown[-1].status}.result"),
        digits=desk.formats.number(len(shown)),
        periods=cadence(desk, periods, len(shown)),
        first=desk.formats.period(periods[0]),
        last=desk.formats.period(periods[-1]),
    )


def key(desk: Desk, records: Iterable[Sequence[PeriodVerdict]]) -> Markup:
    """What the cells of these strips mean: of the rarer kinds, only those that occur."""
    found = {verdict.status for record in records for verdict in record[-STRIP:]}
    partly = bool(found & {Status.PARTLY_KEPT, Status.KEPT_LATE})
    return desk.macro("marks", "key")(partly, Status.IN_PROGRESS in found)


@dataclass(frozen=True, slots=True)
class Score:
    """A record, counted."""

    kept: int
    missed: int
    unreported: int

    @property
    def counted(self) -> int:
        """How many periods have a result."""
        return self.kept + self.missed


def score(record: Sequence[PeriodVerdict]) -> Score:
    """How many of these periods were kept, missed and not reported."""
    counts = Counter(verdict.status for verdict in record)
    missed = sum(count for status, count in counts.items() if status.has_missed)
    return Score(counts[Status.KEPT], missed, counts[Status.NO_RESULT])


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One result as it stands in a card or a panel."""

    metric: str
    title: str
    display: Markup
    """For large type."""
    value: str
    level: str
    n: str | None
    cases: str | None
    """The numerator out of n."""
    published: str | None
    met: bool
    glyph: Markup
    """Met or not, where it stands beside others."""
    interval: str | None
    """Of a survey."""


def figure(desk: Desk, result: Result) -> Figure | None:
    """A result with everything that belongs beside it; None where there is no value."""
    if result.value is None:
        return None
    metric = desk.metrics.get(result.metric)
    value = desk.value(result.metric, result.value)
    return Figure(
        metric=result.metric,
        title=metric.title if metric else result.metric,
        display=desk.formats.display(value),
        value=value,
        level=desk.result_level(result),
        n=_n(desk, result),
        cases=_cases(desk, result),
        published=desk.formats.day(result.published_on) if result.published_on else None,
        met=bool(result.met),
        glyph=outcome(desk, result.met),
        interval=interval(desk, result.metric, result.interval),
    )


def outcome(desk: Desk, met: bool | None) -> Markup:  # noqa: FBT001  the word it is about
    """Whether one of several targets was met."""
    name = "unreported" if met is None else "met" if met else "not-met"
    kind = {"unreported": "no-result", "met": "kept", "not-met": "missed"}[name]
    return tag(desk, Mark(kind, desk.say(f"target.{name}")))


def interval(desk: Desk, metric: str, found: Interval | None) -> str | None:
    """Between which values everybody's share would lie; None where it is not estimated."""
    if found is None:
        return None
    return desk.say("survey.interval", low=desk.value(metric, found.low), high=desk.value(metric, found.high))


def _n(desk: Desk, result: Result) -> str | None:
    if result.n is not None:
        return desk.say("promise.n", n=desk.formats.number(result.n))
    metric = desk.metrics.get(result.metric)
    if metric and metric.no_n_because:
        return desk.say("promise.no-n", why=metric.no_n_because)
    return None


def _cases(desk: Desk, result: Result) -> str | None:
    if result.n is None or result.numerator is None:
        return None
    number = desk.formats.number
    return desk.say("promise.cases", numerator=number(result.numerator), n=number(result.n))


def leading(results: Sequence[Result]) -> Result | None:
    """The result a card shows of several: the first that missed, or else the first there is."""
    valued = [result for result in results if result.value is not None]
    return next((result for result in valued if not result.met), valued[0] if valued else None)
