"""The digest of an item: a hash of its content, which changes with any change to the item."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from kept.approvals.agreements import Agreements
from kept.approvals.authors import Authors
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.exposure import Exposure, fields_of
from kept.model.register import Promise
from kept.model.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pydantic import BaseModel

    from kept.model.evidence import Evidence, Row
    from kept.model.portfolio import Portfolio
    from kept.model.site_words import SiteWords

T = TypeVar("T")

PREFIX = "kept-ev1:"
_JSON = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
_WORDING = ("statement", "counts", "excludes", "remedy")
_NOT_APPROVED_OF_A_PROMISE = fields_of(Promise, Exposure.INTERNAL)
"""Internal working notes. They change from week to week and are on no public page."""


class Contents:
    """The digests, texts and authors of a portfolio's items, each computed once for both sites."""

    def __init__(self, portfolio: Portfolio) -> None:
        self.wordings = {promise.id: wording_digest(promise) for promise in portfolio.register.promises}
        """By promise id: the digest of the promise's wording, which approvals of evidence refer to."""
        self.texts = Texts()
        """The texts of each item, as the rules read them."""
        policy = portfolio.trusted.policy
        four_eyes = policy is None or policy.four_eyes
        self.people = Authors(portfolio.trusted.people.values(), portfolio.committers, four_eyes=four_eyes)
        """Recognises the people who made an item or are named in an approval record."""
        self._portfolio = portfolio
        self._authors: dict[str, Mapping[str, tuple[str, ...]]] = {}
        self._known: dict[tuple[str, str | None], str] = {}
        self._judged: dict[str, tuple[Any, ...]] = {}

    def once(self, item: str, judge: Callable[[], Iterable[T]]) -> tuple[T, ...]:
        """The result of `judge` for an item, computed once and reused for the other site."""
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
        """Which employees agreed to be named, in all items."""
        items: list[Testimonial | CaseStudy] = [*self._portfolio.testimonials.values()]
        items += self._portfolio.case_studies.values()
        telling = [item for item in items if item.thanks.people]
        return Agreements.of(telling, (item.id for item in telling if self._is_approved(item)))

    def _is_approved(self, item: Evidence) -> bool:
        """True where a record on the protected branch approves exactly this content."""
        records = self._portfolio.trusted.records.get(item.id, ())
        return any(
            record.is_genuine and record.approval.decision == "approve" and record.approval.digest == self.digest(item)
            for record in records
        )

    def digest(self, item: Evidence, through: str | None = None) -> str:
        """The digest of an item, as `evidence_digest` computes it."""
        key = (item.id, through)
        if key not in self._known:
            self._known[key] = evidence_digest(self._portfolio, item, through)
        return self._known[key]


def evidence_digest(portfolio: Portfolio, item: Evidence, through: str | None = None) -> str:
    """The digest of an evidence item: every field of its record, its body and the bytes of its attachments.

    Args:
        portfolio: contains the attachments.
        item: the item.
        through: for a metric, the last period whose row is included. Later rows and interim rows are left out.
    """
    if isinstance(item, Metric):
        return _digest(_metric_content(item, through))
    content = _content(item)
    if isinstance(item, CaseStudy):
        content["attachments"] = _attachments(portfolio, item)
    return _digest(content)


def promise_digest(promise: Promise) -> str:
    """The digest of every field of a promise that its owner approves, without internal working notes."""
    return _digest({key: value for key, value in _content(promise).items() if key not in _NOT_APPROVED_OF_A_PROMISE})


def wording_digest(promise: Promise) -> str:
    """The digest of the wording that evidence is approved for: statement, counts, excludes and remedy."""
    content = _content(promise)
    return _sha256({key: content.get(key) for key in _WORDING})


def site_digest(words: SiteWords) -> str:
    """The digest of the site's own words: the organisation's texts beside its promises."""
    return _digest(_content(words))


def row_digest(row: Row) -> str:
    """The digest of one row of a table, as a pull writes it to evidence/sources.lock."""
    return _sha256(_content(row))


def last_final(metric: Metric) -> str | None:
    """The newest period with a final result, or with a reason for having none, as written; None where there is none."""
    return next((row.period for row in reversed(metric.rows) if row.is_settled), None)


def _metric_content(metric: Metric, through: str | None) -> dict[str, Any]:
    content = _content(metric)
    last = metric.calendar.period(through) if through else None
    content["rows"] = [
        _content(row) for row in metric.rows if row.is_settled and last is not None and metric.period_of(row) <= last
    ]
    return content


def _content(noun: BaseModel) -> dict[str, Any]:
    """The fields as they were written: days in ISO form, decimals as their original text.

    A field that has its default value is left out, so that a field added in a later version changes no digest.
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
