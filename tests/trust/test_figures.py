"""What a number needs in public, and which new rows flow without a new approval (KPT403, KPT404, KPT407, KPT903)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from held import METRIC, POLICY, TABLE, below, findings, messages, places, without
from kept.edition.gate import gates
from projects import TODAY
from pulled import LOCK, lock, source

if TYPE_CHECKING:
    from projects import Project

LATER = date(2027, 1, 20)

# --- KPT403: what says what the number means


@pytest.mark.parametrize("key", ["denominator", "population", "method", "source", "data_owner"])
def test_a_number_that_nobody_could_read_is_not_public(project: Project, key: str) -> None:
    without(project, METRIC, key)
    assert messages(project, "KPT403") == {f"nobody could tell what the number means: the metric has no {key}."}
    assert {finding.audience for finding in findings(project, "KPT403")} == {"public"}


def test_everything_that_is_lacking_is_named_at_once(project: Project) -> None:
    for key in ("denominator", "population", "method"):
        without(project, METRIC, key)
    assert messages(project, "KPT403") == {
        "nobody could tell what the number means: the metric has no denominator, population and method."
    }


def test_a_count_has_no_denominator(project: Project) -> None:
    without(project.edit(METRIC, '"percent"', '"count"'), METRIC, "denominator")
    assert messages(project, "KPT403") == set()


def test_a_survey_says_who_asked_what_and_how_many(project: Project) -> None:
    text = (project.root / METRIC).read_text()
    project.write({METRIC: text + '\n[survey]\nsponsor = "Small Removals"\nquestion = "Were we on time?"\n'})
    assert messages(project, "KPT403") == {"the survey does not say its mode and invited."}
    project.edit(METRIC, "sponsor", 'mode = "by telephone"\ninvited = 900\nsponsor')
    assert messages(project, "KPT403") == set()


def test_a_number_for_the_inside_may_be_worked_with(approved: Project) -> None:
    without(below(approved, METRIC, "title", 'audience = "internal"'), METRIC, "denominator")
    approved.approve("punctuality", by="connie").commit()
    assert [(found.severity, found.audience) for found in findings(approved, "KPT403")] == [("information", "internal")]
    assert [metric.id for metric in approved.gated().internal.metrics] == ["punctuality"]


# --- KPT404: of how many


def test_a_share_without_n_is_left_out_in_public_and_shown_inside(approved: Project) -> None:
    approved.edit(TABLE, "2026-Q2,97.5,200,195", "2026-Q2,97.5,,").approve("punctuality", by="connie").commit()
    assert messages(approved, "KPT404") == {"97.5 % of how many? The row for 2026-Q2 has no n."}
    assert places(approved, "KPT404") == {"punctuality.csv:3:1"}
    assert periods(approved) == (["2026-Q1", "2026-Q3"], ["2026-Q1", "2026-Q2", "2026-Q3"])


def test_the_reason_why_n_is_not_published_is_enough(approved: Project) -> None:
    approved.edit(TABLE, "2026-Q2,97.5,200,195", "2026-Q2,97.5,,")
    below(approved, METRIC, "title", 'no_n_because = "The landlord does not tell us."')
    approved.approve("punctuality", by="connie").commit()
    assert messages(approved, "KPT404") == set()
    assert approved.gated().public.metrics[0].no_n_because == "The landlord does not tell us."


@pytest.mark.parametrize(("least", "is_small"), [(201, True), (200, False), (0, False)])
def test_a_few_cases_are_not_public(approved: Project, least: int, *, is_small: bool) -> None:
    below(approved, METRIC, "title", f"min_n = {least}").approve("punctuality", by="connie").commit()
    said = {f"the row for 2026-Q{n} rests on 200 cases, fewer than the {least} of `min_n`." for n in (1, 2, 3)}
    assert messages(approved, "KPT404") == (said if is_small else set())
    assert periods(approved)[0] == ([] if is_small else ["2026-Q1", "2026-Q2", "2026-Q3"])


def test_a_count_needs_no_n(approved: Project) -> None:
    approved.edit(METRIC, '"percent"', '"count"').edit(TABLE, "2026-Q2,97.5,200,195", "2026-Q2,97.5,,")
    approved.approve("punctuality", by="connie").commit()
    assert messages(approved, "KPT404") == set()


def test_inside_few_cases_of_an_internal_number_are_only_worth_knowing(approved: Project) -> None:
    below(approved, METRIC, "title", 'audience = "internal"', "min_n = 201")
    approved.approve("punctuality", by="connie").commit()
    assert {(found.severity, found.audience) for found in findings(approved, "KPT404")} == {("information", "internal")}
    assert periods(approved) == ([], ["2026-Q1", "2026-Q2", "2026-Q3"])


# --- KPT407: rows that flow on their own


def periods(project: Project, as_of: date = LATER) -> tuple[list[str], list[str]]:
    """The periods whose rows stand on either site."""
    gated = project.gated(as_of)
    shown = [
        [str(row.period) for metric in site.metrics for row in metric.rows] for site in (gated.public, gated.internal)
    ]
    return shown[0], shown[1]


FOURTH, FIFTH = "2026-Q4,96.5,200,193,final,2027-01-14,", "2027-Q1,97.0,200,194,final,2027-04-14,"
INTERIM = "2026-Q4,91.0,100,91,interim,,"


@pytest.fixture
def bounded(approved: Project) -> Project:
    """The approved project, whose metric may lie between 90 and 100; approved so, and committed."""
    text = (approved.root / METRIC).read_text()
    approved.write({METRIC: text + "\n[bounds]\nlow = 90\nhigh = 100\n"})
    approved.approve("punctuality", by="connie").commit()
    return approved


def with_row(project: Project, *rows: str) -> Project:
    """The project with these rows in the place of the interim one."""
    return project.edit(TABLE, INTERIM, "\n".join(rows))


UNTIL_THIRD = ["2026-Q1", "2026-Q2", "2026-Q3"]


def test_a_row_inside_its_bounds_that_was_pulled_flows_on_its_own(bounded: Project) -> None:
    with_row(bounded, FOURTH).write({LOCK: lock(FOURTH)}).commit()
    assert messages(bounded, "KPT407", LATER) == set()
    assert periods(bounded) == ([*UNTIL_THIRD, "2026-Q4"],) * 2
    assert bounded.gated(LATER).public.promises[0].verdict.period.number > 0  # type: ignore[union-attr]  # there is one


def test_the_row_itself_need_not_be_on_the_protected_branch_yet(bounded: Project) -> None:
    """What was pulled is; a change that brings the same row into the table adds nothing of its own."""
    bounded.write({LOCK: lock(FOURTH)}).commit()
    with_row(bounded, FOURTH)
    assert periods(bounded)[0] == [*UNTIL_THIRD, "2026-Q4"]


@pytest.mark.parametrize(
    ("row", "pulled", "why"),
    [
        (FOURTH, "", "and no source was pulled that says the same"),
        (FOURTH, lock(FIFTH), "and no source was pulled that says the same"),
        (FOURTH, lock(FOURTH, metric="another"), "and no source was pulled that says the same"),
        (FOURTH, lock(FOURTH.replace("96.5", "96.4")), "and is not what was pulled from job-records on 2027-01-14"),
        (FOURTH, lock(FOURTH.replace("193", "192")), "and is not what was pulled from job-records on 2027-01-14"),
        (FOURTH, lock(FOURTH + "a note"), "and is not what was pulled from job-records on 2027-01-14"),
        (
            FOURTH + "a note",
            lock(FOURTH + "a note"),
            "and has a note: bounds say nothing about words, and a person must read them",
        ),
        (
            FOURTH.replace("96.5,200,193", "89.5,200,179"),
            lock(FOURTH.replace("96.5,200,193", "89.5,200,179")),
            "and 89.5 lies outside the approved bounds (90 to 100)",
        ),
    ],
)
def test_any_other_row_waits_for_the_data_owner(bounded: Project, row: str, pulled: str, why: str) -> None:
    with_row(bounded, row).write({LOCK: pulled}).commit()
    assert messages(bounded, "KPT407", LATER) == {
        f"the row for 2026-Q4 came after the last approval, which ends with 2026-Q3, {why}."
    }
    assert places(bounded, "KPT407", LATER) == {"punctuality.csv:5:1"}
    assert periods(bounded) == (UNTIL_THIRD, UNTIL_THIRD)
    bounded.approve("punctuality", by="connie").commit()
    assert messages(bounded, "KPT407", LATER) == set()
    assert periods(bounded)[0] == [*UNTIL_THIRD, "2026-Q4"]


def test_what_a_change_says_was_pulled_counts_for_nothing(bounded: Project) -> None:
    """Else whoever types a row would write the lock too."""
    with_row(bounded, FOURTH).write({LOCK: lock(FOURTH)})
    (message,) = messages(bounded, "KPT407", LATER)
    assert message.endswith("and no source was pulled that says the same.")
    assert periods(bounded) == (UNTIL_THIRD, UNTIL_THIRD)


def test_a_lock_that_cannot_be_read_says_nothing_was_pulled(bounded: Project) -> None:
    with_row(bounded, FOURTH).write({LOCK: lock(FOURTH).replace("sha256:", "md5:")}).commit()
    assert periods(bounded) == (UNTIL_THIRD, UNTIL_THIRD)


def test_after_a_row_that_waits_every_other_waits(bounded: Project) -> None:
    with_row(bounded, FOURTH, FIFTH).write({LOCK: lock(FIFTH)}).commit()
    day = date(2027, 4, 20)
    assert messages(bounded, "KPT407", day) == {
        (
            "the rows from 2026-Q4 to 2027-Q1 came after the last approval, which ends with 2026-Q3, "
            "and no source was pulled that says the same."
        )
    }
    assert periods(bounded, day) == (UNTIL_THIRD, UNTIL_THIRD)


@pytest.mark.parametrize(
    ("bounds", "value", "why"),
    [
        ("", "96.5", "and the metric has no `bounds` to hold it to."),
        ("low = 97", "96.5", "and 96.5 lies outside the approved bounds (at least 97)."),
        ("high = 96", "96.5", "and 96.5 lies outside the approved bounds (at most 96)."),
        ("high = 96.5", "96.5", None),
        ("low = 96.5", "96.5", None),
    ],
)
def test_bounds_may_have_one_end_and_must_have_one(approved: Project, bounds: str, value: str, why: str | None) -> None:
    text = (approved.root / METRIC).read_text()
    approved.write({METRIC: f"{text}\n[bounds]\n{bounds}\n"}).approve("punctuality", by="connie").commit()
    row = FOURTH.replace("96.5", value)
    with_row(approved, row).write({LOCK: lock(row)}).commit()
    said = messages(approved, "KPT407", LATER)
    assert [message.partition("2026-Q3, ")[2] for message in said] == ([why] if why else [])


def test_wider_bounds_are_a_change_of_the_metric(bounded: Project) -> None:
    row = FOURTH.replace("96.5,200,193", "89.5,200,179")
    with_row(bounded, row).write({LOCK: lock(row)}).edit(METRIC, "low = 90", "low = 10").commit()
    assert bounded.gated(LATER).codes("punctuality") == {"KPT603"}
    assert periods(bounded) == ([], [])


def test_a_row_before_the_last_approved_one_is_a_change_of_the_metric(bounded: Project) -> None:
    changed = "2026-Q1,96.0,200,192,final,2026-04-14,"
    bounded.edit(TABLE, changed, changed.replace("96.0,200,192", "96.5,200,193"))
    bounded.write({LOCK: lock(changed.replace("96.0,200,192", "96.5,200,193"))}).commit()
    assert "KPT603" in bounded.gated(LATER).codes("punctuality")
    assert periods(bounded) == ([], [])


def test_where_an_approver_has_seen_no_row_the_first_waits_too(project: Project) -> None:
    rows = (project.root / TABLE).read_text()
    project.write({TABLE: rows.splitlines()[0] + "\n"}).approve("promise.on-time", by="olive")
    project.approve("punctuality", by="connie").write({TABLE: rows}).commit()
    assert messages(project, "KPT407") == {
        (
            "the rows from 2026-Q1 to 2026-Q3 came after the last approval, which ends with no row, "
            "and no source was pulled that says the same."
        )
    }
    assert periods(project) == ([], [])
    project.edit(METRIC, "title", "bounds = { low = 1 }\ntitle").write({TABLE: rows.splitlines()[0] + "\n"})
    project.approve("punctuality", by="connie").write({TABLE: rows})
    project.write({LOCK: lock(*rows.splitlines()[1:4])}).commit()
    assert {message.partition(", which")[2] for message in messages(project, "KPT407")} == {" ends with no row."}
    assert periods(project) == ([], [])


def test_of_two_approvers_the_one_who_saw_less_decides(bounded: Project) -> None:
    bounded.write({POLICY: '[require]\npublic_numbers = ["data-owner", "legal"]\n[roles]\nlegal = ["lena"]\n'})
    bounded.approve("punctuality", by="lena").commit()
    with_row(bounded, FOURTH).approve("punctuality", by="connie").commit()
    assert periods(bounded) == (UNTIL_THIRD, [*UNTIL_THIRD, "2026-Q4"])


# --- Previews


def test_a_preview_shows_a_proposed_metric_with_all_its_final_rows(approved: Project) -> None:
    approved.edit(METRIC, "The order book.", "The order book, as it was signed.")
    portfolio, _ = approved.load()
    assert approved.gated().public.metrics == ()
    (preview, _), _ = gates(portfolio, as_of=TODAY, preview=True)
    (shown,) = preview.metrics
    assert [str(row.period) for row in shown.rows] == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert "punctuality" in (preview.proposed or ())


# --- KPT903: rows that flow only while their source is asked


@pytest.fixture
def sourced(bounded: Project) -> Project:
    """A row that flows because it was pulled on 14 January, from a source that may be five days old."""
    bounded.write({POLICY: source("stale_after_days = 5", 'url = "https://jobs.example/"')})
    with_row(bounded, FOURTH).write({LOCK: lock(FOURTH)}).commit()
    return bounded


@pytest.mark.parametrize(("day", "is_stale"), [(date(2027, 1, 19), False), (date(2027, 1, 20), True)])
def test_a_row_from_a_source_nobody_has_asked_for_too_long_is_held_back(
    sourced: Project, day: date, *, is_stale: bool
) -> None:
    assert periods(sourced, day) == ((UNTIL_THIRD if is_stale else [*UNTIL_THIRD, "2026-Q4"]),) * 2
    assert {finding.severity for finding in findings(sourced, "KPT903", day)} == ({"withheld"} if is_stale else set())


def test_pulling_again_or_approving_brings_it_back(sourced: Project) -> None:
    sourced.edit(LOCK, "2027-01-14", "2027-01-18").commit()
    assert periods(sourced, LATER)[0] == [*UNTIL_THIRD, "2026-Q4"]
    sourced.edit(LOCK, "2027-01-18", "2027-01-01").approve("punctuality", by="connie").commit()
    assert periods(sourced, LATER)[0] == [*UNTIL_THIRD, "2026-Q4"]


def test_where_no_row_depends_on_it_an_old_pull_is_only_worth_knowing(sourced: Project) -> None:
    sourced.approve("punctuality", by="connie").commit()
    assert {finding.severity for finding in findings(sourced, "KPT903", LATER)} == {"information"}
    assert messages(sourced, "KPT903", LATER) == {"job-records was pulled last on 2027-01-14, more than 5 days ago."}


def test_a_change_cannot_say_that_its_source_never_grows_old(sourced: Project) -> None:
    sourced.edit(POLICY, "stale_after_days = 5", "stale_after_days = 500")
    assert periods(sourced, LATER) == (UNTIL_THIRD, UNTIL_THIRD)


def test_the_day_on_which_a_source_is_too_old_is_told_ahead(sourced: Project) -> None:
    ran = sourced.kept("status", "--as-of", "2027-01-18")
    assert "2027-01-20" in ran.out


# --- Rows about the future

OPEN = "2026-Q4,91.0,100,91,interim,,"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2026-Q4,91.0,100,91,final,2027-01-14,", "says it is final, and that period ends only on 2026-12-31."),
        (f"{OPEN}\n2027-Q1,91.0,100,91,interim,,", "tells how that period is going, and it begins only on 2027-01-01."),
    ],
)
def test_nobody_knows_the_future(approved: Project, row: str, message: str) -> None:
    approved.edit(TABLE, OPEN, row)
    assert any(said.endswith(message) for said in messages_of_rows(approved))


def test_a_result_that_says_it_was_published_after_today_is_told(approved: Project) -> None:
    approved.edit(TABLE, "191,final,2026-10-14", "191,final,2027-10-14")
    said = messages_of_rows(approved)
    assert "the row for 2026-Q3 says it was published on 2027-10-14, after 2026-11-20." in said


def messages_of_rows(project: Project) -> set[str]:
    """What KPT407 says."""
    return messages(project, "KPT407")


# --- Rounding


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2026-Q3,95,200,189", "95 was rounded to the target of 95: 189 of 200 is 94.5000, which does not reach it."),
        ("2026-Q3,100,200,199", "100 would say all, and 199 of 200 is 99.5000."),
    ],
)
def test_no_share_is_rounded_up_to_the_target_or_to_everybody(approved: Project, row: str, message: str) -> None:
    approved.edit(TABLE, "2026-Q3,95.5,200,191", row)
    _, found = approved.load()
    assert message in {finding.message.replace('"value": ', "") for finding in found if finding.code == "KPT406"}


def test_a_share_rounded_the_other_way_or_to_a_target_that_came_later_is_fine(approved: Project) -> None:
    approved.edit(TABLE, "2026-Q3,95.5,200,191", "2026-Q3,94,200,189")
    approved.edit(TABLE, "2026-Q1,96.0,200,192", "2026-Q1,96,201,193")
    _, found = approved.load()
    assert [finding.message for finding in found if finding.code == "KPT406"] == []


# --- Figures for the inside, under a public promise


def test_a_public_promise_judged_by_figures_for_the_inside_says_so(approved: Project) -> None:
    below(approved, METRIC, "title", 'audience = "internal"')
    approved.approve("punctuality", by="connie").commit()
    (said,) = messages(approved, "KPT105")
    assert said.startswith(
        "the promise is public, and punctuality, by which it is judged, is for the people inside only"
    )
    (promise,) = approved.gated().public.promises
    assert promise.verdict.because == ("The result for 2026-Q3 is on file and its figures are not shown on this site.")
