"""The ledger of what published results are read by, brought up to date when a public site is published."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from kept.model.ledgers import READINGS, READINGS_COLUMNS, PublishedTerm
from kept.record.terms import MOVED, REWORDED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kept.model.edition import PublicEdition
    from kept.model.portfolio import Portfolio


def readings_file(portfolio: Portfolio, edition: PublicEdition) -> dict[str, str]:
    """Path and new text of the ledger; empty where nothing new was said, or where it cannot be read.

    Nothing in it is ever changed: where a field says something else than before, that is one more line.
    """
    known = portfolio.ledgers.readings
    if known is None:
        return {}
    before = {(entry.item, entry.field): entry for entry in known if entry.since <= edition.as_of}
    entries = {(entry.item, entry.field, entry.said) for entry in known}
    fresh = []
    for term in edition.terms:
        last = before.get((term.item, term.field))
        is_entry = term.field.startswith((REWORDED, MOVED))
        is_known = (*term,) in entries if is_entry else last is not None and last.said == term.said
        if not is_known:
            number = last.number + 1 if last and last.since == edition.as_of else 1
            fresh.append(
                PublishedTerm(item=term.item, field=term.field, since=edition.as_of, number=number, said=term.said)
            )
    return {READINGS: _text([*known, *fresh])} if fresh else {}


def _text(entries: Iterable[PublishedTerm]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(READINGS_COLUMNS)
    ordered = sorted(entries, key=lambda one: (one.item, one.field, one.since, one.number, one.said))
    table.writerows((one.item, one.field, one.moment, one.said) for one in ordered)
    return text.getvalue()
