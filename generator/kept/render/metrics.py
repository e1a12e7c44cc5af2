"""Measures: their list, and a page for each with an open table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.render import cards, figures, marks, restated, structured, workings
from kept.render.places import ON_PAGE
from kept.render.records import older
from kept.render.walls import Crumb
from kept.trust.record import shares

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from kept.model.edition import MetricView, RowView
    from kept.render.desk import Desk
    from kept.render.page import Page

TABLE = 24
"""How many values the table shows before the rest folds away."""


PROMISES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One published value."""

    anchor: str
    period: str
    value: str
    was: str | None
    restated: str | None
    correction: str
    """Where that is told, from the site's root."""
    interval: str | None
    n: str
    numerator: str
    published: str
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricCard:
    """A measure as it stands in the list."""

    id: str
    title: str
    definition: str
    latest: str | None
    period: str | None
    spark: str


def card(desk: Desk, metric: MetricView) -> MetricCard:
    """The card of a measure."""
    latest = metric.rows[-1] if metric.rows else None
    return MetricCard(
        id=metric.id,
        title=metric.title,
        definition=metric.definition,
        latest=desk.value(metric.id, latest.value) if latest else None,
        period=desk.formats.period(latest.period) if latest else None,
        spark="",
    )


def pages(desk: Desk) -> Iterator[Page]:
    """The list, and a page for each measure. Nothing where nothing is measured."""
    if not desk.edition.metrics:
        return
    words = desk.words.tree.metric
    yield desk.page(
        "metrics",
        "metrics/",
        section=section(desk),
        title=words.index,
        description=words.index_lede,
        crumbs=[_parent(desk)],
        cards=[card(desk, metric) for metric in desk.edition.metrics],
    )
    for metric in desk.edition.metrics:
        yield _page(desk, metric)


def section(desk: Desk) -> str:
    """Which tab the figures belong to."""
    return "evidence" if desk.inside else "method"


def _parent(desk: Desk) -> Crumb:
    tabs = desk.words.tree.tabs
    return Crumb(tabs.evidence, "evidence/") if desk.inside else Crumb(tabs.method, "method/")


def _page(desk: Desk, metric: MetricView) -> Page:
    words = desk.words.tree.metric
    path = f"metrics/{metric.id}/"
    crumbs = [_parent(desk), Crumb(words.index, "metrics/")]
    rows = [_row(desk, metric, row) for row in reversed(metric.rows[-ON_PAGE:])]
    return desk.page(
        "metric",
        path,
        section=section(desk),
        title=metric.title,
        description=metric.definition,
        json_ld=[
            *structured.dataset(desk, metric),
            *structured.breadcrumbs(desk, [*crumbs, Crumb(metric.title, path)]),
        ],
        alternates=(("text/csv", metric.title, f"{metric.id}.csv"),),
        crumbs=crumbs,
        metric=metric,
        every=desk.say(f"cadence.every-{metric.cadence}"),
        chart=figures.metric(desk, metric),
        recent=rows[:TABLE],
        earlier=rows[TABLE:],
        earlier_label=desk.say("promise.record-earlier", max(len(rows) - TABLE, 0)),
        older=older(desk, len(metric.rows)),
        has_n=any(row.n is not None for row in metric.rows),
        has_numerator=any(row.numerator is not None for row in metric.rows),
        has_notes=any(row.note for row in metric.rows),
        about=_about(desk, metric),
        survey=_survey(desk, metric),
        promises=[cards.card(desk, desk.promises[promise]) for promise in metric.promises[:PROMISES]],
        more=max(0, len(metric.promises) - PROMISES),
        restated=list(_restated(desk, metric)),
        estimate=(shares.METHOD, shares.SOURCE) if any(row.interval for row in metric.rows) else None,
    )


def _row(desk: Desk, metric: MetricView, row: RowView) -> Row:
    formats = desk.formats
    found = restated.latest(desk, metric.id, str(row.period))
    return Row(
        anchor=str(row.period).lower(),
        period=formats.period(row.period),
        value=desk.value(metric.id, row.value),
        was=desk.value(metric.id, found.was) if found else None,
        restated=desk.say("table.restated", day=formats.day(found.on)) if found else None,
        correction=restated.place(metric.id, found) if found else "",
        interval=marks.interval(desk, metric.id, row.interval),
        n=formats.number(row.n) if row.n is not None else "",
        numerator=formats.number(row.numerator) if row.numerator is not None else "",
        published=formats.day(row.published_on) if row.published_on else "",
        note=row.note,
    )


def _about(desk: Desk, metric: MetricView) -> list[tuple[str, str]]:
    words = desk.words.tree.metric
    owner = metric.data_owner
    direction = words.direction_lower if metric.direction == "lower-is-better" else words.direction_higher
    facts = (
        (words.unit, f"{desk.say(f'metric.units.{metric.unit}')}. {direction}."),
        (words.denominator, metric.denominator),
        (words.population, metric.population),
        (words.exclusions, metric.exclusions),
        (words.method, metric.method),
        (words.source, metric.source),
        (words.data_owner, ", ".join(part for part in (owner.name, owner.title) if part) if owner else None),
        (words.no_n, metric.no_n_because),
        (words.checked, _checked(desk, metric)),
        (words.due, desk.say("metric.due-days", metric.due_days)),
        (words.good_for, _good_for(desk, metric)),
    )
    return [(label, value) for label, value in facts if value]


def _checked(desk: Desk, metric: MetricView) -> str:
    found = workings.checked(desk, metric.id) or desk.say("strength.own-data.word")
    return f"{found}. {metric.assurance.report}" if metric.assurance.report else found


def _good_for(desk: Desk, metric: MetricView) -> str:
    noun = desk.say(f"cadence.{metric.cadence}", metric.max_age_periods)
    return desk.say("worked.good-for-periods", metric.max_age_periods, periods=noun)


def _survey(desk: Desk, metric: MetricView) -> list[tuple[str, str]]:
    if metric.survey is None:
        return []
    survey, words = metric.survey, desk.words.tree.metric.survey
    invited = desk.formats.number(survey.invited) if survey.invited is not None else None
    facts = (
        (words.sponsor, survey.sponsor),
        (words.conductor, survey.conductor),
        (words.question, survey.question),
        (words.mode, survey.mode),
        (words.invited, invited),
        (words.weighting, survey.weighting),
    )
    return [(label, value) for label, value in facts if value]


def _restated(desk: Desk, metric: MetricView) -> Iterator[tuple[str, str, str, str, str, Markup]]:
    """(where it is told, day, period, was, now, why), newest first."""
    for found in sorted(metric.restatements, key=lambda one: one.on, reverse=True):
        period = desk.formats.period(metric.calendar.period(found.period))
        was, now = restated.sides(desk, metric, found)
        day = desk.formats.day(found.on)
        yield restated.place(metric.id, found), day, period, was, now, desk.html(found.why)
