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
READINGS = "evidence/readings.csv"

Address = Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9._-]*/)*$", max_length=400)]
"""The address of a public page below the site's root: `voices/boiler-sunday/`; empty for the home page."""


class Takedown(Noun):
    """An item that must not be shown from this day on. It needs no approval."""

    item: ItemRef
    on: Day


class Takedowns(Noun):
    """evidence/takedowns.toml."""

    takedown: tuple[Takedown, ...] = ()


class Permalink(Noun):
    """A public address that was published once and must keep working."""

    path: Address
    since: Day
    gone: Day | None = None
    """The day since which a notice without names is shown there instead."""
    silent: bool = False
    """True where no notice is shown, because the address itself names a person."""


class Permalinks(Noun):
    """evidence/permalinks.lock, written by `kept build` and committed with a release."""

    page: tuple[Permalink, ...] = ()


class Pulled(Noun):
    """What was fetched for one metric, from the source in its definition."""

    source: Text
    pulled_on: Day
    rows: dict[Text, PlainDigest] = Field(default_factory=dict)
    """By period: the digest of the fetched row."""


class SourcesLock(Noun):
    """evidence/sources.lock, written by `kept pull`, never by hand."""

    metrics: dict[Slug, Pulled] = Field(default_factory=dict)


class Figure(NamedTuple):
    """The published value of one metric for one period, and the target it was compared with."""

    metric: str
    direction: Literal["at-least", "at-most"]
    target: Decimal
    value: Decimal | None
    """None where there was nothing to measure (n is 0), or where the result was not reported."""
    n: int | None
    numerator: int | None

    @property
    def says_something(self) -> bool:
        """True for a value, and for "nothing to measure"."""
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
"""The columns of evidence/results.csv. Each figure has one line; a period without figures has one line too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What the public site said about one closed period of a promise, from some day on."""

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


class Term(NamedTuple):
    """One thing that published results are read by: a wording, a deadline, a unit, a day of publication."""

    item: str
    """A metric, or `promise.` and the id of a promise."""
    field: str
    """The key in the item's file. For a row or a dated entry, its period or day follows: `published_on 2026-Q3`."""
    said: str
    """Of a text its digest, of anything else the value; empty where there is none."""


READINGS_COLUMNS = ("item", "field", "since", "said")
"""The columns of evidence/readings.csv. A line is added where a field says something else than before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedTerm:
    """A term as it was published, from some day on."""

    item: str
    field: str
    since: date
    number: int = 1
    """Which publication of that day said so."""
    said: str

    @property
    def moment(self) -> str:
        """The day, and which publication of it, as the ledger writes them."""
        return dated(self.since, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request to a speaker, from evidence/asks.csv."""

    speaker: str
    """The opaque reference of the speaker's contact data, as in `speaker.contact_ref` of a quote."""
    asked_on: date
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledgers:
    """All ledgers: empty where there is no file, None where a file exists but cannot be read."""

    takedowns: Mapping[str, date] | None = field(default_factory=dict)
    """By item: the day of the takedown, from the working tree and the trusted revision together."""
    permalinks: Mapping[str, Permalink] | None = field(default_factory=dict)
    """By address."""
    pulled: Mapping[str, Pulled] = field(default_factory=dict)
    """By metric, from the trusted revision; empty where the lock cannot be read."""
    results: tuple[Published, ...] | None = ()
    """evidence/results.csv of the working tree and the trusted revision together, by promise, period and day."""
    missing: tuple[Published, ...] = ()
    """Those that the trusted revision has and the working tree has not."""
    readings: tuple[PublishedTerm, ...] | None = ()
    """evidence/readings.csv of the working tree and the trusted revision together, by item, field and publication."""
    missing_readings: tuple[PublishedTerm, ...] = ()
    """The entries that the trusted revision has and the working tree does not."""
    asks: tuple[Ask, ...] = ()
