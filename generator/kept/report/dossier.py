"""Everything behind one item, for a lawyer's letter or an audit: gathered by `gathering`, printed by `dossier_page`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from kept import __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Where one site shows an item."""

    audience: str
    now: bool
    pages: tuple[tuple[str, str], ...]
    """(path, title) of every page that shows it or leads to it."""
    because: tuple[str, ...] = ()
    """Why it is not shown; empty where it is, or where it was never meant for this site."""
    since: date | None = None
    """When its address was first published, where that is remembered."""
    gone: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one site says of a promise."""

    audience: str
    status: str
    because: str
    record: tuple[tuple[str, str, tuple[str, ...]], ...]
    """(period, verdict, results in words) of every closed period, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One requirement on one site, and what it rests on."""

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
    """One approval record as it lies on file."""

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
    """True where the content now is the content that was decided on."""
    protected: bool
    """True where the protected branch has the record, rather than only the change under review."""
    seal: str
    record_digest: str
    supersedes: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One rule and its outcome."""

    code: str
    slug: str
    outcome: str
    """`no objection`, `not asked`, or how much the objection weighs."""
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
    """The e-mail addresses of author and committer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """One decision about the item, or its publication, from git."""

    on: str
    commit: str
    kind: str
    """approval, revocation, withdrawal, takedown, publication, removal."""
    person: str
    audiences: tuple[str, ...]
    digest: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything behind one item."""

    organisation: str
    as_of: date
    revision: str | None
    """The git revision that says what is approved; None where no repository protects anything."""
    id: str
    kind: str | None
    """None where the file is gone or cannot be read."""
    title: str
    path: str | None
    record: Mapping[str, Any] | None
    """Every field as it was written."""
    digest: str | None
    wordings: Mapping[str, str]
    """Of each of its promises: the digest of its wording now."""
    statements: Mapping[str, str]
    """Of each of its promises: what it says."""
    taken_down: date | None
    shown: tuple[Shown, ...]
    verdicts: tuple[Judged, ...]
    """Of a promise."""
    answers: tuple[Answer, ...]
    decisions: tuple[Decision, ...]
    rules: tuple[Asked, ...]
    log: tuple[Logged, ...] | None = None
    """What was decided and published, oldest first; None without a history in git."""
    history: tuple[Event, ...] | None = None
    """Newest first; None without a history in git."""
    kept: str = field(default=__version__)


def as_json(gathered: Dossier) -> str:
    """The dossier for a program: `{"schema": "kept.dossier/1", ...}`."""
    document = {"schema": "kept.dossier/1"} | asdict(gathered)
    return json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n"
