"""Whether anything published was rewritten (KPT408)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.record.already_public import figure_in_words, published, rewriting
from kept.record.loosened import loosened
from kept.record.reworded import reworded, since_lately
from kept.record.rewritten_promises import rewritten_promises
from kept.verdicts.measured import known_from

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kept.findings import Finding
    from kept.model.evidence import Metric, Row
    from kept.model.period import Period
    from kept.model.portfolio import Portfolio

_RESTATE = "put the former value back, or say what was wrong: restatements = [ { period, was, now, why, on } ]."


def rewritten(portfolio: Portfolio, as_of: date) -> Iterator[Finding]:
    """Every published value, target and deadline that was changed without a restatement.

    "Published" means approved in the trusted revision: for a metric, the rows up to the period that its approvers saw,
    and later pulled rows that needed no approval. Anything not yet approved may be corrected freely.

    Findings:
        KPT408: also the findings of `rewritten_promises`; an error that stops the site.

    Source:
        our judgement; a record that can be changed silently proves nothing.
    """
    for then in portfolio.past.metrics.values():
        read = published(portfolio, then, as_of)
        now = portfolio.metrics.get(then.id)
        if not read or (now is None and then.id in portfolio.unreadable):
            continue
        if now is None:
            yield rewriting(portfolio, then.id, (), f"the published figures of {then.id} are gone", _KEEP)
        else:
            yield from _figures(portfolio, then, now, read, as_of)
    yield from rewritten_promises(portfolio, as_of)


_KEEP = "put the file back; a metric nobody needs any more keeps its record."


def _figures(
    portfolio: Portfolio, then: Metric, now: Metric, read: dict[Period, Row], as_of: date
) -> Iterator[Finding]:
    for name in ("unit", "direction", "period", "year_starts"):
        if getattr(then, name) != getattr(now, name):
            words = (
                f"`{name}` was {getattr(then, name)} when its figures were published, and is {getattr(now, name)} now"
            )
            yield rewriting(portfolio, now.id, (name,), words, "put it back, and begin a new metric for new figures.")
            return
    rows = {now.period_of(row): (index, row) for index, row in enumerate(now.rows) if row.status == "final"}
    for period, row in read.items():
        index, current = rows.get(period, (None, None))
        if index is None or current is None:
            words = f"the published result of {period}, {figure_in_words(row.value, None, None)}, is gone"
            yield rewriting(portfolio, now.id, ("rows",), words, "put the line back; a wrong value is restated.")
        elif _facts(row) != _facts(current) and not _is_restated(then, now, row, current):
            words = (
                f"the published result of {period} was {_in_words(row, current)}, and is {_in_words(current, row)} now"
            )
            yield rewriting(portfolio, now.id, ("rows", index), words, _RESTATE)
    yield from _backdated(portfolio, then, now, read, as_of)
    yield from reworded(portfolio, then, now, now.id, as_of)
    yield from _hidden_by_min_n(portfolio, then, now, read)
    yield from _ended(portfolio, then, now, read)
    yield from loosened(portfolio, then, now, read, as_of)
    for entry in then.restatements:
        if entry not in now.restatements:
            was, now_is = (figure_in_words(value, None, None) for value in (entry.was, entry.now))
            words = f"the correction of {entry.period} from {was} to {now_is} is gone"
            yield rewriting(portfolio, now.id, ("restatements",), words, "put it back; add another one after it.")


def _hidden_by_min_n(portfolio: Portfolio, then: Metric, now: Metric, read: dict[Period, Row]) -> Iterator[Finding]:
    """Published results that a larger `min_n` would remove from the public site."""
    least, before = now.min_n or 0, then.min_n or 0
    hidden = [period for period, row in read.items() if row.n and before <= row.n < least]
    if hidden:
        words = (
            f"`min_n` was {then.min_n or 'not set'} and is {least} now: the published result"
            f"{'s' if len(hidden) > 1 else ''} of {', '.join(map(str, sorted(hidden)))} would be gone"
        )
        yield rewriting(portfolio, now.id, ("min_n",), words, "put it back, or take one that no published n is below.")


def _backdated(
    portfolio: Portfolio, then: Metric, now: Metric, read: dict[Period, Row], as_of: date
) -> Iterator[Finding]:
    """Corrections dated before the publication of what they correct, or long before they were made."""
    published_on = {row.period: known_from(row, period) for period, row in read.items()}
    for index, entry in enumerate(now.restatements):
        if entry in then.restatements or entry.period not in published_on:
            continue
        earlier = (other.on for other in then.restatements if other.period == entry.period)
        not_before = max((published_on[entry.period], *earlier))
        if not_before <= entry.on < (lately := since_lately(as_of)):
            words = f"the correction of {entry.period} is new and dated {entry.on}"
            hint = f"write the day on which it is published, {lately} or later: `on`."
            yield rewriting(portfolio, now.id, ("restatements", index, "on"), words, hint)
        elif entry.on < not_before:
            words = (
                f"the correction of {entry.period} is dated {entry.on}, before {not_before}, when what it corrects was "
                "published"
            )
            hint = "write the day on which the correction is published: `on`."
            yield rewriting(portfolio, now.id, ("restatements", index, "on"), words, hint)


def _ended(portfolio: Portfolio, then: Metric, now: Metric, read: dict[Period, Row]) -> Iterator[Finding]:
    """An end of measurement that would remove published results from the record, or that was taken back."""
    if then.ended == now.ended:
        return
    if then.ended:
        words = f"it was published that {now.id} ended on {then.ended.on}, and its end is taken back or changed"
        yield rewriting(portfolio, now.id, ("ended",), words, "put it back; what is measured again is a new metric.")
        return
    newest = max(read)
    if now.has_ended_before(newest):
        words = f"{now.id} ends on {now.ended.on if now.ended else None}, and a result of {newest} was published"
        hint = f"write a day in {newest} or later (`ended.on`): published results stay."
        yield rewriting(portfolio, now.id, ("ended", "on"), words, hint)


def _facts(row: Row) -> tuple[object, ...]:
    return row.value, row.n, row.numerator, row.published_on


def _in_words(row: Row, other: Row) -> str:
    """A row in words; with the day of publication only if that differs."""
    text = figure_in_words(row.value, row.n, row.numerator)
    return text if row.published_on == other.published_on else f"{text}, published on {row.published_on or 'no day'}"


def _is_restated(then: Metric, now: Metric, row: Row, current: Row) -> bool:
    """True where a new restatement states the old value, and the old n and numerator where they changed."""
    return any(
        entry.period == row.period
        and entry.was == row.value
        and row.published_on == current.published_on
        and row.n in {current.n, entry.was_n}
        and row.numerator in {current.numerator, entry.was_numerator}
        for entry in now.restatements
        if entry not in then.restatements
    )
