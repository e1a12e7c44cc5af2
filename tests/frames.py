"""The frames the site engine drew before in this run of the tests, so that equal input is drawn once.

A build spends most of its time in the engine, which two hundred tests would ask for the same few frames. That equal
input gives equal bytes is shown with the real engine, in `site/test_shell.py` and in `test_build.py`.
"""

from __future__ import annotations

import hashlib
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest import mock

from kept.site.engine import Engine
from once import once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DRAW = Engine.build


@contextmanager
def remembered(folder: Path) -> Iterator[None]:
    """Within it, the engine is run for new input only, and what it drew is kept in a folder."""

    def build(engine: Engine, config: Path) -> None:
        output = config.parent / "site"
        assert not output.exists(), "the engine starts in an empty folder"

        def draw(kept: Path) -> None:
            _DRAW(engine, config)
            shutil.copytree(output, kept, dirs_exist_ok=True)
            shutil.rmtree(output)

        shutil.copytree(once(folder / f"{engine}-{_digest(config.parent)}", draw), output)

    with mock.patch.object(Engine, "build", build):
        yield


@contextmanager
def drawn_afresh() -> Iterator[None]:
    """Within it, the engine is run every time, as outside the tests."""
    with mock.patch.object(Engine, "build", _DRAW):
        yield


def _digest(folder: Path) -> str:
    """A name for everything the engine is given: each file with its path and its bytes."""
    told = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        told.update(f"{path.relative_to(folder)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return told.hexdigest()[:32]
