"""What an item's content is, as one number: any change to it changes the digest."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from kept.approvals.agreements import Agreements
from kept.approvals.authors import Authors
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pydantic import BaseModel

    from kept.model.evidence import Evidence, Row
    from kept.model.portfolio import Portfolio
    from kept.model.register import Promise
    from kept.model.site_words import SiteWords

T = TypeVar("T")

PREFIX = "kept-ev1:"
_JSON = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
_WORDING = ("statement", "counts", "excludes", "remedy")
_NOT_APPROVED_OF_A_PROMISE = frozenset(
    (
        # Working notes of the people inside: they change from week to week and reach no public page.
        "made_by",
        "kept_by",
        "made_in",
        "review_by",
        "parts",
        "actions",
        "capability",
        "alternatives",
        "different_because",
    )
)


class Contents:
    """What a portfolio's items are made of: digests, texts and authors, each worked out once for both sites."""

    def __init__(self, portfolio: Portfolio) -> None:
        self.wordings = {promise.id: wording_digest(promise) for promise in portfolio.register.promises}
        """By promise: the digest of what evidence was approved for."""
        self.texts = Texts()
        """The items' texts, for the rules."""
        policy = portfolio.trusted.policy
        four_eyes = policy is None or policy.four_eyes
        self.people = Authors(portfolio.trusted.people.values(), portfolio.committers, four_eyes=four_eyes)
        """Recognises whoever made an item, or is named in a record."""
        self._portfolio = portfolio
        self._authors: dict[str, Mapping[str, tuple[str, ...]]] = {}
        self._known: dict[tuple[str, str | None], str] = {}
        self._judged: dict[str, tuple[Any, ...]] = {}

    def once(self, item: str, judge: Callable[[], Iterable[T]]) -> tuple[T, ...]:
        """What `judge` gives for an item, worked out once for both sites."""
        if item not in self._judged:
            self._judged[item] = tuple(judge())
        return self._judged[item]

    def authors(self, item: Evidence) -> Mapping[str, tuple[str, ...]]:
        """Who made an item, as `Authors.of` gives it."""
        if item.id not in self._authors:
            self._authors[item.id] = self.people.of(item)
        return self._authors[item.id]

    @cached_property
    def agreements(self) -> Agreements:
        """What employees said about being named, in all items."""
        items: list[Testimonial | CaseStudy] = [*self._portfolio.testimonials.values()]
        items += self._portfolio.case_studies.values()
        telling = [item for item in items if item.thanks.people]
        return Agreements.of(telling, (item.id for item in telling if self._is_approved(item)))

    def _is_approved(self, item: Evidence) -> bool:
        """True where somebody approved this very content on the protected branch."""
        records = self._portfolio.trusted.records.get(item.id, ())
        return any(
            record.is_genuine and record.approval.decision == "approve" and record.approval.digest == self.digest(item)
            for record in records
        )

    def digest(self, item: Evidence, through: str | None = None) -> str:
        """What `evidence_digest` gives."""
        key = (item.id, through)
        if key not in self._known:
            self._known[key] = evidence_digest(self._portfolio, item, through)
        return self._known[key]


def evidence_digest(portfolio: Portfolio, item: Evidence, through: str | None = None) -> str:
    """The digest of an evidence item: every field of its record, its body and the bytes of its attachments.

    Args:
        portfolio: holds the attachments.
        item: the item.
        through: of a metric, the last period whose row counts; rows after that, and interim rows, do not.
    """
    if isinstance(item, Metric):
        return _digest(_metric_content(item, through))
    content = _content(item)
    if isinstance(item, CaseStudy):
        content["attachments"] = _attachments(portfolio, item)
    return _digest(content)


def promise_digest(promise: Promise) -> str:
    """The digest of everything about a promise that the public is told on its owner's word."""
    return _digest({key: value for key, value in _content(promise).items() if key not in _NOT_APPROVED_OF_A_PROMISE})


def wording_digest(promise: Promise) -> str:
    """The digest of what evidence was approved for: statement, counts, excludes and remedy."""
    content = _content(promise)
    return _sha256({key: content.get(key) for key in _WORDING})


def site_digest(words: SiteWords) -> str:
    """The digest of the site's own words."""
    return _digest(_content(words))


def row_digest(row: Row) -> str:
    """The digest of one row of a table, as the pull records it."""
    return _sha256(_content(row))


def last_final(metric: Metric) -> str | None:
    """The newest period of which something is said for good, as written: a result, or why there is none."""
    return next((row.period for row in reversed(metric.rows) if row.is_settled), None)


def _metric_content(metric: Metric, through: str | None) -> dict[str, Any]:
    content = _content(metric)
    last = metric.calendar.period(through) if through else None
    content["rows"] = [
        _content(row) for row in metric.rows if row.is_settled and last is not None and metric.period_of(row) <= last
    ]
    return content


def _content(noun: BaseModel) -> dict[str, Any]:
    """The fields as they were written: days in ISO form, decimals as the text they were.

    A field at its default counts like one left out, so that new fields of later versions change no digest.
    """
    return noun.model_dump(mode="json", exclude_defaults=True, by_alias=True)


def _attachments(portfolio: Portfolio, story: CaseStudy) -> dict[str, str]:
    return {
        image.file: hashlib.sha256(portfolio.images.get((story.id, image.file), b"")).hexdigest()
        for image in story.images
    }


def _digest(content: dict[str, Any]) -> str:
    return PREFIX + _sha256(content)


def _sha256(content: dict[str, Any]) -> str:
    return f"sha256:{hashlib.sha256(canonical(content)).hexdigest()}"


def canonical(content: object) -> bytes:
    """Canonical JSON of plain values: sorted keys, no spaces, UTF-8 in NFC, LF."""
    return unicodedata.normalize("NFC", _JSON.encode(content)).encode("utf-8")
