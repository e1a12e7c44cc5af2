"""The values in a file, and the place of each."""

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
    """The places of a file's keys and values."""

    values: dict[FieldPath, Position] = field(default_factory=dict)
    keys: dict[FieldPath, Position] = field(default_factory=dict)
    duplicates: list[FieldPath] = field(default_factory=list)
    """Keys that are repeated in one mapping, in order of the file."""


@dataclass(frozen=True)
class Document:
    """The content of one file. Places are computed only on demand, because most files have no fault."""

    path: str
    data: Mapping[str, Any]
    find_positions: Callable[[], Positions]

    @cached_property
    def positions(self) -> Positions:
        """The places of its keys and values."""
        return self.find_positions()

    def place(self, path: FieldPath, *, key: bool = False) -> Place:
        """The place of a value (or, with `key`, of its key); where it is missing, the nearest place above it."""
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
        """A finding for every value that contains an invisible character.

        The file itself contains none, or it would have been refused; but an escape in a quoted value can produce one.
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
