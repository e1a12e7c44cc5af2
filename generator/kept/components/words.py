"""Every word that kept itself puts on pages, from `words.toml`. Another language is one more table there."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.lists import format_list
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.components.locale_formats import Formats

DEFAULT = "en"
_FILLED_IN = re.compile(r"\{[^}]*\}")
_PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
_Node = str | dict[str, str]


class Words:
    """The words of one language: `tree` for fixed ones, `say` for sentences with values."""

    def __init__(self, formats: Formats) -> None:
        """Uses the language of these formats, or English where `words.toml` does not have it."""
        catalogue = _catalogue()
        language = formats.locale.language
        self.language = language if language in catalogue else DEFAULT
        table = catalogue[self.language]
        self.tree = _namespace(table)
        self._formats = formats
        same = formats.locale.language == self.language
        self._locale = formats.locale if same else Locale.parse(self.language)
        self._flat = dict(_flatten(table))
        self._counts = {"start": table["numbers"]["start"], "within": table["numbers"]["within"]}

    def say(self, key: str, count: int | None = None, /, **values: object) -> str:
        """The sentence under `key`, in the plural form for `count`, with `values` filled in.

        `{count}` is the number in words within a sentence, `{Count}` at the start of one, `{digits}` in digits. A value
        that is markup makes the whole sentence markup.
        """
        node = self._flat[key]
        if count is None:
            return _filled(str(node), values)
        sentence = node if isinstance(node, str) else node.get(self._locale.plural_form(count), node["other"])
        return _filled(sentence, values | self._count(count))

    def plurals(self, key: str) -> dict[str, str]:
        """The sentence under `key` by plural category, with its places unfilled, for a script that counts itself."""
        node = self._flat[key]
        return {"other": node} if isinstance(node, str) else dict(node)

    def join(self, items: Iterable[str]) -> str:
        """A, b and c."""
        return format_list(list(items), locale=self._locale)

    def number(self, count: int, *, start: bool = False) -> str:
        """A small number in words, where the language has them; otherwise in digits."""
        known = self._counts["start" if start else "within"]
        return known[count] if 0 <= count < len(known) else self._formats.number(count)

    def _count(self, count: int) -> dict[str, object]:
        return {
            "count": self.number(count),
            "Count": self.number(count, start=True),
            "digits": self._formats.number(count),
        }


def _filled(sentence: str, values: dict[str, object]) -> str:
    if any(isinstance(value, Markup) for value in values.values()):
        return Markup("").join([escape(sentence)]).format(**values)
    return sentence.format_map(values) if values else sentence


def languages() -> tuple[str, ...]:
    """The tags of the languages in `words.toml`."""
    return tuple(sorted(_catalogue()))


_Table = dict[str, Any]
"""A tree of strings, as deep as the file has it."""


@cache
def _catalogue() -> dict[str, _Table]:
    return tomllib.loads(files("kept.components").joinpath("words.toml").read_text(encoding="utf-8"))


def labels() -> Iterator[str]:
    """Every text of kept on a page, in every language, split where values are filled in."""
    for table in _catalogue().values():
        for _, node in _flatten(table):
            for text in (node,) if isinstance(node, str) else node.values():
                yield from _FILLED_IN.split(text)


def _flatten(table: _Table, prefix: str = "") -> Iterator[tuple[str, _Node]]:
    for key, node in table.items():
        if isinstance(node, str) or (isinstance(node, dict) and node.keys() <= _PLURALS):
            yield prefix + key, node
        elif isinstance(node, dict):
            yield from _flatten(node, f"{prefix}{key}.")


def _namespace(table: _Table) -> SimpleNamespace:
    return SimpleNamespace(
        **{key.replace("-", "_"): _namespace(node) if isinstance(node, dict) else node for key, node in table.items()}
    )
