"""Who changed which item in the commits under review: they cannot approve it too."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kept.files.git_history import Change, History, entries
from kept.files.tree import REGISTER, GitTree
from kept.portfolio.signatures import APPROVALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.files.tree import Tree

EVIDENCE_FOLDERS = ("evidence/testimonials", "evidence/case-studies", "evidence/metrics")
"""The folders of everything that needs approval, except the promises."""


def committers(tree: Tree, promises: Iterable[str]) -> dict[str, frozenset[str]]:
    """By item: the e-mail addresses of the authors and committers between the trusted revision and `HEAD`.

    Empty where the trusted revision is `HEAD`: merged changes have been reviewed.

    Args:
        tree: the trusted tree.
        promises: the ids of the promises under review. Somebody who commits an unreadable register counts as having
            changed them all.
    """
    if not isinstance(tree, GitTree) or tree.head in {None, tree.ref}:
        return {}
    history = History(tree.root, "HEAD")
    changes = history.changes(REGISTER, *EVIDENCE_FOLDERS, since=tree.ref)
    texts = history.contents([change for change in changes if change.path == REGISTER])
    everything = frozenset(promises)
    found: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for change in changes:
        items = _promises(change, texts, everything) if change.path == REGISTER else (item_of(change.path),)
        for item in items:
            found[item] |= change.commit.emails
    return dict(found)


def recorders(tree: Tree) -> dict[str, frozenset[str]]:
    """By path of each approval record in the commits under review: the e-mail addresses of its committers.

    Args:
        tree: the trusted tree.
    """
    if not isinstance(tree, GitTree) or tree.head in {None, tree.ref}:
        return {}
    changes = History(tree.root, "HEAD").changes(APPROVALS.rstrip("/"), since=tree.ref)
    # The newest commit comes first; only the newest content is used.
    newest = {change.path: change for change in reversed(changes) if change.path.endswith(".toml")}
    return {path: change.commit.emails for path, change in newest.items() if change.after}


def item_of(path: str) -> str:
    """The id of the evidence item that a file in an evidence folder belongs to."""
    _, kind, name, *_ = path.split("/")
    return name if kind == "case-studies" else name.rpartition(".")[0]


def _promises(change: Change, texts: dict[str, bytes], everything: frozenset[str]) -> Iterator[str]:
    """The promises whose entry differs from every parent of the commit."""
    after = entries(texts[change.after]) if change.after else {}
    sides = [entries(texts[name]) if name else {} for name in change.before]
    if after is None or None in sides:
        changed = everything
    else:
        names = after.keys() | set[str]().union(*(side for side in sides if side))
        changed = frozenset(name for name in names if all(after.get(name) != (side or {}).get(name) for side in sides))
    yield from (f"promise.{name}" for name in changed)
