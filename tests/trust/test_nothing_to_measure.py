"""A period without cases is a result of its own: published, remembered, corrected in the open, and never a way out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from held import METRIC, TABLE, findings, messages
from kept import pipeline
from kept.model.ledgers import RESULTS
from kept.model.verdict import Status
from kept.write.results_ledger import results_file
from projects import TODAY
from pulled import LOCK, lock

if TYPE_CHECKING:
    from projects import Project

THIRD = "2026-Q3,95.5,200,191,final,2026-10-14,\n"
NOTHING = "2026-Q3,,0,,final,2026-10-14,No moves in the quarter.\n"
LOST = "2026-Q3,,,,missing,2026-10-14,The order book was lost.\n"
MISS = "2026-Q3,90.5,200,181,final,2026-10-14,\n"
OWNER = 'data_owner = "connie"\n'
TOMORROW = date(2026, 11, 21)


def publish(project: Project) -> str:
    """Writes the ledger as a build does, and commits everything. Its last line."""
    portfolio, found = project.load()
    checked = pipeline.check(project.root, portfolio, found, TODAY)
    project.write({path: text.encode() for path, text in results_file(portfolio, checked.public).items()}).commit()
    return (project.root / RESULTS).read_text(encoding="utf-8").splitlines()[-1]


def third(project: Project, line: str, *, was: str = THIRD) -> Project:
    """Another third quarter, approved and committed."""
    project.edit(TABLE, was, line).approve("punctuality", by="connie").commit()
    return project


def rewritten(project: Project) -> list[str]:
    """What KPT408 says a day later."""
    return [one.message for one in findings(project, "KPT408", TOMORROW)]


def statuses(project: Project) -> set[tuple[str, Status]]:
    """What both sites say of the promise."""
    both = project.gated(TOMORROW)
    shown = {"public": both.public.promises, "internal": both.internal.promises}
    return {(site, promise.verdict.status) for site, promises in shown.items() for promise in promises}


def test_it_is_published_remembered_and_shown_with_its_note(approved: Project) -> None:
    third(approved, NOTHING)
    assert publish(approved) == "on-time,2026-Q3,2026-11-20,no-cases,punctuality,at-least,95,,0,"
    assert rewritten(approved) == []
    (promise,) = approved.gated().public.promises
    assert (promise.verdict.status, promise.verdict.rule) == (Status.NO_CASES, "no-cases")
    assert "there was nothing to measure for punctuality (No moves in the quarter)" in promise.verdict.because
    assert [result.note for result in promise.verdict.results] == ["No moves in the quarter."]


def test_a_smallest_number_of_cases_does_not_hold_it_back(approved: Project) -> None:
    approved.edit(METRIC, OWNER, OWNER + "min_n = 30\n")
    third(approved, NOTHING)
    assert statuses(approved) == {("public", Status.NO_CASES), ("internal", Status.NO_CASES)}
    assert messages(approved, "KPT404") == set()


@pytest.mark.parametrize("line", [NOTHING, LOST])
@pytest.mark.parametrize("published", [THIRD, MISS])
def test_a_published_result_is_not_unsaid_by_saying_that_there_was_none(
    approved: Project, published: str, line: str
) -> None:
    if published != THIRD:
        third(approved, published)
    publish(approved)
    third(approved, line, was=published)
    assert rewritten(approved), line


def test_nor_is_it_unsaid_that_there_was_nothing_to_measure(approved: Project) -> None:
    third(approved, NOTHING)
    publish(approved)
    third(approved, THIRD, was=NOTHING)
    (message,) = rewritten(approved)
    assert "was published as nothing to measure on 2026-11-20, and is 95.5 (191 of 200) now" in message


@pytest.mark.parametrize(
    ("before", "after", "restated"),
    [
        (NOTHING, THIRD, "was_n = 0, now = 95.5"),
        (MISS, NOTHING, "was = 90.5, was_n = 200, was_numerator = 181"),
    ],
)
def test_either_is_corrected_in_the_open(approved: Project, before: str, after: str, restated: str) -> None:
    third(approved, before)
    publish(approved)
    entry = f'restatements = [{{ period = "2026-Q3", {restated}, why = "Filed late.", on = 2026-11-20 }}]\n'
    approved.edit(METRIC, OWNER, OWNER + entry)
    third(approved, after, was=before)
    assert rewritten(approved) == []
    assert messages(approved, "KPT406", TOMORROW) == set()


@pytest.mark.parametrize(
    ("restated", "says"),
    [
        ("now = 95.5", "`was` is missing"),
        ("was_n = 3, now = 95.5", "`was` is missing"),
        ("was_n = 0", "it says neither what was wrong nor what is right"),
        ("was = 90.5", "2026-Q3 is restated as nothing to measure, but the table has 95.5"),
        ("was_n = 0, now = 95", "2026-Q3 is restated as 95, but the table has 95.5"),
    ],
)
def test_a_correction_says_what_was_and_what_is(approved: Project, restated: str, says: str) -> None:
    entry = f'restatements = [{{ period = "2026-Q3", {restated}, why = "Filed late.", on = 2026-11-20 }}]\n'
    approved.edit(METRIC, OWNER, OWNER + entry).commit()
    _, found = approved.load()
    assert any(says in finding.message for finding in found), [finding.message for finding in found]


def test_a_pulled_period_without_cases_waits_for_a_person(approved: Project) -> None:
    """A source that fails may well count nothing, and nothing is no miss."""
    approved.edit(METRIC, OWNER, OWNER + "bounds = { low = 80, high = 100 }\n").approve("punctuality", by="connie")
    approved.commit()
    approved.edit(TABLE, "2026-Q4,91.0,100,91,interim,,\n", "2026-Q4,,0,,final,2027-01-10,\n")
    approved.write({LOCK: lock("2026-Q4,,0,,final,2027-01-10,")}).commit()
    later = date(2027, 1, 20)
    told = messages(approved, "KPT407", later)
    assert any("nothing to measure, which a person must confirm" in text for text in told)
    (promise,) = approved.gated(later).public.promises
    assert (promise.verdict.status, promise.verdict.rule) == (Status.NO_RESULT, "not-approved")


def test_a_row_that_stayed_interim_is_told_and_counts_as_not_reported(approved: Project) -> None:
    approved.edit(TABLE, THIRD, "2026-Q3,0,0,0,interim,2026-10-14,No moves in the quarter.\n").edit(
        TABLE, "2026-Q4,91.0,100,91,interim,,\n", ""
    )
    approved.approve("punctuality", by="connie").commit()
    told = [one for one in findings(approved, "KPT703") if one.item == "punctuality"]
    assert [one.message for one in told] == [
        "2026-Q3 is over, and its row is still interim, so its result counts as not reported."
    ]
    assert statuses(approved) == {("public", Status.NO_RESULT), ("internal", Status.NO_RESULT)}


def test_the_reason_of_a_missing_result_is_shown_once_it_is_approved(approved: Project) -> None:
    approved.edit(TABLE, THIRD, LOST).commit()
    assert "missing" not in str(approved.gated().public)
    approved.approve("punctuality", by="connie").commit()
    both = approved.gated()
    for edition in (both.public, both.internal):
        (promise,) = edition.promises
        assert promise.verdict.status is Status.NO_RESULT
        assert promise.verdict.because.endswith("(punctuality). The order book was lost.")
        assert [row.note for row in edition.metrics[0].rows][-1] == "The order book was lost."


END = 'ended = {{ on = {on}, why = "The order book is closed." }}\n'


@pytest.mark.parametrize(
    ("on", "is_told"), [("2026-09-30", False), ("2026-07-01", False), ("2026-06-30", True), ("2026-01-15", True)]
)
def test_a_metric_ends_no_earlier_than_what_was_published_of_it(approved: Project, on: str, is_told: bool) -> None:  # noqa: FBT001
    publish(approved)
    approved.edit(METRIC, OWNER, OWNER + END.format(on=on)).approve("punctuality", by="connie").commit()
    assert bool(rewritten(approved)) is is_told


def test_an_end_is_not_taken_back(approved: Project) -> None:
    end = END.format(on="2026-09-30")
    approved.edit(METRIC, OWNER, OWNER + end).approve("punctuality", by="connie").commit()
    approved.edit(METRIC, end, "")
    assert any("its end is taken back or changed" in text for text in rewritten(approved))


def test_what_follows_a_metric_that_has_ended_is_judged_instead(approved: Project) -> None:
    """The old record stays, and the promise goes on with the new figures."""
    end = 'ended = { on = 2026-06-30, why = "The order book is closed.", followed_by = "arrivals" }\n'
    old = (approved.root / METRIC).read_text(encoding="utf-8")
    approved.write({"evidence/metrics/arrivals.toml": old, "evidence/metrics/arrivals.csv": TABLE_OF_ARRIVALS})
    approved.edit(METRIC, OWNER, OWNER + end).edit(TABLE, THIRD, "").edit(TABLE, "2026-Q4,91.0,100,91,interim,,\n", "")
    target = '{ metric = "punctuality", at_least = 95, from = 2026-01-01 }'
    approved.edit("promises.toml", target, f'{target}, {{ metric = "arrivals", at_least = 95, from = 2026-07-01 }}')
    approved.approve("punctuality", "arrivals", by="connie").approve("promise.on-time", by="olive").commit()
    (promise,) = approved.gated().public.promises
    assert [
        (str(one.period), one.status, [found.metric for found in one.results]) for one in promise.verdict.record
    ] == [
        ("2026-Q1", Status.KEPT, ["punctuality"]),
        ("2026-Q2", Status.KEPT, ["punctuality"]),
        ("2026-Q3", Status.KEPT, ["arrivals"]),
    ]


TABLE_OF_ARRIVALS = "period,value,n,numerator,status,published_on,note\n2026-Q3,96.0,200,192,final,2026-10-14,\n"
