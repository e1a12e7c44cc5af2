"""How we know: what each verdict means, what the figures cannot say, how voices were chosen. Counted, never claimed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.model.verdict import Status, Strength
from kept.render import marks, summary, workings
from kept.trust.record import shares
from kept.trust.record.rules import live_rules, verdict_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markupsafe import Markup

    from kept.render.desk import Desk
    from kept.render.page import Page
    from kept.trust.record.rules import VerdictRule

_ORDER = (
    *(Status.KEPT, Status.KEPT_LATE, Status.PARTLY_KEPT, Status.MISSED),
    *(Status.NO_RESULT, Status.MEASURING, Status.IN_PROGRESS, Status.OUT_OF_DATE, Status.RETIRED),
)


def page(desk: Desk) -> Page:
    """The method page."""
    words = desk.words.tree.method
    return desk.page(
        "method",
        "method/",
        section="method",
        title=words.title,
        description=words.description,
        statuses=list(_statuses(desk)),
        judging=list(_judging(desk)),
        strengths=list(_strengths(desk)),
        live=list(_live(desk)),
        survey=_survey(desk),
        limits=list(_limits(desk)),
        selection=list(_selection(desk)),
        corrected=sum(len(metric.restatements) for metric in desk.edition.metrics),
        facts=summary.behind(desk),
        report=desk.edition.publisher.corrections,
        publisher=list(_publisher(desk)),
        metrics=[(metric.id, metric.title) for metric in desk.edition.metrics],
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the engine, as `trust/record/rules.toml` has it."""

    anchor: str
    number: str
    kind: str
    """Which promises it is for; empty for all."""
    says: str


def _statuses(desk: Desk) -> Iterator[tuple[Markup, list[Rule], str]]:
    """(tag, the rules that give it, how many promises have it now)."""
    counts = Counter("retired" if one.retired else str(one.verdict.status) for one in desk.edition.promises)
    for status in _ORDER:
        rules = [
            Rule(workings.rule_anchor(rule.id), desk.formats.number(number), _kind(desk, rule), rule.says)
            for number, rule in enumerate(verdict_rules().values(), start=1)
            if rule.status is status
        ]
        yield marks.tag(desk, marks.word(desk, status)), rules, desk.formats.number(counts[status])


def _kind(desk: Desk, rule: VerdictRule) -> str:
    return desk.say(f"method.{rule.kind}") if rule.kind else ""


def _judging(desk: Desk) -> Iterator[str]:
    """How a result is held against a target; what differs from figure to figure is read from them."""
    words = desk.words.tree.method
    yield from (words.force, words.exact)
    if any(len(one.metrics) > 1 for one in desk.edition.promises):
        yield words.several
    days = sorted({metric.due_days for metric in desk.edition.metrics})
    number = desk.formats.number
    if len(days) == 1:
        yield desk.say("method.due", days[0])
    elif days:
        yield desk.say("method.due-between", least=number(days[0]), most=number(days[-1]))
    yield from (words.good_for, words.restating)
    if any(one.kind == "deadline" for one in desk.edition.promises):
        yield words.moved
    yield words.voices_never


def _strengths(desk: Desk) -> Iterator[tuple[str, str]]:
    """(what a verdict can rest on, how many of the promises rest on it), the strongest first."""
    counts = Counter(one.strength for one in summary.living(desk))
    for strength in reversed(Strength):
        if counts[strength]:
            yield desk.say(f"strength.{strength}.word"), desk.formats.number(counts[strength])


def _live(desk: Desk) -> Iterator[tuple[Markup, str]]:
    """What the period under way can look like. Only the people inside see such a period."""
    if desk.inside:
        for state, says in live_rules().items():
            yield marks.tag(desk, marks.word(desk, state)), says


def _survey(desk: Desk) -> str | None:
    """How the interval beside a survey's share is worked out, where there is one."""
    has_one = any(row.interval for metric in desk.edition.metrics for row in metric.rows)
    return desk.say("survey.method", method=shares.METHOD, source=shares.SOURCE) if has_one else None


def _limits(desk: Desk) -> Iterator[str]:
    """Sentences about what the figures leave open, each for a reason found in the data."""
    surveyed = {metric.id for metric in desk.edition.metrics if metric.survey}
    resting = [promise.title for promise in summary.living(desk) if surveyed.intersection(promise.metrics)]
    if resting:
        yield desk.say("method.surveys", len(resting), promises=desk.words.join(resting))
    yield from _replies(desk)
    for metric in desk.edition.metrics:
        if metric.no_n_because:
            yield desk.say("method.no-n", title=metric.title, why=metric.no_n_because)
    measuring = sum(promise.verdict.status is Status.MEASURING for promise in summary.living(desk))
    if measuring:
        yield desk.say("method.measuring", measuring)
    record = [one for promise in desk.edition.promises for one in promise.verdict.record]
    if unreported := marks.score(record).unreported:
        yield desk.say("method.unreported", unreported)
    if desk.edition.stories:
        organisation = desk.edition.publisher.name
        yield desk.say("method.chosen-stories", len(desk.edition.stories), organisation=organisation)


def _replies(desk: Desk) -> Iterator[str]:
    for metric in desk.edition.metrics:
        latest = metric.rows[-1] if metric.rows else None
        if metric.survey and metric.survey.invited and latest and latest.n is not None:
            yield desk.say(
                "method.invited",
                title=metric.title,
                n=desk.formats.number(latest.n),
                period=desk.formats.period(latest.period),
                invited=desk.formats.number(metric.survey.invited),
            )


def _selection(desk: Desk) -> Iterator[str]:
    """How voices are chosen, as counts; and the rule that the software applies to each."""
    voices = desk.edition.voices
    tally, number = desk.edition.tally, desk.formats.number
    if tally.voices_received:
        shown = number(tally.voices_shown)
        yield desk.say("method.tally", shown=shown, received=number(tally.voices_received))
    if voices or desk.edition.stories:
        yield desk.say("method.rules")
    if voices:
        yield desk.say("method.tones", tones=_counted(desk, (one.tone for one in voices), "tones"))
        spoke = _counted(desk, (one.relationship for one in voices), "people")
        yield desk.say("method.relationships", relationships=spoke)
        yield desk.say("method.edits", edits=_counted(desk, (one.edit for one in voices), "edits"))
    if paid := sum(bool(one.incentive) for one in voices):
        yield desk.say("method.incentives", paid)


def _publisher(desk: Desk) -> Iterator[str]:
    publisher = desk.edition.publisher
    if desk.demo:
        yield desk.demo
    yield publisher.note or desk.say("site.published-by", organisation=publisher.name)
    yield desk.say("home.as-of", day=desk.formats.long_day(desk.edition.as_of)) + "."


def _counted(desk: Desk, kinds: Iterable[str], family: str) -> str:
    """How often each kind occurs, the most frequent first: 20 praise, 5 mixed and 2 criticism."""
    counts = Counter(kinds)
    ordered = sorted(counts, key=lambda kind: (-counts[kind], kind))
    return desk.words.join(_share(desk, family, kind, counts[kind]) for kind in ordered)


def _share(desk: Desk, family: str, kind: str, count: int) -> str:
    if family == "people":
        return desk.say(f"voice.people.{kind}", count)
    words = desk.say(f"voice.{family}.{kind}")
    return desk.say("method.counted", count, what=words[:1].lower() + words[1:])
