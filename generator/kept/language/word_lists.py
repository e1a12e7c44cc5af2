"""Reads the word lists: one data file for each language, with one table for each purpose."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def words(language: str, table: str) -> Mapping[str, tuple[str, ...]]:
    """The lists of one table, by name, in lower case.

    Args:
        language: a BCP 47 tag; only its first part is used.
        table: `claims`, `qualifiers`, `green`, `fair`, ...

    Returns:
        An empty mapping for a language without a file.
    """
    return _lists(language.partition("-")[0].lower()).get(table, _NOTHING)


def languages() -> tuple[str, ...]:
    """The tags of the languages with lists."""
    return _languages()


@cache
def _lists(language: str) -> dict[str, Mapping[str, tuple[str, ...]]]:
    if language not in languages():
        return {}
    text = files("kept.language").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return {
        table: MappingProxyType({name: tuple(entries) for name, entries in lists.items()})
        for table, lists in tomllib.loads(text).items()
    }


@cache
def _languages() -> tuple[str, ...]:
    names = (entry.name for entry in files("kept.language").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))
