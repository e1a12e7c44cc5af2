"""Imports quotes from a spreadsheet as testimonials for review. It never approves anything."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, NamedTuple

from kept.findings import UsageError
from kept.ingest import cells
from kept.ingest.headings import words
from kept.ingest.new_files import cleaned, file_text, new_id
from kept.model.period import Cadence, Calendar
from kept.model.policy import NO_DEFAULTS, Defaults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kept.ingest.sheet import Sheet
    from kept.model.portfolio import Portfolio

COLUMNS = tuple(words("quotes")["columns"])
_ALIKE = 0.92
_MONTHS = Calendar(Cadence.MONTH)
_NAMED = 5
_DAYS = ("said_on", "permitted_on", "checked_on")
_ASK = (
    "Hello {name}, you told us this: “{quote}” We would like to show it on our website, with your name. May we? "
    "You can take it back at any time. If you would rather have no name beside it, tell us that too."
)


class Contact(NamedTuple):
    """The person behind a contact reference; kept outside the repository."""

    ref: str
    name: str
    contact: str


class Request(NamedTuple):
    """A speaker who must be asked for permission."""

    id: str
    name: str
    contact: str
    text: str
    answer: str = ""
    """To be filled in, as the other columns: yes, no or conditions. `kept import permissions` reads it."""
    channels: str = "site"
    assets: str = "name"
    until: str = ""
    conditions: str = ""
    answered_on: str = ""
    reference: str = ""


@dataclass(slots=True, kw_only=True)
class Imported:
    """The result of an import, before anything is written."""

    files: dict[str, str] = field(default_factory=dict)
    """By path: the text of each new testimonial."""
    contacts: list[Contact] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    """The number of rows that are ready, lack a permission, ...; by the words for it."""
    notes: list[str] = field(default_factory=list)
    """What was repaired or left out, with the line."""
    references: dict[str, str] = field(default_factory=dict)
    """By contact details in lower case: the reference for them."""
    seen: dict[str, str] = field(default_factory=dict)
    """By digest of a row: the id of its testimonial, from this import or an earlier one."""
    shared: Defaults = NO_DEFAULTS
    """What the policy says for all, so that no file repeats it."""


def imported(
    sheet: Sheet,
    mapping: Mapping[str, str],
    defaults: Mapping[str, Any],
    portfolio: Portfolio,
    seen: Mapping[str, str],
    contacts: Mapping[str, str],
) -> Imported:
    """The testimonials made from the rows of an export.

    A row is skipped if it was imported before, or if its words are nearly the same as an existing testimonial's. A
    testimonial has a permission only if its row has one. Contact details are replaced by a random reference.

    Args:
        sheet: the spreadsheet.
        mapping: by our column, a heading of the sheet.
        defaults: the values that are the same for all rows.
        portfolio: the existing promises and testimonials.
        seen: by digest of a row, the id from an earlier import.
        contacts: by contact details in lower case, the existing reference for them.

    Raises:
        UsageError: no column is mapped to the quote.
    """
    if "quote" not in mapping:
        message = (
            f"nothing in {sheet.name} is named like the quote. Its headings are "
            f"{', '.join(filter(None, sheet.headings))}. Say which it is: --column quote=HEADING"
        )
        raise UsageError(message)
    at = {column: sheet.headings.index(heading) for column, heading in mapping.items()}
    shared = portfolio.drafted.defaults if portfolio.drafted else NO_DEFAULTS
    orders: dict[str, bool | None] = {
        name: cells.month_first(row[at[name]] for _, row in sheet.rows) for name in _DAYS if name in at
    }
    came = Imported(seen=dict(seen), references=dict(contacts), shared=shared)
    known = [_plain(voice.original or voice.body) for voice in portfolio.testimonials.values()]
    taken = {*portfolio.testimonials, *portfolio.case_studies, *portfolio.metrics, *seen.values()}
    for line, row in sheet.rows:
        one = {column: row[index] for column, index in at.items()}
        _take(came, _Row(sheet.name, line, one, defaults, orders), portfolio, known, taken)
    return came


@dataclass(frozen=True, slots=True)
class _Row:
    file: str
    line: int
    cells: Mapping[str, str]
    defaults: Mapping[str, Any]
    orders: Mapping[str, bool | None]
    """By column with days: whether it writes the month first; None where nothing decides it."""

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def _take(came: Imported, row: _Row, portfolio: Portfolio, known: list[str], taken: set[str]) -> None:
    quote, repairs = cleaned(row["quote"])
    if not quote:
        came.counts["without words"] += 1
        return
    digest = hashlib.sha256("\n".join((row["name"], row["said_on"], _plain(quote))).encode()).hexdigest()[:16]
    if digest in came.seen:
        is_new = f"evidence/testimonials/{came.seen[digest]}.md" in came.files
        came.counts["duplicates" if is_new else "imported before"] += 1
        return
    plain = _plain(quote)
    if any(_alike(plain, other) for other in known):
        came.counts["duplicates"] += 1
        came.notes.append(f"{row.file}:{row.line}: nearly the same words are on file; nothing was written.")
        return
    promises = _promises(row, portfolio)
    if not promises:
        came.counts["match no promise"] += 1
        named = f'"{row["promise"]}" is no promise' if row["promise"] else "it names no promise"
        came.notes.append(
            f"{row.file}:{row.line}: {named}; give it an id of promises.toml, or one for all: --promise ID"
        )
        return
    item = new_id(quote, row["name"], taken)
    taken.add(item)
    known.append(plain)
    came.seen[digest] = item
    came.notes += [f"{row.file}:{row.line}: {repair}" for repair in repairs]
    came.notes += [
        f"{row.file}:{row.line}: {column} {cells.day_fault(row[column])} It was left out."
        for column, order in row.orders.items()
        if order is None and cells.is_unclear(row[column])
    ]
    written = _testimonial(came, row, item, quote, promises)
    came.files[f"evidence/testimonials/{item}.md"] = file_text(written, quote)


def _testimonial(came: Imported, row: _Row, item: str, quote: str, promises: list[str]) -> dict[str, Any]:
    name = row["name"] or None
    contact = _contact(came, row, name)
    consent = _consent(row)
    shared = came.shared
    source = {
        "kind": row.defaults.get("kind") or (None if shared.source_kind else "survey"),
        "ref": f"{row.file}:{row['reference']}" if row["reference"] else None,
        "captured_on": _day(row, "said_on"),
        "captured_by": row.defaults.get("captured_by"),
    }
    if not consent:
        came.requests.append(Request(item, row["name"], row["contact"], _ASK.format(name=name or "", quote=quote)))
    lacking = [
        word
        for word, is_lacking in (
            ("need permission", not consent),
            ("have no source", not source["ref"] or not source["captured_on"]),
        )
        if is_lacking
    ]
    came.counts.update(lacking or ["ready for review"])
    if source["kind"] == shared.source_kind:
        source["kind"] = None
    if source["captured_by"] == shared.captured_by:
        source["captured_by"] = None
    if consent.get("channels") == [str(channel) for channel in shared.channels]:
        del consent["channels"]
    speaker = {"name": name, "role": row["role"] or None, "organisation": row["organisation"] or None}
    speaker |= {"sector": row["sector"] or None, "place": row["place"] or None, "contact_ref": contact}
    attribution = "named" if name else "role-only" if row["role"] else "unknown"
    found: dict[str, Any] = {
        "promises": promises,
        "audience": row.defaults.get("audience", "public"),
        "said_on": _day(row, "said_on") or cells.period(row["said_on"], _MONTHS, month_first=row.orders.get("said_on")),
        "speaker": {key: value for key, value in speaker.items() if value},
        "attribution": attribution,
        "source": {key: value for key, value in source.items() if value},
        "verified": _check(row, shared),
        "original": quote,
        "consent": consent,
        "lang": row["language"].casefold() or None,
    }
    return {key: value for key, value in found.items() if value}


def _consent(row: _Row) -> dict[str, Any]:
    """The permission in the row; an empty cell stays empty."""
    answers = words("quotes")["answers"]
    if row["permission"].casefold() not in answers["yes"]:
        return {}
    found = {
        "basis": "consent",
        "ref": row.defaults.get("permission_ref") or (f"{row.file}:{row['reference']}" if row["reference"] else None),
        "granted_on": _day(row, "permitted_on" if row["permitted_on"] else "said_on"),
        "channels": list(row.defaults.get("channels", [])),
        "assets": [ours for ours, names in words("permissions")["assets"].items() if _names(row["assets"]) & {*names}],
    }
    return {key: value for key, value in found.items() if value}


def _names(cell: str) -> set[str]:
    return {part.strip().casefold() for part in re.split(r"[;,|/+]", cell)}


def _check(row: _Row, shared: Defaults) -> dict[str, Any] | None:
    """Who checked the words, how and when; None where the row does not say all of it."""
    by = row["checked_by"] or shared.verified_by
    day = _day(row, "checked_on")
    if not (row["checked_how"] and by and day):
        return None
    return {"method": row["checked_how"], **({"by": by} if by != shared.verified_by else {}), "on": day}


def _day(row: _Row, column: str) -> date | None:
    """The day in a cell, even if a time follows it; None where there is no day, or it may be two."""
    cell, order = row[column], row.orders.get(column)
    only = cell.replace("T", " ").partition(" ")[0]
    written = cells.day(cell, month_first=order) or cells.day(only, month_first=order)
    return date.fromisoformat(written) if written else None


def _contact(came: Imported, row: _Row, name: str | None) -> str | None:
    """A reference for the contact details, which are kept outside the repository; None without contact details."""
    if not row["contact"]:
        return f"{row.file}:{row['reference']}" if row["reference"] else None
    key = row["contact"].strip().casefold()
    if key not in came.references:
        # Random, because a digest of an address would identify it to anybody who knows the address.
        came.references[key] = f"contact:{secrets.token_hex(5)}"
        came.contacts.append(Contact(came.references[key], name or "", row["contact"]))
    return came.references[key]


def _promises(row: _Row, portfolio: Portfolio) -> list[str]:
    """The promises that a row names, by id or by words; otherwise the promises for all rows."""
    by_name = {
        word.casefold(): one.id
        for one in portfolio.register.promises
        for word in (one.id, one.short or one.id, one.statement)
    }
    named = [part.strip().casefold() for part in re.split(r"[;,|]", row["promise"]) if part.strip()]
    whole = by_name.get(row["promise"].strip().casefold())
    found = [whole] if whole else [by_name[part] for part in named if part in by_name]
    return list(dict.fromkeys(found)) or ([] if row["promise"] else list(row.defaults.get("promises", [])))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if not one or not other or min(len(one), len(other)) / max(len(one), len(other)) < _ALIKE:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def summary(came: Imported, rows: int) -> str:
    """The number of rows by result: `150 rows: 41 ready for review, 63 need permission, ...`."""
    order = (
        "ready for review",
        "need permission",
        "have no source",
        "match no promise",
        "duplicates",
        "imported before",
    )
    told = [f"{came.counts[word]} {word}" for word in (*order, "without words") if came.counts[word]]
    return f"{rows} row{'' if rows == 1 else 's'}: {', '.join(told) or 'nothing new'}."


def shortened(notes: Iterable[str]) -> Iterator[str]:
    """The first notes of each kind, and the number of the others."""
    groups: dict[str, list[str]] = {}
    for note in notes:
        groups.setdefault(re.sub(r'^\S+: (?:"[^"]*")?', "", note), []).append(note)
    for same in groups.values():
        yield from same[:_NAMED]
        if len(same) > _NAMED:
            yield f"and {len(same) - _NAMED} more lines like this"
