"""Updates the ledger of published results when a public site is published."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from kept.model.ledgers import RESULTS, RESULTS_COLUMNS, Figure, Published
from kept.verdicts.published import ledger_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.model.edition import PublicEdition
    from kept.model.portfolio import Portfolio


def results_file(portfolio: Portfolio, edition: PublicEdition) -> dict[str, str]:
    """The path and new text of the ledger; empty where there is nothing new or it cannot be read.

    Existing lines are never changed: a different statement about the same period becomes a new entry.
    """
    known = portfolio.ledgers.results
    if known is None:
        return {}
    before: dict[tuple[str, str], Published] = {}
    for entry in known:
        if entry.since <= edition.as_of:
            before[entry.promise, entry.period] = entry
    fresh = [
        _after(said, before.get((said.promise, said.period)))
        for promise in edition.promises
        for said in ledger_entries(promise.id, promise.verdict, edition.as_of)
        if _is_new(said, before.get((said.promise, said.period)))
    ]
    return {RESULTS: _text([*known, *fresh])} if fresh else {}


def _is_new(said: Published, before: Published | None) -> bool:
    """True for what the last publication of the period did not say."""
    return before is None or (before.status, before.figures) != (said.status, said.figures)


def _after(said: Published, before: Published | None) -> Published:
    """The same as one publication more of its day."""
    is_again = before is not None and before.since == said.since
    return replace(said, number=before.number + 1) if before and is_again else said


def _text(entries: Iterable[Published]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(RESULTS_COLUMNS)
    for entry in sorted(entries, key=attrgetter("promise", "period", "since", "number")):
        table.writerows(_lines(entry))
    return text.getvalue()


def _lines(entry: Published) -> Iterator[tuple[object, ...]]:
    head = (entry.promise, entry.period, entry.moment, entry.status)
    for figure in entry.figures:
        yield (*head, *figure)
    if not entry.figures:
        yield (*head, *[None] * len(Figure._fields))
