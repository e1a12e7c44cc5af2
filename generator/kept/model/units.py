"""The units of numbers, from `units.toml`: how each is written, and its smallest and largest value."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, NamedTuple

from babel.numbers import list_currencies
from pydantic import AfterValidator, WithJsonSchema

_CODE = re.compile(r"[A-Z]{3}")
_WORD = re.compile(r"[^\W\d_A-Z][^\W\d_A-Z'-]*( [^\W\d_A-Z'-]+){0,3}")
_LONGEST = 40
_ALIKE = 0.84
"""Two words at least this similar (of 1) are one word and its misspelling: `percnt`, `kilogramms`."""


class Kind(NamedTuple):
    """The properties of a unit."""

    cldr: str | None = None
    """Its name in the CLDR, from which its spelling in each language comes."""
    is_currency: bool = False
    is_free: bool = False
    """True for a word that only this organisation uses."""
    average: bool = False
    """True for an average over cases: without cases there is no value."""
    low: Decimal | None = None
    """The smallest possible value."""
    high: Decimal | None = None
    """The largest possible value."""


@cache
def kind(unit: str) -> Kind:
    """The properties of a unit; an unknown word is a free unit with values from 0."""
    entry = _file().get(unit, {})
    if _is_currency(unit):
        return Kind(is_currency=True)
    if not entry:
        return Kind(is_free=True, low=Decimal(0))
    low, high = (None if entry.get(name) is None else Decimal(entry[name]) for name in ("low", "high"))
    return Kind(cldr=entry.get("cldr"), average=entry.get("average", False), low=low, high=high)


def checked(text: str) -> str:
    """The unit, unchanged.

    Raises:
        ValueError: it is another spelling of a unit in the list, a misspelling, or not a word.
    """
    if text in _file() or _is_currency(text):
        return text
    plain = text.strip().casefold()
    meant = _aliases().get(plain) or (plain.upper() if plain.upper() in _file() else None)
    meant = meant or next(iter(get_close_matches(plain, [name for name in _file() if name.islower()], 1, _ALIKE)), None)
    if meant:
        message = f'"{text}" is not how this unit is written here; write "{meant}"'
        raise ValueError(message)
    if not _WORD.fullmatch(text) or len(text) > _LONGEST:
        message = (
            f'"{text}" is no unit; write a known one ({", ".join(unit_names())}), a currency like "EUR", '
            'or what is counted as a word in small letters, like "parcels"'
        )
        raise ValueError(message)
    return text


def unit_names() -> tuple[str, ...]:
    """The names of the units in the list, without currencies."""
    return tuple(name for name in _file() if name.islower())


def _is_currency(text: str) -> bool:
    return bool(_CODE.fullmatch(text)) and text in list_currencies()


@cache
def _aliases() -> dict[str, str]:
    return {alias: name for name, entry in _file().items() for alias in entry["aliases"]}


@cache
def _file() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("kept.model").joinpath("units.toml").read_text(encoding="utf-8"))


_FREE = {"type": "string", "minLength": 1, "maxLength": _LONGEST, "not": {"enum": sorted(_aliases())}}
Unit = Annotated[
    str,
    AfterValidator(checked),
    WithJsonSchema({"anyOf": [{"enum": list(unit_names())}, _FREE]}),
]
"""The unit of a number: one from `units.toml`, a currency, or the organisation's own word."""
