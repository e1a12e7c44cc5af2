"""Shared by all writers: writing whole files, and finding the word closest to a mistyped one."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import accumulate
from pathlib import Path

from kept.findings import UsageError


def write_files(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Writes each file as a whole: after a crash it is the old or the new one, never a part.

    Raises:
        UsageError: a folder or file on the path is a symbolic link, which could lead out of the project.
    """
    for path in files:
        for name in accumulate(path.split("/"), posixpath.join):
            if (root / name).is_symlink():
                message = f"{name} is a symbolic link; put the file or folder itself there. Nothing was written."
                raise UsageError(message)
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            draft.write_bytes(content.encode() if isinstance(content, str) else content)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)


def near(word: str, known: Iterable[str]) -> str:
    """A question with the most similar known word, first a promise with exactly that id.

    Empty where none is similar.
    """
    words = list(known)
    near = [one for one in words if one == f"promise.{word}"] or get_close_matches(word, words, n=1)
    return f" Did you mean {near[0]}?" if near else ""
