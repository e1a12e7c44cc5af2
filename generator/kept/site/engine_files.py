"""Finds the files of the engine that the finished site needs."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_IN_HTML = re.compile(rb"""\b(?:href|src)="([^"#?]+)""")
_IN_CSS = re.compile(rb"""url\(\s*["']?([^"')#?]+)""")
_WAY_UP = re.compile(r"^(?:\.{0,2}/)+")


def needed(folder: Path, pages: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """The files below `folder` that these pages load, and the files that those load: path and content, sorted.

    The engine also writes a search index, workers for many languages, source maps and a sitemap, which nothing loads.
    """
    wanted = {reference for page in pages for reference in _IN_HTML.findall(page)}
    # Shells are used at any depth, so an address without its leading ../ is the path from the root.
    queue = sorted({_WAY_UP.sub("", reference.decode()) for reference in wanted})
    found: dict[str, bytes] = {}
    while queue:
        path = queue.pop()
        if path in found or not path.startswith("assets/") or not (folder / path).is_file():
            continue
        found[path] = (folder / path).read_bytes()
        if path.endswith(".css"):
            here = posixpath.dirname(path)
            queue += [posixpath.normpath(posixpath.join(here, url.decode())) for url in _IN_CSS.findall(found[path])]
    yield from sorted(found.items())
