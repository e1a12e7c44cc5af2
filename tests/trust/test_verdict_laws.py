"""What holds for the verdict of any promise, from any series, on any day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from kept.model.evidence import Ended, Metric, Restatement, Row
from kept.model.period import Cadence, Calendar, Period
from kept.model.register import Postponement, Promise, Retirement
from kept.model.verdict import Status, Verdict
from kept.verdicts.measured import Measured, known_from
from kept.verdicts.verdict import verdict
from records import metric, promise

if TYPE_CHECKING:
    from collections.abc import Mapping

BEGUN = date(2024, 1, 1)
days = st.dates(BEGUN, date(2031, 12, 31))
calendars = st.builds(Calendar, st.sampled_from(Cadence), st.sampled_from([1, 1, 4, 12]))


@dataclass(frozen=True, slots=True)
class History:
    """A promise, everything that will ever be reported about it, and how far each metric may be seen."""

    promise: Promise
    metrics: tuple[Metric, ...]
    through: Mapping[str, Period | None]
    left_out: frozenset[Period] = frozenset()

    def on(self, day: date) -> Verdict:
        """The verdict on a day."""
        measured = {m.id: Measured.known_on(m, day, self.through[m.id], left_out=self.left_out) for m in self.metrics}
        return verdict(self.promise, measured, day)

    @property
    def calendar(self) -> Calendar:
        """How its metrics divide time."""
        return self.metrics[0].calendar


@st.composite
def rows(draw: st.DrawFn, calendar: Calendar) -> tuple[Row, ...]:
    """Rows of successive periods, some interim, some published late."""
    first = calendar.containing(BEGUN)
    periods = [first + index for index in range(draw(st.integers(0, 12)))]
    return tuple(draw(row(period)) for period in periods)


@st.composite
def row(draw: st.DrawFn, period: Period) -> Row:
    """One of them: a value, nothing to measure, or no result for a reason."""
    published_on = draw(st.none() | st.dates(period.end + timedelta(days=1), date(2040, 12, 31)))
    kind = draw(st.sampled_from(["value", "value", "value", "nothing", "missing"]))
    if kind == "missing":
        return Row(period=str(period), status="missing", note="Lost.", published_on=published_on)
    return Row(
        period=str(period),
        value=None if kind == "nothing" else draw(st.decimals(90, 100, places=1)),
        n=0 if kind == "nothing" else None,
        status=draw(st.sampled_from(["final", "final", "final", "interim"])),
        published_on=published_on,
    )


@st.composite
def restatements(draw: st.DrawFn, series: tuple[Row, ...]) -> tuple[Restatement, ...]:
    """Corrections of some rows."""
    finals = [row for row in series if row.status == "final"]
    chosen = draw(st.lists(st.sampled_from(finals), max_size=2, unique_by=lambda row: row.period)) if finals else []
    return tuple(
        Restatement(
            period=row.period, was=draw(st.decimals(90, 100, places=1)), now=row.value, why="A slip.", on=draw(days)
        )
        for row in chosen
    )


@st.composite
def promises(draw: st.DrawFn, names: tuple[str, ...]) -> Promise:
    """Promises of both kinds, whose targets change, whose deadlines move, some of them retired."""
    targets = [
        {"metric": name, "at_least": draw(st.integers(90, 100)), "from": since}
        for name in names
        for since in {BEGUN, *draw(st.lists(st.dates(BEGUN, date(2027, 12, 31)), max_size=2))}
    ]
    made = promise(*targets, retired=draw(st.none() | st.builds(Retirement, on=days, why=st.just("Sold."))))
    if draw(st.booleans()):
        return made
    was, now = sorted(draw(st.lists(st.dates(date(2024, 12, 31), date(2029, 1, 1)), min_size=2, max_size=2)))
    moved = Postponement(was=was, now=now, why="Later.", on=draw(st.dates(BEGUN, was)))
    return made.model_copy(update={"kind": "deadline", "due": now, "moved": draw(st.sampled_from([(), (moved,)]))})


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Promises with one or two metrics, by any calendar."""
    calendar = draw(calendars)
    names = ("on-time", "tidy")[: draw(st.integers(1, 2))]
    first = calendar.containing(BEGUN)
    metrics, through = [], {}
    for name in names:
        series = draw(rows(calendar))
        metrics.append(
            metric(
                name,
                series,
                period=calendar.cadence,
                year_starts=calendar.year_starts,
                due_days=draw(st.sampled_from([0, 45, 400])),
                max_age_periods=draw(st.integers(1, 4)),
                restatements=draw(restatements(series)),
            )
        )
        last = draw(st.none() | st.integers(-1, 14))
        through[name] = None if last is None else first + last
    return History(draw(promises(names)), tuple(metrics), through)


