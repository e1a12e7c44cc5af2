"""Metrics: their list, and a page for each with its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components import data_marks, drawings, facets, promise_card, restatements, verdict_mark, workings
from kept.components.pagination import Crumb
from kept.components.period_links import ON_PAGE
from kept.components.record import definition, older
from kept.model.stated import MarkedText
from kept.outputs import structured_data
from kept.pages.page import on_both_sites
from kept.verdicts import wilson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from kept.components.page_context import PageContext
    from kept.model.edition import MetricView, RowView
    from kept.model.page import Page

TABLE = 24
"""The number of values in the table before the rest is folded away."""


PROMISES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One published value."""

    anchor: str
    period: str
    value: Markup
    was: str | None
    restated: str | None
    correction: str
    """The address of the correction, from the site's root."""
    interval: str | None
    n: Markup | str
    numerator: Markup | str
    published: Markup | str
    note: str | None
    measured: tuple[str, ...]
    """By which texts it was measured, as far as they are others now."""
    says: tuple[MarkedText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricCard:
    """A metric as shown in the list."""

    id: str
    title: str
    definition: str
    latest: Markup | None
    period: str | None
    spark: str


def card(ctx: PageContext, metric: MetricView) -> MetricCard:
    """The card of a metric."""
    latest = metric.rows[-1] if metric.rows else None
    return MetricCard(
        id=metric.id,
        title=metric.title,
        definition=metric.definition,
        latest=data_marks.shown(_value_said(ctx, metric, latest)) if latest else None,
        period=ctx.formats.period(latest.period) if latest else None,
        spark="",
    )


@on_both_sites
def pages(ctx: PageContext) -> Iterator[Page]:
    """The list, and a page for each metric; empty where there are none."""
    if not ctx.edition.metrics:
        return
    words = ctx.words.tree.metric
    yield ctx.page(
        "metrics",
        "metrics/",
        section=section(ctx),
        title=words.index,
        description=words.index_lede,
        crumbs=[_parent(ctx)],
        cards=[card(ctx, metric) for metric in ctx.edition.metrics],
        must_say=[_value_said(ctx, metric, metric.rows[-1]) for metric in ctx.edition.metrics if metric.rows],
    )
    for metric in ctx.edition.metrics:
        yield _page(ctx, metric)


def section(ctx: PageContext) -> str:
    """The tab of the metrics."""
    return "evidence" if ctx.inside else "method"


def _parent(ctx: PageContext) -> Crumb:
    tabs = ctx.words.tree.tabs
    return Crumb(tabs.evidence, "evidence/") if ctx.inside else Crumb(tabs.method, "method/")


def _page(ctx: PageContext, metric: MetricView) -> Page:
    words = ctx.words.tree.metric
    path = f"metrics/{metric.id}/"
    crumbs = [_parent(ctx), Crumb(words.index, "metrics/")]
    rows = [_row(ctx, metric, row) for row in reversed(metric.rows[-ON_PAGE:])]
    promises = [promise_card.card(ctx, ctx.promises[promise]) for promise in metric.promises[:PROMISES]]
    return ctx.page(
        "metric",
        path,
        section=section(ctx),
        title=metric.title,
        description=metric.definition,
        json_ld=[
            *structured_data.dataset(ctx, metric),
            *structured_data.breadcrumbs(ctx, [*crumbs, Crumb(metric.title, path)]),
        ],
        alternates=(("text/csv", metric.title, f"{metric.id}.csv"),),
        facets=facets.of_metric(ctx, metric.promises[:PROMISES]),
        crumbs=crumbs,
        metric=metric,
        window=verdict_mark.window(ctx, metric.id),
        every=ctx.say(f"cadence.every-{metric.cadence}"),
        chart=drawings.metric(ctx, metric),
        recent=rows[:TABLE],
        earlier=rows[TABLE:],
        earlier_label=ctx.say("promise.record-earlier", max(len(rows) - TABLE, 0)),
        older=older(ctx, len(metric.rows)),
        has_n=any(row.n is not None for row in metric.rows),
        has_numerator=any(row.numerator is not None for row in metric.rows),
        has_notes=any(row.note for row in metric.rows),
        about=_about(ctx, metric),
        survey=_survey(ctx, metric),
        promises=promises,
        must_say=[*(said for row in rows for said in row.says), *(one.said for one in promises)],
        more=max(0, len(metric.promises) - PROMISES),
        restated=list(_restated(ctx, metric)),
        estimate=(wilson.METHOD, wilson.SOURCE) if any(row.interval for row in metric.rows) else None,
    )


def _row(ctx: PageContext, metric: MetricView, row: RowView) -> Row:
    formats = ctx.formats
    found = restatements.latest(ctx, metric.id, str(row.period))
    value, n, numerator, published = (
        _value_said(ctx, metric, row),
        _said(metric, row, "row-n", formats.number(row.n)) if row.n is not None else None,
        _said(metric, row, "row-numerator", formats.number(row.numerator)) if row.numerator is not None else None,
        _said(metric, row, "row-published", formats.day(row.published_on)) if row.published_on else None,
    )
    return Row(
        anchor=str(row.period).lower(),
        period=formats.period(row.period),
        value=data_marks.shown(value),
        was=ctx.value(metric.id, found.was) if found else None,
        restated=ctx.say("table.restated", day=formats.day(found.on)) if found else None,
        correction=restatements.place(metric.id, found) if found else "",
        interval=verdict_mark.interval(ctx, metric.id, row.interval, row.n),
        n=data_marks.shown(n) if n else "",
        numerator=data_marks.shown(numerator) if numerator else "",
        published=data_marks.shown(published) if published else "",
        note=row.note,
        measured=tuple(definition(ctx, metric.id, row.period)),
        says=tuple(one for one in (value, n, numerator, published) if one),
    )


def _said(metric: MetricView, row: RowView, name: str, text: str) -> MarkedText:
    return MarkedText(data_marks.mark(name, metric.id, row.period), text)


def _value_said(ctx: PageContext, metric: MetricView, row: RowView) -> MarkedText:
    return _said(metric, row, "row", _value(ctx, metric, row))


def _value(ctx: PageContext, metric: MetricView, row: RowView) -> str:
    """The value, or the reason why there is none."""
    if row.value is None and not row.has_no_cases:
        return ctx.say("table.unreported")
    return ctx.value(metric.id, row.value)


def _about(ctx: PageContext, metric: MetricView) -> list[tuple[str, str]]:
    words = ctx.words.tree.metric
    owner = metric.data_owner
    direction = words.direction_lower if metric.direction == "lower-is-better" else words.direction_higher
    facts = (
        (words.unit, f"{_unit(ctx, metric)}. {direction}."),
        (words.looks_back, verdict_mark.window(ctx, metric.id)),
        (words.ended, _ended(ctx, metric)),
        (words.denominator, metric.denominator),
        (words.population, metric.population),
        (words.exclusions, metric.exclusions),
        (words.method, metric.method),
        (words.source, metric.source),
        (words.data_owner, ", ".join(part for part in (owner.name, owner.title) if part) if owner else None),
        (words.no_n, metric.no_n_because),
        (words.checked, _checked(ctx, metric)),
        (words.due, ctx.say("metric.due-days", metric.due_days)),
        (words.good_for, _good_for(ctx, metric)),
    )
    return [(label, value) for label, value in facts if value]


def _unit(ctx: PageContext, metric: MetricView) -> str:
    named = getattr(ctx.words.tree.metric.units, metric.unit.replace("-", "_"), None) or ctx.formats.unit(metric.unit)
    if metric.range is None:
        return str(named)
    number = ctx.formats.number
    return ctx.say("metric.range", unit=named, low=number(metric.range.low), high=number(metric.range.high))


def _ended(ctx: PageContext, metric: MetricView) -> str | None:
    """Says when and why it stopped being measured, and what replaced it if that is shown here."""
    if metric.ended is None:
        return None
    says = ctx.say("metric.ended-on", day=ctx.formats.long_day(metric.ended.on), why=metric.ended.why.rstrip("."))
    follows = ctx.metrics.get(metric.ended.followed_by or "")
    return f"{says} {ctx.say('metric.followed', title=follows.title)}" if follows else says


def _checked(ctx: PageContext, metric: MetricView) -> str:
    found = workings.checked(ctx, metric.id) or ctx.say("strength.own-data.word")
    return f"{found}. {metric.assurance.report}" if metric.assurance.report else found


def _good_for(ctx: PageContext, metric: MetricView) -> str:
    noun = ctx.say(f"cadence.{metric.cadence}", metric.max_age_periods)
    return ctx.say("worked.good-for-periods", metric.max_age_periods, periods=noun)


def _survey(ctx: PageContext, metric: MetricView) -> list[tuple[str, str]]:
    if metric.survey is None:
        return []
    survey, words = metric.survey, ctx.words.tree.metric.survey
    invited = ctx.formats.number(survey.invited) if survey.invited is not None else None
    facts = (
        (words.sponsor, survey.sponsor),
        (words.conductor, survey.conductor),
        (words.question, survey.question),
        (words.mode, survey.mode),
        (words.invited, invited),
        (words.weighting, survey.weighting),
    )
    return [(label, value) for label, value in facts if value]


def _restated(ctx: PageContext, metric: MetricView) -> Iterator[tuple[str, str, str, str, str, Markup]]:
    """(address, day, period, was, now, why), newest first."""
    for found in sorted(metric.restatements, key=lambda one: one.on, reverse=True):
        period = ctx.formats.period(metric.calendar.period(found.period))
        was, now = restatements.sides(ctx, metric, found)
        day = ctx.formats.day(found.on)
        yield restatements.place(metric.id, found), day, period, was, now, ctx.html(found.why)
