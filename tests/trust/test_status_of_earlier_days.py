"""What stood on a day that is over: records, evidence, pulls and permissions, one at a time."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from days import HEAD, Q1, Q2, Q3, add, at, counted, define, renew, status, verdict, withdraw
from held import METRIC, PICTURE, POLICY, VOICE, below
from held import TABLE as ROWS
from kept import loading
from projects import Project
from pulled import LOCK, lock, source
from scenes import SIGNERS, Scene, make_keys, set_up

RECORD = "evidence/approvals/punctuality/connie.toml"
TODAY = date(2026, 11, 20)


@pytest.fixture
def renewed(project: Project) -> Project:
    """Two quarters approved in July, and everything once more in November, with a third."""
    project.write({ROWS: HEAD + Q1 + Q2})
    renew(at(project, date(2026, 7, 15)))
    project.commit(date(2026, 7, 15))
    add(Q3)(at(project, date(2026, 11, 10)))
    renew(project)
    project.commit(date(2026, 11, 10))
    at(project, TODAY).commit(TODAY)
    return project


# --- Records


def test_a_record_that_was_replaced_counts_until_it_was(renewed: Project) -> None:
    """Without the record of July nothing had been approved in August."""
    assert verdict(renewed, "2026-07-14") is None
    assert verdict(renewed, "2026-07-15") == ("kept", "2026-Q2")
    assert verdict(renewed, "2026-11-09") == ("kept", "2026-Q2")
    assert verdict(renewed, "2026-11-10") == ("kept", "2026-Q3")


def test_what_was_taken_back_stood_until_then(renewed: Project) -> None:
    renewed.revoke("promise.on-time", by="olive").commit(TODAY)
    assert verdict(renewed, "2026-11-20") is None
    assert verdict(renewed, "2026-11-19") == ("kept", "2026-Q3")


def test_a_site_and_a_check_of_a_past_day_go_by_the_records_of_now(renewed: Project) -> None:
    gated = renewed.gated(date(2026, 8, 1))
    assert not gated.public.promises
    assert "KPT602" in gated.codes("promise.on-time")
    assert "KPT602" in {finding.code for finding in renewed.findings(date(2026, 8, 1))}


def test_today_and_later_no_history_is_asked(renewed: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "Branch", None)
    assert verdict(renewed, "2026-11-20") == ("kept", "2026-Q3")
    assert verdict(renewed, "2026-12-24") == ("kept", "2026-Q3")


def test_what_is_not_committed_was_not_known(renewed: Project) -> None:
    renewed.edit(METRIC, "Crews that arrived", "Crews that came")
    assert verdict(renewed, "2026-11-20") == ("no-result", "2026-Q3")
    assert verdict(renewed, "2026-11-19") == ("kept", "2026-Q3")


def test_a_revision_says_what_it_knew_of_the_day(renewed: Project) -> None:
    assert status(renewed, "2026-08-01", "--trust-ref", "HEAD") == status(renewed, "2026-08-01")
    renewed.revoke("promise.on-time", by="olive")
    at(renewed, date(2026, 11, 21)).commit(date(2026, 11, 21))
    assert status(renewed, "2026-11-19", "--trust-ref", "HEAD~1") == status(renewed, "2026-11-19")


def test_whoever_commits_something_new_is_not_the_author_of_what_stood(renewed: Project) -> None:
    """In a pull request, whose commits say who may not approve what lies there."""
    known = status(renewed, "2026-08-01", "--trust-ref", "main")
    renewed.git("checkout", "--quiet", "-b", "change")
    define(renewed)
    renewed.git("add", "--all")
    renewed.git("commit", "--quiet", "--author", "Olive <olive@small.example>", "--message", "work")
    assert status(renewed, "2026-08-01", "--trust-ref", "main") == known


def test_a_record_that_was_taken_out_stood_on_no_day(renewed: Project) -> None:
    renewed.git("rm", "--quiet", RECORD)
    renewed.commit(TODAY)
    assert verdict(renewed, "2026-11-19") == ("no-result", "2026-Q3")
    renewed.approve("punctuality", by="connie").commit(TODAY)
    assert verdict(renewed, "2026-11-19") == ("no-result", "2026-Q3")


def test_a_record_nobody_can_read_ends_what_it_replaced(renewed: Project) -> None:
    renewed.write({RECORD: "approved_on = 2026-11-12T10:00:00\n"}).commit(TODAY)
    assert verdict(renewed, "2026-11-19") == ("no-result", "2026-Q3")


def test_a_record_that_came_back_stood_all_the_time_unless_it_was_replaced(renewed: Project) -> None:
    old = (renewed.root / RECORD).read_bytes()
    renewed.revoke("punctuality", by="connie").commit(TODAY)
    renewed.write({RECORD: old})
    at(renewed, date(2026, 11, 25)).commit(date(2026, 11, 25))
    assert verdict(renewed, "2026-11-19") == ("kept", "2026-Q3")
    assert verdict(renewed, "2026-11-24") == ("no-result", "2026-Q3")


# --- Evidence


def test_an_item_that_cannot_be_read_any_more_was_read_then(renewed: Project) -> None:
    renewed.edit(VOICE, "said_on: 2026-03-02", "said_on: yesterday").edit(METRIC, "unit =", "unti =").commit(TODAY)
    assert counted(renewed, "2026-11-20")["testimonials"] == 0
    assert verdict(renewed, "2026-11-19") == ("kept", "2026-Q3")
    assert counted(renewed, "2026-11-19")["testimonials"] == 1


def test_a_state_that_could_not_be_read_is_none_that_was_approved(renewed: Project) -> None:
    renewed.edit(METRIC, "unit =", "unti =").commit(date(2026, 11, 15))
    renewed.edit(METRIC, "unti =", "unit =")
    define(renewed)
    renewed.approve("punctuality", by="connie").commit(TODAY)
    assert verdict(renewed, "2026-11-14") == ("kept", "2026-Q3")
    assert verdict(renewed, "2026-11-16") == ("no-result", None)


def test_a_story_had_the_pictures_that_were_approved(renewed: Project) -> None:
    renewed.write({PICTURE: (renewed.root / PICTURE).read_bytes() + b"x"}).commit(TODAY)
    assert counted(renewed, "2026-11-19")["case_studies"] == 1


def test_what_is_no_longer_there_was_there_on_no_day(renewed: Project) -> None:
    renewed.git("rm", "--quiet", "-r", "evidence/case-studies/corner-books")
    renewed.commit(TODAY)
    assert counted(renewed, "2026-11-19")["case_studies"] == 0


def test_a_change_that_nobody_approved_was_seen_from_its_commit_on(renewed: Project) -> None:
    define(renewed)
    renewed.commit(date(2026, 11, 15))
    assert verdict(renewed, "2026-11-14") == ("kept", "2026-Q3")
    assert verdict(renewed, "2026-11-15") == ("no-result", "2026-Q3")


def test_a_change_that_was_put_back_was_seen_in_between(renewed: Project) -> None:
    before = (renewed.root / METRIC).read_bytes()
    define(renewed)
    renewed.commit(date(2026, 11, 12))
    renewed.write({METRIC: b"["}).commit(date(2026, 11, 14))
    renewed.write({METRIC: before}).commit(date(2026, 11, 16))
    known = {day: verdict(renewed, f"2026-11-{day}") for day in (11, 12, 14, 16)}
    assert {day for day, found in known.items() if found == ("kept", "2026-Q3")} == {11, 16}


def test_what_was_approved_before_the_branch_had_it_was_approved(renewed: Project) -> None:
    """The record says the tenth of November, and both came on the fifteenth."""
    renewed.git("reset", "--quiet", "--soft", "HEAD~2")
    renewed.commit(date(2026, 11, 15))
    assert verdict(renewed, "2026-11-09") == ("kept", "2026-Q2")
    assert verdict(renewed, "2026-11-10") == ("kept", "2026-Q3")


def test_figures_by_the_month_are_other_figures(project: Project) -> None:
    """The record names a quarter, which they do not have, and no file; and all was committed long afterwards."""
    renew(at(project, date(2026, 11, 10)))
    record = (project.root / RECORD).read_text(encoding="utf-8")
    project.write({RECORD: re.sub(r"(?m)^file = .*\n", "", record)})
    project.commit(date(2027, 6, 1))
    project.edit(METRIC, '"quarter"', '"month"').write({ROWS: HEAD + "2026-10,96.0,200,192,final,2026-11-12,\n"})
    at(project, TODAY).approve("punctuality", by="connie").commit(date(2027, 6, 1))
    assert verdict(project, "2026-11-20") == ("kept", "2026-10")
    assert verdict(project, "2026-11-19") == ("kept", "2026-Q3")


def test_a_commit_of_a_year_that_no_calendar_has_is_as_old_as_the_one_before(renewed: Project) -> None:
    define(renewed)
    renewed.git("add", "--all")
    renewed.git("commit", "--quiet", "--message", "later", on="@316516161600 +0000")
    assert verdict(renewed, "2026-11-10") == ("no-result", "2026-Q3")
    assert verdict(renewed, "2026-11-09") == ("kept", "2026-Q2")


# --- What is gone


def test_a_withdrawn_voice_was_heard_until_then_and_is_not_named(renewed: Project) -> None:
    below(renewed, VOICE, "said_on", "review_by: 2026-11-30").approve("nine-oclock", by="olive").commit(TODAY)
    at(withdraw(date(2026, 11, 22))(renewed), date(2026, 11, 25)).commit(date(2026, 11, 25))
    assert counted(renewed, "2026-11-21")["testimonials"] == 1
    assert counted(renewed, "2026-11-22")["testimonials"] == 0
    change = status(renewed, "2026-11-21", "--audience", "internal")["next_change"]
    assert change == {"on": "2026-11-30", "what": "an approval, permission or review of something runs out"}
    assert not renewed.gated(date(2026, 11, 21)).internal.voices


def test_what_was_taken_down_later_was_there(renewed: Project) -> None:
    text = '[[takedown]]\nitem = "punctuality"\non = 2026-11-15\n'
    renewed.write({"evidence/takedowns.toml": text}).commit(TODAY)
    assert verdict(renewed, "2026-11-14") == ("kept", "2026-Q3")
    assert verdict(renewed, "2026-11-15") == ("no-result", "2026-Q3")
    renewed.write({"evidence/takedowns.toml": "[["}).commit(TODAY)
    assert verdict(renewed, "2026-11-14") == ("no-result", "2026-Q3")


# --- What was pulled


def _pulled(day: date, *rows: str) -> str:
    return re.sub(r"pulled_on = \S+", f"pulled_on = {day}", lock(*(row.strip() for row in rows)))


def test_rows_flowed_while_their_source_had_been_asked_lately(project: Project) -> None:
    """A pull of November does not freshen what was stale in August."""
    rules = source('url = "https://jobs.example/x.csv"', "stale_after_days = 10")
    project.write({ROWS: HEAD + Q1, POLICY: rules})
    renew(at(below(project, METRIC, "source", "bounds = { low = 80, high = 100 }"), date(2026, 4, 15)))
    project.commit(date(2026, 4, 15))
    known = {}
    for day, rows in ((date(2026, 7, 15), (Q1, Q2)), (date(2026, 8, 20), ()), (date(2026, 11, 10), (Q1, Q2, Q3))):
        at(project, day)
        if rows:
            project.write({ROWS: HEAD + "".join(rows), LOCK: _pulled(day, *rows)})
        project.commit(day)
        known[day] = verdict(project, day)
    assert known == {
        date(2026, 7, 15): ("kept", "2026-Q2"),
        date(2026, 8, 20): ("no-result", "2026-Q2"),
        date(2026, 11, 10): ("kept", "2026-Q3"),
    }
    assert {day: verdict(project, day) for day in known} == known


def test_a_lock_that_says_no_day_was_pulled_on_none(renewed: Project) -> None:
    renewed.write({LOCK: "pulled_on = 2026-02-31\n"}).commit(TODAY)
    assert verdict(renewed, "2026-11-19") == ("kept", "2026-Q3")
    renewed.write({LOCK: "\n"}).commit(TODAY)
    assert verdict(renewed, "2026-11-19") == ("kept", "2026-Q3")


# --- Where there is no history


def test_without_a_repository_it_is_what_lies_here(project: Project) -> None:
    renew(project)
    assert verdict(project, "2026-11-20") == ("kept", "2026-Q3")
    assert verdict(project, "2026-11-19") is None


def test_before_the_first_commit_and_without_a_register_nothing_was_known(project: Project) -> None:
    project.git("init", "--quiet")
    assert verdict(project, "2026-11-19") is None
    project.git("add", "evidence")
    project.git("commit", "--quiet", "--message", "no register")
    assert verdict(project, "2026-11-19") is None


def test_a_shallow_clone_is_refused_with_what_helps(renewed: Project, tmp_path: Path) -> None:
    clone = Project(tmp_path / "clone")
    renewed.git("clone", "--quiet", "--depth", "1", f"file://{renewed.root}", str(clone.root))
    ran = clone.kept("status", "--as-of", "2026-08-01")
    assert ran.code == 2
    assert "fetch-depth: 0" in ran.err


# --- Signatures


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SSH key for everybody."""
    return make_keys(tmp_path_factory.mktemp("keys"))


