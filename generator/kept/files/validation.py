"""Turns values into models; pydantic's errors become findings that a reviewer can act on."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from kept.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from pydantic_core import ErrorDetails

    from kept.model.portfolio import FieldPath

    Locate = Callable[..., Place]

N = TypeVar("N", bound=BaseModel)


def validate(
    noun: type[N],
    data: Mapping[str, Any],
    locate: Locate,
    *,
    item: str | None,
    at: FieldPath = (),
    implied: Collection[str] = (),
) -> tuple[N | None, tuple[Finding, ...]]:
    """The model made of these values; None, with every fault, where they are invalid.

    Args:
        noun: the model.
        data: the values, with tuples for lists.
        locate: gives the place of a path; with `key=True`, of the key itself.
        item: the id the findings are about.
        at: the path of the values in the document.
        implied: fields that do not come from this block, so that hints do not offer them.

    Findings:
        KPT101: an unknown key, a missing one, or a value of the wrong kind; one finding for each.
    """
    try:
        return noun.model_validate(data), ()
    except ValidationError as error:
        faults = error.errors(include_url=False)
        places = [fault["loc"] for fault in faults]
        # pydantic also reports a list as too short when its only entry is wrong.
        telling = [
            fault
            for fault in faults
            if fault["type"] != "too_short" or not any(fault["loc"] == place[:-1] for place in places)
        ]
        return None, tuple(_finding(noun, fault, locate, item, at, implied) for fault in telling)


def _finding(
    noun: type[BaseModel],
    fault: ErrorDetails,
    locate: Locate,
    item: str | None,
    at: FieldPath,
    implied: Collection[str],
) -> Finding:
    path = tuple(part for part in fault["loc"] if part != "[key]")
    name = _name(path or at)
    # "in [organisation]" helps for a single table; the entry of an array is found by its line.
    within = f" in [{at[0]}]" if len(at) == 1 else ""
    if fault["type"] == "extra_forbidden":
        message, hint = unknown_key(name, _keys(noun, path[:-1], implied))
        return invalid(locate((*at, *path), key=True), message + within, hint, item)
    place = locate((*at, *path))
    if path == ("body",):
        hint = "write them below the second line of ---."
        return invalid(place, "there are no words below the front matter", hint, item)
    if fault["type"] == "missing":
        return invalid(place, f'"{name}" is missing{within}', f"add {_how_to_write(noun, path, place)}", item)
    message, hint = _wrong_value(name, fault, _keys(noun, path, implied))
    if hint == _REAL_DAY and _is_needed(noun, path):
        hint = "write the real day."
    elif hint.endswith(" out.") and _is_needed(noun, path):
        hint = f"it is needed: {_how_to_write(noun, path, place)}"
    return invalid(place, message, hint, item)


def invalid(place: Place, message: str, hint: str, item: str | None = None) -> Finding:
    """The finding for an invalid key or value."""
    return Finding(code="KPT101", place=place, message=message + ".", hint=hint, item=item)


def unknown_key(name: str, known: Sequence[str], write: Callable[[str], str] = str) -> tuple[str, str]:
    """The message and the hint for an unknown key.

    Args:
        name: the key.
        known: the valid keys.
        write: gives a key as it is written in the file.
    """
    near = get_close_matches(name.rpartition(".")[2], known, n=1, cutoff=0.6)
    hint = f"did you mean `{write(near[0])}`?" if near else f"the keys it may have are: {', '.join(map(write, known))}."
    return f'there is no key "{name}"', hint


def _name(path: FieldPath) -> str:
    """A path as a person would write it: `targets[2].metric`, counted from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "the file"


def _field(noun: type[BaseModel], path: FieldPath) -> FieldInfo | None:
    return next((entry for name, entry in _fields(noun, path[:-1]).items() if path[-1] in {name, entry.alias}), None)


def _is_needed(noun: type[BaseModel], path: FieldPath) -> bool:
    """True where the path leads to a required field."""
    field = _field(noun, path) if path else None
    return field is not None and field.is_required()


def _how_to_write(noun: type[BaseModel], path: FieldPath, place: Place) -> str:
    key, field = path[-1], _field(noun, path)
    assert field  # noqa: S101  the caller asks only about fields
    options = _options(field.annotation)
    example = _example(field.annotation, options, quoted=not place.path.endswith(".md"))
    line = f"{key}: {example}" if place.path.endswith(".md") else f"{key} = {example}"
    others = f" (or {', '.join(options[1:])})" if options[1:] else ""
    return f"`{line}`{others}." + (f" {field.description}" if field.description else "")


