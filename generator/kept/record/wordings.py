"""The wordings of a promise over time, so that each period can show the one it was judged by."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from kept.model.edition import WordingView
from kept.model.text_digest import PROMISE_TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.model.register import Promise


def wordings(promise: Promise) -> tuple[WordingView, ...]:
    """What a promise said and says, oldest first: the first since it was made, each other one since its day.

    Args:
        promise: as it stands on the day, without later rewordings.
    """
    return tuple(reversed(list(_newest_first(promise))))


def _newest_first(promise: Promise) -> Iterator[WordingView]:
    texts: dict[str, str | None] = {name: getattr(promise, name) for name in PROMISE_TEXTS}
    lost: set[str] = set()
    entries = [entry for entry in promise.reworded if entry.field in texts]
    # Of one day, what stands further down in the file came later.
    newest_first = sorted(entries, key=lambda entry: entry.on)[::-1]
    for day, group in groupby(newest_first, key=lambda entry: entry.on):
        of_day = list(group)
        begins = any(entry.changes_meaning for entry in of_day)
        yield WordingView(since=day, begins_record=begins, taken_out=frozenset(lost), **texts)
        for entry in of_day:
            texts[entry.field] = None if entry.is_without_words else entry.was
            (lost.add if entry.is_without_words else lost.discard)(entry.field)
    yield WordingView(since=None, begins_record=False, taken_out=frozenset(lost), **texts)
