"""An approval: a reviewer's decision on exact content."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from kept.model.fields import AudienceText, Day, Noun, Slug, Text
from kept.model.site_words import SiteWords

ItemRef = Annotated[str, Field(pattern=r"^(promise\.)?[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
"""The id of an evidence item, `promise.<id>`, or `site`."""

Digest = Annotated[str, Field(pattern=r"^kept-ev1:sha256:[0-9a-f]{64}$")]
PlainDigest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]


class Approval(Noun):
    """One decision of one approver about one item (evidence/approvals/<item>/<approver>.toml)."""

    schema_: Annotated[Literal["kept.approval/1"], Field(alias="schema")]
    """The version of this file's format."""
    item: ItemRef
    """What was decided on: the id of an evidence item, `promise.<id>`, or `site`."""
    audiences: Annotated[tuple[AudienceText, ...], Field(min_length=1)]
    """The sites the decision is for."""
    decision: Literal["approve", "revoke"]
    """`approve`, or `revoke` to take an approval back."""
    digest: Digest
    """The digest of the item's content at the time of the decision."""
    file: PlainDigest | None = None
    """The SHA-256 of the item's own file, with LF line ends, so that a changed comment is noticed too."""
    promises: dict[Slug, PlainDigest] = Field(default_factory=dict)
    """By promise: the digest of its wording at the time of the decision."""
    through: Text | None = None
    """For a metric: the last period whose row the approver saw."""
    approver: Slug
    """Who decided: an id in `[[people]]`."""
    role: Text | None = None
    """The approver's role, if they stated it. For information only."""
    submitted_by: Text | None = None
    """Who proposed the item. That person cannot approve it."""
    approved_on: Day
    """The day of the decision."""
    expires_on: Day | None = None
    """The first day on which it no longer holds."""
    supersedes: PlainDigest | None = None
    """The SHA-256 of the record that this one replaces."""
    still_supports: tuple[PlainDigest, ...] = ()
    """For a promise: the digests of earlier wordings. Evidence approved for them still supports the promise."""
    words: SiteWords | None = None
    """For the site's own words: the approved words, which stay on the site while a change waits for approval."""
    note: Text | None = None
    """A note of the approver."""


class ApprovalState(StrEnum):
    """The state of an item's approval, worst first."""

    REVOKED = "revoked"
    BAD_SIGNATURE = "bad-signature"
    NOT_AUTHORISED = "not-authorised"
    SELF_APPROVED = "self-approved"
    CHANGED = "changed"
    SUSPECT = "suspect"
    EXPIRED = "expired"
    PROPOSED = "proposed"
    MISSING = "missing"
    APPROVED = "approved"
