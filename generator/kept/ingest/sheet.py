"""Reads a table as spreadsheets hold or export it: a workbook, or CSV or TSV with any encoding and separator."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from charset_normalizer import from_bytes

from kept.findings import UsageError
from kept.ingest.workbook import lines_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

_SEPARATORS = ",;\t|"
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""The first bytes of spreadsheet files, new and old."""
_MAX_BYTES = 50_000_000
_NAME = re.compile(r'[" ]*[,;:\t|]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table with one line of headings."""

    name: str
    """The name of the file, for messages."""
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """The line number of each row in the file, and its cells, one for each heading."""
    encoding: str
    """The Python name of the encoding: `utf-8`, `cp1252`."""
    separator: str
    above: Mapping[str, str] = field(default_factory=dict)
    """By name in lower case: what lines like "Definition: calls answered in a day" above the table say."""


def read(path: Path, sheet: str | None = None, known: Collection[str] = ()) -> Sheet:
    """The table in a file, without empty lines.

    Args:
        path: the file.
        sheet: of a workbook: which of its sheets; None where only one has anything in it.
        known: the names, in lower case, with which a line above the table may begin.

    Raises:
        UsageError: the file is a workbook that cannot be read, or has no table, or two columns have the same heading.
    """
    content = path.read_bytes()[:_MAX_BYTES]
    if content.startswith(_WORKBOOK):
        return _table(path.name, lines_of(content, path.name, sheet), known, encoding="utf-8", separator="\t")
    text, encoding = _decoded(content)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines_with_text = (line for line in text.split("\n") if line.strip())
    first = next((line for line in lines_with_text if _NAME.split(line.strip('" '))[0].casefold() not in known), "")
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    return _table(path.name, lines, known, encoding=encoding, separator=separator)


def _table(
    name: str, lines: Iterable[tuple[int, list[str]]], known: Collection[str], *, encoding: str, separator: str
) -> Sheet:
    """The table in these lines: the first one that is not empty and says nothing about the table has the headings."""
    filled = [(number, cells) for number, cells in lines if any(cells)]
    above: dict[str, str] = {}
    while filled and (said := _said(filled[0][1], known)):
        above[said[0]] = said[1]
        del filled[0]
    if len(filled) < 2:  # noqa: PLR2004  a line of headings and a row
        message = f"{name} holds no table: kept looks for a line of headings and at least one row below it."
        raise UsageError(message)
    headings = tuple(filled[0][1])
    named = [heading.casefold() for heading in headings if heading]
    if twice := sorted({heading for heading in named if named.count(heading) > 1}):
        message = f"{name} has two columns with the heading {', '.join(twice)}. Give each its own."
        raise UsageError(message)
    width = len(headings)
    rows = tuple((number, tuple((cells + [""] * width)[:width])) for number, cells in filled[1:])
    return Sheet(name=name, headings=headings, rows=rows, encoding=encoding, separator=separator, above=above)


def _said(cells: Sequence[str], known: Collection[str]) -> tuple[str, str] | None:
    """The name and the words of a line above a table, in two cells or as "Name: words"; None for any other line."""
    filled = [cell for cell in cells if cell]
    first, colon, rest = filled[0].partition(":")
    name = first.strip().casefold()
    if name not in known or (not colon and len(filled) != 2):  # noqa: PLR2004  a name and its words
        return None
    words = ", ".join([rest.strip(), *filled[1:]] if rest.strip() else filled[1:])
    return (name, words) if words else None


def _decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8 if that fits, otherwise the most probable one."""
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace"), "utf-16"
    # The Windows encodings, western first: in a short text they are hard to distinguish.
    best = from_bytes(content, cp_isolation=["cp1252", "cp1250", "cp1251"]).best()
    encoding = best.encoding if best else "cp1252"
    return content.decode(encoding, "replace"), encoding
