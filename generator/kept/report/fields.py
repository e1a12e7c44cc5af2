"""Every field that people write: its meaning, its possible values, and an example."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

import annotated_types
from pydantic import BaseModel

from kept.model.approval import Approval
from kept.model.evidence import IMPLIED, CaseStudy, Metric, Row, Testimonial
from kept.model.policy import Policy
from kept.model.register import Register
from kept.model.when import When

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

_DRAFTS = {
    "testimonial": "testimonial.md",
    "case-study": "case-study.md",
    "metric": "metric.toml",
    "promises.toml": "promises.toml",
    "policy.toml": "policy.toml",
    "approval": "approval.toml",
    "table": "table.csv",
}
KINDS: dict[str, type[BaseModel]] = {
    "testimonial": Testimonial,
    "case-study": CaseStudy,
    "metric": Metric,
    "table": Row,
    "promises.toml": Register,
    "policy.toml": Policy,
    "approval": Approval,
}
"""By the file's name in `kept explain`: its model."""
_PLAIN = {
    "str": "text",
    "int": "a whole number",
    "Decimal": "a number",
    "bool": "true or false",
    "date": "a day like 2026-11-20",
}

_WHEN = "a day like 2026-11-20, a month like 2026-11, a quarter like 2026-Q4, or a year like 2026"
_WHEN_TYPE = get_args(When)[0]
"""What pydantic leaves of the type when it takes its annotations out."""
_ANYTHING = "a value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of one file."""

    kind: str
    """The kind of file: `testimonial`, `promises.toml`."""
    path: tuple[str, ...]
    """The path of keys: `("consent", "channels")`."""
    says: str
    holds: str
    """The possible values: `a day like 2026-11-20`."""
    needed: bool
    example: str | None
    """One or more lines of a file; None where there is no example."""

    @property
    def name(self) -> str:
        """The keys with dots: `consent.channels`."""
        return ".".join(self.path)


@cache
def fields() -> tuple[Field, ...]:
    """Every field of every file, in the order of the models."""
    return tuple(field for kind, noun in KINDS.items() for field in _of(kind, noun, ()))


def find(name: str) -> tuple[Field, ...]:
    """The fields with this name: `testimonial.consent.channels`, `consent.channels` or `channels`."""
    wanted = tuple(name.casefold().split("."))
    named = [(field, (field.kind.removesuffix(".toml"), *field.path)) for field in fields()]
    exact = tuple(field for field, way in named if wanted in {way, field.path})
    return exact or tuple(field for field, way in named if way[-len(wanted) :] == wanted)


def _of(kind: str, noun: type[BaseModel], path: tuple[str, ...]) -> Iterator[Field]:
    for name, info in noun.model_fields.items():
        if not path and name in IMPLIED and kind not in {"promises.toml", "policy.toml"}:
            continue
        way = (*path, info.alias or name)
        yield Field(
            kind=kind,
            path=way,
            says=" ".join((info.description or "").split()),
            holds=_holds(info.annotation, info),
            needed=info.is_required(),
            example=_example(kind, way),
        )
        for inner in dict.fromkeys(_nouns(info.annotation)):
            yield from _of(kind, inner, way)


def _nouns(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401  any annotation of a field
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _nouns(inner)


def _holds(annotation: Any, info: FieldInfo | None = None) -> str:  # noqa: ANN401, PLR0911  one return for each kind of type
    """The possible values of a field, in words."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation == _WHEN_TYPE:
        return _WHEN
    if origin is Annotated:
        return _holds(inner[0])
    if origin is Literal:
        return f"one of {', '.join(map(str, inner))}"
    if origin is tuple:
        return f"a list of {_holds(inner[0])}"
    if origin is dict:
        return f"by name: {_holds(inner[1])}"
    if inner:
        ways = dict.fromkeys(_holds(one) for one in inner if one is not type(None))
        return " or ".join([way for way in ways if way != _ANYTHING] or ways)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return f"one of {', '.join(str(member.value) for member in annotation)}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"{{ {', '.join(field.alias or name for name, field in annotation.model_fields.items())} }}"
    words = _PLAIN.get(getattr(annotation, "__name__", ""), _ANYTHING)
    return words + _limits(info) if info else words


def _limits(info: FieldInfo) -> str:
    """The range of a number, in words."""
    low = next((one.ge for one in info.metadata if isinstance(one, annotated_types.Ge)), None)
    high = next((one.le for one in info.metadata if isinstance(one, annotated_types.Le)), None)
    if isinstance(low, int) and isinstance(high, int):
        return f" from {low} to {high}"
    return f" from {low} on" if isinstance(low, int) else ""


@cache
def _draft(kind: str) -> str:
    name = _DRAFTS.get(kind)
    return files("kept.write").joinpath("drafts", "full", name).read_text(encoding="utf-8") if name else ""


def _example(kind: str, path: tuple[str, ...]) -> str | None:
    """The lines of the draft for a field; for a field inside another the outer line, for a table all its lines."""
    text = _draft(kind)
    if kind == "table":
        return text.rstrip()
    for key in reversed(path):
        found = re.search(rf"^(?:# )?({re.escape(key)}(?:: *| = |: *$).*(?:\n(?:# )?[ \t]+\S.*)*)", text, re.MULTILINE)
        table = re.search(rf"^\[+(?:\w+\.)?{re.escape(key)}\]+\n(?:.+\n)*", text, re.MULTILINE)
        if found or table:
            lines = (found[1] if found else table[0] if table else "").splitlines()
            return "\n".join(line.removeprefix("# ").rstrip() for line in lines[:12])
    return None
