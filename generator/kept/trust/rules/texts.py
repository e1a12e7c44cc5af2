"""The texts of an item, each with the way to it."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from kept.model.portfolio import FieldPath


def texts(noun: BaseModel) -> Iterator[tuple[FieldPath, str]]:
    """Every text a person wrote into an item, in the order of its fields."""
    for name in type(noun).model_fields:
        if name not in {"id", "rows"}:
            yield from _within((name,), getattr(noun, name))


def _within(path: FieldPath, value: object) -> Iterator[tuple[FieldPath, str]]:
    if type(value) is str:
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _within((*path, name), getattr(value, name))
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from _within((*path, index), entry)
