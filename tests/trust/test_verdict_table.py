"""Verdicts: worked cases as a table, and what holds for any series on any day."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept.model.base import Audience
from kept.model.evidence import Metric, Row
from kept.model.period import Cadence, Period
from kept.model.register import Promise
from kept.model.verdict import Status, Verdict
from kept.read import series
from kept.read.toml import freeze
from kept.trust.verdicts import Measured, verdict

TABLE = Path(__file__).parent / "verdicts.toml"
COLUMNS = "period,value,status,published_on,n,numerator"
CASES: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"), parse_float=Decimal)["case"]
ON_TIME = {"metric": "on-time", "at_least": 95, "from": date(2026, 1, 1)}
KNOWN = {"world", "day", "targets", "rows", "metric", "through", "hidden", "first_result", "expect"}
EXPECTED = {"status", "of", "next", "because", "record"}


def metric(name: str, rows: tuple[Row, ...], **differing: Any) -> Metric:  # noqa: ANN401  whatever the model accepts
    """A percentage counted by the quarter, except for what differs."""
    usual = {"unit": "percent", "direction": "higher-is-better", "period": "quarter"}
    return Metric(id=name, title=name, definition="What is counted.", rows=rows, **{**usual, **differing})


def promise(*targets: dict[str, object], first_result: date | None = None) -> Promise:
    """A promise with these targets."""
    data = {"id": "punctual", "statement": "We come on time.", "audience": Audience.PUBLIC, "targets": targets}
    return Promise.model_validate({**data, "first_result": first_result})


def worked(case: dict[str, Any]) -> Verdict:
    """The verdict of a case of the table."""
    made = promise(*freeze(case.get("targets", [ON_TIME])), first_result=case.get("first_result"))
    tables = {} if case.get("hidden") else dict.fromkeys(made.metrics, "") | case.get("rows", {})
    measured = {}
    for name, table in tables.items():
        empty = metric(name, (), **case.get("metric", {}))
        read, faults = series.load(f"{COLUMNS}\n{table.strip()}", f"{name}.csv", empty.period, empty.unit)
        assert read is not None, faults
        through = case.get("through", read.rows[-1].period if read.rows else "")
        last = Period.parse(through, empty.period) if through else None
        measured[name] = Measured.known(empty.model_copy(update={"rows": read.rows}), case["day"], last)
    return verdict(made, measured, case["day"])


@pytest.mark.parametrize("case", CASES, ids=[case["world"] for case in CASES])
def test_every_case_of_the_table_has_its_verdict(case: dict[str, Any]) -> None:
    expected = case["expect"]
    found = worked(case)
    assert found.status == expected["status"], found.because
    assert (str(found.period) if found.period else None) == expected.get("of")
    assert expected.get("because", "") in found.because
    if "next" in expected:
        assert found.next_result == expected["next"]
    if "record" in expected:
        assert [entry.status for entry in found.record] == expected["record"]


def test_the_table_has_cases_of_every_status_and_nothing_nobody_reads() -> None:
    assert len(CASES) >= 40
    assert len({case["world"] for case in CASES}) == len(CASES)
    assert {case["expect"]["status"] for case in CASES} == set(Status)
    assert all(set(case) <= KNOWN and set(case["expect"]) <= EXPECTED for case in CASES)


# --- Any series on any day

BEGUN = date(2024, 1, 1)
days = st.dates(BEGUN, date(2031, 12, 31))


@dataclass(frozen=True, slots=True)
class History:
    """A promise and everything that will ever be reported about it."""

    promise: Promise
    metrics: tuple[Metric, ...]
    through: Period | None

    def on(self, day: date) -> Verdict:
        """The verdict on a day."""
        return verdict(self.promise, {m.id: Measured.known(m, day, self.through) for m in self.metrics}, day)


@st.composite
def rows(draw: st.DrawFn, cadence: Cadence) -> tuple[Row, ...]:
    """Rows of successive periods, some interim, some published late or long before their time."""
    first = Period.containing(BEGUN, cadence)
    return tuple(
        Row(
            period=str(first + index),
            value=draw(st.decimals(90, 100, places=1)),
            status=draw(st.sampled_from(["final", "final", "final", "interim"])),
            published_on=draw(st.none() | days),
        )
        for index in range(draw(st.integers(0, 12)))
    )


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Promises with one or two metrics, with targets that change, by any cadence."""
    cadence = draw(st.sampled_from(Cadence))
    names = ("on-time", "tidy")[: draw(st.integers(1, 2))]
    metrics = tuple(
        metric(
            name,
            draw(rows(cadence)),
            period=cadence,
            due_days=draw(st.sampled_from([0, 45, 400])),
            max_age_periods=draw(st.integers(1, 4)),
        )
        for name in names
    )
    targets = [
        {"metric": name, "at_least": draw(st.integers(90, 100)), "from": since}
        for name in names
        for since in {BEGUN, *draw(st.lists(st.dates(BEGUN, date(2027, 12, 31)), max_size=2))}
    ]
    last = draw(st.none() | st.integers(-1, 14))
    through = None if last is None else Period.containing(BEGUN, cadence) + last
    return History(promise(*targets), metrics, through)


@given(histories(), days)
def test_a_record_holds_closed_periods_only_each_once_and_in_order(history: History, day: date) -> None:
    found = history.on(day)
    periods = [entry.period for entry in found.record]
    assert all(period.end < day for period in periods)
    assert periods == sorted(set(periods))
    assert found.period is None or found.period in periods


@given(histories(), days, st.integers(0, 2000))
def test_what_was_known_is_known_for_ever(history: History, day: date, later: int) -> None:
    before = history.on(day).record
    after = {entry.period: entry.status for entry in history.on(day + timedelta(days=later)).record}
    assert {entry.period for entry in before} <= set(after)
    told = {entry.period: entry.status for entry in before if entry.status is not Status.NO_RESULT}
    assert told.items() <= after.items()


@given(st.data(), st.sampled_from(Cadence), days, st.integers(1, 4))
def test_a_further_miss_never_improves_a_verdict(data: st.DataObject, cadence: Cadence, day: date, age: int) -> None:
    reported = tuple(row.model_copy(update={"published_on": None}) for row in data.draw(rows(cadence)))
    first = Period.containing(BEGUN, cadence)
    missed = Row(period=str(first + len(reported)), value=Decimal("89.9"), status="final")
    made = promise({"metric": "on-time", "at_least": 90, "from": BEGUN})
    last = first + len(reported)
    before, after = (
        History(made, (metric("on-time", some, period=cadence, max_age_periods=age),), last).on(day)
        for some in (reported, (*reported, missed))
    )
    assert after.status.rank >= before.status.rank
    if last.end < day:
        assert after.status is Status.MISSED


@given(histories(), days)
def test_a_kept_promise_has_met_every_target_it_names(history: History, day: date) -> None:
    found = history.on(day)
    if found.status is Status.KEPT:
        assert found.results
        assert all(result.met for result in found.results)
        assert found.period == found.record[-1].period
    assert (found.status is Status.MISSED) <= any(result.met is False for result in found.results)
