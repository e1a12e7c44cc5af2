"""Three sides of a table: what was pulled last, what stands here, and what the source says now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kept.approvals.digests import row_digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from kept.model.evidence import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What comes of it, by period. What somebody has written here is never overwritten."""

    added: Mapping[str, Row] = field(default_factory=dict)
    """New at the source."""
    changed: Mapping[str, Row] = field(default_factory=dict)
    """Changed at the source; here they stood as they had been pulled."""
    kept: tuple[str, ...] = ()
    """Changed or deleted here; at the source they are as they were."""
    conflicts: Mapping[str, Row] = field(default_factory=dict)
    """Changed on both sides: as the source has them now."""
    gone: tuple[str, ...] = ()
    """Pulled once, no longer at the source, and still here."""
    locked: Mapping[str, str] = field(default_factory=dict)
    """The digests to remember."""

    @property
    def written(self) -> Mapping[str, Row]:
        """The rows that the table gets."""
        return {**self.added, **self.changed}


def merge(
    here: Iterable[Row], locked: Mapping[str, str], there: Iterable[Row], unreadable: Collection[str] = ()
) -> Merged:
    """What to do with each row.

    Args:
        here: the rows of the table in the project.
        locked: by period, the digest of the row as it was pulled last.
        there: the rows as the source has them now.
        unreadable: periods of which the source has a row that cannot be used.
    """
    ours = {row.period: row_digest(row) for row in here}
    theirs = {row.period: row for row in there}
    added: dict[str, Row] = {}
    changed: dict[str, Row] = {}
    conflicts: dict[str, Row] = {}
    kept = []
    remembered = {period: digest for period, digest in locked.items() if period in ours or period in theirs}
    for period, row in theirs.items():
        mine, before, now = ours.get(period), locked.get(period), row_digest(row)
        if mine == now:
            remembered[period] = now
        elif mine == before:
            (changed if mine else added)[period] = row
            remembered[period] = now
        elif before == now:
            kept.append(period)
        else:
            conflicts[period] = row
    return Merged(
        added=added,
        changed=changed,
        kept=tuple(kept),
        conflicts=conflicts,
        gone=tuple(period for period in remembered if period not in theirs and period not in unreadable),
        locked=remembered,
    )
