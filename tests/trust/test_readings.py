"""What published results are read by stays, or changes in the open, whatever is merged (evidence/readings.csv)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from held import METRIC, REGISTER, TABLE, findings
from kept import pipeline
from kept.model.ledgers import READINGS
from kept.model.text_digest import text_digest
from kept.write.publication import additions
from projects import TODAY

if TYPE_CHECKING:
    from projects import Project

Change = Callable[["Project"], object]
LATER = date(2026, 11, 28)
WORDS = "We come when we said we would."
STATEMENT = f'statement = "{WORDS}"'
OTHER = 'statement = "We come within one hour."'
DEFINITION = "Crews that arrived within the hour we named."


def publish(project: Project, as_of: date = TODAY) -> str:
    """Writes the ledgers as a published build does, and commits everything. The ledger of readings."""
    portfolio, found = project.load()
    checked = pipeline.check(project.root, portfolio, found, as_of)
    project.write({path: text.encode() for path, text in additions(portfolio, checked.public).items()}).commit()
    return (project.root / READINGS).read_text(encoding="utf-8")


def told(project: Project, as_of: date = LATER) -> list[str]:
    """What is said of rewritten history: the file, then the message."""
    return [f"{one.place.path}:{one.place.line}: {one.message}" for one in findings(project, "KPT408", as_of)]


def changed(path: str, *changes: tuple[str, str]) -> Change:
    """A change of one file that everybody approves and that is merged."""

    def change(project: Project) -> None:
        for old, new in changes:
            project.edit(path, old, new)
        project.approve("punctuality", by="connie").approve("promise.on-time", by="olive").commit()

    return change


def entry(field: str, was: str, on: str) -> str:
    """A dated entry that says what a text was."""
    return f'reworded = [{{ field = "{field}", was = "{was}", why = "It was hard to read.", on = {on} }}]\n'


def unsaid(path: str, line: int, field: str, since: str = "2026-11-20", until: str = "2026-11-28") -> str:
    """What is said of a text that no entry explains."""
    return (
        f"{path}:{line}: `{field}` says something else than what was published on 2026-11-20, and no entry of "
        f"`reworded` that is dated from {since} to {until} says so."
    )


@pytest.fixture
def online(approved: Project) -> Project:
    """The small project, published today."""
    publish(approved)
    return approved


def test_a_publication_remembers_the_words_and_days_of_everything_with_a_result(approved: Project) -> None:
    lines = publish(approved).splitlines()
    assert lines[0] == "item,field,since,said"
    assert f"promise.on-time,statement,2026-11-20,{text_digest(WORDS)}" in lines
    assert f"punctuality,definition,2026-11-20,{text_digest(DEFINITION)}" in lines
    for plain in (
        "promise.on-time,due,2026-11-20,",
        "promise.on-time,remedy,2026-11-20,",
        "punctuality,unit,2026-11-20,percent",
        "punctuality,direction,2026-11-20,higher-is-better",
        "punctuality,bounds,2026-11-20, to ",
        "punctuality,due_days,2026-11-20,45",
        "punctuality,published_on 2026-Q3,2026-11-20,2026-10-14",
    ):
        assert plain in lines
    assert WORDS not in "\n".join(lines)
    assert told(approved) == []


def test_what_has_no_result_yet_is_not_remembered_and_may_be_changed(project: Project) -> None:
    project.write({TABLE: "period,value,n,numerator,status,published_on,note\n"}).commit()
    project.approve("promise.on-time", by="olive").approve("punctuality", by="connie").commit()
    portfolio, found = project.load()
    day = date(2026, 2, 1)
    assert READINGS not in additions(portfolio, pipeline.check(project.root, portfolio, found, day).public)


def test_a_second_publication_that_says_the_same_adds_nothing(online: Project) -> None:
    before = (online.root / READINGS).read_text()
    assert publish(online, LATER) == before


CHANGES: dict[str, tuple[Change, list[str]]] = {
    "a statement": (
        changed(REGISTER, (STATEMENT, OTHER)),
        [unsaid(REGISTER, 27, "statement")],
    ),
    "what counts, said only now": (
        changed(REGISTER, (STATEMENT, f'{STATEMENT}\ncounts = "Only mornings."')),
        [unsaid(REGISTER, 28, "counts")],
    ),
    "a definition": (
        changed(METRIC, (DEFINITION, "Crews that arrived that day.")),
        [unsaid(METRIC, 2, "definition")],
    ),
    "an entry that says another former text": (
        changed(REGISTER, (STATEMENT, f"{OTHER}\n{entry('statement', 'We come.', '2026-11-25')}")),
        [unsaid(REGISTER, 27, "statement")],
    ),
    "an entry dated before what it changes was published": (
        changed(REGISTER, (STATEMENT, f"{OTHER}\n{entry('statement', WORDS, '2026-11-10')}")),
        [unsaid(REGISTER, 27, "statement")],
    ),
    "the day a result was published": (
        changed(TABLE, ("2026-10-14", "2026-11-14")),
        [f"{TABLE}:4: the result of 2026-Q3 was published on 2026-10-14, and is dated 2026-11-14 now."],
    ),
    "a deadline": (
        changed(REGISTER, ("targets =", 'kind = "deadline"\ndue = 2026-12-31\ntargets =')),
        [f"{REGISTER}:31: it was published on 2026-11-20 as due every period, and is due 2026-12-31 now."],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_results_are_read_by_is_not_changed_in_silence_whoever_approves_it(name: str, online: Project) -> None:
    change, expected = CHANGES[name]
    assert told(online) == []
    change(online)
    assert told(online) == expected


def test_a_metric_whose_figures_were_published_does_not_turn_round(online: Project) -> None:
    online.edit(REGISTER, "at_least = 95", "at_most = 95")
    changed(METRIC, ('direction = "higher-is-better"', 'direction = "lower-is-better"'))(online)
    words = "`direction` was higher-is-better when its figures were published, and is lower-is-better now."
    assert f"{METRIC}:4: {words}" in told(online)


def test_a_dated_entry_explains_other_words_and_stays(online: Project) -> None:
    said = entry("statement", WORDS, "2026-11-25")
    changed(REGISTER, (STATEMENT, f"{OTHER}\n{said}"))(online)
    assert told(online) == []
    publish(online, LATER)
    assert told(online, date(2027, 6, 1)) == []
    changed(REGISTER, (said, ""))(online)
    assert told(online, date(2027, 6, 1)) == [
        f"{REGISTER}:25: the entry of `reworded` that was published (statement 2026-11-25) is gone or another one now.",
        unsaid(REGISTER, 27, "statement"),
    ]


def test_an_entry_dated_back_by_more_than_45_days_explains_nothing(online: Project) -> None:
    changed(REGISTER, (STATEMENT, f"{OTHER}\n{entry('statement', WORDS, '2026-11-25')}"))(online)
    assert told(online, date(2027, 1, 9)) == []
    assert told(online, date(2027, 1, 10)) == [unsaid(REGISTER, 27, "statement", "2026-11-26", "2027-01-10")]


def test_until_its_day_a_rewording_leaves_the_former_words(online: Project) -> None:
    changed(REGISTER, (STATEMENT, f"{OTHER}\n{entry('statement', WORDS, '2026-12-24')}"))(online)
    assert told(online) == []
    assert [one.statement for one in online.gated(LATER).public.promises] == [WORDS]
    assert [one.statement for one in online.gated(date(2026, 12, 24)).public.promises] == ["We come within one hour."]


def test_two_rewordings_in_a_row_each_have_their_entry(online: Project) -> None:
    changed(REGISTER, (STATEMENT, f"{OTHER}\n{entry('statement', WORDS, '2026-11-25')}"))(online)
    publish(online, LATER)
    changed(REGISTER, ("within one hour", "within two hours"))(online)
    assert told(online, date(2026, 12, 1))[0].startswith(f"{REGISTER}:27: `statement` says something else than what")
    second = '{ field = "statement", was = "We come within one hour.", why = "Too bold.", on = 2026-11-30 }'
    changed(REGISTER, ("on = 2026-11-25 }]", f"on = 2026-11-25 }}, {second}]"))(online)
    assert told(online, date(2026, 12, 1)) == []


def test_words_nobody_has_approved_yet_are_not_shown_and_stop_nothing(online: Project) -> None:
    online.edit(REGISTER, STATEMENT, f"{OTHER}\n{entry('statement', WORDS, '2026-11-25')}").commit()
    assert told(online) == []
    assert [one.statement for one in online.gated(LATER).public.promises] == [WORDS]


def test_the_former_words_may_be_taken_out_by_their_digest(online: Project) -> None:
    changed(REGISTER, (STATEMENT, f"{OTHER}\n{entry('statement', WORDS, '2026-11-25')}"))(online)
    publish(online, LATER)
    changed(REGISTER, (f'was = "{WORDS}"', f'was = "{text_digest(WORDS)}"'))(online)
    assert told(online, date(2026, 12, 1)) == []
    (promise,) = online.gated(date(2026, 12, 1)).public.promises
    assert [(one.kind, one.text_was) for one in promise.changes if one.kind == "reworded"] == [("reworded", None)]


def test_a_deadline_follows_from_entries_made_before_it_fell(approved: Project) -> None:
    approved.edit(REGISTER, "targets =", 'kind = "deadline"\ndue = 2026-12-31\ntargets =')
    approved.edit(REGISTER, "at_least = 95", "at_least = 99").approve("promise.on-time", by="olive").commit()
    publish(approved)
    moved = 'moved = [{ was = 2026-12-31, now = 2027-06-30, why = "Later.", on = 2026-11-25 }]'
    changed(REGISTER, ("due = 2026-12-31", f"due = 2027-06-30\n{moved}"))(approved)
    assert told(approved) == []
    publish(approved, LATER)
    changed(REGISTER, (f"{moved}\n", ""))(approved)
    assert [message.partition(": ")[2] for message in told(approved, date(2026, 12, 1))] == [
        "the entry of `moved` that was published (2026-11-25) is gone or another one now.",
        "it was published on 2026-11-20 as due 2026-12-31, and is due 2027-06-30 now.",
    ]


def test_bounds_may_be_widened_and_never_leave_out_a_published_value(approved: Project) -> None:
    approved.edit(METRIC, "data_owner", "bounds = { low = 80, high = 100 }\ndata_owner")
    approved.approve("punctuality", by="connie").commit()
    publish(approved)
    changed(METRIC, ("low = 80", "low = 70"))(approved)
    assert told(approved) == []
    changed(METRIC, ("low = 70", "low = 96"))(approved)
    assert told(approved) == [
        f"{METRIC}:10: `bounds` was 80 to 100, and would leave out what was published of 2026-Q3."
    ]


def test_a_published_no_result_is_not_taken_back_by_more_time(approved: Project) -> None:
    approved.edit(TABLE, "2026-Q3,95.5,200,191,final,2026-10-14,\n2026-Q4,91.0,100,91,interim,,\n", "")
    approved.approve("punctuality", by="connie").commit()
    publish(approved)
    changed(METRIC, ("data_owner", "due_days = 90\ndata_owner"))(approved)
    assert told(approved) == [
        f'{REGISTER}:25: of 2026-Q3 "no-result" was published on 2026-11-20, and "nothing" would be now.'
    ]


# --- The ledger itself


def test_a_change_takes_no_line_out_of_the_ledger(online: Project) -> None:
    text = (online.root / READINGS).read_text()
    line = next(line for line in text.splitlines() if ",statement," in line)
    online.write({READINGS: text.replace(f"{line}\n", "")})
    words = "what was published of `statement` of promise.on-time on 2026-11-20 is gone or another one here."
    assert told(online) == [f"{READINGS}:None: {words}"]


@pytest.mark.parametrize(
    "broken", ["", "item,field\n", "item,field,since,said\na,b,today,c\n", "item,field,since,said\na\n"]
)
def test_while_the_ledger_cannot_be_read_no_site_is_published(broken: str, online: Project) -> None:
    online.write({READINGS: broken})
    portfolio, report = online.load()
    assert [found.code for found in report if found.place.path == READINGS] == ["KPT101"]
    words = f"nobody can say by which words results were published: {READINGS} cannot be read."
    assert told(online) == [f"{READINGS}:None: {words}"]
    checked = pipeline.check(online.root, portfolio, report, TODAY)
    assert checked.report.stops_site
    assert READINGS not in additions(portfolio, checked.public)
