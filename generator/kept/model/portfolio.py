"""Everything that was read: the items, what the trusted revision says about them, and the place of each value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kept.findings import Place
from kept.model.approval import Approval
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.heard import Heard
from kept.model.ledgers import Ledgers
from kept.model.policy import Policy
from kept.model.register import Person, Promise, Register

FieldPath = tuple[str | int, ...]
"""The path to a value inside one item: `("consent", "withdrawn_on")`; empty for the item itself."""


ORGANISATION = "[organisation]"
"""The key for places in the organisation's own table; no item can have this id."""


class Seal(StrEnum):
    """Whether a record really is the latest decision of its approver."""

    UNASKED = "unasked"
    """The policy asks for no signature."""
    GOOD = "good"
    """Signed by the approver, with a key that the protected branch lists as theirs."""
    MISSING = "missing"
    """There is no signature."""
    BROKEN = "broken"
    """The signature does not fit the file, or was not made for approvals."""
    FOREIGN = "foreign"
    """The signature fits the file, but the key is not the approver's."""
    REPLAYED = "replayed"
    """The approver has replaced this record, and somebody has put it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An approval record in a tree, with the digest of its file."""

    path: str
    digest: str
    """`sha256:` and the SHA-256 of the file, in hexadecimal."""
    approval: Approval
    seal: Seal = Seal.UNASKED

    @property
    def is_genuine(self) -> bool:
        """True where the record counts: its seal is `unasked` or `good`."""
        return self.seal in {Seal.UNASKED, Seal.GOOD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """What the protected branch says: the people, who may approve what, and what they approved.

    Nothing here comes from the change under review.
    """

    ref: str | None
    """The git revision; `HEAD` where there is no commit, None without a repository."""
    policy: Policy | None
    """None where the policy cannot be read; then nobody may approve anything."""
    people: Mapping[str, Person]
    promise_owners: Mapping[str, str]
    """By promise id: the id of its owner."""
    data_owners: Mapping[str, str]
    """By metric id: the id of its data owner."""
    records: Mapping[str, tuple[Record, ...]]
    """By item, in order of path."""
    regulated: frozenset[str] = frozenset()
    """The ids of promises marked `regulated`."""
    promise_metrics: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By promise id: the ids of the metrics it is judged by."""

    @property
    def awaits_first_commit(self) -> bool:
        """True in a repository without any commit."""
        return self.ref == "HEAD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The trusted revision's metrics and promises that differ from those under review."""

    metrics: Mapping[str, Metric] = field(default_factory=dict)
    promises: Mapping[str, Promise] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """An earlier state of an evidence item on the protected branch."""

    item: Testimonial | CaseStudy | Metric | None
    """None where the item was unusable."""
    text: str | None = None
    """`sha256:` and the SHA-256 of its text with LF line ends, in hexadecimal."""
    images: Mapping[tuple[str, str], bytes] = field(default_factory=dict)
    """The bytes of its pictures, by case study and file name."""


Formerly = Callable[[str], Iterator[tuple[date, Callable[[], Former]]]]
"""Gives the states of an evidence item by its id, newest first: the first day of each, and a function that reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """The register, the evidence and the approvals of one organisation, before anything is judged."""

    register: Register
    testimonials: Mapping[str, Testimonial]
    case_studies: Mapping[str, CaseStudy]
    metrics: Mapping[str, Metric]
    images: Mapping[tuple[str, str], bytes]
    """The bytes of each picture, by case study and file name."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """By item with a file of its own: `sha256:` and the SHA-256 of its text with LF line ends, in hexadecimal."""
    trusted: Trusted
    proposed: Mapping[str, tuple[Record, ...]]
    """Approval records that are only in the working tree."""
    faulty: frozenset[str]
    """Items with an error. They are withheld, and so is everything that depends on them."""
    unreadable: frozenset[str] = frozenset()
    """Ids of items that exist but could not be read."""
    drafted: Policy | None = None
    """The policy in the working tree, where it can be read. It has no effect before it is committed."""
    ledgers: Ledgers = field(default_factory=Ledgers)
    heard: tuple[Heard, ...] = ()
    """What customers told the organisation, from evidence/heard.toml."""
    committers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By item: the e-mail addresses of the people who changed it in the commits under review."""
    pages: Mapping[str, str] = field(default_factory=dict)
    """By file below `site_templates/content/`: the digest of each hand-written public page with its pictures."""
    recorders: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By path of an approval record in the commits under review: the e-mail addresses of its committers."""
    formerly: Callable[[str], Iterator[Promise]] = field(default=lambda _: iter(()), compare=False)
    """Gives the versions of a promise by its id, newest first, from the trusted revision on.

    Empty without a repository.
    """
    past: Past = field(default_factory=Past)
    locate: Callable[[str, FieldPath], Place] = field(compare=False)

    @property
    def withdrawn(self) -> frozenset[str]:
        """The ids of everything that its speaker or customer withdrew, or that was taken down, on any day."""
        words: tuple[Testimonial | CaseStudy, ...] = (*self.testimonials.values(), *self.case_studies.values())
        return frozenset((*(one.id for one in words if one.consent.withdrawn_on), *(self.ledgers.takedowns or ())))

    def place(self, item: str, path: FieldPath = ()) -> Place:
        """The place of a value of an item; where it is missing, of the nearest value above it."""
        return self.locate(item, path)
