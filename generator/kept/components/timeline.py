"""The history of a promise in dated sentences: made, measured, corrected, moved, retired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components import restatements
from kept.components.period_links import ON_PAGE
from kept.model.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from kept.components.page_context import PageContext
    from kept.model.edition import Change, MetricView, PromiseView
    from kept.model.evidence import Restatement
    from kept.model.register import Miss


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One dated line of a promise's history."""

    day: str
    iso: str
    text: str
    words: Markup | None
    details: tuple[tuple[str, Markup], ...]
    missed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The whole history, newest first."""

    entries: tuple[Entry, ...]
    has_misses: bool
    """Some of them tells of a miss."""
    label: str
    """How many there are, and since when."""
    older: str
    """How many earlier entries are on the page of all changes; empty where there are none."""


def history(ctx: PageContext, promise: PromiseView) -> History:
    """The dated lines of a promise, without what its page says elsewhere.

    The table of the record has every result, and the newest miss has a place of its own.
    """
    told = [change for change in promise.changes[:ON_PAGE] if not _is_told_elsewhere(promise, change)]
    entries = tuple(_entry(ctx, promise, change) for change in told)
    label = ctx.say("promise.history-count", len(entries), day=entries[-1].day) if entries else ""
    count = len(promise.changes) - ON_PAGE
    older = ctx.say("promise.history-older", count) if count > 0 else ""
    return History(entries=entries, has_misses=any(entry.missed for entry in entries), label=label, older=older)


def _is_told_elsewhere(promise: PromiseView, change: Change) -> bool:
    if change.kind != "result":
        return False
    is_newest = promise.verdict.status.has_missed and change.period == promise.verdict.period
    return is_newest or not _has_missed(promise, change)


def _has_missed(promise: PromiseView, change: Change) -> bool:
    return change.kind == "result" and change.kept is False and not is_so_far(promise, change)


def _entry(ctx: PageContext, promise: PromiseView, change: Change) -> Entry:
    missed = _has_missed(promise, change)
    return Entry(
        day=ctx.formats.day(change.on),
        iso=change.on.isoformat(),
        text=prefix(ctx, promise, change) + sentence(ctx, promise, change),
        words=_words(ctx, promise, change, missed=missed),
        details=tuple(_details(ctx, promise, change)) if missed else (),
        missed=missed,
    )


def prefix(ctx: PageContext, promise: PromiseView, change: Change) -> str:
    """Names the metric that a sentence is about, where there are several."""
    metric = ctx.metrics.get(change.metric or "")
    return ctx.say("history.of", title=metric.title) if metric and len(promise.metrics) > 1 else ""


def is_so_far(promise: PromiseView, change: Change) -> bool:
    """True for a result before a deadline, which is neither kept nor missed yet."""
    return _status(promise, change) is Status.IN_PROGRESS


def _status(promise: PromiseView, change: Change) -> Status | None:
    found = (verdict.status for verdict in promise.verdict.record if verdict.period == change.period)
    return next(found, None)


def _outcome(promise: PromiseView, change: Change) -> str:
    """The word for a result's outcome; with a deadline, by when it was reached."""
    if change.value is None:
        return "no-cases"
    status = _status(promise, change)
    if status is Status.IN_PROGRESS:
        return "so-far"
    if status is Status.KEPT_LATE:
        return "kept-late"
    return "kept" if change.kept else "missed"


def sentence(ctx: PageContext, promise: PromiseView, change: Change) -> str:
    """The event in one sentence."""
    key, metric = f"history.{change.kind}", change.metric or ""
    values: dict[str, str] = {"period": ctx.formats.period(change.period)} if change.period else {}
    direction = ctx.direction(metric)
    if change.kind == "result":
        key = f"history.{_outcome(promise, change)}"
        if change.target is not None:
            values["level"] = ctx.level(metric, change.target, direction)
    elif change.kind == "target":
        key = _moved(change)
        values["level"] = ctx.level(metric, change.value, direction) if change.value is not None else ""
    elif change.kind == "target-restated" and change.value is not None:
        values["level"] = ctx.level(metric, change.value, direction)
    elif change.due and change.due_was:
        values |= {"due": ctx.formats.day(change.due), "due_was": ctx.formats.day(change.due_was)}
    if change.kind == "reworded":
        key = "history.reworded" if change.text_was else "history.worded"
        key = "history.reworded-without" if change.is_without_words else key
        key += "-anew" if change.changes_meaning else ""
        field = ctx.say(f"history.fields.{change.field}")
        values |= {"field": field} | ({"was": change.text_was} if change.text_was else {})
    if change.value is not None:
        values["value"] = ctx.value(metric, change.value)
    if change.was is not None:
        is_target = change.kind in {"target", "target-restated"}
        values["was"] = ctx.level(metric, change.was, direction) if is_target else ctx.value(metric, change.was)
    if (known := ctx.metrics.get(metric)) and (found := _correction(known, change)):
        values["was"], values["value"] = restatements.sides(ctx, known, found)
    return ctx.say(key, **values) if values else ctx.say(key)


def _moved(change: Change) -> str:
    """Which way a target went, in its own unit; that it was set, where there was none."""
    if change.was is None or change.value is None:
        return "history.target-set"
    return "history.target-raised" if change.value > change.was else "history.target-lowered"


def _correction(metric: MetricView, change: Change) -> Restatement | None:
    """The correction behind a change; None for a change of another kind."""
    told = (change.on, str(change.period).lower(), change.was, change.value)
    every = metric.restatements if change.kind == "restated" else ()
    return next((one for one in every if (one.on, one.period.lower(), one.was, one.now) == told), None)


def _miss(promise: PromiseView, change: Change) -> Miss | None:
    return next((one for one in promise.misses if one.period.lower() == str(change.period).lower()), None)


def _words(ctx: PageContext, promise: PromiseView, change: Change, *, missed: bool) -> Markup | None:
    """The explanation of a change; for a miss without one, a sentence that says so."""
    miss = _miss(promise, change) if missed else None
    text = change.words or (miss.why if miss else None) or (ctx.words.tree.promise.no_why if missed else None)
    return ctx.html(text) if text else None


def _details(ctx: PageContext, promise: PromiseView, change: Change) -> Iterator[tuple[str, Markup]]:
    """The other explanations of a miss, besides its reason."""
    if miss := _miss(promise, change):
        parts = (("customers-got", miss.customers_got), ("changed", miss.changed))
        yield from ((ctx.say(f"promise.{name}"), ctx.html(text)) for name, text in parts if text)
