"""Quotes, stories and promises for a rule to judge, and the little it may know beside them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from kept.files.toml import freeze
from kept.model.evidence import CaseStudy, Metric, Source, Speaker, Testimonial
from kept.model.fields import Audience
from kept.model.policy import Policy
from kept.model.register import Organisation, Promise, Register
from kept.rules.rule import Context, Objection
from portfolios import portfolio

TODAY = date(2026, 11, 20)
CAPTURED = date(2026, 3, 2)


def quote(body: str, original: str | None = None, **differing: object) -> Testimonial:
    """A testimonial for the promise `quick`; its words are the original ones unless there are others."""
    fields: dict[str, Any] = {
        "id": "a-quote",
        "promises": ("quick",),
        "audience": "public",
        "said_on": CAPTURED,
        "speaker": Speaker(name="Ada Mover"),
        "attribution": "named",
        "source": Source(kind="survey", captured_on=CAPTURED),
        "original": body if original is None else original,
        "body": body,
    }
    return Testimonial.model_validate(fields | differing)


def story(**differing: object) -> CaseStudy:
    """A story about the promise `quick` in which nothing is claimed."""
    fields: dict[str, Any] = {
        "id": "a-story",
        "promises": ("quick",),
        "audience": "public",
        "title": "A shop moved overnight",
        "summary": "Closed at six, open at nine.",
        "customer": "Corner Books",
        "dates": {"start": CAPTURED},
        "terms": "Full price",
        "source": Source(kind="survey", captured_on=CAPTURED),
        "body": "They came.",
    }
    return CaseStudy.model_validate(freeze(fields | differing))


def promise(statement: str, **differing: object) -> Promise:
    """The promise `quick`."""
    return Promise.model_validate({"id": "quick", "statement": statement, "audience": "public"} | differing)


def metric(name: str, *, has_rows: bool = True) -> Metric:
    """A metric that has passed, with a result or without one yet."""
    row = {"period": "2026-Q1", "value": Decimal(96), "status": "final"}
    fields: dict[str, Any] = {
        "id": name,
        "title": "On time",
        "definition": "Those on time.",
        "unit": "percent",
        "direction": "higher-is-better",
        "period": "quarter",
        "rows": (row,) if has_rows else (),
    }
    return Metric.model_validate(fields)


def context(*metrics: Metric, promises: Iterable[Promise] = (), locale: str = "en-GB", as_of: date = TODAY) -> Context:
    """What a rule may know: these metrics have passed, and this is promised."""
    made = tuple(promises)
    organisation = Organisation(name="Small Removals", locale=locale)
    return Context(
        portfolio=portfolio(Register(organisation=organisation, promises=made)),
        audience=Audience.PUBLIC,
        as_of=as_of,
        policy=Policy(),
        metrics={entry.id: entry for entry in metrics},
        promises={entry.id: entry for entry in made},
    )


def messages(objections: Iterable[Objection]) -> list[str]:
    """What was objected."""
    return [objection.message for objection in objections]