@given(histories(), days)
def test_a_record_holds_closed_periods_only_each_once_and_in_order(history: History, day: date) -> None:
    found = history.on(day)
    periods = [entry.period for entry in found.record]
    assert all(period.end < day for period in periods)
    assert periods == sorted(set(periods))
    assert found.period is None or found.period in periods


@given(histories(), days)
def test_what_was_known_on_a_day_does_not_depend_on_what_came_later(history: History, day: date) -> None:
    """Later rows, corrections, moves and retirements are taken away one and all; the verdict of the day is the same."""
    then = replace(
        history,
        metrics=tuple(_until(entry, day) for entry in history.metrics),
        promise=_promise_until(history.promise, day),
    )
    assert then.on(day) == history.on(day)


def _until(series: Metric, day: date) -> Metric:
    """The metric as its file was on a day."""
    kept = tuple(row for row in series.rows if known_from(row, series.period_of(row)) <= day)
    later = {entry.period: entry.was for entry in series.restatements if entry.on > day}
    return series.model_copy(
        update={
            "rows": tuple(
                row.model_copy(update={"value": later[row.period]}) if row.period in later else row for row in kept
            ),
            "restatements": tuple(entry for entry in series.restatements if entry.on <= day),
        }
    )


def _promise_until(made: Promise, day: date) -> Promise:
    later = [entry for entry in made.moved if entry.on > day]
    return made.model_copy(
        update={
            "retired": made.retired if made.retired and made.retired.on <= day else None,
            "due": later[0].was if later else made.due,
            "moved": tuple(entry for entry in made.moved if entry.on <= day),
        }
    )


@given(histories(), days, st.integers(0, 2000))
def test_a_value_once_known_stays_in_the_record_unless_it_was_corrected(
    history: History, day: date, later: int
) -> None:
    uncorrected = replace(history, metrics=tuple(m.model_copy(update={"restatements": ()}) for m in history.metrics))
    before, after = uncorrected.on(day), uncorrected.on(day + timedelta(days=later))
    gone = _values(before) - _values(after)
    # A deadline's record ends where it was reached, and an earlier period may turn out to have reached it.
    # That is so of a retired promise too.
    last = after.record[-1] if after.record else None
    reached = last.period if last and last.status in {Status.KEPT, Status.KEPT_LATE} else None
    is_over = history.promise.kind == "deadline"
    assert all(is_over and reached and period > reached for _, period, _ in gone)


def _values(found: Verdict) -> set[tuple[str, Period, Decimal]]:
    return {
        (one.metric, one.period, one.value) for entry in found.record for one in entry.results if one.value is not None
    }


@given(histories(), days, st.data())
def test_the_public_never_reads_more_good_than_the_people_inside(
    inside: History, day: date, data: st.DataObject
) -> None:
    first = inside.calendar.containing(BEGUN)
    public = replace(
        inside,
        through={
            name: None if last is None else data.draw(st.none() | st.integers(-1, last - first).map(first.__add__))
            for name, last in inside.through.items()
        },
        left_out=data.draw(st.frozensets(st.integers(0, 12).map(first.__add__), max_size=3)),
    )
    without, within = public.on(day), inside.on(day)
    assert not (without.last or without.status).is_better_than(within.last or within.status)
    assert without.status.rank >= within.status.rank


@given(histories(), days, st.data())
def test_a_further_miss_never_improves_a_verdict(history: History, day: date, data: st.DataObject) -> None:
    """One more row after a metric's last one, published in time, approved, and below every target."""
    index = data.draw(st.integers(0, len(history.metrics) - 1))
    series = history.metrics[index]
    period = history.calendar.containing(BEGUN) + len(series.rows)
    missed = Row(period=str(period), value=Decimal("89.9"), status="final")
    through = {**history.through, series.id: period}
    longer = series.model_copy(update={"rows": (*series.rows, missed)})
    metrics = tuple(longer if entry is series else entry for entry in history.metrics)
    before = replace(history, through=through).on(day)
    after = replace(history, through=through, metrics=metrics).on(day)
    assert (after.last or after.status).rank >= (before.last or before.status).rank


