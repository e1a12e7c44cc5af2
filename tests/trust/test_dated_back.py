"""Nothing is dated back, deleted or talked away once it was published (KPT408)."""

from __future__ import annotations

from datetime import date

import pytest
from kept import pipeline
from projects import METRIC, TODAY, Project
from rewriting import (
    CORRECTED,
    DEFINITION,
    REGISTER,
    ROWS,
    TARGET,
    TARGET_CORRECTED,
    corrected,
    edited,
    taken_away,
    told,
)

MISSED = "90.5,200,181,final,2026-10-14"
SECOND = TARGET.replace("punctuality", "politeness")


@pytest.fixture
def missed(approved: Project) -> Project:
    """A promise that was met twice and then missed, and a second metric that no promise names yet."""
    approved.edit(ROWS, "95.5,200,191,final,2026-10-14", MISSED)
    for path in (DEFINITION, ROWS):
        approved.write({path.replace("punctuality", "politeness"): (approved.root / path).read_bytes()})
    approved.edit(ROWS.replace("punctuality", "politeness"), "90.5,200,181", "99.0,200,198")
    approved.approve("punctuality", by="connie").commit()
    return approved


def promised(project: Project, *, targets: str = TARGET, extra: str = "") -> None:
    """The promise with other targets, or with more fields."""
    project.edit(REGISTER, f"targets = [{TARGET}]", f"{extra}targets = [{targets}]")


@pytest.mark.parametrize(("day", "fine"), [("2026-09-15", ""), ("2026-10-13", ""), ("2026-10-14", "fine")])
def test_a_retirement_is_not_dated_before_the_newest_published_result(day: str, fine: str, missed: Project) -> None:
    promised(missed, extra=f'retired = {{ on = {day}, why = "Sold." }}\n')
    words = f"it is retired on {day}, and it was still made when a result was published on 2026-10-14."
    assert told(missed) == ([] if fine else [f"{REGISTER}:30: {words}"])


def test_a_retirement_of_a_promise_without_published_results_may_have_any_day(approved: Project) -> None:
    approved.revoke("punctuality", by="connie").commit()
    promised(approved, extra='retired = { on = 2026-09-15, why = "Sold." }\n')
    assert told(approved) == []


def test_a_retirement_announced_and_not_come_yet_may_be_taken_back(missed: Project) -> None:
    promised(missed, extra='retired = { on = 2027-03-31, why = "Sold." }\n')
    missed.approve("promise.on-time", by="olive").commit()
    missed.edit(REGISTER, 'retired = { on = 2027-03-31, why = "Sold." }\n', "")
    assert told(missed) == []


def test_a_deadline_that_has_fallen_is_not_moved_afterwards(missed: Project) -> None:
    due = 'kind = "deadline"\ndue = 2026-09-30\n'
    promised(missed, extra=due)
    missed.approve("promise.on-time", by="olive").commit()
    moved = 'moved = [{ was = 2026-09-30, now = 2027-09-30, why = "Ice.", on = 2026-09-01 }]\n'
    missed.edit(REGISTER, due, f"{due.replace('2026-09', '2027-09')}{moved}")
    words = "the deadline 2026-09-30 had fallen when it was first said that it moved to 2027-09-30."
    assert told(missed) == [f"{REGISTER}:32: {words}"]
    assert told(missed, date(2026, 9, 30)) == []


@pytest.mark.parametrize(("day", "fine"), [("2026-04-13", ""), ("2026-04-14", "fine")])
def test_a_correction_is_not_dated_before_what_it_corrects_was_published(
    day: str, fine: str, approved: Project
) -> None:
    edited(ROWS, ("96.0,200,192", "98.0,200,196"))(approved)
    approved.write({DEFINITION: METRIC + CORRECTED.replace("2026-11-20", day)})
    words = (
        f"the correction of 2026-Q1 is new and dated {day}."
        if fine
        else f"the correction of 2026-Q1 is dated {day}, before 2026-04-14, when what it corrects was published."
    )
    portfolio, found = approved.load()
    report = pipeline.check(approved.root, portfolio, found, TODAY).report
    assert [entry.message for entry in report if entry.code == "KPT408"] == [words]
    alone = f"2026-Q1 is published on 2026-04-14, and is restated on {day}, before that."
    assert [entry.message for entry in found if entry.code == "KPT406"] == ([] if fine else [alone])


