"""A file's values, and where each of them stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kept.findings import Place
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
