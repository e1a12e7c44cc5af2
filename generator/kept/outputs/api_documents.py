"""The public items as data: one JSON object for each, field by field.

Exact numbers are strings, as written; days are ISO dates; periods are as in the evidence files. The schemas in
`kept/schemas/api/` explain each field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kept.components import verdict_mark, voice_card
from kept.language import markup
from kept.model.text_digest import PROMISE_TEXTS
from kept.outputs.output import needs_permission
from kept.verdicts.rules import verdict_rules

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from kept.components.page_context import PageContext
    from kept.model.edition import Change, MetricView, PersonView, PromiseView, RowView, StoryView, VoiceView
    from kept.model.evidence import Restatement
    from kept.model.period import Period
    from kept.model.register import Miss
    from kept.model.verdict import Interval, PeriodVerdict, Result

Item = dict[str, Any]
"""One object of a document."""

OUTPUT = needs_permission("api", "api/*")
"""The output that a voice or story must be permitted for to be included."""


def address(ctx: PageContext, path: str) -> str:
    """The address of a path on the site: absolute if the site's address is known, otherwise relative to `api/v1/`."""
    return ctx.url(path) or f"../../{path}"


def promise(ctx: PageContext, view: PromiseView) -> Item:
    """A promise with its verdict, record and history. Keys shared with `kept status` are the same there."""
    stage = ctx.stages.get(view.stage or "")
    voices, stories = released(ctx, view)
    return {
        "id": view.id,
        "statement": view.statement,
        "title": view.title,
        "qualifier": view.qualifier,
        "kind": view.kind,
        "stage": {"id": stage.id, "title": stage.title} if stage else None,
        "owner": _person(view.owner),
        "made_on": _day(view.made_on),
        "due": _day(view.due),
        "retired_on": _day(view.retired.on if view.retired else None),
        "retired_because": view.retired.why if view.retired else None,
        "terms": {"counts": view.counts, "excludes": view.excludes, "remedy": view.remedy},
        **_verdict(ctx, view),
        "record": [_period_verdict(ctx, view, one) for one in view.verdict.record],
        "misses": [_miss(one) for one in view.misses],
        "changes": [_change(one) for one in view.changes],
        "counts": {
            "testimonials": len(view.voices),
            "case_studies": len(view.stories),
            "metrics": len(view.metrics),
        },
        "metrics": list(view.metrics),
        "voices": voices,
        "stories": stories,
        "page": address(ctx, f"promises/{view.id}/"),
        "embed": address(ctx, f"embed/promises/{view.id}/"),
    }


def released(ctx: PageContext, view: PromiseView) -> tuple[list[str], list[str]]:
    """The ids of a promise's voices and stories whose speakers permitted this output."""
    voices = [one for one in view.voices if OUTPUT in ctx.voices[one].outputs]
    return voices, [one for one in view.stories if OUTPUT in ctx.stories[one].outputs]


def _verdict(ctx: PageContext, view: PromiseView) -> Item:
    verdict = view.verdict
    first = verdict.results[0] if verdict.results else None
    rule = verdict_rules().get(verdict.rule)
    return {
        "verdict": str(verdict.status),
        "label": verdict_mark.mark(ctx, view).label,
        "period": _period(verdict.period),
        "value": _exact(first.value) if first else None,
        "target": _exact(first.target) if first else None,
        "n": first.n if first else None,
        "because": verdict.because,
        "computation": {
            "rule": verdict.rule,
            "says": rule.says if rule else "",
            "results": [result(ctx, one) for one in verdict.results],
        },
        "strength": str(view.strength) if view.strength else None,
        "next_result": _day(verdict.next_result),
        "last": str(verdict.last) if verdict.last else None,
    }


def result(ctx: PageContext, one: Result) -> Item:
    """A result, its target, and whether it meets it."""
    known, exact = ctx.metrics.get(one.metric), one.exact
    return {
        "metric": one.metric,
        "period": _period(one.period),
        "value": _exact(one.value),
        "unit": known.unit if known else None,
        "n": one.n,
        "numerator": one.numerator,
        "exact": f"{exact.numerator}/{exact.denominator}" if exact is not None else None,
        "published_on": _day(one.published_on),
        "direction": one.direction,
        "target": _exact(one.target),
        "target_from": _day(one.since),
        "met": one.met,
        "note": one.note,
        "interval": _interval(one.interval),
    }


def _period_verdict(ctx: PageContext, view: PromiseView, one: PeriodVerdict) -> Item:
    then = view.wording(one.period)
    return {
        **_span(one.period),
        "verdict": str(one.status),
        "record_since": _day(view.record_of(one.period)),
        "wording": {name: getattr(then, name) if then else None for name in PROMISE_TEXTS},
        "results": [result(ctx, found) for found in one.results],
    }


def _miss(miss: Miss) -> Item:
    return {
        "period": miss.period,
        "why": miss.why,
        "customers_got": miss.customers_got,
        "changed": miss.changed,
        "next_result": _day(miss.next_result),
    }


