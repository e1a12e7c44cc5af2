"""Every word the templates bring along, from `words.toml`, so that another language is one more table there."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from types import SimpleNamespace
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.render.formats import Formats

DEFAULT = "en"
_PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
_Node = str | dict[str, str]


class Words:
    """The words of one language: `tree` for fixed ones, `say` for sentences with something filled in."""

    def __init__(self, formats: Formats) -> None:
        """Take the language of these formats, or English where `words.toml` does not have it."""
        catalogue = _catalogue()
        language = formats.locale.language
        self.language = language if language in catalogue else DEFAULT
        table = catalogue[self.language]
        self.tree = _namespace(table)
        self._formats = formats
        self._flat = dict(_flatten(table))
        self._counts = {"start": table["numbers"]["start"], "within": table["numbers"]["within"]}

    def say(self, key: str, count: int | None = None, **values: object) -> str:
        """The sentence under `key`, in the plural form for `count`, with `values` filled in.

        `{count}` is the number in words within a sentence, `{Count}` at the start of one, `{digits}` in digits.
        """
        node = self._flat[key]
        if count is None:
            return str(node).format_map(values) if values else str(node)
        sentence = node if isinstance(node, str) else node.get(self._formats.plural(count), node["other"])
        return sentence.format_map(values | self._count(count))

    def markup(self, key: str, count: int | None = None, **values: object) -> Markup:
        """As `say`, for values that hold markup; everything else is escaped."""
        node = self._flat[key]
        if isinstance(node, dict):
            node = node.get(self._formats.plural(count or 0), node["other"])
        filled = values if count is None else values | self._count(count)
        return Markup(node).format_map(filled)  # noqa: S704  words.toml is ours, the values are escaped by format_map

    def number(self, count: int, *, start: bool = False) -> str:
        """A count in words where the language has one for it, in digits beyond."""
        known = self._counts["start" if start else "within"]
        return known[count] if 0 <= count < len(known) else self._formats.number(count)

    def _count(self, count: int) -> dict[str, object]:
        return {
            "count": self.number(count),
            "Count": self.number(count, start=True),
            "digits": self._formats.number(count),
        }


@cache
def _catalogue() -> dict[str, dict]:  # type: ignore[type-arg]  a tree of strings, as deep as the file has it
    return tomllib.loads(files("kept.render").joinpath("words.toml").read_text(encoding="utf-8"))


def _flatten(table: dict, prefix: str = "") -> Iterator[tuple[str, _Node]]:  # type: ignore[type-arg]
    for key, node in table.items():
        if isinstance(node, str) or (isinstance(node, dict) and node.keys() <= _PLURALS):
            yield prefix + key, node
        elif isinstance(node, dict):
            yield from _flatten(node, f"{prefix}{key}.")


def _namespace(table: dict) -> SimpleNamespace:  # type: ignore[type-arg]
    return SimpleNamespace(**{
        key.replace("-", "_"): _namespace(node) if isinstance(node, dict) else node for key, node in table.items()
    })
