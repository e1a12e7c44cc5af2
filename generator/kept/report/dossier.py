"""Everything about one item, for a lawyer or an audit: gathered by `dossier_gathering`, printed by `dossier_page`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from kept import __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Where a site shows an item."""

    audience: str
    now: bool
    pages: tuple[tuple[str, str], ...]
    """(path, title) of every page that shows it or links to it."""
    because: tuple[str, ...] = ()
    """Why it is not shown; empty where it is shown, or was never meant for this site."""
    since: date | None = None
    """The day its address was first published; None where that is not known."""
    gone: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The verdict on a promise on one site."""

    audience: str
    status: str
    because: str
    record: tuple[tuple[str, str, tuple[str, ...]], ...]
    """(period, verdict, results in words) of every closed period, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer for one requirement on one site, with the record behind it."""

    audience: str
    promise: str | None
    requires: str
    entitled: tuple[str, ...]
    state: str
    approver: str | None
    decided_on: date | None
    holds_until: date | None
    digest: str | None
    record: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One approval record on file."""

    path: str
    approver: str
    name: str | None
    role: str | None
    decision: str
    audiences: tuple[str, ...]
    approved_on: date
    expires_on: date
    digest: str
    is_current: bool
    """True where the item still has the content that was decided on."""
    protected: bool
    """True where the record is on the protected branch, and not only in the change under review."""
    seal: str
    record_digest: str
    supersedes: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One rule, and its result for the item."""

    code: str
    slug: str
    outcome: str
    """`no objection`, `not asked`, or the severity of the objection."""
    audience: str | None = None
    message: str | None = None
    hint: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change to a file of the item, from git."""

    on: str
    commit: str
    path: str
    what: str
    """`added`, `changed` or `deleted`."""
    by: tuple[str, ...]
    """The e-mail addresses of the commit's author and committer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """One decision about the item, or its publication, from git."""

    on: str
    commit: str
    kind: str
    """approval, revocation, withdrawal, takedown, publication or removal."""
    person: str
    audiences: tuple[str, ...]
    digest: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything about one item."""

    organisation: str
    as_of: date
    revision: str | None
    """The git revision that says what is approved; None without a repository."""
    id: str
    kind: str | None
    """None where the file is deleted or cannot be read."""
    title: str
    path: str | None
    record: Mapping[str, Any] | None
    """Every field, as written."""
    digest: str | None
    wordings: Mapping[str, str]
    """By promise of the item: the digest of its current wording."""
    statements: Mapping[str, str]
    """By promise of the item: its statement."""
    taken_down: date | None
    usable_until: date | None
    """Of evidence on a site: the last day on which it may be used, as the finder has it; None where no day is set."""
    shown: tuple[Shown, ...]
    verdicts: tuple[Judged, ...]
    """Only for a promise: its verdict on each site."""
    answers: tuple[Answer, ...]
    decisions: tuple[Decision, ...]
    rules: tuple[Asked, ...]
    log: tuple[Logged, ...] | None = None
    """Decisions and publications, oldest first; None without a git history."""
    history: tuple[Event, ...] | None = None
    """Changes to its files, newest first; None without a git history."""
    kept: str = field(default=__version__)


def as_json(gathered: Dossier) -> str:
    """The dossier for a program: `{"schema": "kept.dossier/1", ...}`."""
    document = {"schema": "kept.dossier/1"} | asdict(gathered)
    return json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n"
