"""Reads the finished folder of a site, one file at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kept.audit.decoding import text_of
from kept.findings import Place, UsageError

_PAGES = (".html", ".htm", ".xhtml")
_TEXTS = (".svg", ".xml", ".atom", ".rss", ".css", ".js", ".json", ".txt", ".md", ".csv")


class Folder:
    """The files of a site.

    Raises:
        UsageError: there is no such folder, or it is empty.
    """

    def __init__(self, root: Path) -> None:
        """Lists the files in `root` without opening them."""
        if not root.is_dir():
            message = f"{root} is not a folder; give the folder of a finished site, such as dist/public"
            raise UsageError(message)
        self.root = root
        self.links: list[str] = []
        """The paths of symbolic links, which may lead anywhere."""
        self.paths = sorted(self._found())
        if not self.paths and not self.links:
            message = f"{root} is empty; build the site first"
            raise UsageError(message)
        self.files = frozenset(self.paths)

    def _found(self, prefix: str = "") -> Iterator[str]:
        with os.scandir(self.root / prefix) as entries:
            for entry in entries:
                if entry.is_symlink():
                    self.links.append(prefix + entry.name)
                elif entry.is_dir():
                    yield from self._found(f"{prefix}{entry.name}/")
                else:
                    yield prefix + entry.name

    def serves(self, path: str) -> str | None:
        """The file that a web server sends for a path; None where there is none."""
        path = path.lstrip("/")
        if path in self.files:
            return path
        page = f"{path.rstrip('/')}/index.html".lstrip("/")
        return page if page in self.files else None

    def file(self, path: str) -> File:
        """One file with its content.

        Raises:
            OSError: it cannot be read.
        """
        with open(f"{self.root}/{path}", "rb") as file:  # noqa: PTH123  for every page; a Path takes as long as reading
            return File(path, file.read(), f"{self.root.name}/{path}")

    def size(self, path: str) -> int:
        """The size of a file in bytes; 0 where there is no such file."""
        try:
            return (self.root / path).stat().st_size
        except OSError:
            return 0

    def text(self, path: str) -> str:
        """The content of a text file; empty where it does not exist or cannot be read."""
        try:
            return self.file(path).text or ""
        except OSError:
            return ""


@dataclass(frozen=True)
class File:
    """A file of a site, in memory."""

    path: str
    content: bytes
    shown: str
    """The path for findings."""

    @cached_property
    def text(self) -> str | None:
        """The text of the file; None where it is not text."""
        return text_of(self.content, certainly=self.is_page or self.path.lower().endswith(_TEXTS))

    @cached_property
    def is_page(self) -> bool:
        """True where browsers read the file as HTML."""
        return self.path.lower().endswith(_PAGES) or self.content[:200].lstrip().lower().startswith(
            (b"<!doctype html", b"<html")
        )

    @property
    def is_drawing(self) -> bool:
        """True for SVG."""
        return self.path.lower().endswith(".svg")

    @cached_property
    def folder(self) -> str:
        """The folder of the file: `""` at the root, otherwise ending in a slash."""
        return self.path[: self.path.rfind("/") + 1]

    @property
    def depth(self) -> int:
        """The number of folders above the file."""
        return self.path.count("/")

    def place(self, words: str | None = None) -> Place:
        """The place where these words first are in the file; the whole file where they are not found."""
        start = self.text.find(words) if words and self.text else -1
        return self.at(start) if start >= 0 else Place(self.shown)

    def at(self, offset: int) -> Place:
        """The line and column of a character."""
        before = (self.text or "")[:offset]
        return Place(self.shown, before.count("\n") + 1, offset - before.rfind("\n"))
