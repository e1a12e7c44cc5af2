"""Whether published results are to be read by something else now, and nothing dated says so (KPT408)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from kept.findings import Finding, Place
from kept.model.evidence import Metric
from kept.model.ledgers import READINGS
from kept.model.register import Promise
from kept.model.text_digest import METRIC_TEXTS, PROMISE_TEXTS
from kept.record.already_public import rewriting
from kept.record.reworded import since_lately, wording_hint
from kept.record.terms import FIXED, MOVED, PUBLISHED_ON, REWORDED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kept.model.evidence import Rewording
    from kept.model.ledgers import PublishedTerm, Term
    from kept.model.portfolio import FieldPath, Portfolio
    from kept.model.register import Postponement

E = TypeVar("E", "Rewording", "Postponement")


def broken_terms(
    portfolio: Portfolio, shown: Mapping[str, Promise | Metric], now: Iterable[Term], as_of: date
) -> Iterator[Finding]:
    """Every text, deadline, unit, bound and day of publication that was published and is another one now.

    A change of a text follows from an entry in `reworded`, one of a deadline from an entry in `moved`. Such an entry is
    dated on or after the day on which the former words were published, and at most 45 days before it is published.

    Args:
        portfolio: with the ledger.
        shown: what the public site shows, as it stands there: promises as `promise.<id>`, metrics by id.
        now: what `terms` gives of each of them.
        as_of: the day; what was published later has not been published yet.

    Findings:
        KPT408: an error that stops the site.

    Source:
        Honesty: a record whose words can be changed in silence proves nothing.
    """
    ledgers = portfolio.ledgers
    if ledgers.readings is None:
        words = f"nobody can say by which words results were published: {READINGS} cannot be read"
        yield _of_ledger(words, "put right what is said about it; keep every line: each was published.")
        return
    if ledgers.missing_readings:
        first, more = ledgers.missing_readings[0], len(ledgers.missing_readings) - 1
        words = f"what was published of `{first.field}` of {first.item} on {first.moment} is gone or another one here"
        hint = "put the lines back as git has them; `kept build --publish` only ever adds to this file."
        yield _of_ledger(f"{words}, and {more} more" if more else words, hint)
    published: defaultdict[tuple[str, str], list[PublishedTerm]] = defaultdict(list)
    for entry in ledgers.readings:
        if entry.since <= as_of and entry.item in shown:
            published[entry.item, entry.field].append(entry)
    current: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for term in now:
        current[term.item, term.field].append(term.said)
    for (item, field), said in published.items():
        one = _Told(portfolio=portfolio, item=item, noun=shown[item], field=field, said=tuple(said), as_of=as_of)
        yield from one.faults(current[item, field])


def _of_ledger(words: str, hint: str) -> Finding:
    return Finding(code="KPT408", place=Place(READINGS), message=f"{words}.", hint=hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What was published under one field of one item."""

    portfolio: Portfolio
    item: str
    noun: Promise | Metric
    field: str
    said: tuple[PublishedTerm, ...]
    """Oldest first; never empty."""
    as_of: date

    def faults(self, now: list[str]) -> Iterator[Finding]:
        """What contradicts it.

        Args:
            now: what the field says now: of dated entries each, of anything else one; nothing where it is not shown.
        """
        if self.field.startswith((REWORDED, MOVED)):
            yield from self._gone(now)
        elif self.field == "bounds":
            yield from self._narrowed()
        elif now and self.field in {*PROMISE_TEXTS, *METRIC_TEXTS}:
            yield from self._reworded(now[0])
        elif now and self.field == "due":
            yield from self._moved(now[0])
        elif now and now[0] != self.said[-1].said and (self.field in FIXED or self.field.startswith(PUBLISHED_ON)):
            yield self._changed(now[0])

    def _finding(self, path: FieldPath, words: str, hint: str) -> Finding:
        return rewriting(self.portfolio, self.item, path, words, hint)

    def _gone(self, now: list[str]) -> Iterator[Finding]:
        """Dated entries that were published and are not there any more."""
        name, about = self.field.split(" ", 1)
        for entry in self.said:
            if entry.said not in now:
                words = f"the entry of `{name}` that was published ({about}) is gone or another one now"
                yield self._finding((name,), words, "put it back; add another one after it.")
                return

    def _changed(self, now: str) -> Finding:
        last = self.said[-1]
        if self.field in FIXED:
            words = f"`{self.field}` was {last.said} when its figures were published, and is {now} now"
            return self._finding((self.field,), words, "put it back, and begin a new metric for new figures.")
        period = self.field.removeprefix(PUBLISHED_ON)
        words = f"the result of {period} was published on {last.said or 'no day'}, and is dated {now or 'no day'} now"
        return self._finding(("rows", self._row(period)), words, "put the former day back (`published_on`).")

    def _row(self, period: str) -> int:
        rows = self.noun.rows if isinstance(self.noun, Metric) else ()
        return next((index for index, row in enumerate(rows) if (row.period, row.status) == (period, "final")), 0)

    def _steps(self, now: str) -> list[tuple[PublishedTerm, str, date]]:
        """Each change, the newest first: what had been published, what followed it, and when that was published."""
        follows = [*((entry.said, entry.since) for entry in self.said[1:]), (now, self.as_of)]
        steps = [(was, *after) for was, after in zip(self.said, follows, strict=True)]
        return [step for step in reversed(steps) if step[0].said != step[1]]

    def _reworded(self, now: str) -> Iterator[Finding]:
        for was, _, until in self._steps(now):
            entries = _dated(self.noun.reworded, was.since, until)
            if not any((entry.field, entry.was_digest) == (self.field, was.said) for entry in entries):
                start = max(was.since, since_lately(until))
                words = (
                    f"`{self.field}` says something else than what was published on {was.since}, and no entry of "
                    f"`reworded` that is dated from {start} to {until} says so"
                )
                yield self._finding((self.field,), words, wording_hint(self.field, self.as_of))
                return

    def _moved(self, now: str) -> Iterator[Finding]:
        entries = self.noun.moved if isinstance(self.noun, Promise) else ()
        for was, followed, until in self._steps(now):
            day = was.said
            for entry in _dated(entries, was.since, until):
                if str(entry.was) == day and entry.on <= entry.was:
                    day = str(entry.now)
            if day != followed:
                words = (
                    f"it was published on {was.since} as due {was.said or 'every period'}, and is due "
                    f"{followed or 'every period'} now"
                )
                hint = "put it back, or say so before it falls: moved = [ { was, now, why, on } ]."
                yield self._finding(("due",), words, hint)
                return

    def _narrowed(self) -> Iterator[Finding]:
        """Bounds that leave out a value which was published inside the former ones."""
        if not isinstance(self.noun, Metric) or self.portfolio.ledgers.results is None:
            return
        before, bounds = _bounds(self.said[-1].said), self.noun.bounds
        values = {
            entry.period: figure.value
            for entry in self.portfolio.ledgers.results
            for figure in entry.figures
            if figure.metric == self.item and figure.value is not None and entry.since <= self.as_of
        }
        left_out = [
            period
            for period, value in values.items()
            if _within(*before, value) and not _within(bounds.low, bounds.high, value)
        ]
        if left_out:
            words = (
                f"`bounds` was {self.said[-1].said}, and would leave out what was published of {', '.join(left_out)}"
            )
            yield self._finding(("bounds",), words, "put it back, or take wider bounds than the published values.")


def _bounds(said: str) -> tuple[Decimal | None, Decimal | None]:
    low, _, high = said.partition(" to ")
    return (Decimal(low) if low else None), (Decimal(high) if high else None)


def _within(low: Decimal | None, high: Decimal | None, value: Decimal) -> bool:
    return (low is None or low <= value) and (high is None or value <= high)


def _dated(entries: tuple[E, ...], since: date, until: date) -> list[E]:
    """Those that can tell of a change between two publications, oldest first."""
    start = max(since, since_lately(until))
    return sorted((entry for entry in entries if start <= entry.on <= until), key=lambda entry: entry.on)
