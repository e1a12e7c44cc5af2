"""The log: what was decided and published, commit by commit, from git."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from kept.files import front_matter, toml
from kept.files.text import MAX_TEXT_BYTES, decode
from kept.model.ledgers import PERMALINKS, TAKEDOWNS
from kept.portfolio.signatures import APPROVALS, digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kept.files.document import Document
    from kept.files.git_history import Change, History

_VOICES = ("evidence/testimonials/", "evidence/case-studies/")
# Parsing front matter is slow, and few files have this date.
_WITHDRAWN = re.compile(rb"withdrawn_on[\"']?[ \t]*:[ \t]*[\"']?[0-9]")
_SECTIONS = {"promises": "promise.", "voices": "", "stories": "", "metrics": ""}
"""By section of a public address: the prefix of the item ids there."""


class Fact(NamedTuple):
    """One statement of a file that belongs in the log. Fields that do not apply are empty."""

    kind: str
    """approval, revocation, withdrawal, takedown or publication; `removal` where one of them was deleted."""
    item: str
    """The item's id; for a published page without an item, what the page is."""
    person: str = ""
    audiences: tuple[str, ...] = ()
    digest: str = ""
    """The digest of the content that was decided on."""
    detail: str = ""


class Event(NamedTuple):
    """A fact, and the commit that added it."""

    date: str
    """The day of the commit, as year-month-day."""
    commit: str
    fact: Fact


def chronicle(history: History) -> Iterator[Event]:
    """Every event up to a revision, oldest first. Runs git only twice, however long the history is."""
    changes = history.changes(APPROVALS, TAKEDOWNS, PERMALINKS, *_VOICES)
    age = {name: index for index, name in enumerate(dict.fromkeys(change.commit.id for change in changes))}
    told = [change for change in changes if change.path.endswith((".toml", ".md", ".lock"))]
    told.sort(key=lambda change: -age[change.commit.id])
    contents = history.contents(told)
    known: set[tuple[str, Fact]] = set()
    for change in told:
        for fact in _of_change(change, contents):
            # Two merged branches may both contain the same record.
            if (change.path, fact) not in known:
                yield Event(change.commit.on, change.commit.id, fact)
            known.add((change.path, fact))
            if fact.kind == "removal":
                known = {(path, other) for path, other in known if path != change.path}


def _of_change(change: Change, contents: Mapping[str, bytes]) -> Iterator[Fact]:
    after = _facts(change.path, contents[change.after] if change.after else b"")
    sides = [_facts(change.path, contents[name] if name else b"") for name in change.before]
    yield from sorted(after.difference(*sides))
    # A record that is replaced by a new one was not removed: the person decided again.
    if change.after is None or not change.path.startswith(APPROVALS):
        for fact in sorted(frozenset.intersection(*sides) - after):
            if fact.kind != "removal":
                detail = f"the {fact.kind} was taken out of {change.path}"
                yield fact._replace(kind="removal", person="", detail=detail)


def _facts(path: str, content: bytes) -> frozenset[Fact]:
    if path.endswith(".md") and not _WITHDRAWN.search(content):
        return frozenset()
    text, _ = decode(content[: MAX_TEXT_BYTES + 1], path)
    load = front_matter.load if path.endswith(".md") else toml.load
    document, _ = load(text, path) if text else (None, ())
    return frozenset(_facts_in(path, content, document)) if document else frozenset()


def _facts_in(path: str, content: bytes, document: Document) -> Iterator[Fact]:
    data = document.data
    if path == TAKEDOWNS:
        for entry in _entries(data, "takedown"):
            yield Fact("takedown", _text(entry, "item"), detail=f"since {_text(entry, 'on')}")
    elif path == PERMALINKS:
        for entry in _entries(data, "page"):
            yield from _of_page(entry)
    elif path.endswith(".toml"):
        yield _of_record(data, content)
    else:
        consent = data.get("consent")
        day = consent.get("withdrawn_on") if isinstance(consent, dict) else None
        if isinstance(day, date):
            parts = path.split("/")
            item = parts[2].removesuffix(".md")
            yield Fact("withdrawal", item, detail=f"withdrawn on {day}")


def _of_page(entry: Mapping[str, Any]) -> Iterator[Fact]:
    address = _text(entry, "path")
    item = _item(address)
    yield Fact("publication", item, audiences=("public",), detail=f"/{address} since {_text(entry, 'since')}")
    if gone := _text(entry, "gone"):
        yield Fact("removal", item, audiences=("public",), detail=f"/{address} is a notice since {gone}")


def _item(address: str) -> str:
    """What a page is about: an item's id, or `results of 2026-Q3`; for other pages the address."""
    section, _, name = address.strip("/").partition("/")
    if name and section == "results":
        return f"results of {name.upper()}"
    return f"{_SECTIONS[section]}{name}" if name and section in _SECTIONS else f"/{address}"


def _of_record(data: Mapping[str, Any], content: bytes) -> Fact:
    """The decision in a record, whether or not it is valid."""
    audiences = data.get("audiences")
    details = (
        f"dated {_text(data, 'approved_on')}",
        *(f"{name} {_text(data, name)}" for name in ("role", "through") if _text(data, name)),
        f"until {_text(data, 'expires_on')}" if _text(data, "expires_on") else "",
        f"record {digest(content)}",
    )
    return Fact(
        "revocation" if data.get("decision") == "revoke" else "approval",
        _text(data, "item"),
        _text(data, "approver"),
        tuple(map(str, audiences)) if isinstance(audiences, tuple) else (),
        _text(data, "digest"),
        "; ".join(filter(None, details)),
    )


def _entries(data: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    entries = data.get(key)
    yield from (entry for entry in entries if isinstance(entry, dict)) if isinstance(entries, tuple) else ()


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    return str(value) if isinstance(value, (str, date)) else ""
