"""Caches the prepared pictures on disk. A lost file costs a second; a damaged one must never be used."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path

Files = dict[str, tuple[bytes, int, int]]
"""By `<width>.<suffix>`: bytes, width and height."""


class PictureCache:
    """A folder of prepared pictures, by the digest of the original; all are made in the same way."""

    def __init__(self, folder: Path, recipe: str) -> None:
        """Uses `folder`, which is created when it is first needed.

        Pictures made with another `recipe` are not found.
        """
        self._folder = folder
        self._recipe = recipe

    def find(self, key: str) -> Files | None:
        """The files for an original; None where there are none, or where they are incomplete."""
        try:
            content = self._path(key).read_bytes()
        except OSError:
            return None
        digest, _, rest = content.partition(b"\n")
        if digest != hashlib.sha256(rest).hexdigest().encode():
            return None
        head, _, body = rest.partition(b"\n")
        files: Files = {}
        for label, length, width, height in json.loads(head):
            files[label], body = (body[:length], width, height), body[length:]
        return files

    def keep(self, key: str, files: Files) -> None:
        """Stores files. An error is ignored: a build does not need the cache."""
        head = json.dumps([(label, len(content), width, height) for label, (content, width, height) in files.items()])
        rest = head.encode() + b"\n" + b"".join(content for content, _, _ in files.values())
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as draft:
                draft.write(hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest)
            Path(draft.name).replace(self._path(key))
        except OSError:
            return

    def _path(self, key: str) -> Path:
        return self._folder / hashlib.sha256(f"{self._recipe}\n{key}".encode()).hexdigest()
