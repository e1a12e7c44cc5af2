"""Finished pictures of earlier builds, on disk. Losing one costs a second; believing a damaged one would publish it."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path

Files = dict[str, tuple[bytes, int, int]]
"""Bytes, width and height by `<width>.<suffix>`."""


class PictureCache:
    """A folder of pictures by the digest of their original, all made by the same recipe."""

    def __init__(self, folder: Path, recipe: str) -> None:
        """Use `folder`, which is made when it is first needed. Another `recipe` finds nothing of this one."""
        self._folder = folder
        self._recipe = recipe

    def find(self, key: str) -> Files | None:
        """The files kept for an original, or None if there are none or they are not whole."""
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
        """Put files away. That they cannot be is no reason to stop a build."""
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
