"""A finished site takes the place of the last good one, at once and whole; or the last good one stays as it is.

On Linux the two folders are exchanged in one step, so that there is no moment without a site. Elsewhere the old one is
first set aside and the new one moved in; a process killed between the two is healed by the next (`recover`).
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from typing import TYPE_CHECKING

from kept.findings import BuildError, UsageError
from kept.site.folder import MARKER
from kept.site.lock import locked

if TYPE_CHECKING:
    from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.EPERM, errno.ENOTSUP}
"""How kernels, file systems and sandboxes say that they cannot exchange."""


def publish(built: Path, target: Path) -> None:
    """`target` is now the site in `built`, and `built` is gone.

    Args:
        built: a finished, audited site.
        target: where the site is served or uploaded from; absent, empty, or a site that kept made.

    Raises:
        UsageError: `target` holds something else, which replacing would destroy.
        BuildError: it cannot be replaced; the last good site is as it was.
    """
    target = target.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with locked(target.parent):
            _heal(target)
            _refuse_foreign(target)
            _replace(_beside(built, target), target)
            _heal(target)
    except OSError as error:
        message = (
            f"{target} cannot be replaced: {_reason(error)}. Its folder must be writable, with room for a second copy, "
            "and it must not be a mount point itself. The last good site is untouched."
        )
        raise BuildError(message) from error


def _reason(error: OSError) -> object:
    # A failed copy of a folder carries one (from, to, reason) per file instead of an error number.
    return error.args[0][0][2] if isinstance(error, shutil.Error) else error.strerror


def recover(target: Path) -> None:
    """`target` is the last good site again, if a process was killed while replacing it; leftovers are gone."""
    target = target.resolve()
    if target.parent.is_dir():
        with locked(target.parent):
            _heal(target)


def _heal(target: Path) -> None:
    """Under the lock, no one is replacing `target`: whatever lies beside it was left by a process that is gone."""
    aside, coming = _aside(target), _coming(target)
    if aside.exists() and not target.exists():
        aside.rename(target)
    for leftover in (aside, coming):
        if leftover.exists():
            shutil.rmtree(leftover)


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.kept-old")


def _coming(target: Path) -> Path:
    return target.with_name(f".{target.name}.kept-new")


def _refuse_foreign(target: Path) -> None:
    if not target.exists() or (target / MARKER).is_file():
        return
    if not target.is_dir() or any(target.iterdir()):
        message = (
            f"{target} was not made by kept, and building would replace it. Move it away, or choose another --out."
        )
        raise UsageError(message)


def _beside(built: Path, target: Path) -> Path:
    """The built site as a neighbour of the target, so that what follows is only renaming."""
    coming = _coming(target)
    try:
        built.rename(coming)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        try:
            shutil.copytree(built, coming, symlinks=True)
        except OSError:
            shutil.rmtree(coming, ignore_errors=True)
            raise
        shutil.rmtree(built)
    return coming


def _replace(coming: Path, target: Path) -> None:
    if not target.exists() or not any(target.iterdir()):
        coming.rename(target)
    elif not _exchange(coming, target):
        aside = _aside(target)
        target.rename(aside)
        try:
            coming.rename(target)
        except OSError:
            aside.rename(target)
            raise


def _exchange(one: Path, other: Path) -> bool:
    """True if the two folders have changed places, in one step; False where the system has no such step."""
    renameat2 = _renameat2()
    if renameat2 is None:
        return False
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNSUPPORTED:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _renameat2() -> ctypes._NamedFuncPointer | None:
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)  # absent from old C libraries
