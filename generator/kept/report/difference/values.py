"""What a change does, as values. Nothing here knows how it is written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple


class Piece(NamedTuple):
    """Some words of a text that is compared with another."""

    text: str
    kind: Literal["same", "out", "in"]
    """The same in both; only in the text before; only in the text now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field that says something else than before."""

    name: str
    was: str | None
    now: str | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """An approval that an item still lacks once the change is merged."""

    people: tuple[str, ...]
    """The names of those any one of whom can give it; empty where nobody can."""
    role: str
    sites: tuple[str, ...]
    ids: tuple[str, ...] = ()
    """Of `people`, in the same order."""
    why: str
    """In a few words: `not approved yet`, `changed since Olive Owner approved it on 2026-11-20`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSite:
    """Where an item is on one site: before, once the change is merged, once everything in it is approved."""

    site: str
    before: bool
    merged: bool
    approved: bool
    pages: tuple[str, ...]
    """The addresses below the site's root where it stands, or will stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that a rule says of this change and did not say before."""

    code: str
    slug: str
    severity: str
    message: str
    hint: str
    item: str | None
    path: str
    line: int | None


Change = Literal["added", "altered", "removed", "decided", "affected"]
"""New; with other content; gone; with another decision about it; changed on a site by something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One item that the change touches."""

    id: str
    kind: str
    change: Change
    title: str
    words: tuple[Piece, ...] = ()
    """As they will be shown, beside what they are compared with; empty where they may not be repeated."""
    beside: str | None = None
    """What the words are compared with: the original, or the words before. None: nothing."""
    silent: str | None = None
    """Why the words are left out; None where they are not."""
    speaker: str | None = None
    permission: str | None = None
    disclosure: str | None = None
    fields: tuple[FieldChange, ...] = ()
    decisions: tuple[str, ...] = ()
    """What the records of this change decide, in sentences."""
    sites: tuple[OnSite, ...] = ()
    needs: tuple[Need, ...] = ()
    approve_pages: tuple[tuple[str, str], ...] = ()
    """By name of a person: the forge's page on which they approve it, filled in."""
    risks: tuple[str, ...] = ()
    """Why somebody should read it by itself; empty of a clean item."""
    faults: tuple[Fault, ...] = ()
    is_internal: bool = False

    @property
    def is_open(self) -> bool:
        """True where it must be read by itself."""
        return bool(self.risks or self.faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What becomes of one or several closed periods that move alike."""

    periods: tuple[str, ...]
    was: str
    merged: str
    """Between merging and the approval."""
    approved: str
    because: tuple[str, ...]
    """The figures that became others: `Arrivals on time: 191 of 200 became 187 of 200 (target 95 % or more)`."""
    published: str | None
    """The day on which the figure before was published; None where it was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """One promise whose verdict, or whose figures, become others."""

    promise: str
    title: str
    sites: tuple[str, ...]
    was: str
    merged: str
    approved: str
    moves: tuple[Move, ...]
    is_internal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AtOnce:
    """Something that merging changes on a site without any further approval."""

    site: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageChange:
    """A page that reads otherwise with the merge, or once everything is approved."""

    site: str
    path: str
    """The address below the site's root."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Everything that one change does."""

    organisation: str
    as_of: date
    ref: str
    base: str
    """The commit where the branch left `ref`, shortened."""
    newer: int
    """How many commits `ref` has had since."""
    verdicts: tuple[VerdictChange, ...] = ()
    at_once: tuple[AtOnce, ...] = ()
    waits_for: tuple[str, ...] = ()
    """The names of those whose approval the change waits for."""
    brings: bool = False
    """True where something appears on a site once everything is approved."""
    settings: tuple[str, ...] = ()
    """What changes about who decides, in sentences."""
    cards: tuple[Card, ...] = ()
    faults: tuple[Fault, ...] = ()
    """Those that are about no item of a card."""
    backlog: int = 0
    """How many findings there were before and still are."""
    look: tuple[str, ...] = ()
    """Files of the change that decide how pages look."""
    is_broken: bool = False
    """True where the register cannot be read, so that nothing can be compared."""
    preview_url: str | None = None
    pages: tuple[PageChange, ...] = ()
    """The pages that read otherwise; looked for only where there is a preview to link."""
    left_out: Mapping[str, int] | None = None
    """In a public repository: how many of what is left out. None where nothing is."""
    names_people: bool = True
    """False where nobody may be named."""
    errors: Mapping[str, int] = field(default_factory=dict)
    """By code and name of the rule: how many errors the change brings."""

    @property
    def every_fault(self) -> tuple[Fault, ...]:
        """Errors first, each once."""
        found = dict.fromkeys((*self.faults, *(fault for card in self.cards for fault in card.faults)))
        return tuple(sorted(found, key=lambda fault: fault.severity != "error"))


def counted_errors(faults: tuple[Fault, ...]) -> dict[str, int]:
    """How many errors there are of each rule, by its code and name."""
    return dict(Counter(f"{fault.code} {fault.slug}" for fault in faults if fault.severity == "error"))
