"""Merges a table: what was pulled last time, what is here, and what the source says now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kept.approvals.digests import row_digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from kept.model.evidence import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The result by period. Manual changes here are never overwritten."""

    added: Mapping[str, Row] = field(default_factory=dict)
    """New at the source."""
    changed: Mapping[str, Row] = field(default_factory=dict)
    """Changed at the source and unchanged here."""
    kept: tuple[str, ...] = ()
    """Changed or deleted here and unchanged at the source."""
    conflicts: Mapping[str, Row] = field(default_factory=dict)
    """Changed on both sides: the rows of the source."""
    gone: tuple[str, ...] = ()
    """Pulled earlier, no longer at the source, and still here."""
    locked: Mapping[str, str] = field(default_factory=dict)
    """By period: the digest to write into the lock."""

    @property
    def written(self) -> Mapping[str, Row]:
        """The rows to write into the table."""
        return {**self.added, **self.changed}


def merge(
    here: Iterable[Row], locked: Mapping[str, str], there: Iterable[Row], unreadable: Collection[str] = ()
) -> Merged:
    """Decides what to do with each row.

    Args:
        here: the rows of the table in the project.
        locked: by period, the digest of the last pulled row.
        there: the present rows of the source.
        unreadable: periods for which the source has an unusable row.
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