@given(histories(), days, st.data())
def test_a_worse_value_never_improves_a_verdict(history: History, day: date, data: st.DataObject) -> None:
    series = data.draw(st.sampled_from(history.metrics))
    if not series.rows:
        return
    index = data.draw(st.integers(0, len(series.rows) - 1))
    changed = [*series.rows]
    changed[index] = changed[index].model_copy(update={"value": Decimal("89.9")})
    worse = series.model_copy(update={"rows": tuple(changed)})
    metrics = tuple(worse if entry is series else entry for entry in history.metrics)
    before, after = history.on(day), replace(history, metrics=metrics).on(day)
    assert (after.last or after.status).rank >= (before.last or before.status).rank


@given(histories(), days)
def test_a_kept_promise_has_met_every_target_it_names(history: History, day: date) -> None:
    found = history.on(day)
    status = found.last or found.status
    if status in {Status.KEPT, Status.KEPT_LATE}:
        assert any(result.met for result in found.results)
        assert all(result.met or result.has_no_cases for result in found.results)
    if status is Status.KEPT:
        assert found.period == found.record[-1].period
    assert (status in {Status.MISSED, Status.PARTLY_KEPT}) <= any(result.met is False for result in found.results)
    assert (status is Status.PARTLY_KEPT) <= any(result.met for result in found.results)


@given(histories(), days, st.data())
def test_a_further_period_without_cases_hides_no_miss(history: History, day: date, data: st.DataObject) -> None:
    series = data.draw(st.sampled_from(history.metrics))
    period = history.calendar.containing(BEGUN) + len(series.rows)
    through = {**history.through, series.id: period}
    nothing = Row(period=str(period), n=0, status="final")
    longer = series.model_copy(update={"rows": (*series.rows, nothing)})
    metrics = tuple(longer if entry is series else entry for entry in history.metrics)
    before = replace(history, through=through).on(day)
    after = replace(history, through=through, metrics=metrics).on(day)
    told = before.last or before.status
    if told in {Status.MISSED, Status.PARTLY_KEPT}:
        assert (after.last or after.status) is told
    assert (after.last or after.status) is not Status.KEPT or told is Status.KEPT or len(history.metrics) > 1


@given(histories(), days)
def test_what_is_said_of_a_missing_result_is_no_result(history: History, day: date) -> None:
    """A table that says why a result is missing gives the verdict of one that says nothing of the period."""
    silent = tuple(
        series.model_copy(update={"rows": tuple(row for row in series.rows if row.status != "missing")})
        for series in history.metrics
    )
    found, without = history.on(day), replace(history, metrics=silent).on(day)
    assert (found.status, found.period, found.next_result) == (without.status, without.period, without.next_result)
    assert [entry.status for entry in found.record] == [entry.status for entry in without.record]


@given(histories(), days, days)
def test_a_metric_that_ends_takes_no_result_out_of_the_record(history: History, day: date, end: date) -> None:
    ended = Ended(on=end, why="The system is gone.")
    metrics = tuple(series.model_copy(update={"ended": ended}) for series in history.metrics)
    before, after = history.on(day), replace(history, metrics=metrics).on(day)
    judged = {entry.period: entry.status for entry in after.record}
    until = [entry for entry in before.record if entry.period.start <= end]
    assert all(judged[entry.period] is entry.status for entry in until if entry.period in judged)
    if history.promise.kind == "standing":
        assert {entry.period for entry in until} <= set(judged)
        assert (
            (after.last or after.status) is not Status.KEPT
            or (before.last or before.status) is Status.KEPT
            or end < day
        )


@given(histories(), days)
def test_retiring_a_promise_takes_nothing_out_of_its_record(history: History, day: date) -> None:
    """What ended before it stays as it is, and the last miss is still the last word."""
    retired = history.promise.retired
    if retired is None or retired.on > day or history.promise.kind == "deadline":
        return
    found = history.on(day)
    still_made = replace(history, promise=history.promise.model_copy(update={"retired": None})).on(day)
    assert found.record == tuple(entry for entry in still_made.record if entry.period.end < retired.on)
    unjudged = {Status.NO_RESULT, Status.NO_CASES}
    reported = [entry.status for entry in found.record if entry.status not in unjudged]
    assert (reported[-1:] == [Status.MISSED]) is (found.last is Status.MISSED)
