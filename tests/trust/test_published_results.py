"""What was published of a closed period stays said, or is corrected in the open (evidence/results.csv, KPT408)."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

import pytest
from held import METRIC, REGISTER, TABLE, findings
from kept import pipeline
from kept.model.ledgers import PERMALINKS, RESULTS
from kept.model.verdict import Status
from kept.write.results_ledger import results_file
from projects import TODAY

if TYPE_CHECKING:
    from projects import Project
from publishing import DUE, TARGET, TOMORROW, Change, changed, lines, publish, told, verdict

# --- The ledger


def test_a_build_adds_what_it_says_of_every_closed_period(approved: Project) -> None:
    assert lines(publish(approved)) == [
        "2026-Q1,2026-11-20,kept,at-least,95,96.0,200,192",
        "2026-Q2,2026-11-20,kept,at-least,95,97.5,200,195",
        "2026-Q3,2026-11-20,kept,at-least,95,95.5,200,191",
    ]


def test_what_was_said_already_is_not_said_again(approved: Project) -> None:
    before = publish(approved)
    assert publish(approved, TOMORROW) == before
    assert told(approved) == []


def test_an_earlier_day_adds_what_was_said_then(approved: Project) -> None:
    publish(approved, TOMORROW)
    assert lines(publish(approved))[:2] == [
        "2026-Q1,2026-11-20,kept,at-least,95,96.0,200,192",
        "2026-Q1,2026-11-21,kept,at-least,95,96.0,200,192",
    ]
    assert told(approved) == []


def corrected(project: Project, value: str = "98.0", numerator: str = "196", on: str = "2026-11-21") -> None:
    """Another first quarter, and the correction that says so."""
    entry = f'was = 96.0, was_numerator = 192, now = {value}, why = "A slip.", on = {on}'
    project.edit(TABLE, "96.0,200,192", f"{value},200,{numerator}")
    restated = f'restatements = [{{ period = "2026-Q1", {entry} }}]\n'
    project.edit(METRIC, "data_owner", f"{restated}data_owner").approve("punctuality", by="connie").commit()


def test_a_correction_is_one_more_entry_and_the_first_one_stays(approved: Project) -> None:
    publish(approved)
    corrected(approved)
    assert told(approved) == []
    assert lines(publish(approved, TOMORROW))[:2] == [
        "2026-Q1,2026-11-20,kept,at-least,95,96.0,200,192",
        "2026-Q1,2026-11-21,kept,at-least,95,98.0,200,196",
    ]
    assert told(approved, date(2027, 1, 10)) == []


def test_every_publication_of_a_day_is_kept_and_later_sites_are_compared_with_the_last(approved: Project) -> None:
    publish(approved)
    corrected(approved, on="2026-11-20")
    assert lines(publish(approved))[:2] == [
        "2026-Q1,2026-11-20,kept,at-least,95,96.0,200,192",
        "2026-Q1,2026-11-20#2,kept,at-least,95,98.0,200,196",
    ]
    assert told(approved, TODAY) == []
    approved.edit(METRIC, "now = 98.0", "now = 99.0")
    changed(TABLE, ("98.0,200,196", "99.0,200,198"))(approved)
    words = "the result of 2026-Q1 was published as 98.0 (196 of 200) on 2026-11-20, and is 99.0 (198 of 200) now."
    assert told(approved, TODAY) == [f"{TABLE}:2: {words}"]


def test_a_third_publication_of_a_day_is_the_third(approved: Project) -> None:
    publish(approved)
    approved.revoke("punctuality", by="connie").commit()
    publish(approved)
    approved.approve("punctuality", by="connie").commit()
    assert lines(publish(approved))[:3] == [
        "2026-Q1,2026-11-20,kept,at-least,95,96.0,200,192",
        "2026-Q1,2026-11-20#2,no-result,,,,,,",
        "2026-Q1,2026-11-20#3,kept,at-least,95,96.0,200,192",
    ]
    assert publish(approved).count("#") == 6
    assert told(approved, TODAY) == []


def test_a_period_without_figures_has_a_line_all_the_same(approved: Project) -> None:
    approved.edit(METRIC, "data_owner", 'audience = "internal"\ndata_owner').approve("punctuality", by="connie")
    approved.commit()
    assert lines(publish(approved))[0] == "2026-Q1,2026-11-20,no-result,,,,,,"
    assert told(approved) == []


def test_no_result_may_be_followed_by_one(approved: Project) -> None:
    approved.edit(TABLE, "95.5,200,191,final,2026-10-14", "95.5,200,191,interim,")
    approved.approve("punctuality", by="connie").commit()
    assert lines(publish(approved))[-1] == "2026-Q3,2026-11-20,no-result,at-least,95,,,"
    approved.edit(TABLE, "95.5,200,191,interim,", "95.5,200,191,final,2026-11-21")
    approved.approve("punctuality", by="connie").commit()
    assert told(approved) == []
    assert lines(publish(approved, TOMORROW))[-1] == "2026-Q3,2026-11-21,kept,at-least,95,95.5,200,191"


# --- What contradicts it, although it was approved and is on the protected branch


def _revoked_first(project: Project) -> None:
    project.revoke("punctuality", by="connie").commit()
    changed(TABLE, ("96.0,200,192", "98.0,200,196"))(project)


def _promise_hidden(project: Project) -> None:
    changed(REGISTER, ('audience = "public"', 'audience = "internal"'))(project)


def _false_correction(project: Project) -> None:
    corrected(project, value="98.0", numerator="196")
    changed(METRIC, ("was = 96.0", "was = 97.5"))(project)


def _figures_deleted(project: Project) -> None:
    for path in (METRIC, TABLE):
        (project.root / path).unlink()
    project.commit()


WAS = "was published as 96.0 (192 of 200) on 2026-11-20"
LEVEL = "the target for punctuality in 2026-Q1 was published as at least 95 on 2026-11-20, and is"
HIDDEN_PROMISE = "results of on-time were published on 2026-11-20, and it is not on the public site any more."
MISS = 'of 2026-Q3 "missed" was published on 2026-11-20'
CONTRADICTIONS: dict[str, tuple[Change, list[str]]] = {
    "another value": (
        changed(TABLE, ("96.0,200,192", "98.0,200,196")),
        [f"{TABLE}:2: the result of 2026-Q1 {WAS}, and is 98.0 (196 of 200) now."],
    ),
    "other cases behind the same value": (
        changed(TABLE, ("96.0,200,192", "96.0,400,384")),
        [f"{TABLE}:2: the result of 2026-Q1 {WAS}, and is 96.0 (384 of 400) now."],
    ),
    "another value, once the approval was revoked": (
        _revoked_first,
        [f"{TABLE}:2: the result of 2026-Q1 {WAS}, and is 98.0 (196 of 200) now."],
    ),
    "a correction that says another former value": (
        _false_correction,
        [f"{TABLE}:2: the result of 2026-Q1 {WAS}, and is 98.0 (196 of 200) now."],
    ),
    "a correction dated before the publication": (
        lambda project: corrected(project, on="2026-11-19"),
        [f"{TABLE}:2: the result of 2026-Q1 {WAS}, and is 98.0 (196 of 200) now."],
    ),
    "a row taken away": (
        changed(TABLE, ("2026-Q1,96.0,200,192,final,2026-04-14,\n", "")),
        [f"{TABLE}:1: the result of 2026-Q1 {WAS}, and is gone."],
    ),
    "a lower target": (
        changed(REGISTER, ("at_least = 95", "at_least = 90")),
        [f"{REGISTER}:30: {LEVEL} at least 90 now."],
    ),
    "another target in the place of one": (
        lambda project: (
            project.write({METRIC.replace("punctuality", "politeness"): (project.root / METRIC).read_bytes()}),
            project.write({TABLE.replace("punctuality", "politeness"): (project.root / TABLE).read_bytes()}),
            project.edit(REGISTER, TARGET, TARGET.replace("punctuality", "politeness")),
            project.approve("politeness", by="connie").approve("promise.on-time", by="olive").commit(),
        ),
        [
            f"{REGISTER}:30: {LEVEL} none now.",
            f"{REGISTER}:30: there is a target for politeness in 2026-Q1 now, which was published without one.",
        ],
    ),
    "a target that begins after the miss": (
        changed(REGISTER, ("from = 2026-01-01", "from = 2026-10-01")),
        [f'{REGISTER}:25: of 2026-Q1 "kept" was published on 2026-11-20, and "nothing" would be now.'],
    ),
    "a retirement before the miss": (
        changed(REGISTER, ("targets =", 'retired = { on = 2026-09-01, why = "Sold." }\ntargets =')),
        [f'{REGISTER}:25: {MISS}, and "nothing" would be now.'],
    ),
    "a deadline": (
        changed(REGISTER, ("targets =", f"{DUE}targets =")),
        [],  # it is reached in the first quarter, and the later ones do not matter any more
    ),
    "a deadline to come": (
        changed(
            REGISTER,
            ("targets =", 'kind = "deadline"\ndue = 2026-12-31\ntargets ='),
            ("at_least = 95", "at_least = 99"),
        ),
        [f"{REGISTER}:32: {LEVEL} at least 99 now."],
    ),
    "the promise hidden": (
        _promise_hidden,
        [f"{RESULTS}:None: {HIDDEN_PROMISE}"],
    ),
    "the figures deleted": (
        _figures_deleted,
        [f"{TABLE}:None: the result of 2026-Q1 {WAS}, and is gone."],
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_what_was_published_is_not_changed_in_silence_whoever_approves_it(name: str, missed: Project) -> None:
    change, expected = CONTRADICTIONS[name]
    assert told(missed) == []
    change(missed)
    assert told(missed) == expected


def test_where_the_addresses_tell_of_a_hidden_promise_its_results_do_not_say_it_again(missed: Project) -> None:
    missed.write({PERMALINKS: '[[page]]\npath = "promises/on-time/"\nsince = 2026-11-20\n'})
    _promise_hidden(missed)
    assert told(missed) == []
    assert findings(missed, "KPT106", TOMORROW)


def test_a_deadline_that_was_missed_is_not_pushed_out(missed: Project) -> None:
    """Whoever approves it: the last quarter before the deadline was told as missed."""
    due = 'kind = "deadline"\ndue = 2026-09-30\n'
    missed.edit(REGISTER, f"targets = [{TARGET}]", f"{due}targets = [{TARGET.replace('95', '98')}]")
    (missed.root / RESULTS).unlink()
    missed.approve("promise.on-time", by="olive").commit()
    assert "2026-Q3,2026-11-20,missed,at-least,98,90.5,200,181" in lines(publish(missed))
    changed(REGISTER, ("due = 2026-09-30", "due = 2027-09-30"))(missed)
    assert told(missed) == [f'{REGISTER}:25: {MISS}, and "in-progress" would be now.']


def test_a_corrected_target_is_no_contradiction(missed: Project) -> None:
    entry = '{ metric = "punctuality", from = 2026-01-01, was = 95, now = 90, why = "A slip.", on = 2026-11-21 }'
    changed(REGISTER, ("at_least = 95", "at_least = 90"), ("targets =", f"restatements = [{entry}]\ntargets ="))(missed)
    assert told(missed) == []
    assert told(missed, TODAY) == []
    assert verdict(missed).status is Status.KEPT
    publish(missed, TOMORROW)
    assert told(missed, date(2026, 12, 1)) == []


def test_what_is_published_later_has_not_been_said_yet(missed: Project) -> None:
    CONTRADICTIONS["another value"][0](missed)
    assert told(missed, date(2026, 11, 19)) == []


def test_two_corrections_between_two_builds_lead_from_the_one_value_to_the_other(approved: Project) -> None:
    publish(approved)
    corrected(approved)
    second = '{ period = "2026-Q1", was = 98.0, was_numerator = 196, now = 97.0, why = "Another.", on = 2026-11-21 }'
    approved.edit(TABLE, "98.0,200,196", "97.0,200,194").edit(
        METRIC, "on = 2026-11-21 }]", f"on = 2026-11-21 }}, {second}]"
    )
    approved.approve("punctuality", by="connie").commit()
    assert told(approved) == []


# --- The ledger itself

HEADER = "promise,period,since,status,metric,direction,target,value,n,numerator"
LINE = "on-time,2026-Q3,2026-11-20,missed,punctuality,at-least,95,90.5,200,181"
BROKEN: dict[str, tuple[str | bytes, str]] = {
    "another header": (f"promise,period\n{LINE}\n", "the first line does not name the columns."),
    "an empty file": ("", "the first line does not name the columns."),
    "too few cells": (f"{HEADER}\non-time,2026-Q3\n", "this line does not say what was published."),
    "no promise": (f"{HEADER}\n{LINE.removeprefix('on-time')}\n", "this line does not say what was published."),
    "no day": (f"{HEADER}\n{LINE.replace('2026-11-20', 'today')}\n", "this line does not say what was published."),
    "no such publication": (
        f"{HEADER}\n{LINE.replace('2026-11-20', '2026-11-20#0')}\n",
        "this line does not say what was published.",
    ),
    "no status": (f"{HEADER}\n{LINE.replace('missed', 'good')}\n", "this line does not say what was published."),
    "no direction": (f"{HEADER}\n{LINE.replace('at-least', 'about')}\n", "this line does not say what was published."),
    "no number": (f"{HEADER}\n{LINE.replace('90.5', 'NaN')}\n", "this line does not say what was published."),
    "no decimal": (f"{HEADER}\n{LINE.replace('90.5', '90,5')}\n", "this line does not say what was published."),
    "two verdicts": (
        f"{HEADER}\n{LINE}\n{LINE.replace('missed', 'kept')}\n",
        "this line does not say what was published.",
    ),
    "a conflict": (f"{HEADER}\n<<<<<<< HEAD\n{LINE}\n", "this line does not say what was published."),
    "an open quotation mark": (f'{HEADER}\n"{LINE}\n', "this is no CSV (unexpected end of data)."),
    "no text": (b"\xff\xfe\x00", "the file is in UTF-16, not UTF-8."),
}


@pytest.mark.parametrize("name", BROKEN)
def test_while_nobody_can_say_what_was_published_no_site_is(name: str, approved: Project) -> None:
    content, words = BROKEN[name]
    approved.write({RESULTS: content})
    portfolio, report = approved.load()
    assert portfolio.ledgers.results is None
    assert [found.message for found in report if found.place.path == RESULTS] == [words]
    assert told(approved) == [f"{RESULTS}:None: nobody can say which results were published: {RESULTS} cannot be read."]
    checked = pipeline.check(approved.root, portfolio, report, TODAY)
    assert checked.report.stops_site
    assert results_file(portfolio, checked.public) == {}


def test_a_link_or_a_folder_of_that_name_is_no_empty_ledger(missed: Project) -> None:
    (missed.root / RESULTS).rename(missed.root / "elsewhere.csv")
    (missed.root / RESULTS).symlink_to(missed.root / "elsewhere.csv")
    assert missed.load()[0].ledgers.results is None
    (missed.root / RESULTS).unlink()
    missed.write({f"{RESULTS}/nothing.csv": ""})
    assert missed.load()[0].ledgers.results is None


def test_a_change_takes_nothing_out_of_the_ledger_and_says_nothing_else_in_it(missed: Project) -> None:
    good = (missed.root / RESULTS).read_text()
    missed.write({RESULTS: good.replace("missed", "kept").replace("90.5,200,181", "95.5,200,191")})
    words = "what was published of on-time for 2026-Q3 on 2026-11-20 is gone or another one here."
    assert told(missed) == [f"{RESULTS}:None: {words}"]
    (missed.root / RESULTS).unlink()
    words = "what was published of on-time for 2026-Q1 on 2026-11-20 is gone or another one here, and 2 more."
    assert told(missed) == [f"{RESULTS}:None: {words}"]
    missed.revoke("punctuality", by="connie").commit()
    missed.write({RESULTS: good})
    assert verdict(missed).status is Status.MISSED


def test_a_forged_entry_does_not_explain_another_value(missed: Project) -> None:
    """One more line that says the new value has been published since is contradicted by the one before it."""
    forged = LINE.replace("2026-11-20,missed", "2026-11-21,kept").replace("90.5,200,181", "95.5,200,191")
    with (missed.root / RESULTS).open("a") as ledger:
        ledger.write(f"{forged}\n")
    changed(TABLE, ("90.5,200,181", "95.5,200,191"))(missed)
    words = "the result of 2026-Q3 was published as 90.5 (181 of 200) on 2026-11-20, and is 95.5 (191 of 200) now."
    assert told(missed, date(2026, 12, 1)) == [f"{TABLE}:4: {words}"]


def test_the_ledger_is_a_table_that_any_program_can_read(missed: Project) -> None:
    with (missed.root / RESULTS).open(newline="") as ledger:
        rows = list(csv.DictReader(ledger))
    assert [row["status"] for row in rows] == ["kept", "kept", "missed"]
    assert {row["promise"] for row in rows} == {"on-time"}
