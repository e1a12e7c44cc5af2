"""Everything that was read: the nouns, what the trust ref says about them, and where each value stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kept.findings import Place
from kept.model.approval import Approval
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.ledgers import Ledgers
from kept.model.policy import Policy
from kept.model.register import Person, Promise, Register

FieldPath = tuple[str | int, ...]
"""The way to a value inside one item: `("consent", "withdrawn_on")`; empty for the item itself."""


ORGANISATION = "[organisation]"
"""What places of the organisation are asked for by; no item is called so."""


class Seal(StrEnum):
    """Whether a record is what its approver decided, and decided last."""

    UNASKED = "unasked"
    """The policy asks for no signature."""
    GOOD = "good"
    """Signed by the approver, with a key that the protected branch says is theirs."""
    MISSING = "missing"
    """There is no signature."""
    BROKEN = "broken"
    """The signature is not one of these bytes, or was not made for approvals."""
    FOREIGN = "foreign"
    """The signature is one of these bytes, with a key that is not the approver's."""
    REPLAYED = "replayed"
    """The approver has replaced this record, and here it is again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An approval as it lies in a tree, with the bytes it was read from."""

    path: str
    digest: str
    """`sha256:` and the hexadecimal SHA-256 of the file."""
    approval: Approval
    seal: Seal = Seal.UNASKED

    @property
    def is_genuine(self) -> bool:
        """True where nothing speaks against the record itself."""
        return self.seal in {Seal.UNASKED, Seal.GOOD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """What the protected branch says: who is who, who may approve what, and what they approved.

    Nothing here comes from the change under review.
    """

    ref: str | None
    """The git revision it was read from; `HEAD` where there is no commit, None without a repository."""
    policy: Policy | None
    """None where there is one but it cannot be read: then nobody is entitled to anything."""
    people: Mapping[str, Person]
    promise_owners: Mapping[str, str]
    """Promise id to person id."""
    data_owners: Mapping[str, str]
    """Metric id to person id."""
    records: Mapping[str, tuple[Record, ...]]
    """By item, in order of path."""
    regulated: frozenset[str] = frozenset()
    """Ids of promises about which the law says more than about others."""
    promise_metrics: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Promise id to the ids of the metrics it is judged by."""

    @property
    def awaits_first_commit(self) -> bool:
        """True in a repository in which nothing has been committed yet."""
        return self.ref == "HEAD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the trusted revision says of figures and promises, as far as the files under review say something else."""

    metrics: Mapping[str, Metric] = field(default_factory=dict)
    promises: Mapping[str, Promise] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """An evidence item as it stood on the protected branch for a while."""

    item: Testimonial | CaseStudy | Metric | None
    """None where it could not be used."""
    text: str | None = None
    """`sha256:` and the hexadecimal SHA-256 of its text, with LF line ends."""
    images: Mapping[tuple[str, str], bytes] = field(default_factory=dict)
    """The raw bytes of its pictures, by story and file name."""


Formerly = Callable[[str], Iterator[tuple[date, Callable[[], Former]]]]
"""Of an evidence item's id: its states, newest first, each with the day it began, and read when it is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """The register, the evidence and the approvals of one organisation. Nothing is judged yet."""

    register: Register
    testimonials: Mapping[str, Testimonial]
    case_studies: Mapping[str, CaseStudy]
    metrics: Mapping[str, Metric]
    images: Mapping[tuple[str, str], bytes]
    """The raw bytes of each picture, by story and file name."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """By item that has a file of its own: `sha256:` and the hexadecimal SHA-256 of its text, with LF line ends."""
    trusted: Trusted
    proposed: Mapping[str, tuple[Record, ...]]
    """Approval records that stand only in the working tree."""
    faulty: frozenset[str]
    """Items with an error: they are withheld, together with what depends on them."""
    unreadable: frozenset[str] = frozenset()
    """Ids of items that exist but could not be read."""
    drafted: Policy | None = None
    """The policy as it lies here, where it can be read. It entitles nobody before it is committed."""
    ledgers: Ledgers = field(default_factory=Ledgers)
    committers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By item: the e-mail addresses of whoever changed it in the commits under review."""
    pages: Mapping[str, str] = field(default_factory=dict)
    """By file below `site_templates/content/`: the digest of each public page written by hand, and of its pictures."""
    recorders: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By path of an approval record in the commits under review: the e-mail addresses of whoever committed it."""
    formerly: Callable[[str], Iterator[Promise]] = field(default=lambda _: iter(()), compare=False)
    """Of a promise's id: what it said at the trust ref and before that, newest first; nothing without a repository."""
    past: Past = field(default_factory=Past)
    locate: Callable[[str, FieldPath], Place] = field(compare=False)

    def place(self, item: str, path: FieldPath = ()) -> Place:
        """Where a value of an item stands; the nearest value above it where it is missing."""
        return self.locate(item, path)
