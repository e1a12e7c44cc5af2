"""The history of a promise: everything dated, newest first, each result as it was first told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from kept.files.toml import freeze
from kept.model.evidence import Metric, Row
from kept.model.register import Promise
from kept.record.changes import changes, misses
from kept.verdicts.measured import Measured, promise_on
from kept.verdicts.verdict import verdict
from records import metric, promise

DAY = date(2026, 11, 20)
ON_TIME = {"metric": "on-time", "at_least": 95, "from": date(2026, 1, 1)}
ROWS = (
    Row(period="2026-Q1", value=Decimal(96), status="final", published_on=date(2026, 4, 14)),
    Row(period="2026-Q2", value=Decimal(97), n=200, numerator=194, status="final", published_on=date(2026, 7, 14)),
    Row(period="2026-Q3", value=Decimal(90), status="final", published_on=date(2026, 10, 14)),
)


def history(made: Promise, series: Metric, day: date = DAY) -> list[tuple[str, ...]]:
    """Each change as words: the day, what it was, and whatever it says."""
    stood = promise_on(made, day)
    measured = {"on-time": Measured.known_on(series, day, series.period_of(series.rows[-1]))}
    found = changes(stood, verdict(stood, measured, day), measured, day)
    said = (
        (one.on, one.kind, one.period, one.value, one.was, one.target, one.kept, one.due_was, one.due, one.words)
        for one in found
    )
    return [tuple(str(part) for part in one if part is not None) for one in said]


def of(**more: Any) -> Promise:  # noqa: ANN401  whatever a promise holds
    """A promise with one target and more."""
    return promise(ON_TIME, **freeze(more))


def test_results_are_told_on_the_day_they_were_published_with_what_was_said_of_a_miss() -> None:
    made = of(
        made_on=date(2025, 12, 1), misses=[{"period": "2026-Q3", "why": "Snow."}, {"period": "2026-Q1", "why": "?"}]
    )
    assert history(made, metric("on-time", ROWS)) == [
        ("2026-10-14", "result", "2026-Q3", "90", "95", "False", "Snow."),
        ("2026-07-14", "result", "2026-Q2", "97", "95", "True"),
        ("2026-04-14", "result", "2026-Q1", "96", "95", "True"),
        ("2025-12-01", "made"),
    ]


def test_a_corrected_value_is_told_as_it_was_and_as_it_is() -> None:
    slip = {"period": "2026-Q2", "was": 95, "was_numerator": 189, "now": 97, "why": "A slip.", "on": date(2026, 8, 1)}
    series = metric("on-time", ROWS[:2], restatements=freeze([slip]))
    assert history(of(), series)[:2] == [
        ("2026-08-01", "restated", "2026-Q2", "97", "95", "A slip."),
        ("2026-07-14", "result", "2026-Q2", "95", "95", "False"),
    ]
    assert [kind for _, kind, *_ in history(of(), series, date(2026, 7, 31))] == ["result", "result"]


def test_a_corrected_target_is_told_as_it_was_and_as_it_is() -> None:
    slip = {**ON_TIME, "was": 99, "now": 95, "why": "A slip.", "on": date(2026, 8, 1)}
    del slip["at_least"]
    assert history(of(restatements=[slip]), metric("on-time", ROWS[:1])) == [
        ("2026-08-01", "target-restated", "95", "99", "A slip."),
        ("2026-04-14", "result", "2026-Q1", "96", "99", "False"),
    ]


def test_a_lower_limit_that_was_corrected_is_compared_the_other_way_round() -> None:
    row = Row(period="2026-Q1", value=Decimal(3), status="final", published_on=date(2026, 4, 14))
    slip = {"period": "2026-Q1", "was": 5, "now": 3, "why": "A slip.", "on": date(2026, 8, 1)}
    series = metric("on-time", (row,), unit="days", direction="lower-is-better", restatements=freeze([slip]))
    made = promise({"metric": "on-time", "at_most": 4, "from": date(2026, 1, 1)})
    assert history(made, series)[1] == ("2026-04-14", "result", "2026-Q1", "5", "4", "False")


def test_a_target_that_changes_is_told_from_its_day_on() -> None:
    later = {**ON_TIME, "at_least": 97, "from": date(2026, 10, 1)}
    made = promise(ON_TIME, later, {**ON_TIME, "at_least": 99, "from": date(2027, 1, 1)})
    told = [entry for entry in history(made, metric("on-time", ROWS)) if entry[1] == "target"]
    assert told == [("2026-10-01", "target", "97", "95")]


def test_a_moved_deadline_and_a_retirement_are_told_with_their_reason() -> None:
    made = of(
        kind="deadline",
        due=date(2026, 12, 31),
        moved=[{"was": date(2026, 6, 30), "now": date(2026, 12, 31), "why": "Ice.", "on": date(2026, 5, 1)}],
        retired={"on": date(2026, 11, 1), "why": "Sold."},
    )
    told = [entry for entry in history(made, metric("on-time", ROWS)) if entry[1] != "result"]
    assert told == [
        ("2026-11-01", "retired", "Sold."),
        ("2026-05-01", "moved", "2026-06-30", "2026-12-31", "Ice."),
    ]


def test_a_correction_of_a_period_nobody_may_see_is_not_told() -> None:
    slip = {"period": "2026-Q3", "was": 95, "now": 90, "why": "A slip.", "on": date(2026, 11, 1)}
    series = metric("on-time", ROWS, restatements=freeze([slip]))
    measured = {"on-time": Measured.known_on(series, DAY, series.calendar.period("2026-Q2"))}
    found = changes(of(), verdict(of(), measured, DAY), measured, DAY)
    assert {change.kind for change in found} == {"result"}


def test_what_is_said_of_a_miss_follows_the_record_newest_first() -> None:
    made = promise(
        {**ON_TIME, "at_least": 99}, misses=freeze([{"period": f"2026-Q{n}", "why": f"Why {n}."} for n in (1, 3, 2, 4)])
    )
    measured = {"on-time": Measured.known_on(series := metric("on-time", ROWS), DAY, series.calendar.period("2026-Q3"))}
    assert [miss.period for miss in misses(made, verdict(made, measured, DAY))] == ["2026-Q3", "2026-Q2", "2026-Q1"]


def test_one_corrected_target_leaves_the_others_as_they_are() -> None:
    slip = {"metric": "on-time", "from": date(2026, 1, 1), "was": 90, "now": 95, "why": "A slip.", "on": DAY}
    later = {**ON_TIME, "at_least": 97, "from": date(2026, 7, 1)}
    made = promise(ON_TIME, later, restatements=freeze([slip]))
    assert [target.at_least for target in promise_on(made, date(2026, 11, 19)).targets] == [90, 97]
    assert promise_on(made, DAY) is made
