"""Reads the ledgers: what was taken down, published, pulled and asked of speakers."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from kept.files import toml
from kept.files.text import MAX_TEXT_BYTES, decode
from kept.files.tree import WorkingTree
from kept.files.validation import invalid, validate
from kept.findings import Finding, Place
from kept.model.ledgers import (
    ASKS,
    PERMALINKS,
    READINGS,
    RESULTS,
    SOURCES,
    TAKEDOWNS,
    Ask,
    Ledgers,
    Permalinks,
    SourcesLock,
    Takedowns,
)
from kept.model.portfolio import FieldPath
from kept.portfolio.reading import unreadable_file
from kept.portfolio.readings_ledger import readings
from kept.portfolio.results_ledger import results

if TYPE_CHECKING:
    from kept.files.tree import Tree
    from kept.model.ledgers import Permalink

N = TypeVar("N", bound=BaseModel)
K = TypeVar("K", bound=tuple[object, ...])
V = TypeVar("V")
Reader = Callable[["Tree"], tuple[dict[K, V] | None, tuple[Finding, ...]]]
"""Reads the entries of a ledger by their keys, with what is wrong in it."""
_ASK_COLUMNS = ("speaker", "asked_on", "what")


def ledgers(working: Tree, trusted: Tree) -> tuple[Ledgers, tuple[Finding, ...]]:
    """The ledgers of both trees together.

    A change under review can add takedowns and publications, but cannot remove those of the trusted revision. Pulls are
    read only from the trusted revision.

    Findings:
        KPT101, KPT102, KPT104: a ledger that cannot be read.
    """
    findings: list[Finding] = []
    here, there = _both(working, trusted, TAKEDOWNS, Takedowns, findings)
    published, before = _both(working, trusted, PERMALINKS, Permalinks, findings)
    pulled = _read(trusted, SOURCES, SourcesLock, findings)
    if trusted is not working:
        _read(working, SOURCES, SourcesLock, findings)
    said, missing = _grown(working, trusted, RESULTS, results, findings)
    terms, missing_terms = _grown(working, trusted, READINGS, readings, findings)
    asks = tuple(_asks(working, findings))
    return Ledgers(
        takedowns=None
        if here is None or there is None
        else {entry.item: entry.on for entry in (*here.takedown, *there.takedown)},
        permalinks=None if published is None or before is None else _merged(before, published),
        pulled=pulled.metrics if pulled else {},
        results=said,
        missing=missing,
        readings=terms,
        missing_readings=missing_terms,
        asks=asks,
    ), tuple(dict.fromkeys(findings))


def last_pulled(working: Tree) -> tuple[SourcesLock | None, tuple[Finding, ...]]:
    """What was pulled last, according to the files here; None where the lock cannot be read.

    Findings:
        KPT101, KPT102, KPT104: the lock cannot be read.
    """
    findings: list[Finding] = []
    return _read(working, SOURCES, SourcesLock, findings), tuple(findings)


def _both(working: Tree, trusted: Tree, path: str, noun: type[N], findings: list[Finding]) -> tuple[N | None, N | None]:
    here = _read(working, path, noun, findings)
    return here, here if trusted is working else _read(trusted, path, noun, findings)


def _grown(
    working: Tree, trusted: Tree, path: str, reader: Reader[K, V], findings: list[Finding]
) -> tuple[tuple[V, ...] | None, tuple[V, ...]]:
    """All entries of a ledger in both trees, and those that only the trusted one has."""
    here = _entries(working, path, reader, findings)
    there = here if trusted is working else _entries(trusted, path, reader, findings)
    if here is None or there is None:
        return None, ()
    both = {**here, **there}
    missing = [there[key] for key in sorted(there) if here.get(key) != there[key]]
    return tuple(both[key] for key in sorted(both)), tuple(missing)


def _entries(tree: Tree, path: str, reader: Reader[K, V], findings: list[Finding]) -> dict[K, V] | None:
    if path not in tree:
        return {} if _is_nothing(tree, path, findings) else None
    found, faults = reader(tree)
    findings += faults
    return found


def _merged(before: Permalinks, published: Permalinks) -> dict[str, Permalink]:
    """The entries of both, by address. An address that is gone in one of them is gone."""
    found: dict[str, Permalink] = {}
    for entry in (*before.page, *published.page):
        known = found.get(entry.path)
        if known is None or (entry.gone and not known.gone):
            found[entry.path] = entry
    return dict(sorted(found.items()))


def _read(tree: Tree, path: str, noun: type[N], findings: list[Finding]) -> N | None:
    """A ledger; empty where there is no file, None where the file cannot be read."""
    return read_noun(tree, path, noun, findings)[0]


def read_noun(
    tree: Tree, path: str, noun: type[N], findings: list[Finding]
) -> tuple[N | None, Callable[[FieldPath], Place]]:
    """A TOML file that is one noun, and where its values stand; empty where there is none, None where it is broken."""
    nowhere = partial(_at_its_beginning, path)
    if path not in tree:
        return noun() if _is_nothing(tree, path, findings) else None, nowhere
    try:
        text, faults = decode(tree.read(path, MAX_TEXT_BYTES), path)
    except OSError as error:
        findings.append(unreadable_file(path, error))
        return None, nowhere
    document, more = toml.load(text, path) if text is not None else (None, ())
    findings += [*faults, *more]
    if document is None:
        return None, nowhere
    value, wrong = validate(noun, document.data, document.place, item=None)
    findings += wrong
    return value, document.place


def _at_its_beginning(path: str, _: FieldPath) -> Place:
    return Place(path, 1, 1)


def _is_nothing(tree: Tree, path: str, findings: list[Finding]) -> bool:
    """True where there is no ledger; False where a link, which the tree has reported, or a folder has its name."""
    passed_over = tree.findings if isinstance(tree, WorkingTree) else ()
    if any(finding.place.path == path for finding in passed_over):
        return False
    if any(name.startswith(f"{path}/") for name in tree.paths()):
        hint = "take the folder away, and put the file back as git has it."
        findings.append(invalid(Place(path), "this is a folder, but a file is needed", hint))
        return False
    return True


def _asks(tree: Tree, findings: list[Finding]) -> Iterator[Ask]:
    """The requests in evidence/asks.csv, with the columns speaker, asked_on and what."""
    if ASKS not in tree:
        return
    try:
        text, faults = decode(tree.read(ASKS, MAX_TEXT_BYTES), ASKS)
    except OSError as error:
        findings.append(unreadable_file(ASKS, error))
        return
    findings += faults
    reader = csv.reader((text or "").splitlines())
    try:
        header = next(reader, [])
        if tuple(header) != _ASK_COLUMNS and text is not None:
            hint = f"begin the file with the line {','.join(_ASK_COLUMNS)}."
            findings.append(invalid(Place(ASKS, 1, 1), "the first line does not name the columns", hint))
            return
        for cells in reader:
            if cells:
                yield from _ask(cells, reader.line_num, findings)
    except csv.Error as error:
        message = f"this is no CSV ({error})"
        findings.append(invalid(Place(ASKS, reader.line_num, 1), message, "put text with commas into quotes."))


def _ask(cells: list[str], line: int, findings: list[Finding]) -> Iterator[Ask]:
    try:
        speaker, asked_on, what = (cell.strip() for cell in cells)
        asked = Ask(speaker=speaker, asked_on=date.fromisoformat(asked_on), what=what)
    except ValueError:
        asked = None
    if asked and asked.speaker:
        yield asked
    else:
        message = "this line is not a speaker's reference, a day and what was asked"
        hint = "write it like: crm:10391,2026-11-20,a photograph for the site"
        findings.append(invalid(Place(ASKS, line, 1), message, hint))
