"""The texts of a promise or metric over time, so that each period can show those it was judged by."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from kept.model.edition import DefinitionView, WordingView
from kept.model.text_digest import METRIC_TEXTS, PROMISE_TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from kept.model.evidence import Metric, Rewording
    from kept.model.register import Promise


class _Version(NamedTuple):
    """What some texts said from a day on."""

    since: date | None
    """None for the first version."""
    texts: dict[str, str | None]
    taken_out: frozenset[str]
    entries: tuple[Rewording, ...]
    """The entries of the day on which it began."""


def wordings(promise: Promise) -> tuple[WordingView, ...]:
    """What a promise said and says, oldest first: the first since it was made, each other one since its day.

    Args:
        promise: as it stands on the day, without later rewordings.
    """
    meaningful = {(entry.field, entry.on) for entry in promise.reworded if entry.changes_meaning}
    versions = _versions({name: getattr(promise, name) for name in PROMISE_TEXTS}, promise.reworded)
    return tuple(
        WordingView(
            since=one.since,
            begins_record=any((entry.field, entry.on) in meaningful for entry in one.entries),
            taken_out=one.taken_out,
            **one.texts,
        )
        for one in reversed(list(versions))
    )


def definitions(metric: Metric) -> tuple[DefinitionView, ...]:
    """By which texts a metric was measured and is, oldest first.

    Args:
        metric: as it stands on the day, without later rewordings.
    """
    versions = _versions({name: getattr(metric, name) for name in METRIC_TEXTS}, metric.reworded)
    return tuple(
        DefinitionView(since=one.since, texts=tuple(one.texts.items()), taken_out=one.taken_out)
        for one in reversed(list(versions))
    )


def _versions(now: dict[str, str | None], reworded: Iterable[Rewording]) -> Iterator[_Version]:
    """Each version of some texts, the newest first."""
    texts, lost = dict(now), set[str]()
    # Of one day, what stands further down in the file came later.
    newest_first = sorted((entry for entry in reworded if entry.field in texts), key=lambda entry: entry.on)[::-1]
    for day, group in groupby(newest_first, key=lambda entry: entry.on):
        of_day = tuple(group)
        yield _Version(day, dict(texts), frozenset(lost), of_day)
        for entry in of_day:
            texts[entry.field] = None if entry.is_without_words else entry.was
            (lost.add if entry.is_without_words else lost.discard)(entry.field)
    yield _Version(None, dict(texts), frozenset(lost), ())
