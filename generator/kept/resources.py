"""Finds the templates, stylesheets and site configuration.

A project may have its own `site_templates/` and `mkdocs.yml`. Each of its files replaces the packaged file of the same
name, so that changing one block needs only one file.
"""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kept.findings import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "site_templates"
CONFIG = "mkdocs.yml"
_PACKAGE = Path(str(files("kept")))


@dataclass(frozen=True)
class Resources:
    """The folders with `site_templates/` and `mkdocs.yml`, the project's own first."""

    homes: tuple[Path, ...]

    @classmethod
    def of(cls, project: Path) -> Self:
        """The resources of the project in this folder, followed by the packaged ones."""
        return cls(tuple(dict.fromkeys((project.resolve(), packaged()))))

    @cached_property
    def roots(self) -> tuple[Path, ...]:
        """Every existing `site_templates/`, the project's own first: the search path for templates."""
        return tuple(root for home in self.homes if (root := home / FOLDER).is_dir())

    @cached_property
    def config(self) -> Path:
        """The `mkdocs.yml` that configures the site's frame."""
        return next(path for home in self.homes if (path := home / CONFIG).is_file())

    def file(self, path: str) -> Path | None:
        """The first file at this path below `site_templates/`; None where there is none."""
        return next((found for root in self.roots if (found := root / path).is_file()), None)

    def tree(self, folder: str) -> dict[str, Path]:
        """Every file below this folder of `site_templates/`, by its POSIX path from there, sorted.

        Raises:
            UsageError: the project's files include a symbolic link, which could publish any file of the machine.
        """
        found: dict[str, Path] = {}
        for root in reversed(self.roots):
            if root.parent != _PACKAGE:
                _refuse_links(root, folder)
            found |= {path.relative_to(root / folder).as_posix(): path for path in _files(root / folder)}
        return dict(sorted(found.items()))


def packaged() -> Path:
    """The folder with the packaged `site_templates/` and `mkdocs.yml`.

    In an installed wheel it is the package itself; in a source checkout, two folders above it.
    """
    checkout = _PACKAGE.parent.parent
    return next((home for home in (_PACKAGE, checkout) if (home / FOLDER).is_dir()), _PACKAGE)


def rule_page(code: str, slug: str) -> str:
    """The text of the page in docs/rules about a code; in an installed wheel these pages are inside the package."""
    folders = (_PACKAGE / "rule_pages", _PACKAGE.parent.parent / "docs" / "rules")
    folder = next(one for one in folders if one.is_dir())
    return (folder / f"{code}-{slug}.md").read_text(encoding="utf-8").rstrip()


def _files(folder: Path) -> Iterator[Path]:
    for path, _, names in os.walk(folder):
        yield from (Path(path, name) for name in names)


def _refuse_links(root: Path, folder: str) -> None:
    way = [root, *(root / part for part in accumulate(folder.split("/"), posixpath.join))]
    inside = (Path(path, name) for path, folders, names in os.walk(way[-1]) for name in (*folders, *names))
    for path in (*way, *inside):
        if path.is_symlink():
            message = f"{path} is a symbolic link. Put the file itself there: what lies in {FOLDER}/ is published."
            raise UsageError(message)
