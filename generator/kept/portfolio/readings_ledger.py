"""The ledger of what published results are read by: evidence/readings.csv."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from kept.files.text import decode
from kept.files.validation import invalid
from kept.findings import Place
from kept.model.ledgers import READINGS, READINGS_COLUMNS, PublishedTerm, publication
from kept.portfolio.reading import unreadable_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kept.files.tree import Tree
    from kept.findings import Finding

_MAX_BYTES = 50_000_000
_AGAIN = "only `kept build --publish` writes this file: put the line back as git has it."

Key = tuple[str, str, "date", int, str]
"""Item, field, day, which publication of that day, and what it said."""


def readings(tree: Tree) -> tuple[dict[Key, PublishedTerm] | None, tuple[Finding, ...]]:
    """What published results are read by, in the order of the ledger; None where it cannot be read.

    Args:
        tree: contains the file.

    Findings:
        KPT101, KPT104: the file is not text or not a table, or a line does not say what was published.
    """
    try:
        text, faults = decode(tree.read(READINGS, _MAX_BYTES), READINGS, at_most=_MAX_BYTES)
    except OSError as error:
        return None, (unreadable_file(READINGS, error),)
    if text is None:
        return None, faults
    found: dict[Key, PublishedTerm] = {}
    wrong = tuple(_read(text, found))
    return (None if wrong else found), wrong


def _read(text: str, found: dict[Key, PublishedTerm]) -> Iterator[Finding]:
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        if tuple(next(reader, ())) != READINGS_COLUMNS:
            hint = f"begin the file with the line {','.join(READINGS_COLUMNS)}."
            yield invalid(Place(READINGS, 1, 1), "the first line does not name the columns", hint)
            return
        for cells in reader:
            try:
                entry = _entry(*cells)
            except (TypeError, ValueError):
                yield invalid(Place(READINGS, reader.line_num, 1), "this line does not say what was published", _AGAIN)
            else:
                found[entry.item, entry.field, entry.since, entry.number, entry.said] = entry
    except csv.Error as error:
        yield invalid(Place(READINGS, reader.line_num, 1), f"this is no CSV ({error})", _AGAIN)


def _entry(item: str, field: str, since: str, said: str) -> PublishedTerm:
    """One line.

    Raises:
        ValueError: it does not say what was published.
    """
    if not (item and field):
        raise ValueError(item)
    day, number = publication(since)
    return PublishedTerm(item=item, field=field, since=day, number=number, said=said)