def test_a_correction_is_not_dated_before_the_one_that_came_before_it(approved: Project) -> None:
    corrected(approved)
    approved.approve("punctuality", by="connie").commit()
    earlier = CORRECTED.replace("2026-11-20", "2026-11-01").replace("now = 98.0", "now = 96.0")
    approved.write({DEFINITION: METRIC + CORRECTED + earlier})
    words = "the correction of 2026-Q1 is dated 2026-11-01, before 2026-11-20, when what it corrects was published."
    assert told(approved) == [f"{DEFINITION}:24: {words}"]


def test_a_correction_does_not_move_the_day_of_publication(approved: Project) -> None:
    edited(ROWS, ("96.0,200,192,final,2026-04-14", "98.0,200,196,final,2026-11-20"))(approved)
    approved.write({DEFINITION: METRIC + CORRECTED})
    assert len(told(approved)) == 1


def test_what_nobody_had_published_may_be_corrected_with_any_day(approved: Project) -> None:
    approved.edit(ROWS, "91.0,100,91,interim,,", "91.0,100,91,final,,")
    entry = CORRECTED.replace("2026-Q1", "2026-Q4").replace("98.0", "91.0").replace("2026-11-20", "2026-12-31")
    approved.write({DEFINITION: METRIC + entry})
    portfolio, found = approved.load()
    assert [entry.message for entry in found if entry.code == "KPT406"] == [
        "2026-Q4 ends on 2026-12-31, and is restated on 2026-12-31, before that."
    ]
    report = pipeline.check(approved.root, portfolio, found, TODAY).report
    assert [entry for entry in report if entry.code == "KPT408"] == []


@pytest.mark.parametrize(("day", "fine"), [("2026-04-13", ""), ("2026-04-14", "fine")])
def test_a_target_is_not_corrected_before_its_first_result_was_published(day: str, fine: str, missed: Project) -> None:
    lower = TARGET_CORRECTED.replace("2026-11-20", day).replace("now = 97", "now = 90")
    promised(missed, targets=TARGET.replace("95", "90"), extra=lower)
    words = (
        f"the target for punctuality from 2026-01-01 is corrected on {day}, before 2026-04-14, when what it corrects "
        "was published."
    )
    assert told(missed) == ([] if fine else [f"{REGISTER}:31: {words}"])


def test_a_target_is_corrected_after_its_earlier_correction(missed: Project) -> None:
    promised(missed, targets=TARGET.replace("95", "97"), extra=TARGET_CORRECTED)
    missed.approve("promise.on-time", by="olive").commit()
    again = TARGET_CORRECTED.splitlines()[1].replace("was = 95, now = 97", "was = 97, now = 96")
    for day, count in (("2026-11-01", 1), ("2026-11-20", 0)):
        missed.git("checkout", "--quiet", "promises.toml")
        missed.edit(REGISTER, "on = 2026-11-20 },\n", f"on = 2026-11-20 }},\n{again.replace('2026-11-20', day)}\n")
        missed.edit(REGISTER, "at_least = 97", "at_least = 96")
        assert len(told(missed)) == count


def test_a_target_of_a_metric_without_results_may_be_corrected(missed: Project) -> None:
    later = SECOND.replace("2026-01-01", "2027-01-01")
    promised(missed, targets=f"{TARGET}, {later}")
    missed.approve("promise.on-time", by="olive").commit()
    missed.edit(REGISTER, later, later.replace("95", "96"))
    entry = TARGET_CORRECTED.replace("punctuality", "politeness").replace("from = 2026-01-01", "from = 2027-01-01")
    missed.edit(REGISTER, "targets =", f"{entry.replace('now = 97', 'now = 96')}targets =")
    assert told(missed) == []


@pytest.mark.parametrize("since", ["2026-07-01", "2026-10-01", "2027-01-01"])
def test_a_target_for_a_metric_that_is_new_to_a_promise_begins_after_what_is_over(since: str, missed: Project) -> None:
    promised(missed, targets=f"{TARGET}, {SECOND.replace('2026-01-01', since)}")
    words = "the target for politeness in 2026-Q3 was none, and is at least 95 now."
    assert told(missed) == ([f"{REGISTER}:30: {words}"] if since == "2026-07-01" else [])


