"""The git history of one item: every change to its files and to the records about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.files.git_history import entries
from kept.files.tree import REGISTER
from kept.report.dossier import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.files.git_history import Change, History


def events(history: History, name: str) -> tuple[Event, ...]:
    """Every change to an item, newest first; for a promise, to its entry in the register.

    Args:
        history: the commits up to the trusted revision.
        name: an evidence id, or `promise.<id>`.
    """
    approvals = f"evidence/approvals/{name}/"
    if name.startswith("promise."):
        found = [*_of_promise(history, name.removeprefix("promise.")), *history.changes(approvals)]
        # The history was read twice, so the commits are sorted by day again.
        found.sort(key=lambda change: change.commit.on, reverse=True)
    else:
        files = (f"testimonials/{name}.md", f"case-studies/{name}/", f"metrics/{name}.toml", f"metrics/{name}.csv")
        found = list(history.changes(*(f"evidence/{path}" for path in files), approvals))
    return tuple(map(_event, found))


def _of_promise(history: History, promise: str) -> Iterator[Change]:
    """The changes of the register that changed this promise, or that made the register unreadable."""
    found = history.changes(REGISTER)
    texts = history.contents(found)
    for change in found:
        after = _entry(texts, change.after, promise)
        if all(after != _entry(texts, before, promise) for before in change.before):
            yield change


def _entry(texts: dict[str, bytes], name: str | None, promise: str) -> object:
    return (entries(texts[name]) or {}).get(promise) if name else None


def _event(change: Change) -> Event:
    what = "deleted" if change.after is None else "added" if not any(change.before) else "changed"
    commit = change.commit
    return Event(on=commit.on, commit=commit.id, path=change.path, what=what, by=tuple(sorted(commit.emails)))
