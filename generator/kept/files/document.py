"""A file's values, and where each of them stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kept.files.text import hidden, hidden_in_value
from kept.findings import Finding, Place
from kept.model.portfolio import FieldPath

Position = tuple[int, int]
"""Line and column, both from 1."""


@dataclass(slots=True)
class Positions:
    """Where the keys and values of a file stand."""

    values: dict[FieldPath, Position] = field(default_factory=dict)
    keys: dict[FieldPath, Position] = field(default_factory=dict)
    duplicates: list[FieldPath] = field(default_factory=list)
    """Keys that stand twice in one mapping, in order of the file."""


@dataclass(frozen=True)
class Document:
    """What one file says. Positions are worked out only when somebody asks: most files have no fault."""

    path: str
    data: Mapping[str, Any]
    find_positions: Callable[[], Positions]

    @cached_property
    def positions(self) -> Positions:
        """Where its keys and values stand."""
        return self.find_positions()

    def place(self, path: FieldPath, *, key: bool = False) -> Place:
        """Where a value stands (or, with `key`, its key); the nearest one above where it is missing."""
        known = self.positions
        if key and path in known.keys:
            return Place(self.path, *known.keys[path])
        for length in range(len(path), -1, -1):
            here = path[:length]
            position = known.values.get(here) or known.keys.get(here)
            if position:
                return Place(self.path, *position)
        return Place(self.path, 1, 1)

    def hidden_characters(self) -> Iterator[Finding]:
        """A finding for every value with a character in it that nobody can see.

        The file itself has none, or it would not have been read; but an escape in a quoted value can make one.
        """
        for path, text in _texts(self.data, ()):
            if character := hidden(text):
                name = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
                yield hidden_in_value(self.place(path), name.encode("unicode_escape").decode(), character)


def _texts(value: object, path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield (*path, key), key
            yield from _texts(entry, (*path, key))
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from _texts(entry, (*path, index))
