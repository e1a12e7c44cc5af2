"""The ledgers beside the evidence: what was asked, pulled, published and taken down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, StringConstraints

from kept.model.approval import ItemRef, PlainDigest
from kept.model.fields import Day, Noun, Slug, Text
from kept.model.verdict import Status

TAKEDOWNS = "evidence/takedowns.toml"
PERMALINKS = "evidence/permalinks.lock"
SOURCES = "evidence/sources.lock"
ASKS = "evidence/asks.csv"
RESULTS = "evidence/results.csv"

Address = Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9._-]*/)*$", max_length=400)]
"""A page of the public site below its root: `voices/boiler-sunday/`; empty for the front page."""


class Takedown(Noun):
    """An item that is never shown again, from this day on. Nobody has to approve it."""

    item: ItemRef
    on: Day


class Takedowns(Noun):
    """evidence/takedowns.toml."""

    takedown: tuple[Takedown, ...] = ()


class Permalink(Noun):
    """A public address that was published once and must go on saying something."""

    path: Address
    since: Day
    gone: Day | None = None
    """From when on a nameless notice stands there instead."""
    silent: bool = False
    """True where no notice stands, because the address itself names somebody."""


class Permalinks(Noun):
    """evidence/permalinks.lock: written by `kept build`, committed with a release."""

    page: tuple[Permalink, ...] = ()


class Pulled(Noun):
    """What was fetched for one metric, from the source that its definition names."""

    source: Text
    pulled_on: Day
    rows: dict[Text, PlainDigest] = Field(default_factory=dict)
    """By period: the digest of the row as it was fetched."""


class SourcesLock(Noun):
    """evidence/sources.lock: written by the pull, never by hand."""

    metrics: dict[Slug, Pulled] = Field(default_factory=dict)


class Figure(NamedTuple):
    """What one metric was published to be in a period, and what it was compared with."""

    metric: str
    direction: Literal["at-least", "at-most"]
    target: Decimal
    value: Decimal | None
    """None: there was nothing to measure (n is 0), else "result not reported"."""
    n: int | None
    numerator: int | None

    @property
    def says_something(self) -> bool:
        """True of a value, and of "nothing to measure"."""
        return self.value is not None or self.n == 0


def dated(since: date, number: int) -> str:
    """A publication as the ledgers write it: `2026-11-20`, and `2026-11-20#2` for the second of that day."""
    return f"{since}" if number == 1 else f"{since}#{number}"


def publication(text: str) -> tuple[date, int]:
    """The day of a publication, and which of that day it was.

    Raises:
        ValueError: it is none.
    """
    day, _, number = text.partition("#")
    count = int(number) if number else 1
    if dated(date.fromisoformat(day), count) != text or count < 1:
        raise ValueError(text)
    return date.fromisoformat(day), count


RESULTS_COLUMNS = ("promise", "period", "since", "status", *Figure._fields)
"""Of evidence/results.csv: a line for each figure, and one without a figure where none was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What the public site said of one promise and one closed period, from some day on."""

    promise: str
    period: str
    since: date
    number: int = 1
    """Which publication of that day said so; written `2026-11-20#2` from the second on."""
    status: Status
    figures: tuple[Figure, ...] = ()

    @property
    def moment(self) -> str:
        """The day, and which publication of it, as the ledger writes them."""
        return dated(self.since, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request to a speaker, from evidence/asks.csv."""

    speaker: str
    """Their contact reference."""
    asked_on: date
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledgers:
    """All of them. None where one exists and cannot be read: then nobody can say what it would hold back."""

    takedowns: Mapping[str, date] | None = field(default_factory=dict)
    """By item: since when. What the working tree or the trusted revision says, whichever says more."""
    permalinks: Mapping[str, Permalink] | None = field(default_factory=dict)
    """By address."""
    pulled: Mapping[str, Pulled] = field(default_factory=dict)
    """By metric, as the trusted revision says; what cannot be read was not pulled."""
    results: tuple[Published, ...] | None = ()
    """evidence/results.csv, as the working tree and the trusted revision say together; by promise, period and day."""
    missing: tuple[Published, ...] = ()
    """Those of them that the trusted revision knows and the working tree does not."""
    asks: tuple[Ask, ...] = ()
