"""What a check gives, and what a build gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kept.findings import Finding, Report
from kept.model.edition import Edition, InternalEdition, PublicEdition
from kept.model.fields import Audience
from kept.model.portfolio import Portfolio
from kept.pictures.derive import Picture
from kept.report.summary import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Both editions of one day, and all findings."""

    portfolio: Portfolio
    public: PublicEdition
    internal: InternalEdition
    pictures: dict[str, Picture]
    """Every usable picture, by the digest of its original."""
    report: Report
    summary: Summary
    until_then: Mapping[Audience, Edition] = field(default_factory=dict)
    """Of a preview: both editions without what waits for a decision."""
    is_today: bool = True
    """False where the requested day is not today; such a site is never published."""

    @property
    def is_preview(self) -> bool:
        """True where the editions show items that nobody has approved yet."""
        return self.public.proposed is not None

    @property
    def is_final(self) -> bool:
        """True where the site may be published: it is today's, and everything in it is approved."""
        return self.is_today and not self.is_preview

    def edition(self, audience: Audience) -> Edition:
        """What this audience may see."""
        return self.public if audience is Audience.PUBLIC else self.internal


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One finished site, and the findings of its audit."""

    audience: Audience
    folder: Path
    pages: int
    report: Report
    published: bool
    """True where the new site replaced the last good one; False where errors kept the last good one in place."""
    wrote: tuple[str, ...] = ()
    """The ledgers that its publication changed, as paths from the project's root."""
    unrecorded: Mapping[str, str] = field(default_factory=dict)
    """By path: the new text of each ledger that lacks something this site says."""
    held_back: tuple[str, ...] = ()
    """Its files that are held back, because they contained something withdrawn that must not wait for a repair."""
    is_old: bool = False
    """True where no new site could be made, and the old one is online without the withdrawn items."""
    deleted: tuple[Path, ...] = ()
    """Previews and sites of other days that were deleted, because they contained something withdrawn."""
    rewrites: bool = False
    """True where that is because a new public site would rewrite or lose a published result."""


def stops(faults: Iterable[Finding], audience: Audience, tolerate: frozenset[str] = frozenset()) -> Report:
    """The faults that stop a site from being published."""
    return Report.of(
        fault
        for fault in faults
        if fault.stops_site and fault.audience in {None, audience} and fault.code not in tolerate
    )
