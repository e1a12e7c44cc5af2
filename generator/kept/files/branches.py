"""The branches in this clone: which one is checked out, and which is the default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.files.git import git
from kept.findings import TrustRefError

if TYPE_CHECKING:
    from pathlib import Path

_ORIGIN = "refs/remotes/origin/"
_HEADS = "refs/heads/"
_USUAL = ("main", "master")
"""The usual names of a default branch, where git does not know it."""


def checked_out(root: Path) -> str | None:
    """The branch that is checked out; None where HEAD is a commit, or where there is no repository."""
    name = _git_output(root, "symbolic-ref", "--quiet", "HEAD")
    return name.removeprefix(_HEADS) if name else None


def default_branch(root: Path) -> str | None:
    """The branch that changes are merged into, as this clone knows it; otherwise the only branch with a usual name.

    None where both usual names exist, or neither.
    """
    named = _git_output(root, "symbolic-ref", "--quiet", f"{_ORIGIN}HEAD")
    if named:
        return named.removeprefix(_ORIGIN)
    refs = [f"{place}{name}" for name in _USUAL for place in (_HEADS, _ORIGIN)]
    # Before the first commit only HEAD names the branch.
    here = [
        *(_git_output(root, "for-each-ref", "--format=%(refname)", *refs) or "").split(),
        f"{_HEADS}{checked_out(root)}",
    ]
    usual = {name for name in _USUAL if f"{_HEADS}{name}" in here or f"{_ORIGIN}{name}" in here}
    return usual.pop() if len(usual) == 1 else None


def is_merged(root: Path, branch: str) -> bool:
    """True where the checked-out commit is part of this branch, as last fetched."""
    return _git_output(root, "merge-base", "--is-ancestor", "HEAD", f"{_ORIGIN}{branch}") is not None


def merge_base(root: Path, revision: str) -> str | None:
    """The commit where what is checked out left another revision; None where they have no commit in common."""
    return _git_output(root, "merge-base", revision, "HEAD")


def commits_since(root: Path, base: str, revision: str) -> int:
    """How many commits lead to a revision and not to an earlier one."""
    return int(git(root, "rev-list", "--count", f"{base}..{revision}"))


def changed_files(root: Path, base: str) -> frozenset[str]:
    """The paths, from the project's root, of every file that is not as it was at a commit, new ones included."""
    listings = (
        git(root, "diff", "--name-only", "--no-renames", "--no-ext-diff", "--relative", "-z", base),
        git(root, "ls-files", "--others", "--exclude-standard", "-z"),
    )
    return frozenset(path for one in listings for path in one.decode("utf-8", "surrogateescape").split("\0") if path)


def _git_output(root: Path, *arguments: str) -> str | None:
    """The output of a git command; None where it fails."""
    try:
        return git(root, *arguments).decode("utf-8", "surrogateescape").strip()
    except TrustRefError:
        return None