def _change(change: Change) -> Item:
    return {
        "on": _day(change.on),
        "kind": change.kind,
        "period": _period(change.period),
        "metric": change.metric,
        "value": _exact(change.value),
        "was": _exact(change.was),
        "target": _exact(change.target),
        "kept": change.kept,
        "due": _day(change.due),
        "due_was": _day(change.due_was),
        "words": change.words,
        "field": change.field,
        "text_was": change.text_was,
        "changes_meaning": change.changes_meaning,
    }


def metric(ctx: PageContext, view: MetricView) -> Item:
    """A metric with everything that explains it."""
    survey = view.survey
    asked = ("sponsor", "conductor", "question", "mode", "invited", "weighting")
    return {
        "id": view.id,
        "title": view.title,
        "definition": view.definition,
        "unit": view.unit,
        "direction": view.direction,
        "cadence": str(view.cadence),
        "year_starts": view.year_starts,
        "denominator": view.denominator,
        "population": view.population,
        "exclusions": view.exclusions,
        "method": view.method,
        "source": view.source,
        "data_owner": _person(view.data_owner),
        "no_n_because": view.no_n_because,
        "decimals": view.decimals,
        "range": [_exact(view.range.low), _exact(view.range.high)] if view.range else None,
        "window": {"last": view.window.last, "of": view.window.of} if view.window else None,
        "ended": _ended(view),
        "assurance": {
            "kind": view.assurance.kind,
            "by": view.assurance.by,
            "on": _day(view.assurance.on),
            "report": view.assurance.report,
        },
        "survey": {name: getattr(survey, name) for name in asked} if survey else None,
        "rows": [_row(row) for row in view.rows],
        "restatements": [_restatement(one) for one in view.restatements],
        "definitions": [{"since": _day(one.since), **dict(one.texts)} for one in view.definitions],
        "promises": list(view.promises),
        "page": address(ctx, f"metrics/{view.id}/"),
        "csv": address(ctx, f"metrics/{view.id}/{view.id}.csv"),
    }


def _ended(view: MetricView) -> Item | None:
    """When and why it stopped being measured; None while it is measured.

    Its successor is named only if it has a page.
    """
    return {"on": _day(view.ended.on), "why": view.ended.why} if view.ended else None


def _row(row: RowView) -> Item:
    return {
        **_span(row.period),
        "value": _exact(row.value),
        "n": row.n,
        "numerator": row.numerator,
        "published_on": _day(row.published_on),
        "note": row.note,
        "interval": _interval(row.interval),
    }


def _restatement(one: Restatement) -> Item:
    return {"period": one.period, "was": _exact(one.was), "now": _exact(one.now), "on": _day(one.on), "why": one.why}


def voice(ctx: PageContext, view: VoiceView) -> Item:
    """A voice with everything that must be shown with its words, as fields and as one text."""
    return {
        "id": view.id,
        "promises": list(view.promises),
        "words": markup.plain(view.body),
        "markdown": view.body,
        "lang": view.lang or ctx.formats.tag,
        "show_with_words": voice_card.beside(ctx, view),
        "said_on": str(view.said_on),
        "speaker": {
            "known": view.is_known,
            "name": view.name,
            "role": view.role,
            "organisation": view.organisation,
            "sector": view.sector,
            "place": view.place,
        },
        "relationship": view.relationship,
        "incentive": view.incentive,
        "disclosure": view.disclosure,
        "expected": view.expected,
        "tone": view.tone,
        "source_kind": view.source_kind,
        "edit": view.edit,
        "original_lang": view.original_lang,
        "translated_by": view.translated_by,
        "approved_edit_on": _day(view.approved_edit_on),
        "verified": {"on": _day(view.verified_on), "how": view.verified_how},
        "page": address(ctx, f"voices/{view.id}/"),
    }


def story(ctx: PageContext, view: StoryView) -> Item:
    """A story without its body, which may quote people who did not permit this output; the page has it."""
    return {
        "id": view.id,
        "promises": list(view.promises),
        "title": view.title,
        "summary": view.summary,
        "lang": view.lang or ctx.formats.tag,
        "customer": view.customer,
        "sector": view.sector,
        "place": view.place,
        "start": _day(view.start),
        "end": _day(view.end),
        "terms": view.terms,
        "expected": view.expected,
        "callouts": [
            {
                "label": one.label,
                "value": one.value,
                "note": one.note,
                "period": one.period,
                "source": one.source,
                "metric": one.metric,
            }
            for one in view.callouts
        ],
        "voices": [one for one in view.voices if OUTPUT in ctx.voices[one].outputs],
        "customer_approved": {"on": _day(view.customer_approved_on), "by": view.customer_approved_by},
        "review_by": _day(view.review_by),
        "page": address(ctx, f"stories/{view.id}/"),
    }


def _person(person: PersonView | None) -> Item | None:
    return {"name": person.name, "title": person.title} if person else None


def _interval(interval: Interval | None) -> list[str | None] | None:
    return [_exact(interval.low), _exact(interval.high)] if interval else None


def _span(period: Period) -> Item:
    return {"period": str(period), "start": _day(period.start), "end": _day(period.end)}


def _period(period: Period | None) -> str | None:
    return None if period is None else str(period)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _exact(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"
