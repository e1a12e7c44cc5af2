"""Word lists, one data file per language. A file has one table per purpose; each reader takes its own."""

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
        language: a BCP 47 tag; only its first part counts.
        table: `claims`, `qualifiers`, `green`, `fair`, ...

    Returns:
        Nothing for a language without a file: whoever asks then knows no word of it.
    """
    return _lists(language.partition("-")[0].lower()).get(table, _NOTHING)


def languages() -> tuple[str, ...]:
    """The languages there are lists for, by their tag."""
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
