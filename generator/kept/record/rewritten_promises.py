"""Whether a promise's past was rewritten: its targets, its deadline, its end (KPT408)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.findings import Finding, Place
from kept.record.already_public import published, rewriting, was_approved
from kept.record.reworded import reworded, since_lately
from kept.verdicts.case import in_force
from kept.verdicts.measured import known_from

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kept.model.period import Calendar, Period
    from kept.model.portfolio import FieldPath, Portfolio
    from kept.model.register import Promise, Target, TargetRestatement


def rewritten_promises(portfolio: Portfolio, as_of: date) -> Iterator[Finding]:
    """Every approved promise whose statements about past periods were changed.

    Findings:
        KPT408.
    """
    current = {promise.id: promise for promise in portfolio.register.promises}
    for then in portfolio.past.promises.values():
        now = current.get(then.id)
        if not was_approved(portfolio, f"promise.{then.id}"):
            continue
        if now is None:
            yield from _removed(portfolio, then, as_of)
            continue
        yield from _targets(portfolio, then, now, as_of)
        yield from _restated(portfolio, then, now, as_of)
        yield from _deadline(portfolio, then, now, as_of)
        yield from _entries(portfolio, then, now)
        yield from _retirement(portfolio, then, now, as_of)
        if _published_on(portfolio, then, as_of):
            yield from reworded(portfolio, then, now, f"promise.{now.id}", as_of)


def _removed(portfolio: Portfolio, then: Promise, as_of: date) -> Iterator[Finding]:
    """A public promise with a record that is no longer in the register and has no published address."""
    item = f"promise.{then.id}"
    is_told = item in portfolio.unreadable or f"promises/{then.id}/" in (portfolio.ledgers.permalinks or {})
    if then.audience == "public" and not is_told and _published_on(portfolio, then, as_of):
        yield Finding(
            code="KPT408",
            place=Place("promises.toml", 1, 1),
            message=f"the promise {then.id} was public and has published results, and is not in the register any more.",
            hint="put it back, and say why it ended: retired = { on, why }. Its page and its record stay.",
            item=item,
            promise=then.id,
        )


def _published_on(portfolio: Portfolio, then: Promise, as_of: date) -> dict[tuple[Target, Period], date]:
    """By target and period: the day on which the result became known."""
    found = {}
    for name in then.metrics:
        metric = portfolio.past.metrics.get(name) or portfolio.metrics.get(name)
        for period, row in published(portfolio, metric, as_of).items() if metric else ():
            if target := in_force(then.targets, name, period):
                found[target, period] = known_from(row, period)
    return found


# --- Targets


def _targets(portfolio: Portfolio, then: Promise, now: Promise, as_of: date) -> Iterator[Finding]:
    """Changed targets of past periods; each change once, with the first period it affects.

    It does not matter whether there was a result then: somebody who sets a target after the period can know the result.
    """
    told = set()
    calendar = _calendar(portfolio, then, now)
    if then.targets == now.targets or calendar is None:
        return
    to_come = calendar.containing(as_of) + 1
    hint = f"put it back and let a new target begin with {to_come} (`from = {to_come.start}`), or say what was wrong in"
    for name in dict.fromkeys((*then.metrics, *now.metrics)):
        for period in _closed(calendar, (*then.targets, *now.targets), as_of):
            was, is_now = in_force(then.targets, name, period), in_force(now.targets, name, period)
            if (was, is_now) not in told and _level(was) != _level(is_now) and not _says_so(then, now, was, is_now):
                told.add((was, is_now))
                words = f"the target for {name} in {period} was {_level(was)}, and is {_level(is_now)} now"
                path: FieldPath = ("targets", now.targets.index(is_now)) if is_now else ("targets",)
                yield rewriting(portfolio, f"promise.{now.id}", path, words, f"{hint} `restatements`.")


def _calendar(portfolio: Portfolio, then: Promise, now: Promise) -> Calendar | None:
    metrics = {**portfolio.metrics, **portfolio.past.metrics}
    return next((metrics[name].calendar for name in (*then.metrics, *now.metrics) if name in metrics), None)


def _closed(calendar: Calendar, targets: tuple[Target, ...], as_of: date) -> Iterator[Period]:
    """The periods that had ended by a day, from the first target on."""
    first = calendar.containing(min(target.since for target in targets))
    return (first + step for step in range(calendar.containing(as_of) - first))


def _level(target: Target | None) -> str:
    if target is None:
        return "none"
    return f"at least {target.at_least}" if target.at_least is not None else f"at most {target.at_most}"


def _says_so(then: Promise, now: Promise, was: Target | None, is_now: Target | None) -> bool:
    return any(
        was and is_now and (entry.metric, entry.since) == (is_now.metric, is_now.since) and entry.was == was.level
        for entry in now.restatements
        if entry not in then.restatements
    )


def _restated(portfolio: Portfolio, then: Promise, now: Promise, as_of: date) -> Iterator[Finding]:
    """Corrections of targets that are dated before the first result could be read, or before an earlier correction."""
    days = _published_on(portfolio, then, as_of)
    for index, entry in enumerate(now.restatements):
        if entry in then.restatements:
            continue
        results = [day for (target, _), day in days.items() if _is_about(entry, target)]
        earlier = [other.on for other in then.restatements if _is_about(other, entry)]
        not_before = max([*([min(results)] if results else []), *earlier], default=entry.on)
        if entry.on < not_before:
            words = (
                f"the target for {entry.metric} from {entry.since} is corrected on {entry.on}, before {not_before}, "
                "when what it corrects was published"
            )
            hint = "write the day on which the correction is published: `on`."
            yield rewriting(portfolio, f"promise.{now.id}", ("restatements", index, "on"), words, hint)


def _is_about(entry: TargetRestatement, other: Target | TargetRestatement) -> bool:
    return (entry.metric, entry.since) == (other.metric, other.since)


# --- How it ends


def _deadline(portfolio: Portfolio, then: Promise, now: Promise, as_of: date) -> Iterator[Finding]:
    """A deadline that was moved without an entry, or after it had passed."""
    item = f"promise.{now.id}"
    new = {index: entry for index, entry in enumerate(now.moved) if entry not in then.moved}
    moved = any(entry.was == then.due for entry in new.values())
    if then.due != now.due and not (moved and now.due):
        words = f"it was due {then.due or 'every period'}, and is due {now.due or 'every period'} now"
        hint = "put it back, or say so: moved = [ { was, now, why, on } ]; another promise gets another id."
        yield rewriting(portfolio, item, ("due",), words, hint)
    for index, entry in new.items():
        if entry.was < as_of:
            words = f"the deadline {entry.was} had fallen when it was first said that it moved to {entry.now}"
            hint = "put it back: a deadline is moved before it falls; after that the promise is kept late, or missed."
            yield rewriting(portfolio, item, ("moved", index), words, hint)


def _entries(portfolio: Portfolio, then: Promise, now: Promise) -> Iterator[Finding]:
    for name in ("moved", "restatements"):
        if any(entry not in getattr(now, name) for entry in getattr(then, name)):
            words = f"an entry of `{name}` is gone or another one now"
            yield rewriting(portfolio, f"promise.{now.id}", (name,), words, "put it back; add another one after it.")
    told = {miss.period for miss in now.misses}
    for miss in then.misses:
        if miss.period not in told:
            words = f"what was said about the miss of {miss.period} is gone"
            yield rewriting(
                portfolio, f"promise.{now.id}", ("misses",), words, "put it back; its words may be improved."
            )


def _retirement(portfolio: Portfolio, then: Promise, now: Promise, as_of: date) -> Iterator[Finding]:
    """A retirement that was taken back, or that would remove published results from the record."""
    if now.retired == then.retired:
        return
    if then.retired and then.retired.on <= as_of:
        words = f"it was retired on {then.retired.on}, and its retirement is taken back or changed"
        hint = "put it back; a promise made again gets another id."
        yield rewriting(portfolio, f"promise.{now.id}", ("retired",), words, hint)
    elif now.retired:
        results = _published_on(portfolio, then, as_of).values()
        newest = max(results, default=now.retired.on)
        if now.retired.on < newest:
            words = f"it is retired on {now.retired.on}, and it was still made when a result was published on {newest}"
            hint = f"write the day on which its end is made public, {newest} or later; published results stay."
            yield rewriting(portfolio, f"promise.{now.id}", ("retired", "on"), words, hint)
        elif results and now.retired.on < (lately := since_lately(as_of)):
            words = f"its retirement is new and dated {now.retired.on}"
            hint = f"write the day on which its end is made public, {lately} or later."
            yield rewriting(portfolio, f"promise.{now.id}", ("retired", "on"), words, hint)
