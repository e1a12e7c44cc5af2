"""Portfolios in memory: every field of every noun filled in, everything approved."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from kept.files.toml import freeze
from kept.findings import Place
from kept.model.approval import Approval
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.fields import Audience
from kept.model.policy import Policy
from kept.model.portfolio import Portfolio, Record, Trusted
from kept.model.register import Person, Promise, Register
from kept.write.approve import Decision, approvable, approval_files
from pydantic import BaseModel

N = TypeVar("N", bound=BaseModel)
Path = tuple[str | int, ...]

TODAY = date(2026, 11, 20)
A_DAY = date(2026, 3, 2)
_WRITTEN = {
    r"^[A-Z]{2}$": "GB",
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "ga",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "a-slug",
}


GENUINE = {
    "Testimonial.synthetic": False,
    "Testimonial.incidental": (),
    "Testimonial.edit": "paraphrase",
    "Testimonial.incentive.conditioned_on_sentiment": False,
    "Testimonial.thanks.people.withdrawn_on": None,
    "Testimonial.speaker.customer_until": None,
    "CaseStudy.synthetic": False,
    "CaseStudy.images.asset": None,
    "CaseStudy.thanks.people.withdrawn_on": None,
    "Metric.min_n": None,
    "Metric.unit": "percent",
    "Metric.range": {"low": Decimal(0), "high": Decimal(100)},
    "Metric.ended.on": TODAY,
    "Promise.targets.unit": "percent",
    "Promise.regulated": False,
}
"""What no rule would let pass, were it filled in with just anything."""


def filled(noun: type[N], say: Callable[[str], str], **given: Any) -> N:  # noqa: ANN401  whatever a field holds
    """A noun with every field filled in; what `given` names by its dotted way is as given.

    Args:
        noun: the model.
        say: makes a text out of the dotted way to its field: `speaker.name`.
        given: values by dotted way, with two underscores for each dot.
    """
    exact = {way.replace("__", "."): value for way, value in given.items()}
    return noun.model_validate(
        _fields(noun, noun.__name__, say, GENUINE | {f"{noun.__name__}.{k}": v for k, v in exact.items()})
    )


def _fields(noun: type[BaseModel], way: str, say: Callable[[str], str], given: Mapping[str, Any]) -> dict[str, Any]:
    values = {}
    for name, field in noun.model_fields.items():
        here = f"{way}.{name}"
        key = field.alias or name
        values[key] = given[here] if here in given else _value(field.annotation, field.metadata, here, say, given)
    return values


def _value(  # noqa: PLR0911  one return per kind of value
    kind: Any,  # noqa: ANN401  any annotation
    metadata: list[Any],
    way: str,
    say: Callable[[str], str],
    given: Mapping[str, Any],
) -> Any:  # noqa: ANN401  any value
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _value(inner[0], [*metadata, *inner[1:]], way, say, given)
    if origin in {Union, UnionType}:
        return _value(next(entry for entry in inner if entry is not type(None)), metadata, way, say, given)
    if origin is Literal:
        return inner[0]
    if origin is tuple:
        return (_value(inner[0], [], way, say, given),)
    if origin is dict:
        return {}
    if issubclass(kind, BaseModel):
        return _fields(kind, way, say, given)
    if issubclass(kind, Enum):
        return next(iter(kind))
    if kind is str:
        return _text(metadata, way, say)
    return {date: A_DAY, int: 1, bool: True, Decimal: Decimal(1)}[kind]


def _text(metadata: list[Any], way: str, say: Callable[[str], str]) -> str:
    patterns = [entry.pattern for entry in metadata if getattr(entry, "pattern", None)]
    if patterns and patterns[0].startswith(("^http", "^(http")):
        return f"https://example.com/{say(way)}"
    return _WRITTEN.get(patterns[0], say(way)) if patterns else say(way)


def variants(values: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401  any value
    """Every way to change one value inside: (the way to it, the whole with that value changed)."""
    if isinstance(values, dict):
        for key, value in values.items():
            for way, changed in variants(value, (*path, key)):
                yield way, {**values, key: changed}
        return
    if isinstance(values, tuple):
        if values:
            yield path, values[:-1]
        for index, value in enumerate(values):
            for way, changed in variants(value, (*path, index)):
                yield way, (*values[:index], changed, *values[index + 1 :])
        return
    yield path, _another(values, str(path[-1]))


def _another(value: Any, name: str) -> Any:  # noqa: ANN401, PLR0911  any value; one return per kind
    match value:
        case None if name.endswith(("_on", "_by", "_until", "_from")) and name not in {"submitted_by", "translated_by"}:
            return A_DAY
        case None if name in {"n", "numerator", "expected", "at_most", "min_n"}:
            return Decimal(1) if name == "at_most" else 1
        case None:
            return "something"
        case bool():
            return not value
        case Enum():
            return next(member for member in type(value) if member is not value)
        case date():
            return value + timedelta(days=1)
        case int() | Decimal():
            return value + 1
        case _:
            return f"{value}x"


def place(_item: str, _path: Path) -> Place:
    """Where everything stands that was never written down."""
    return Place("nowhere", 1, 1)


def portfolio(
    register: Register,
    testimonials: tuple[Testimonial, ...] = (),
    case_studies: tuple[CaseStudy, ...] = (),
    metrics: tuple[Metric, ...] = (),
    images: Mapping[tuple[str, str], bytes] | None = None,
    policy: Policy | None = None,
) -> Portfolio:
    """What these nouns make, trusted as it is, nothing approved."""
    promises = register.promises
    trusted = Trusted(
        ref="ref",
        policy=policy or Policy(),
        people={person.id: person for person in register.people},
        promise_owners={promise.id: promise.owner for promise in promises if promise.owner},
        data_owners={metric.id: metric.data_owner for metric in metrics if metric.data_owner},
        records={},
        promise_metrics={promise.id: frozenset(promise.metrics) for promise in promises},
    )
    return Portfolio(
        register=register,
        testimonials={item.id: item for item in testimonials},
        case_studies={item.id: item for item in case_studies},
        metrics={item.id: item for item in metrics},
        images=images or {},
        trusted=trusted,
        proposed={},
        faulty=frozenset(),
        locate=place,
    )


def approved(whole: Portfolio, by: str, *items: str, audiences: tuple[Audience, ...] = tuple(Audience)) -> Portfolio:
    """The portfolio with these items (everything, where none is named) approved by somebody today."""
    decision = Decision(person=by, audiences=audiences, on=TODAY)
    files = approval_files(whole, items or approvable(whole), decision)
    records = {item: list(entries) for item, entries in whole.trusted.records.items()}
    for path, text in files.items():
        approval = Approval.model_validate(freeze(tomllib.loads(text)))
        digest = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
        records.setdefault(approval.item, []).append(Record(path=path, digest=digest, approval=approval))
    return with_records(whole, {item: tuple(entries) for item, entries in records.items()})


def with_records(whole: Portfolio, records: Mapping[str, tuple[Record, ...]]) -> Portfolio:
    """The portfolio with other approvals."""
    return replace(whole, trusted=replace(whole.trusted, records=records))


def with_item(whole: Portfolio, noun: Testimonial | CaseStudy | Metric | Promise) -> Portfolio:
    """The portfolio with this noun in the place of the one with its id."""
    match noun:
        case Testimonial():
            return replace(whole, testimonials={**whole.testimonials, noun.id: noun})
        case CaseStudy():
            return replace(whole, case_studies={**whole.case_studies, noun.id: noun})
        case Metric():
            return replace(whole, metrics={**whole.metrics, noun.id: noun})
    promises = tuple(noun if entry.id == noun.id else entry for entry in whole.register.promises)
    return replace(whole, register=whole.register.model_copy(update={"promises": promises}))


OLIVE = Person(id="olive", name="Olive Owner")
"""Owns and approves everything."""
