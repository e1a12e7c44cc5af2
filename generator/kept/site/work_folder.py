"""The work folder of a build inside `.kept/`, which is deleted at the end."""

from __future__ import annotations

import errno
import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kept.findings import BuildError
from kept.site.lock import abandoned, locked

if TYPE_CHECKING:
    from collections.abc import Iterator

HOME = ".kept"
_PREFIX = "build-"
_SAFE = "The last good site is untouched."
_FULL = {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def scratch(root: Path) -> Iterator[Path]:
    """An empty folder below `<root>/.kept/`, deleted afterwards. Folders of dead builds are deleted first.

    Raises:
        BuildError: the folder cannot be created, or the disk is full.
    """
    with ExitStack() as stack:
        folder = _made(root / HOME, stack)
        try:
            yield folder
        except OSError as error:
            if error.errno not in _FULL:
                raise
            message = f"The disk is full: {folder} holds no more. Make room, then build again. {_SAFE}"
            raise BuildError(message) from error


def _made(home: Path, stack: ExitStack) -> Path:
    try:
        home.mkdir(parents=True, exist_ok=True)
        (home / ".gitignore").write_text("*\n", encoding="utf-8")  # keeps the folder out of commits
        with locked(home):  # until the new folder is locked too, so that no other build takes it for abandoned
            _sweep(home)
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=home))
            stack.enter_context(locked(folder))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
    except OSError as error:
        message = f"{home} cannot be built in: {error.strerror}. Make room there, or make it writable. {_SAFE}"
        raise BuildError(message) from error
    return folder


def _sweep(home: Path) -> None:
    for folder in home.glob(f"{_PREFIX}*"):
        if abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)
