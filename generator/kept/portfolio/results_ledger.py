"""The ledger of published results: evidence/results.csv."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from kept.files.text import decode
from kept.files.validation import invalid
from kept.findings import Finding, Place
from kept.model.figure import without_tail
from kept.model.ledgers import RESULTS, RESULTS_COLUMNS, Figure, Published, publication
from kept.model.verdict import Status
from kept.portfolio.reading import unreadable_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from kept.files.tree import Tree

_MAX_BYTES = 50_000_000
"""One line per published figure: a thousand promises over forty periods make about three million bytes."""
_AGAIN = "only `kept build` writes this file: put the line back as git has it."

Key = tuple[str, str, date, int]
"""Promise, period, day, and which publication of that day."""


def results(tree: Tree) -> tuple[dict[Key, Published] | None, tuple[Finding, ...]]:
    """The published results, by promise, period and publication; None where the ledger cannot be read.

    Args:
        tree: contains the file.

    Findings:
        KPT101, KPT104: the file is not text or not a table, or a line is not a published result.
    """
    try:
        text, faults = decode(tree.read(RESULTS, _MAX_BYTES), RESULTS, at_most=_MAX_BYTES)
    except OSError as error:
        return None, (unreadable_file(RESULTS, error),)
    if text is None:
        return None, faults
    found: dict[Key, Published] = {}
    wrong = tuple(_read(text, found))
    return (None if wrong else found), wrong


def _read(text: str, found: dict[Key, Published]) -> Iterator[Finding]:
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        if tuple(next(reader, ())) != RESULTS_COLUMNS:
            hint = f"begin the file with the line {','.join(RESULTS_COLUMNS)}."
            yield invalid(Place(RESULTS, 1, 1), "the first line does not name the columns", hint)
            return
        for cells in reader:
            try:
                _add(found, cells)
            except (ValueError, InvalidOperation):
                yield invalid(Place(RESULTS, reader.line_num, 1), "this line does not say what was published", _AGAIN)
    except csv.Error as error:
        yield invalid(Place(RESULTS, reader.line_num, 1), f"this is no CSV ({error})", _AGAIN)


def _add(found: dict[Key, Published], cells: list[str]) -> None:
    """Adds one line: a whole result, or one more figure of it.

    Raises:
        ValueError, InvalidOperation: the line is not a possible result.
    """
    promise, period, since, status, metric, direction, target, value, n, numerator = cells
    if not (promise and period):
        raise ValueError
    day, number = publication(since)
    key = (promise, period, day, number)
    said = found.get(key) or Published(promise=promise, period=period, since=day, number=number, status=Status(status))
    if said.status != status:
        raise ValueError
    if metric:
        figure = Figure(
            metric=metric,
            direction=_direction(direction),
            target=_decimal(target),
            value=_decimal(value) if value else None,
            n=int(n) if n else None,
            numerator=int(numerator) if numerator else None,
        )
        # Two release branches may both have added this line.
        said = said if figure in said.figures else replace(said, figures=(*said.figures, figure))
    found[key] = said


def _direction(text: str) -> Literal["at-least", "at-most"]:
    if text == "at-least":
        return "at-least"
    if text == "at-most":
        return "at-most"
    raise ValueError


def _decimal(text: str) -> Decimal:
    number = without_tail(Decimal(text))
    if not number.is_finite():
        raise ValueError
    return number
