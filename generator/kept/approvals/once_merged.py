"""What would be decided by whom if everything under review were merged. Pure, and it entitles nobody."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from kept.model.portfolio import Past, Portfolio, Trusted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.model.ledgers import Ledgers
    from kept.model.portfolio import Record
    from kept.model.register import Promise


def once_merged(portfolio: Portfolio, merged: Trusted, ledgers: Ledgers) -> Portfolio:
    """The portfolio as it would be judged after the merge: nothing of it is under review any more.

    Args:
        portfolio: what lies here, judged by the revision before.
        merged: what the files that lie here say about who may approve what, and what they approved. A revocation
            whose file was deleted or overwritten is among the records, unless a record says that it replaces it.
        ledgers: those that lie here.
    """

    def formerly(promise: str) -> Iterator[Promise]:
        now = (one for one in portfolio.register.promises if one.id == promise)
        return chain(now, portfolio.formerly(promise))

    return replace(
        portfolio,
        trusted=replace(merged, records=_standing(portfolio.trusted, merged)),
        ledgers=ledgers,
        proposed={},
        committers={},
        recorders={},
        past=Past(),
        formerly=formerly,
    )


def _standing(before: Trusted, merged: Trusted) -> dict[str, tuple[Record, ...]]:
    """The records of the merged revision, with every revocation that nobody has replaced."""
    replaced = {(one.path, one.approval.supersedes) for records in merged.records.values() for one in records}
    found = {
        item: tuple(
            one for one in records if one.approval.decision == "approve" or (one.path, one.digest) not in replaced
        )
        for item, records in merged.records.items()
    }
    for item, records in before.records.items():
        here = {(one.path, one.digest) for one in found.get(item, ())}
        lost = tuple(
            one
            for one in records
            if one.approval.decision == "revoke" and (one.path, one.digest) not in replaced | here
        )
        if lost:
            found[item] = (*found.get(item, ()), *lost)
    return found
