"""Values into nouns: pydantic judges, and its errors become findings a reviewer can act on."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from kept.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic_core import ErrorDetails

    from kept.model.portfolio import FieldPath

    Locate = Callable[..., Place]

N = TypeVar("N", bound=BaseModel)


def validate(
    noun: type[N], data: Mapping[str, Any], locate: Locate, *, item: str | None, at: FieldPath = ()
) -> tuple[N | None, tuple[Finding, ...]]:
    """The noun these values make; None and every fault where they do not.

    Args:
        noun: the model.
        data: the values, with tuples for lists.
        locate: gives the place of a path; with `key=True`, of the key itself.
        item: the id the findings are about.
        at: where in the document the values stand.

    Findings:
        KPT101: an unknown key, a missing one, or a value of the wrong kind; every one of them.
    """
    try:
        return noun.model_validate(data), ()
    except ValidationError as error:
        faults = error.errors(include_url=False)
        return None, tuple(_finding(noun, fault, locate, item, at) for fault in faults)


def _finding(noun: type[BaseModel], fault: ErrorDetails, locate: Locate, item: str | None, at: FieldPath) -> Finding:
    path = tuple(part for part in fault["loc"] if part != "[key]")
    kind = fault["type"]
    name = _name(path)
    if kind == "extra_forbidden":
        message, hint = _unknown_key(noun, path)
        place = locate((*at, *path), key=True)
    elif kind == "missing":
        message, hint = f'"{name}" is missing', f"add `{path[-1]}`."
        place = locate((*at, *path))
    else:
        message, hint = _wrong_value(name, fault)
        place = locate((*at, *path))
    return Finding(code="KPT101", place=place, message=message + ".", hint=hint, item=item)


def _name(path: FieldPath) -> str:
    """The way to a value as a person would write it: `targets[2].metric`, counted from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "the file"


def _unknown_key(noun: type[BaseModel], path: FieldPath) -> tuple[str, str]:
    known = [field.alias or name for name, field in _fields(noun, path[:-1]).items()]
    near = get_close_matches(str(path[-1]), known, n=1, cutoff=0.6)
    hint = f"did you mean `{near[0]}`?" if near else "the keys it may have are: " + ", ".join(known) + "."
    return f'there is no key "{_name(path)}"', hint


def _fields(noun: type[BaseModel], path: FieldPath) -> dict[str, FieldInfo]:
    """The fields of the model a path leads to."""
    fields = noun.model_fields
    for part in path:
        if isinstance(part, int):
            continue
        field = next((entry for name, entry in fields.items() if part in {name, entry.alias}), None)
        inner = _model_in(field.annotation) if field else None
        fields = inner.model_fields if inner else {}
    return fields


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401  any annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for arg in getattr(annotation, "__args__", ()) if (model := _model_in(arg))), None)


_KINDS = {
    "string_type": "text",
    "date_type": "a date",
    "date_from_datetime_inexact": "a date without a time",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "decimal_type": "a number",
    "is_instance_of": "a number",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a block of its own",
    "model_type": "a block of its own",
    "model_attributes_type": "a block of its own",
}
_KIND_HINTS = {
    "string_type": 'put the value between quotation marks: "1.10".',
    "date_type": "write the day as year-month-day without quotation marks: 2026-11-20.",
    "date_from_datetime_inexact": "write only the day: 2026-11-20.",
    "bool_type": "write true or false, without quotation marks.",
    "int_type": "write digits only, without quotation marks.",
    "decimal_type": "write digits and at most one decimal point, without quotation marks.",
    "is_instance_of": "write digits and at most one decimal point, without quotation marks.",
    "tuple_type": "write a list: [first, second].",
    "list_type": "write a list: [first, second].",
}
_PATTERN_HINTS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "use lower-case letters, digits and single hyphens: warm-in-six-weeks.",
    r"\S": "write something, or take the key out.",
    r"^[A-Z]{2}$": "use the two capital letters of the country: GB.",
}


def _wrong_value(  # noqa: PLR0911  one return per kind of fault reads best
    name: str, fault: ErrorDetails
) -> tuple[str, str]:
    kind, value, context = fault["type"], fault["input"], fault.get("ctx", {})
    shown = _shown(value)
    if kind in _KINDS:
        expected = _KINDS[kind]
        hint = _KIND_HINTS.get(kind, "look at the indentation, or at `kept new` for an example.")
        if value is None:
            return f'"{name}" is empty, but {expected} is needed', f"give it a value, or take `{name}` out."
        return f'"{name}" is {shown}, but {expected} is needed', hint
    if kind in {"literal_error", "enum"}:
        options = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        near = get_close_matches(str(value), options, n=1)
        choices = ", ".join(options)
        return (
            f'"{name}" is {shown}, which is none of: {choices}',
            f"did you mean {near[0]}?" if near else f"choose one of: {choices}.",
        )
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern"))
        return f'"{name}" is {shown}, which is not written as it must be', _PATTERN_HINTS.get(
            pattern, f"it must look like {pattern}."
        )
    if kind == "value_error":
        return f'"{name}": {str(context["error"]).rstrip(".")}', "change the value as described."
    if kind in {"too_short", "string_too_short"}:
        return f'"{name}" is empty', "write at least one entry."
    reason = fault["msg"]
    return f'"{name}" is {shown}: {reason[:1].lower()}{reason[1:]}', "change the value as described."


def _shown(value: Any) -> str:  # noqa: ANN401  whatever the file holds
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value[:40]}…"' if len(value) > 40 else f'"{value}"'  # noqa: PLR2004  enough to recognise it
    if isinstance(value, dict):
        return "a block"
    if isinstance(value, tuple):
        return "a list"
    return str(value)
