"""Lists the changes that a publication made to a site, file by file."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NamedTuple


class Changed(NamedTuple):
    """One address of a site, and how it changed."""

    verb: str
    """`gone`, `changed` or `new`."""
    path: str
    """The page's address below the root, `voices/x/`, or a file's path."""


Snapshot = dict[str, str]
"""By file: the SHA-256 of its bytes."""


def snapshot(folder: Path) -> Snapshot:
    """The current files of a site; empty where there is no such folder."""
    return {
        Path(under, name).relative_to(folder).as_posix(): hashlib.sha256(Path(under, name).read_bytes()).hexdigest()
        for under, _, names in os.walk(folder)
        for name in names
    }


def changes(before: Snapshot, after: Snapshot) -> tuple[Changed, ...]:
    """Every removed, changed or new file, sorted by kind of change and address."""
    gone = [Changed("gone", _address(path)) for path in before.keys() - after.keys()]
    new = [Changed("new", _address(path)) for path in after.keys() - before.keys()]
    both = before.keys() & after.keys()
    changed = [Changed("changed", _address(path)) for path in both if before[path] != after[path]]
    return tuple(sorted([*gone, *changed, *new], key=lambda entry: (_ORDER.index(entry.verb), entry.path)))


_ORDER = ("gone", "changed", "new")


def _address(path: str) -> str:
    return path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path
