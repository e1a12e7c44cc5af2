"""Publishes a finished site: it replaces the last good one as a whole, or the last good one stays as it is.

On Linux the two folders are exchanged in one step, so the site is never missing. On other systems the old folder is
renamed first and then the new one; if the process is killed in between, the next run repairs it (`recover`).
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
"""The errors by which kernels, file systems and sandboxes report that they cannot exchange folders."""


def publish(built: Path, target: Path) -> None:
    """Moves the site in `built` to `target`; `built` no longer exists afterwards.

    Args:
        built: a finished, audited site.
        target: the folder that is served or uploaded: missing, empty, or a site made by kept.

    Raises:
        UsageError: `target` contains other files, which would be lost.
        BuildError: it cannot be replaced. The last good site is unchanged.
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
    # The error of a failed folder copy has one (from, to, reason) for each file instead of an error number.
    return error.args[0][0][2] if isinstance(error, shutil.Error) else error.strerror


def recover(target: Path) -> None:
    """Restores the last good site if a process was killed while replacing it, and deletes leftovers."""
    target = target.resolve()
    if target.parent.is_dir():
        with locked(target.parent):
            _heal(target)


def _heal(target: Path) -> None:
    """Repairs `target`. It runs under the lock, so anything beside it was left by a process that has ended."""
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
    """Moves the built site beside the target, so that only renaming remains."""
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
    """Exchanges the two folders in one step; False where the system cannot do that."""
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
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)  # missing in old C libraries
