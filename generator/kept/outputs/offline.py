"""What keeps the pages of the roles readable without a network: a service worker at the root of the internal site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.model.page import Asset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

PATH = "sw.js"
"""At the root, because a service worker answers only for addresses below its own."""


def assets(templates: Sequence[Path]) -> Iterator[Asset]:
    """The service worker, as the first of these folders has it."""
    found = (folder / "offline" / PATH for folder in templates)
    source = next((path for path in found if path.is_file()), None)
    if source:
        yield Asset(path=PATH, content=source.read_bytes())