def _replaced(scene: Scene) -> Project:
    """Everything approved again, a fortnight after it was approved first."""
    at(scene.project, date(2026, 12, 4))
    scene.approve("promise.on-time", "nine-oclock")
    scene.approve("punctuality", by="connie")
    scene.protect()
    return scene.project


def test_a_replaced_record_has_the_signature_that_it_had(keys: Path, tmp_path: Path) -> None:
    assert verdict(_replaced(set_up(tmp_path, keys, strong=True)), "2026-12-03") == ("kept", "2026-Q3")


def test_a_replaced_record_in_somebody_elses_hand_counts_for_nothing(keys: Path, tmp_path: Path) -> None:
    scene = set_up(tmp_path, keys, strong=True)
    scene.approve("punctuality", by="connie", key="tessa")
    scene.protect()
    assert verdict(_replaced(scene), "2026-12-03") == ("no-result", "2026-Q3")


def test_records_from_before_signatures_were_asked_for_count_for_nothing(keys: Path, tmp_path: Path) -> None:
    """The policy is the one of now, whatever day is asked about."""
    scene = set_up(tmp_path, keys, strong=False)
    lines = (f"{name} {(keys / f'{name}.pub').read_text(encoding='ascii')}" for name in ("olive", "connie"))
    scene.project.write({POLICY: 'signatures = "required"\n', SIGNERS: "".join(lines).encode()})
    project = _replaced(Scene(scene.project, keys, strong=True))
    assert verdict(project, "2026-12-04") == ("kept", "2026-Q3")
    assert verdict(project, "2026-12-03") is None
