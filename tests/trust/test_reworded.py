"""What was published is not thinned by a rewording, a larger min_n or an entry dated back (KPT106, KPT408)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from held import METRIC, REGISTER, TABLE
from kept import pipeline
from kept.model.evidence import Row
from kept.pages.all import all_pages
from kept.verdicts.case import Case
from kept.verdicts.measured import Measured, promise_on
from projects import TODAY, Project
from records import metric, promise

TEMPLATES = Path(__file__).parents[2] / "site_templates"
WITHIN_A_DAY = 'statement = "We come when we said we would."'


def told(project: Project, code: str = "KPT408") -> list[str]:
    """What is said of the published record."""
    portfolio, found = project.load()
    return [one.message for one in pipeline.check(project.root, portfolio, found, TODAY).report if one.code == code]


def reworded(field: str, was: str | None, on: str = "2026-11-20") -> str:
    """A dated entry that says what a text was."""
    former = f'was = "{was}", ' if was else ""
    return f'reworded = [{{ field = "{field}", {former}why = "It was hard to read.", on = {on} }}]\n'


def test_a_promise_does_not_keep_its_record_under_other_words_in_silence(approved: Project) -> None:
    approved.edit(REGISTER, WITHIN_A_DAY, 'statement = "We come within one hour."')
    assert told(approved) == [
        '`statement` was "We come when we said we would." when results were published, and says something else now.'
    ]


def test_a_dated_entry_says_what_the_words_were_and_the_page_shows_it(approved: Project) -> None:
    entry = reworded("statement", "We come when we said we would.")
    approved.edit(REGISTER, WITHIN_A_DAY, f'statement = "We are there when we said."\n{entry}'.rstrip())
    assert told(approved) == []
    approved.approve("promise.on-time", by="olive").commit()
    pages = {page.path: page.body for page in all_pages(approved.gated().public, [TEMPLATES])}
    for path in ("promises/on-time/", "corrections/", "changes/"):
        assert "The promise reworded. Before: “We come when we said we would.”" in pages[path], path
        assert "It was hard to read." in pages[path], path


@pytest.mark.parametrize("field", ["counts", "excludes", "remedy"])
def test_a_text_that_comes_later_is_an_entry_too(approved: Project, field: str) -> None:
    approved.edit(REGISTER, WITHIN_A_DAY, f'{WITHIN_A_DAY}\n{field} = "Not on Sundays."')
    assert told(approved) == [f"`{field}` was not there when results were published, and says something else now."]
    approved.edit(REGISTER, WITHIN_A_DAY, WITHIN_A_DAY + "\n" + reworded(field, None).rstrip())
    assert told(approved) == []


@pytest.mark.parametrize("field", ["definition", "population", "denominator", "method"])
def test_what_a_metric_counts_does_not_change_in_silence(approved: Project, field: str) -> None:
    line = next(line for line in (approved.root / METRIC).read_text().splitlines() if line.startswith(f"{field} ="))
    was = line.partition('"')[2].rstrip('"')
    approved.edit(METRIC, line, f'{field} = "Something else."')
    assert told(approved) == [f'`{field}` was "{was}" when results were published, and says something else now.']
    approved.edit(METRIC, line.partition("=")[0], reworded(field, was) + line.partition("=")[0])
    assert told(approved) == []


def test_before_the_first_result_every_text_may_be_changed(project: Project) -> None:
    project.write({TABLE: "period,value,n,numerator,status,published_on,note\n"}).commit()
    project.approve("promise.on-time", by="olive").approve("punctuality", by="connie").commit()
    project.edit(REGISTER, WITHIN_A_DAY, 'statement = "We come within one hour."')
    assert told(project) == []


def test_an_entry_is_not_dated_back_and_not_taken_away(approved: Project) -> None:
    entry = reworded("statement", "We come when we said we would.", "2026-02-01")
    approved.edit(REGISTER, WITHIN_A_DAY, f'statement = "We are there."\n{entry}'.rstrip())
    assert told(approved) == ["the rewording of `statement` is new and dated 2026-02-01."]
    approved.edit(REGISTER, "2026-02-01", "2026-11-01").approve("promise.on-time", by="olive").commit()
    approved.edit(REGISTER, entry.replace("2026-02-01", "2026-11-01"), "")
    assert told(approved) == ["an entry of `reworded` is gone or another one now."]


def test_a_larger_min_n_does_not_take_a_published_quarter_away(approved: Project) -> None:
    approved.write({METRIC: (approved.root / METRIC).read_text() + "min_n = 201\n"})
    assert told(approved) == [
        "`min_n` was not set and is 201 now: the published results of 2026-Q1, 2026-Q2, 2026-Q3 would be gone."
    ]
    approved.edit(METRIC, "min_n = 201", "min_n = 200")
    assert told(approved) == []


def test_a_metric_once_public_is_not_hidden(approved: Project) -> None:
    approved.write(
        {"evidence/permalinks.lock": '[[page]]\npath = "metrics/punctuality/"\nsince = 2026-04-14\n'}
    ).commit()
    approved.write({METRIC: (approved.root / METRIC).read_text() + 'audience = "internal"\n'})
    assert "the figures at /metrics/punctuality/ were public and would be hidden." in told(approved, "KPT106")


def _case(*rows: str) -> Case:
    """A promise judged by `fast` (due after 10 days), and from July on by `slow` too (due after 90 days)."""
    made = promise(
        {"metric": "fast", "at_least": 95, "from": date(2026, 1, 1)},
        {"metric": "slow", "at_least": 95, "from": date(2026, 7, 1)},
    )
    known = tuple(
        Row(period=period, value=Decimal(96), status="final", published_on=date(2026, 10, 5)) for period in rows
    )
    series = metric("fast", known, due_days=10), metric("slow", (), due_days=90)
    last = series[0].calendar.period("2026-Q4")
    case = Case.of(made, {one.id: Measured.known_on(one, TODAY, last) for one in series}, TODAY, {})
    assert case is not None
    return case


def test_a_metric_judged_from_a_later_day_on_lets_no_earlier_result_wait_longer() -> None:
    case = _case()
    assert [(case.due(case.first + step) - (case.first + step).end).days for step in range(3)] == [10, 10, 10]


def test_where_the_faster_result_is_there_the_slower_one_has_its_own_days() -> None:
    case = _case("2026-Q3")
    third = case.first + 2
    assert (case.due(third) - third.end).days == 90


QUALIFIED = 'wording = { qualifier = "In fine weather only." }\ntargets ='


def test_a_qualifier_does_not_come_in_silence(approved: Project) -> None:
    approved.edit(REGISTER, "targets =", QUALIFIED)
    approved.approve("promise.on-time", by="olive")
    assert told(approved) == ["`qualifier` was not there when results were published, and says something else now."]


def test_a_period_before_it_shows_that_it_was_judged_without_one(approved: Project) -> None:
    entry = 'reworded = [{ field = "qualifier", why = "It rains.", on = 2026-11-01 }]\n'
    approved.edit(REGISTER, "targets =", f"{entry}{QUALIFIED}")
    approved.approve("promise.on-time", by="olive").commit()
    assert told(approved) == []
    (promise,) = approved.gated().public.promises
    assert promise.qualifier == "In fine weather only."
    assert [one.qualifier for one in promise.wordings] == [None, "In fine weather only."]
    (written,) = approved.load()[0].register.promises
    assert (promise_on(written, date(2026, 10, 31)).qualifier, written.qualifier) == (None, "In fine weather only.")
