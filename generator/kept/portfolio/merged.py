"""What the files that lie here would say if all of them were on the protected branch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kept.files.tree import GitTree
from kept.model.ledgers import Ledgers
from kept.model.portfolio import Record, Trusted
from kept.portfolio import approval_records
from kept.portfolio.ledgers import ledgers
from kept.portfolio.signatures import Seals, superseded

if TYPE_CHECKING:
    from kept.files.tree import WorkingTree
    from kept.model.portfolio import Portfolio


class Whole(NamedTuple):
    """Everything that decides, as it lies here."""

    trusted: Trusted
    """With the revocations whose file was deleted or overwritten: they hold until somebody replaces them."""
    ledgers: Ledgers
    lying: Mapping[str, tuple[Record, ...]]
    """The records that lie here, by item."""


def whole(working: WorkingTree, portfolio: Portfolio) -> Whole:
    """Everything that decides, as it lies here, in a repository in which something is checked out.

    Args:
        working: the files under review.
        portfolio: what was read of them.

    Raises:
        TrustRefError: the history cannot be read.
    """
    # What was replaced is known from the history of what is checked out, which the merge brings along.
    history = superseded(GitTree(working.root, "HEAD"))
    seals = replace(Seals.of(working, portfolio.drafted), superseded=history)
    trusted, _ = approval_records.trusted(working, portfolio.trusted.ref, seals)
    found, _ = approval_records.records(working)
    here = {(one.path, one.digest) for records in found.values() for one in records}
    lying = {
        item: tuple(one for one in records if (one.path, one.digest) in here)
        for item, records in trusted.records.items()
    }
    return Whole(trusted, ledgers(working, working)[0], lying)
