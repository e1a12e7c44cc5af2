"""Whether anybody rewrote what had been published (KPT408)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.findings import Finding, Place
from kept.trust.record.case import in_force
from kept.trust.record.known import known_from

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kept.model.evidence import Metric, Row
    from kept.model.period import Period
    from kept.model.portfolio import FieldPath, Portfolio
    from kept.model.register import Promise, Target

_RESTATE = "put the former value back, or say what was wrong: restatements = [ { period, was, now, why, on } ]."


def rewritten(portfolio: Portfolio, as_of: date) -> Iterator[Finding]:
    """Every published value, target and deadline that is another one now, and no restatement says so.

    Published is what was approved at the trust ref: of a metric the rows through the period its approvers saw, and
    those that flow after it. Whatever nobody had approved yet may be corrected freely.

    Findings:
        KPT408: an error that stops the site.

    Source:
        Honesty: a record that can be changed in silence proves nothing.
    """
    for then in portfolio.past.metrics.values():
        published = _published(portfolio, then, as_of)
        now = portfolio.metrics.get(then.id)
        if not published or (now is None and then.id in portfolio.unreadable):
            continue
        if now is None:
            yield _finding(portfolio, then.id, (), f"the published figures of {then.id} are gone", _KEEP)
        else:
            yield from _figures(portfolio, then, now, published)
    for promise in portfolio.register.promises:
        then_said = portfolio.past.promises.get(promise.id)
        if then_said and _was_approved(portfolio, f"promise.{promise.id}"):
            yield from _targets(portfolio, then_said, promise, as_of)
            yield from _ends(portfolio, then_said, promise, as_of)


_KEEP = "put the file back; a metric nobody needs any more keeps its record."


def _was_approved(portfolio: Portfolio, item: str) -> bool:
    return any(record.approval.decision == "approve" for record in portfolio.trusted.records.get(item, ()))


def _published(portfolio: Portfolio, metric: Metric, as_of: date) -> dict[Period, Row]:
    """The rows that somebody may have read."""
    approvals = [record.approval for record in portfolio.trusted.records.get(metric.id, ())]
    seen = [approval.through for approval in approvals if approval.decision == "approve" and approval.through]
    if not seen:
        return {}
    flows = metric.id in portfolio.ledgers.pulled
    finals = [(metric.period_of(row), row) for row in metric.rows if row.status == "final"]
    last = max((period for period, row in finals if row.period in seen), default=None)
    return {
        period: row
        for period, row in finals
        if known_from(row, period) <= as_of and (flows or (last is not None and period <= last))
    }


def _figures(portfolio: Portfolio, then: Metric, now: Metric, published: dict[Period, Row]) -> Iterator[Finding]:
    for name in ("unit", "direction", "period", "year_starts"):
        if getattr(then, name) != getattr(now, name):
            words = (
                f"`{name}` was {getattr(then, name)} when its figures were published, and is {getattr(now, name)} now"
            )
            yield _finding(portfolio, now.id, (name,), words, "put it back, and begin a new metric for new figures.")
            return
    rows = {now.period_of(row): (index, row) for index, row in enumerate(now.rows) if row.status == "final"}
    for period, row in published.items():
        index, current = rows.get(period, (None, None))
        if index is None or current is None:
            words = f"the published result of {period}, {row.value}, is gone"
            yield _finding(portfolio, now.id, ("rows",), words, "put the line back; a wrong value is restated.")
        elif _facts(row) != _facts(current) and not _is_restated(then, now, row, current):
            words = f"the published result of {period} was {_told(row, current)}, and is {_told(current, row)} now"
            yield _finding(portfolio, now.id, ("rows", index), words, _RESTATE)
    for entry in then.restatements:
        if entry not in now.restatements:
            words = f"the correction of {entry.period} from {entry.was} to {entry.now} is gone"
            yield _finding(portfolio, now.id, ("restatements",), words, "put it back; add another one after it.")


def _facts(row: Row) -> tuple[object, ...]:
    return row.value, row.n, row.numerator, row.published_on


def _told(row: Row, other: Row) -> str:
    """A row in words; the day it was published only where that is the difference."""
    text = str(row.value)
    if row.numerator is not None:
        text += f" ({row.numerator} of {row.n})"
    elif row.n is not None:
        text += f" (n {row.n})"
    return text if row.published_on == other.published_on else f"{text}, published on {row.published_on or 'no day'}"


def _is_restated(then: Metric, now: Metric, row: Row, current: Row) -> bool:
    """True where a new restatement says what the row was, n and numerator too where they changed."""
    return any(
        entry.period == row.period
        and entry.was == row.value
        and row.n in {current.n, entry.was_n}
        and row.numerator in {current.numerator, entry.was_numerator}
        for entry in now.restatements
        if entry not in then.restatements
    )


def _targets(portfolio: Portfolio, then: Promise, now: Promise, as_of: date) -> Iterator[Finding]:
    """Targets of published periods that are others now; each change once, with the first period it is about."""
    told = set()
    for name in dict.fromkeys((*then.metrics, *now.metrics)):
        metric = portfolio.past.metrics.get(name) or portfolio.metrics.get(name)
        for period in _published(portfolio, metric, as_of) if metric else ():
            was, is_now = in_force(then.targets, name, period), in_force(now.targets, name, period)
            if (was, is_now) not in told and _level(was) != _level(is_now) and not _says_so(then, now, was, is_now):
                told.add((was, is_now))
                words = f"the target for {name} in {period} was {_level(was)}, and is {_level(is_now)} now"
                path: FieldPath = ("targets", now.targets.index(is_now)) if is_now else ("targets",)
                hint = "put it back and let a new target begin later, or say what was wrong in `restatements`."
                yield _finding(portfolio, f"promise.{now.id}", path, words, hint)


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


def _ends(portfolio: Portfolio, then: Promise, now: Promise, as_of: date) -> Iterator[Finding]:
    """A deadline that was moved, or a retirement that was taken back, in silence."""
    item = f"promise.{now.id}"
    moved = any(entry.was == then.due for entry in now.moved if entry not in then.moved)
    if then.due != now.due and not (moved and now.due):
        words = f"it was due {then.due or 'every period'}, and is due {now.due or 'every period'} now"
        hint = "put it back, or say so: moved = [ { was, now, why, on } ]; another promise gets another id."
        yield _finding(portfolio, item, ("due",), words, hint)
    for name in ("moved", "restatements"):
        if any(entry not in getattr(now, name) for entry in getattr(then, name)):
            words = f"an entry of `{name}` is gone or another one now"
            yield _finding(portfolio, item, (name,), words, "put it back; add another one after it.")
    if then.retired and then.retired.on <= as_of and now.retired != then.retired:
        words = f"it was retired on {then.retired.on}, and its retirement is taken back or changed"
        yield _finding(portfolio, item, ("retired",), words, "put it back; a promise made again gets another id.")


def _finding(portfolio: Portfolio, item: str, path: FieldPath, words: str, hint: str) -> Finding:
    is_promise = item.startswith("promise.")
    is_gone = not is_promise and item not in portfolio.metrics
    return Finding(
        code="KPT408",
        place=Place(f"evidence/metrics/{item}.csv") if is_gone else portfolio.place(item, path),
        message=f"{words}.",
        hint=hint,
        item=item,
        promise=item.removeprefix("promise.") if is_promise else None,
    )
