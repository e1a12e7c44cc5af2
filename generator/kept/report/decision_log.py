"""Writes the log of decisions for people, spreadsheets and programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping

from kept.history.decisions import Event

COLUMNS = ("date", "commit", "kind", "item", "person", "audiences", "digest", "detail")
_FORMULA = ("=", "+", "-", "@")


def as_csv(events: Iterable[Event]) -> str:
    """One line for each event. No cell can be a formula in a spreadsheet.

    Source:
        OWASP, CSV Injection: some programs run a cell that begins with = + - @, a tab or a line end. All white space
            becomes single spaces, with none at the beginning.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in _row(event)] for event in events)
    return out.getvalue()


def as_json(events: Iterable[Event]) -> str:
    """A list of objects under `events`; audiences as a list."""
    rows = [
        {**dict(zip(COLUMNS, _row(event), strict=True)), "audiences": list(event.fact.audiences)} for event in events
    ]
    return json.dumps({"events": rows}, ensure_ascii=False, indent=2) + "\n"


def as_text(events: Iterable[Event]) -> str:
    """One line for each event, without the digests."""
    lines = []
    for event in events:
        day, commit, kind, item, person, audiences, _, detail = _row(event)
        who = f" by {person}" if person else ""
        site = f" for {audiences.replace(' ', ' and ')}" if audiences else ""
        lines.append(f"{day}  {commit[:10]}  {kind:<11}  {item}{who}{site}: {detail.partition('; record')[0]}")
    return "".join(f"{line}\n" for line in lines) or "Nothing has been decided or published yet.\n"


LOG_FORMATS: Mapping[str, Callable[[Iterable[Event]], str]] = {"text": as_text, "csv": as_csv, "json": as_json}


def _row(event: Event) -> tuple[str, ...]:
    fact = event.fact
    audiences = " ".join(fact.audiences)
    return event.date, event.commit, fact.kind, fact.item, fact.person, audiences, fact.digest, fact.detail


def _cell(value: str) -> str:
    line = " ".join(value.split())
    return f"'{line}" if line.startswith(_FORMULA) else line