def test_no_target_is_set_for_a_period_that_is_over_though_its_result_is_not_published_yet(approved: Project) -> None:
    promised(approved, targets=f"{TARGET}, {TARGET.replace('95', '90').replace('-01-01', '-07-01')}")
    (line,) = told(approved, date(2026, 10, 1))
    assert line.endswith("the target for punctuality in 2026-Q3 was at least 95, and is at least 90 now.")
    assert told(approved, date(2026, 9, 30)) == []


def test_the_hint_names_the_next_period_a_target_can_begin_with(approved: Project) -> None:
    promised(approved, targets=TARGET.replace("95", "90"))
    (hint,) = [finding.hint for finding in approved.findings() if finding.code == "KPT408"]
    assert "2027-Q1 (`from = 2027-01-01`)" in hint


def test_targets_for_metrics_that_are_not_there_are_no_history(approved: Project) -> None:
    taken_away(approved)
    approved.commit()
    promised(approved, targets=TARGET.replace("95", "90"))
    portfolio, found = approved.load()
    report = pipeline.check(approved.root, portfolio, found, TODAY).report
    assert [finding for finding in report if finding.code == "KPT408"] == []


def _deleted(project: Project, fields: tuple[tuple[str, str], ...] = ()) -> list[str]:
    """What is said once the promise is deleted and another one stands in its place."""
    for old, new in fields:
        project.edit(REGISTER, old, new)
    project.approve("promise.on-time", by="olive", audience="internal").commit()
    project.edit(REGISTER, 'id = "on-time"', 'id = "polite"')
    portfolio, found = project.load()
    report = pipeline.check(project.root, portfolio, found, TODAY).report
    return [f"{entry.place.path}:{entry.place.line}: {entry.message}" for entry in report if entry.code == "KPT408"]


def test_a_public_promise_with_a_record_does_not_leave_the_register_though_no_address_is_remembered(
    missed: Project,
) -> None:
    words = "the promise on-time was public and has published results, and is not in the register any more."
    assert _deleted(missed) == [f"{REGISTER}:1: {words}"]


def test_a_promise_that_was_internal_may_be_deleted(missed: Project) -> None:
    assert _deleted(missed, (('audience = "public"', 'audience = "internal"'),)) == []


def test_a_promise_that_was_never_judged_may_be_deleted(missed: Project) -> None:
    assert _deleted(missed, (("from = 2026-01-01", "from = 2027-01-01"),)) == []


# --- Silence is not talked away


@pytest.mark.parametrize(
    ("day", "key", "words"),
    [
        (
            date(2027, 3, 1),
            "due_days = 90",
            "the result of 2026-Q4 was due on 2027-02-14 and is not there; with this it would be due on 2027-03-31.",
        ),
        (date(2027, 2, 14), "due_days = 90", ""),
        (date(2027, 3, 1), "due_days = 45", ""),
        (date(2027, 4, 1), "due_days = 90", ""),
        (
            date(2027, 8, 1),
            "max_age_periods = 4",
            "the newest result, of 2026-Q3, was 3 periods old and did not count any more; with this it would.",
        ),
        (date(2027, 8, 1), "max_age_periods = 1", ""),
        (date(2027, 6, 1), "max_age_periods = 4", ""),
    ],
)
def test_more_time_is_taken_only_while_nothing_is_owed(day: date, key: str, words: str, approved: Project) -> None:
    approved.edit(DEFINITION, "data_owner", f"{key}\ndata_owner")
    assert told(approved, day) == ([f"{DEFINITION}:10: {words}"] if words else [])


def test_with_the_result_itself_more_time_may_be_taken(approved: Project) -> None:
    approved.edit(DEFINITION, "data_owner", "due_days = 90\nmax_age_periods = 4\ndata_owner")
    approved.edit(ROWS, "91.0,100,91,interim,,", "91.0,100,91,final,2027-03-01,")
    assert told(approved, date(2027, 3, 1)) == []


def test_what_was_said_about_a_miss_may_be_said_better_and_not_be_taken_back(missed: Project) -> None:
    said = 'misses = [{ period = "2026-Q3", why = "Snow." }]\n'
    promised(missed, extra=said)
    missed.approve("promise.on-time", by="olive").commit()
    missed.edit(REGISTER, "Snow.", "Snow, for two weeks.")
    assert told(missed) == []
    missed.edit(REGISTER, said.replace("Snow.", "Snow, for two weeks."), "")
    assert told(missed) == [f"{REGISTER}:25: what was said about the miss of 2026-Q3 is gone."]
