"""Each period shows the words it was judged by, and words that mean something else begin a record of their own."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from held import METRIC, REGISTER, TABLE
from kept.model.text_digest import text_digest
from kept.outputs.all import assets
from kept.pages.all import all_pages

if TYPE_CHECKING:
    from projects import Project

TEMPLATES = Path(__file__).parents[2] / "site_templates"
WORDS = "We come when we said we would."
STATEMENT = f'statement = "{WORDS}"'
DAY = date(2026, 11, 20)


def reworded(project: Project, *, changes_meaning: bool, on: str = "2026-07-01", was: str = WORDS) -> Project:
    """The promise in other words, approved and merged."""
    more = ", changes_meaning = true" if changes_meaning else ""
    entry = f'{{ field = "statement", was = "{was}", why = "Too vague.", on = {on}{more} }}'
    project.edit(REGISTER, STATEMENT, f'statement = "We come within one hour."\nreworded = [{entry}]')
    project.approve("promise.on-time", by="olive").commit()
    return project


def pages(project: Project) -> dict[str, str]:
    """The bodies of the public pages."""
    return {page.path: page.body for page in all_pages(project.gated(DAY).public, [TEMPLATES])}


def documents(project: Project) -> dict[str, Any]:
    """The promise in the interface for machines."""
    found = {one.path: one.content for one in assets(project.gated(DAY).public, [TEMPLATES])}
    (promise,) = json.loads(found["api/v1/promises.json"])["promises"]
    return dict(promise)


def row(page: str, period: str) -> str:
    """A period's part of a record."""
    return page.partition(f'<tbody id="{period}">')[2].partition("</tbody>")[0]


def test_a_period_shows_the_words_it_was_judged_by_where_they_are_others_now(approved: Project) -> None:
    found = pages(reworded(approved, changes_meaning=False))
    promise = found["promises/on-time/"]
    assert f"Judged by: “{WORDS}”" in row(promise, "2026-q1")
    assert f"Judged by: “{WORDS}”" in row(promise, "2026-q2")
    assert "Judged by" not in row(promise, "2026-q3")
    assert f"Judged by: “{WORDS}”" in found["results/2026-q2/"]
    assert "Judged by" not in found["results/2026-q3/"]
    assert "Kept in 3 of 3 quarters with a result." in promise


def test_the_words_of_each_period_are_in_the_interface_for_machines(approved: Project) -> None:
    promise = documents(reworded(approved, changes_meaning=True))
    record = {one["period"]: (one["wording"]["statement"], one["record_since"]) for one in promise["record"]}
    assert record == {
        "2026-Q1": (WORDS, None),
        "2026-Q2": (WORDS, None),
        "2026-Q3": ("We come within one hour.", "2026-07-01"),
    }
    assert [one["changes_meaning"] for one in promise["changes"] if one["kind"] == "reworded"] == [True]


def test_words_that_mean_something_else_begin_a_record_beside_the_old_one(approved: Project) -> None:
    promise = pages(reworded(approved, changes_meaning=True))["promises/on-time/"]
    new, heading, old = promise.partition("Until 1 July 2026, under a wording that meant something else")
    assert heading
    assert "Kept in 1 of 1 quarter with a result." in new
    assert "Kept in 2 of 2 quarters with a result." in old
    assert row(new, "2026-q3")
    assert not row(new, "2026-q1")
    assert f"Judged by: “{WORDS}”" in row(old, "2026-q1")


def test_the_rewording_is_an_entry_on_the_page_among_the_corrections_and_in_the_log(approved: Project) -> None:
    found = pages(reworded(approved, changes_meaning=True))
    for path in ("promises/on-time/", "corrections/", "changes/"):
        assert "The promise reworded, and means something else since: a new record begins." in found[path], path


def test_a_stricter_wording_is_not_kept_before_a_period_under_it_has_closed(approved: Project) -> None:
    reworded(approved, changes_meaning=True, on="2026-11-20")
    (promise,) = approved.gated(DAY).public.promises
    assert (promise.verdict.status, promise.verdict.rule) == ("measuring", "reworded")
    assert len(promise.verdict.record) == 3
    found = pages(approved)
    assert "No result under this wording yet." in found["promises/on-time/"]
    assert "Until 20 November 2026, under a wording that meant something else" in found["promises/on-time/"]


