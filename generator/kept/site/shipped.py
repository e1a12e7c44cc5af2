"""Files that come with the engine or with kept and are known by their bytes: they cannot contain secrets."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from kept.findings import UsageError
from kept.resources import FOLDER, packaged
from kept.site.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@cache
def shipped() -> frozenset[str]:
    """The SHA-256, in hexadecimal, of every script, style and font of the installed engines, and of kept's fonts."""
    own = (packaged() / FOLDER / "assets/fonts").rglob("*.woff2")
    files = chain(own, *map(_of_theme, Engine))
    return frozenset(hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.is_file())


def _of_theme(engine: Engine) -> Iterator[Path]:
    with suppress(UsageError):  # that engine is not installed
        yield from (engine.theme / "assets").rglob("*")
