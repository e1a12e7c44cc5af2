"""Who may see a text, declared once where its field is: `title: Public[Text]`.

A declaration holds for everything inside the field, unless a field inside declares something else. A text without any
declaration is secret, so that a new field is on no site until somebody decides that it may be.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Annotated, NamedTuple, TypeVar, get_args

from pydantic import BaseModel


class Exposure(StrEnum):
    """Who may see a text."""

    PUBLIC = "public"
    """Everybody, where its item is public and shown."""
    OPEN = "open"
    """No secret: it may be on any site, whether an item shows it or not."""
    INTERNAL = "internal"
    """Readers of the internal site only."""
    SECRET = "secret"  # noqa: S105  a kind of text, not a password
    """Nobody: it is on no site."""
    REFERENCE = "reference"
    """Nobody: it says where something about a person is kept, or how to reach them."""


class Holds(StrEnum):
    """What a text is about, where the audit must recognise it in another form."""

    NAME = "name"
    """The name of a person."""
    ORGANISATION = "organisation"
    """The name of an organisation."""
    FILE = "file"
    """The name of a file."""


T = TypeVar("T")
Public = Annotated[T, Exposure.PUBLIC]
Open = Annotated[T, Exposure.OPEN]
Internal = Annotated[T, Exposure.INTERNAL]
Hidden = Annotated[T, Exposure.SECRET]
"""On no site, although the field around it is public."""
Reference = Annotated[T, Exposure.REFERENCE]
PersonName = Annotated[T, Holds.NAME]
OrganisationName = Annotated[T, Holds.ORGANISATION]
FileName = Annotated[T, Holds.FILE]


class Declared(NamedTuple):
    """What the models say about one text."""

    exposure: Exposure
    holds: Holds | None


@cache
def declared(noun: type[BaseModel], path: tuple[str, ...]) -> Declared:
    """What is declared about the text at a path of field names, without positions in lists: `("speaker", "name")`.

    Raises:
        KeyError: a model has no such field.
    """
    exposure, holds = Exposure.SECRET, None
    here: type[BaseModel] | None = noun
    for name in path:
        if here is None:
            break
        field = here.model_fields[name]
        exposure = next((mark for mark in field.metadata if isinstance(mark, Exposure)), exposure)
        holds = next((mark for mark in field.metadata if isinstance(mark, Holds)), None)
        here = _noun(field.annotation)
    return Declared(exposure, holds)


def fields_of(noun: type[BaseModel], exposure: Exposure) -> frozenset[str]:
    """The names of the model's own fields that declare this exposure."""
    return frozenset(name for name, field in noun.model_fields.items() if exposure in field.metadata)


def _noun(annotation: object) -> type[BaseModel] | None:
    """The model in the type of a field; None where it holds no other fields."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _noun(inner))), None)