def test_a_looser_wording_takes_no_miss_off_the_home(approved: Project) -> None:
    approved.edit(TABLE, "95.5,200,191,final", "90.5,200,181,final").approve("punctuality", by="connie")
    reworded(approved, changes_meaning=True, on="2026-11-20")
    (promise,) = approved.gated(DAY).public.promises
    assert (promise.verdict.status, str(promise.verdict.period)) == ("missed", "2026-Q3")
    assert "Where we fell short" in pages(approved)[""] or "Missed in Q3 2026" in pages(approved)[""]


@pytest.mark.parametrize("later", [date(2027, 1, 20), date(2027, 4, 1), date(2027, 8, 1)])
def test_silence_under_a_looser_wording_takes_no_miss_away(approved: Project, later: date) -> None:
    approved.edit(TABLE, "95.5,200,191,final", "90.5,200,181,final").approve("punctuality", by="connie")
    reworded(approved, changes_meaning=True, on="2026-09-30")
    (promise,) = approved.gated(later).public.promises
    assert (promise.verdict.status, str(promise.verdict.period)) == ("missed", "2026-Q3")
    assert promise.verdict.record[-1].status in {"missed", "no-result"}


def test_silence_under_another_wording_lets_no_kept_period_stand(approved: Project) -> None:
    reworded(approved, changes_meaning=True, on="2026-09-30")
    (promise,) = approved.gated(date(2027, 4, 1)).public.promises
    assert promise.verdict.status == "no-result"


def test_words_that_were_taken_out_are_not_shown_and_it_is_said_that_there_were_some(approved: Project) -> None:
    found = pages(reworded(approved, changes_meaning=False, was=text_digest(WORDS)))
    assert "Judged by words that are not shown any more." in row(found["promises/on-time/"], "2026-q1")
    assert text_digest(WORDS) not in "".join(found.values())


DEFINITION = "Crews that arrived within the hour we named."


def measured_anew(project: Project, was: str = DEFINITION) -> Project:
    """The metric with another definition since the third quarter, approved and merged."""
    entry = f'{{ field = "definition", was = "{was}", why = "Too vague.", on = 2026-07-01 }}'
    project.edit(METRIC, f'definition = "{DEFINITION}"', f'definition = "By nine."\nreworded = [{entry}]')
    project.approve("punctuality", by="connie").commit()
    return project


def test_a_period_shows_by_which_definition_it_was_measured_where_it_is_another_one_now(approved: Project) -> None:
    found = pages(measured_anew(approved))
    then = f"What is measured, then: “{DEFINITION}”"
    promise, metric = found["promises/on-time/"], found["metrics/punctuality/"]
    assert then in row(promise, "2026-q1")
    assert then not in row(promise, "2026-q3")
    assert then in found["results/2026-q2/"]
    assert then not in found["results/2026-q3/"]
    assert then in metric.partition('<tr id="2026-q2">')[2].partition("</tr>")[0]
    assert then not in metric.partition('<tr id="2026-q3">')[2].partition("</tr>")[0]


def test_a_definition_that_was_taken_out_is_said_to_have_been_one(approved: Project) -> None:
    found = pages(measured_anew(approved, text_digest(DEFINITION)))
    gone = "Measured by words that are not shown any more: What is measured."
    assert gone in row(found["promises/on-time/"], "2026-q1")
    assert gone not in row(found["promises/on-time/"], "2026-q3")


def test_the_definitions_of_a_metric_are_in_the_interface_for_machines(approved: Project) -> None:
    project = measured_anew(approved)
    found = {one.path: one.content for one in assets(project.gated(DAY).public, [TEMPLATES])}
    (metric,) = json.loads(found["api/v1/metrics.json"])["metrics"]
    told = [(one["since"], one["definition"]) for one in metric["definitions"]]
    assert told == [(None, DEFINITION), ("2026-07-01", "By nine.")]
