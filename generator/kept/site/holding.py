"""Holds files of a finished site back: a page becomes a notice, every other file is deleted."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from kept.components.locale_formats import Formats
from kept.components.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_PAGES = (".html", ".htm", ".xhtml")
_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="robots" content="noindex"><title>{title}</title></head>
<body><main><h1>{title}</h1><p>{lede}</p></main></body></html>
"""


def hold_back(folder: Path, paths: Iterable[str], locale: str) -> None:
    """Removes the content of these files from a site.

    A file whose name must not be seen is deleted with its empty folder.
    """
    words = Words(Formats(locale)).tree.notice
    notice = _PAGE.format(lang=escape(locale), title=escape(words.title), lede=escape(words.lede))
    for path in paths:
        target = folder / path
        target.unlink(missing_ok=True)
        if path.endswith(_PAGES):
            target.write_text(notice, encoding="utf-8")


def drop(folder: Path, paths: Iterable[str]) -> None:
    """Deletes these files, and the folders that only they used."""
    for path in paths:
        target = folder / path
        target.unlink(missing_ok=True)
        for above in target.parents:
            if above == folder or any(above.iterdir()):
                break
            above.rmdir()