def _options(annotation: Any) -> tuple[str, ...]:  # noqa: ANN401  any annotation
    """The possible values, where only a few words are allowed."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return tuple(str(member.value) for member in annotation)
    return tuple(map(str, get_args(annotation))) if get_origin(annotation) is Literal else ()


def _example(annotation: Any, options: tuple[str, ...], *, quoted: bool) -> str:  # noqa: ANN401  any annotation
    """An example of a value of this kind."""
    if annotation is date or date in get_args(annotation):
        return "2026-11-20"
    if get_origin(annotation) is tuple:
        return "[...]"
    word = options[0] if options else "..."
    return f'"{word}"' if quoted and (options or annotation is str) else word


def _keys(noun: type[BaseModel], path: FieldPath, implied: Collection[str]) -> list[str]:
    known = [field.alias or name for name, field in _fields(noun, path).items()]
    return known if path else [name for name in known if name not in implied]


def _fields(noun: type[BaseModel], path: FieldPath) -> dict[str, FieldInfo]:
    """The fields of the model at a path; empty where the path leads to a plain value."""
    fields = noun.model_fields
    is_key = False
    for part in path:
        if isinstance(part, int) or is_key:
            is_key = False
            continue
        field = next((entry for name, entry in fields.items() if part in {name, entry.alias}), None)
        inner = _model_in(field.annotation) if field else None
        fields = inner.model_fields if inner else {}
        # The next part is a key that the author chose, not a field.
        is_key = field is not None and get_origin(field.annotation) is dict
    return fields


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401  any annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for arg in getattr(annotation, "__args__", ()) if (model := _model_in(arg))), None)


# By pydantic's name for a fault: what is needed, and how to write it.
_KINDS = {
    "string_type": ("text", 'put it between quotation marks: "{value}".'),
    "date_type": ("a day", "write the day as year-month-day, without quotation marks: 2026-11-20."),
    "when_type": (
        "a day, a month, a quarter or a year",
        "write it as exactly as it is known, without quotation marks: 2026-11-20, 2026-11, 2026-Q4 or 2026.",
    ),
    "date_from_datetime_inexact": ("a day without a time", "write only the day: 2026-11-20."),
    "bool_type": ("true or false", "write true or false, without quotation marks."),
    "int_type": ("a whole number", "write digits only, without quotation marks."),
    "decimal_type": ("a number", "write digits and at most one decimal point, without quotation marks."),
    "is_instance_of": ("a number", "write digits and at most one decimal point, without quotation marks."),
    "finite_number": ("a number", "write digits and at most one decimal point."),
    "tuple_type": ("a list", "write a list: [first, second]."),
    "dict_type": ("a block of its own", "put each key and its value below it."),
    "model_type": ("a block of its own", "give it keys of its own: {keys}."),
}
_LIMITS = {
    "greater_than_equal": ("must be at least", "ge", "write {} or more."),
    "less_than_equal": ("must be at most", "le", "write {} or less."),
    "string_too_long": ("has more characters than", "max_length", "shorten it to {} characters."),
}
_REAL_DAY = "write the real day, or leave it out."
PATTERN_HINTS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "use lower-case letters, digits and single hyphens: warm-in-six-weeks.",
    r"^(promise\.)?[a-z0-9]+(-[a-z0-9]+)*$": "name an evidence id, or promise. and a promise's id: promise.two-days.",
    r"^[a-z]+(-[a-z]+)*$": "use lower-case letters and single hyphens: promise-owner.",
    r"\S": "write something, or take the key out.",
    r"^[A-Z]{2}$": "use the two capital letters of the country: GB.",
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "use the letters of the language: fr, or fr-CA.",
    r"^https?://[^\s\"'<>]+$": "write a whole web address: https://example.com/page.",
    r"^(https?://|mailto:)[^\s\"'<>]+$": "write a web address, or an e-mail address as mailto:name@example.com.",
    r"^kept-ev1:sha256:[0-9a-f]{64}$": "do not write it by hand: run `kept approve` again.",
    r"^sha256:[0-9a-f]{64}$": "do not write it by hand: run `kept approve` again.",
}
"""By the pattern in a model: how to write a value that matches it."""


def _wrong_value(name: str, fault: ErrorDetails, keys: Sequence[str]) -> tuple[str, str]:
    kind, value, context = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == "value_error":
        message, _, hint = str(context["error"]).partition("; ")
        return f'"{name}": {message}', f"{hint or 'change the value as described'}."
    if kind == "too_short":
        return f'"{name}" is empty', "write at least one entry."
    if kind == "string_too_short":
        return f'"{name}" is empty', PATTERN_HINTS[r"\S"]
    needed, hint = _needed(kind, value, context)
    if value is None:
        return f'"{name}" is empty, {needed}', f"give it a value, or take `{name}` out."
    shown = _shown(value)
    if kind == "string_type" and isinstance(value, (dict, tuple)):
        hint = "write one text in its place."
    # `str.format` would fail on braces in the value.
    return f'"{name}" is {shown}, {needed}', hint.replace("{keys}", ", ".join(keys)).replace("{value}", shown)


def _needed(kind: str, value: Any, context: Mapping[str, Any]) -> tuple[str, str]:  # noqa: ANN401  any value
    """What is needed instead of the value, and how to write it."""
    if kind in _KINDS:
        expected, hint = _KINDS[kind]
        return f"but {expected} is needed", hint
    if kind in {"literal_error", "enum"}:
        options = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        near = get_close_matches(str(value), options, n=1)
        choices = ", ".join(options)
        return f"which is none of: {choices}", f"did you mean {near[0]}?" if near else f"choose one of: {choices}."
    if kind in _LIMITS:
        words, limit, hint = _LIMITS[kind]
        hint = _REAL_DAY if isinstance(value, date) else hint.format(context[limit])
        return f"but it {words} {context[limit]}", hint
    # Only patterns are left.
    return "which is not written as it must be", PATTERN_HINTS.get(str(context.get("pattern")), "write another value.")


def _shown(value: Any) -> str:  # noqa: ANN401  any value of a file
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value[:40]}…"' if len(value) > 40 else f'"{value}"'  # noqa: PLR2004  enough to recognise it
    if isinstance(value, dict):
        return "a block"
    if isinstance(value, tuple):
        return "a list"
    return str(value)
