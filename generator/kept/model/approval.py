"""An approval: our reviewer's decision on exact content."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from kept.model.fields import AudienceText, Day, Noun, Slug, Text
from kept.model.site_words import SiteWords

ItemRef = Annotated[str, Field(pattern=r"^(promise\.)?[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
"""An evidence id, `promise.<id>`, or `site`."""

Digest = Annotated[str, Field(pattern=r"^kept-ev1:sha256:[0-9a-f]{64}$")]
PlainDigest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]


class Approval(Noun):
    """One decision of one approver about one item (evidence/approvals/<item>/<approver>.toml)."""

    schema_: Annotated[Literal["kept.approval/1"], Field(alias="schema")]
    """The form of this file."""
    item: ItemRef
    """What was decided on: an id, `promise.<id>`, or `site`."""
    audiences: Annotated[tuple[AudienceText, ...], Field(min_length=1)]
    """For which sites the decision is."""
    decision: Literal["approve", "revoke"]
    """Yes, or a yes taken back."""
    digest: Digest
    """What the item's content was when it was decided on."""
    file: PlainDigest | None = None
    """SHA-256 of the item's own file, with LF line ends: a changed comment is a change too."""
    promises: dict[Slug, PlainDigest] = Field(default_factory=dict)
    """What the wording of each of its promises was."""
    through: Text | None = None
    """For a metric: the last period whose row the approver saw."""
    approver: Slug
    """Who decided: an id of `[[people]]`."""
    role: Text | None = None
    """In which role, where the approver said so; for the record."""
    submitted_by: Text | None = None
    """Who proposed the item. That person cannot approve it."""
    approved_on: Day
    """The day of the decision."""
    expires_on: Day | None = None
    """The first day on which it no longer holds."""
    supersedes: PlainDigest | None = None
    """SHA-256 of the record this one replaces."""
    still_supports: tuple[PlainDigest, ...] = ()
    """For a promise: the earlier wordings whose evidence supports it as it is worded now."""
    words: SiteWords | None = None
    """Of the site's own words: what was approved, so that it can go on standing while a change waits."""
    note: Text | None = None
    """What the approver wanted to be remembered."""


class ApprovalState(StrEnum):
    """Where an item stands with its approvers; worst first."""

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
