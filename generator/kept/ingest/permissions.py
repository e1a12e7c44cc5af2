"""Reads the answers of speakers who were asked for permission. It decides nothing: an unclear answer is a problem."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from kept.findings import UsageError
from kept.ingest import cells
from kept.ingest.headings import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kept.ingest.sheet import Sheet

COLUMNS = tuple(words("permissions")["columns"])
_NEEDED = ("id", "answer")
_DAYS = ("answered_on", "until")
_SEPARATORS = re.compile(r"[;,|/+]")
_TERRITORY = re.compile(r"[A-Z]{2}")
_HARMLESS = re.compile(r"^'(?=[=+\-@])")
"""The sign that keeps a spreadsheet from calculating a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer about one testimonial or story."""

    item: str
    line: int
    """The line in the file, from 1."""
    word: str
    """`yes`, `no` or `conditions`."""
    consent: Mapping[str, str | date | tuple[str, ...]]
    """The values to write below `consent`."""


@dataclass(slots=True, kw_only=True)
class Answers:
    """What a file of answers says."""

    answers: list[Answer] = field(default_factory=list)
    blank: int = 0
    """The number of rows without an answer."""
    problems: list[str] = field(default_factory=list)
    """Rows that cannot be used: place, what is wrong, what to do."""


def answers(sheet: Sheet, mapping: Mapping[str, str], day: date | None, channels: tuple[str, ...]) -> Answers:
    """The answers in a table; a row with an unclear answer is a problem and gives no permission.

    Args:
        sheet: the table.
        mapping: by our column, a heading of the table.
        day: the day of the answers in rows that name none; None where each row must.
        channels: what a yes is for, in rows that do not say it.

    Raises:
        UsageError: no column is mapped to the id or to the answer.
    """
    lacking = [column for column in _NEEDED if column not in mapping]
    if lacking:
        message = (
            f"{sheet.name} has no column for {' and '.join(lacking)}; its headings are "
            f"{', '.join(filter(None, sheet.headings))}. Say which it is: --column {lacking[0]}=HEADING"
        )
        raise UsageError(message)
    at = {column: sheet.headings.index(heading) for column, heading in mapping.items()}
    orders: dict[str, bool | None] = {
        name: cells.month_first(row[at[name]] for _, row in sheet.rows) for name in _DAYS if name in at
    }
    found = Answers()
    lines: dict[str, int] = {}
    for line, row in sheet.rows:
        one = {column: _HARMLESS.sub("", row[index]) for column, index in at.items()}
        place = f"{sheet.name}:{line}"
        if not one["answer"].strip() and not one.get("conditions", "").strip():
            found.blank += 1
        elif not one["id"]:
            found.problems.append(f"{place}: there is an answer and no id. Write the id of permissions-to-ask.csv.")
        elif one["id"] in lines:
            found.problems.append(f"{place}: {one['id']} has an answer in line {lines[one['id']]} already; keep one.")
        else:
            lines[one["id"]] = line
            answer, faults = _answer(sheet.name, line, one, orders, day, channels)
            found.problems += [f"{place}: {one['id']}: {fault}" for fault in faults]
            found.answers += [answer] if answer and not faults else []
    return found


def _answer(
    file: str,
    line: int,
    row: Mapping[str, str],
    orders: Mapping[str, bool | None],
    day: date | None,
    channels: tuple[str, ...],
) -> tuple[Answer | None, list[str]]:
    faults: list[str] = []
    word = _word(row["answer"], row.get("conditions", ""))
    if word is None:
        known = "yes, no or conditions"
        return None, [f'"{row["answer"]}" is no answer that kept understands; write {known}, or leave it blank.']
    on = _day(row, "answered_on", orders, faults) or day
    if on is None and not faults:
        faults.append("it does not say when they answered; fill in answered_on, or name one day for all: --on DATE")
    if word == "no":
        return Answer(item=row["id"], line=line, word=word, consent={"refused_on": on} if on else {}), faults
    used = tuple(_named(row.get("channels", ""), "channels", faults)) or channels
    if not used:
        faults.append("it does not say what the yes is for; fill in channels, or name one for all: --channel site")
    if word == "conditions" and not row.get("conditions", "").strip():
        faults.append("it names no conditions; write into conditions what they ask for.")
    until = _day(row, "until", orders, faults)
    values: dict[str, str | date | tuple[str, ...] | None] = {
        "basis": "consent",
        "ref": row.get("reference") or f"{file}:{row['id']}",
        "granted_on": on,
        "channels": used,
        "territories": tuple(_countries(row.get("territories", ""), faults)),
        "assets": tuple(_named(row.get("assets", ""), "assets", faults)),
        "expires_on": until,
        "conditions": " ".join(row.get("conditions", "").split()) or None,
    }
    return Answer(item=row["id"], line=line, word=word, consent={k: v for k, v in values.items() if v}), faults


def _word(answer: str, conditions: str) -> str | None:
    """The answer in our words; with conditions beside it a yes is one on conditions."""
    plain = answer.strip().casefold()
    known = words("permissions")["answers"]
    found = next((word for word, names in known.items() if plain in names), None)
    if conditions.strip() and (found == "yes" or not plain):
        return "conditions"
    return found


def _day(row: Mapping[str, str], column: str, orders: Mapping[str, bool | None], faults: list[str]) -> date | None:
    cell, order = row.get(column, "").strip(), orders.get(column)
    only = cell.replace("T", " ").partition(" ")[0]
    written = cells.day(only, month_first=order) or cells.day(cell, month_first=order)
    if cell and not written:
        faults.append(f"{column} {cells.day_fault(cell)}")
    return date.fromisoformat(written) if written else None


def _named(cell: str, kind: str, faults: list[str]) -> Iterator[str]:
    """Our words for a list of channels or of things that may be shown."""
    known: Mapping[str, Iterable[str]] = words("permissions")[kind]
    for part in filter(None, (one.strip().casefold() for one in _SEPARATORS.split(cell))):
        word = next((ours for ours, names in known.items() if part in names), None)
        if word:
            yield word
        else:
            faults.append(f'"{part}" is none of the {kind} {", ".join(known)}.')


def _countries(cell: str, faults: list[str]) -> Iterator[str]:
    for part in filter(None, (one.strip().upper() for one in _SEPARATORS.split(cell))):
        if _TERRITORY.fullmatch(part):
            yield part
        else:
            faults.append(f'"{part}" is no country; write two letters, like GB, IE.')
