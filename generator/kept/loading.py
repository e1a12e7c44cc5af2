"""Reads a project: as it is here, at a revision, on an earlier day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from kept.files.git_history import History
from kept.files.tree import BesideRegister, GitTree, RevisionTree, WorkingTree, trusted_tree
from kept.findings import Report, UsageError
from kept.history.branch import Branch
from kept.history.decisions import Event, chronicle
from kept.history.known_on import as_it_stood
from kept.model.portfolio import Portfolio
from kept.portfolio import load as reading
from kept.portfolio.inventory import Inventory


def load_here(root: Path, trust_ref: str | None) -> tuple[Portfolio | None, Report]:
    """Everything the organisation wrote; None without a usable register.

    Raises:
        TrustRefError: the revision that says what is approved cannot be read.
    """
    working = WorkingTree(root)
    trusted, revision = trusted_tree(root, trust_ref, working)
    return reading.read(working, trusted, revision)


def load_beside_register(root: Path, trust_ref: str | None) -> tuple[Portfolio | None, Report]:
    """Like `load_here`, but with the trusted revision's register where the one here cannot be used.

    All other files are read from the working tree, so that uncommitted withdrawals and takedowns are respected.

    Raises:
        TrustRefError: the revision cannot be read.
    """
    trusted, revision = trusted_tree(root, trust_ref, WorkingTree(root))
    return reading.read(BesideRegister(root, trusted), trusted, revision)


def load_revision(root: Path, ref: str | None) -> tuple[Portfolio | None, Report]:
    """Everything the organisation had written at a revision, judged by the approvals in that revision.

    Raises:
        TrustRefError: the revision cannot be read.
    """
    _, revision = trusted_tree(root, ref, WorkingTree(root))
    tree = RevisionTree(root, revision or "HEAD")
    return reading.read(tree, tree, revision)


def load_on(root: Path, ref: str | None, day: date) -> tuple[Portfolio | None, Report]:
    """The portfolio of a revision as it was on an earlier day: items as approved then, without later decisions.

    It is only for reports, never for a build, because it contains items that were withdrawn later. Without a repository
    earlier decisions are unknown, and the result is that of `load_here`.

    Raises:
        TrustRefError: the revision cannot be read.
    """
    tree, revision = trusted_tree(root, ref, WorkingTree(root))
    if not isinstance(tree, GitTree):
        return load_here(root, ref)
    mainline = Branch(tree)
    earlier = mainline.tree_on(day)
    portfolio, report = reading.read(earlier, earlier, revision, day)
    if portfolio:
        # Nothing here is under review, so a later commit must not make anybody an author.
        portfolio = as_it_stood(replace(portfolio, committers={}), mainline.formerly, day)
    return portfolio, report


def inventory(root: Path) -> Inventory:
    """What can be taken down; works without a usable register or repository."""
    return Inventory.of(WorkingTree(root))


def log(root: Path) -> list[Event]:
    """Every decision and publication in the commits up to `HEAD`, oldest first.

    Raises:
        TrustRefError: the history cannot be read.
        UsageError: there is no history.
    """
    tree, revision = trusted_tree(root, None, WorkingTree(root))
    if revision is None:
        message = "there is no git repository here, so nothing remembers what was decided when. Run `git init`, commit."
        raise UsageError(message)
    history = History.of(tree)
    return list(chronicle(history)) if history else []
