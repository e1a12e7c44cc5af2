"""Whether the public site would contradict what it published about a closed period (KPT408)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from kept.findings import Finding, Place
from kept.model.evidence import Restatement
from kept.model.ledgers import RESULTS, Figure
from kept.model.register import TargetRestatement
from kept.model.verdict import Status
from kept.record.added_targets import added_targets
from kept.record.already_public import figure_in_words, rewriting
from kept.verdicts.case import in_force
from kept.verdicts.published import by_promise, figure, figure_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from kept.model.ledgers import Published
    from kept.model.period import Period
    from kept.model.portfolio import FieldPath, Portfolio
    from kept.model.register import Promise
    from kept.model.verdict import PeriodVerdict, Verdict

Step = tuple["date", Figure]
"""A published figure, with the day on which it was first published."""

_Correction = TypeVar("_Correction", Restatement, TargetRestatement)

_RESTATE = "put the former value back, or say what was wrong: restatements = [ { period, was, now, why, on } ]."
_RETARGET = "put the former target back, or say what was wrong in the promise's `restatements`."
_LATER = "write a later day: what was published of a period stays."
_BACK = "put back what made it so: the target, the deadline, `due_days`, or the day on which it was retired."


def contradicted(
    portfolio: Portfolio, promises: Mapping[str, Promise], verdicts: Mapping[str, Verdict], as_of: date
) -> Iterator[Finding]:
    """Every published result that the public site would now state differently without a stated reason.

    One finding for each line of the ledger.

    A figure that is no longer shown is not a contradiction: a miss is shown without it, other results as not reported.

    Args:
        portfolio: has the ledger and the corrections.
        promises: the promises as they are on the public site.
        verdicts: the verdict of each of them.
        as_of: the day; later publications are ignored.

    Findings:
        KPT408: an error that stops the site.

    Source:
        our judgement; a record that can be changed silently proves nothing.
    """
    ledgers = portfolio.ledgers
    if ledgers.results is None:
        words = f"nobody can say which results were published: {RESULTS} cannot be read"
        yield _of_ledger(words, "put right what is said about it; keep every line: each was published.")
        return
    if ledgers.missing:
        first, more = ledgers.missing[0], len(ledgers.missing) - 1
        what = f"what was published of {first.promise} for {first.period} on {first.moment}"
        words = f"{what} is gone or another one here"
        hint = "put the lines back as git has them; `kept build` only ever adds to this file."
        yield _of_ledger(f"{words}, and {more} more" if more else words, hint)
    found: dict[Place, Finding] = {}
    for name, said in by_promise(ledgers.results, as_of).items():
        if name in verdicts:
            for fault in _of_promise(portfolio, promises[name], said, verdicts[name], as_of):
                found.setdefault(fault.place, fault)
        elif f"promises/{name}/" not in (ledgers.permalinks or {}):
            words = f"results of {name} were published on {said[-1].since}, and it is not on the public site any more"
            hint = "put it back; to end it, say so: retired = { on, why }. Its page and its record stay."
            yield _of_ledger(words, hint)
    yield from found.values()


def _of_ledger(words: str, hint: str) -> Finding:
    return Finding(code="KPT408", place=Place(RESULTS), message=f"{words}.", hint=hint)


def _of_promise(
    portfolio: Portfolio, promise: Promise, said: tuple[Published, ...], verdict: Verdict, as_of: date
) -> Iterator[Finding]:
    now = {str(entry.period): entry for entry in verdict.record}
    periods: defaultdict[str, list[Published]] = defaultdict(list)
    for entry in said:
        periods[entry.period].append(entry)
    for period, entries in periods.items():
        one = _PublishedPeriod(
            portfolio=portfolio,
            promise=promise,
            period=period,
            published=tuple(entries),
            now=now.get(period),
            as_of=as_of,
        )
        yield from one.faults(verdict.record)
    yield from added_targets(portfolio, promise, said, verdict.record, as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class _PublishedPeriod:
    """What was published about one closed period of a promise, and what would be published now."""

    portfolio: Portfolio
    promise: Promise
    period: str
    published: tuple[Published, ...]
    """The published entries, oldest first; never empty."""
    now: PeriodVerdict | None
    as_of: date

    def faults(self, record: tuple[PeriodVerdict, ...]) -> Iterator[Finding]:
        """The contradictions. The status itself is compared only where no figure explains the difference.

        Args:
            record: the record of the promise that would be published now.
        """
        found: list[Finding] = []
        for metric in self._metrics:
            found += self._value(metric)
            found += self._target(metric)
        yield from found
        if not found and self._is_unsaid(record):
            last, now = self.published[-1], self.now.status if self.now else "nothing"
            words = f'of {self.period} "{last.status}" was published on {last.since}, and "{now}" would be now'
            yield rewriting(self.portfolio, f"promise.{self.promise.id}", (), words, _BACK)

    @property
    def _metrics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(figure.metric for entry in self.published for figure in entry.figures))

    def _steps(self, metric: str) -> list[Step]:
        """The published figures of a metric, each with its day."""
        return [(entry.since, one) for entry in self.published for one in entry.figures if one.metric == metric]

    def _is_unsaid(self, record: tuple[PeriodVerdict, ...]) -> bool:
        """True where the period would be missing from the record, or look better although its figures are equal."""
        last = self.published[-1]
        if self.now is None:
            is_reached = bool(record) and record[-1].status in {Status.KEPT, Status.KEPT_LATE}
            is_past_its_end = self.promise.due is not None and is_reached
            # Figures that cannot be read excuse silence; a published miss stays all the same.
            is_gone = any(self._is_away(metric) for metric in self._metrics) and not last.status.has_missed
            # A promise that missed its deadline owes no further result, so that silence after it is not told.
            is_missed = self.promise.due is not None and any(one.status is Status.MISSED for one in record)
            is_settled = is_missed and last.status is Status.NO_RESULT
            return not (is_settled or is_past_its_end or is_gone)
        is_same = last.figures == tuple(map(figure, self.now.results))
        return is_same and last.status.has_missed and not self.now.status.has_missed

    def _value(self, metric: str) -> Iterator[Finding]:
        """The last value that another one followed, although no correction between the two leads to it."""
        valued = [step for step in self._steps(metric) if step[1].says_something]
        current = figure_of(self.now, metric)
        if current and current.says_something:
            for (since, was), (until, now) in reversed([*pairwise([*valued, (self.as_of, current)])]):
                if not self._is_restated(was, now, since, until):
                    words = (
                        f"the result of {self.period} was published as {_text(was)} on {since}, and is {_text(now)} now"
                    )
                    path: FieldPath = ("rows", self._row(metric) or 0)
                    yield rewriting(self.portfolio, metric, path, words, _RESTATE)
                    return
        elif valued and self._row(metric) is None and not self._is_away(metric):
            since, was = valued[-1]
            words = f"the result of {self.period} was published as {_text(was)} on {since}, and is gone"
            hint = f"put the line back; a wrong value is restated, and one that must go: kept takedown {metric}"
            yield rewriting(self.portfolio, metric, ("rows",), words, hint)

    def _target(self, metric: str) -> Iterator[Finding]:
        """The first change of the target that no correction explains."""
        steps, current = self._steps(metric), figure_of(self.now, metric)
        if current:
            for (since, was), (until, now) in pairwise([*steps, (self.as_of, current)]):
                if not self._is_retargeted(was, now, since, until):
                    yield self._other_target(since, was, _compared(now))
                    return
        elif self.now and in_force(self.promise.targets, metric, self.now.period) is None:
            yield self._other_target(*steps[-1], "none")
        elif self.now and self._has_ended(metric, self.now.period) and any(one.says_something for _, one in steps):
            since, was = steps[-1]
            words = (
                f"the result of {self.period} was published as {_text(was)} on {since}, and {metric} ends earlier now"
            )
            yield rewriting(self.portfolio, metric, ("ended", "on"), words, _LATER)

    def _other_target(self, since: date, was: Figure, now: str) -> Finding:
        words = (
            f"the target for {was.metric} in {self.period} was published as {_compared(was)} on {since}, and is {now}"
        )
        return rewriting(self.portfolio, f"promise.{self.promise.id}", ("targets",), f"{words} now", _RETARGET)

    def _has_ended(self, metric: str, period: Period) -> bool:
        known = self.portfolio.metrics.get(metric)
        return known is not None and known.has_ended_before(period)

    def _row(self, metric: str) -> int | None:
        """The index of the result's row in its table; None where the row is gone."""
        rows = self.portfolio.metrics[metric].rows if metric in self.portfolio.metrics else ()
        found = (index for index, row in enumerate(rows) if (row.period, row.status) == (self.period, "final"))
        return next(found, None)

    def _is_away(self, metric: str) -> bool:
        """True where a metric was taken down, or where its file cannot be read, which another finding reports."""
        taken_down = self.portfolio.ledgers.takedowns
        return taken_down is None or metric in taken_down or metric in self.portfolio.unreadable

    def _is_restated(self, was: Figure, now: Figure, since: date, until: date) -> bool:
        """True where nothing changed, or where corrections between the two days explain the change."""
        if (was.value, was.n, was.numerator) == (now.value, now.n, now.numerator):
            return True
        value, followed = was.value, []
        for entry in _between(self.portfolio.metrics[was.metric].restatements, since, until):
            if entry.period == self.period and entry.was == value:
                value = entry.now
                followed.append(entry)
        return (
            bool(followed)
            and value == now.value
            and was.n in {now.n, *(entry.was_n for entry in followed)}
            and was.numerator in {now.numerator, *(entry.was_numerator for entry in followed)}
        )

    def _is_retargeted(self, was: Figure, now: Figure, since: date, until: date) -> bool:
        level = was.target
        for entry in _between(self.promise.restatements, since, until):
            if entry.metric == was.metric and entry.was == level:
                level = entry.now
        return (was.direction, level) == (now.direction, now.target)


def _between(entries: Iterable[_Correction], since: date, until: date) -> list[_Correction]:
    """The corrections published between two days, oldest first."""
    return sorted((entry for entry in entries if since <= entry.on <= until), key=lambda entry: entry.on)


def _text(figure: Figure) -> str:
    return figure_in_words(figure.value, figure.n, figure.numerator)


def _compared(figure: Figure) -> str:
    return f"{figure.direction.replace('-', ' ')} {figure.target}"
