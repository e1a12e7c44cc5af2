"""A target that is added for past periods does not judge what was published without it, whoever merges it (KPT408)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from held import METRIC, REGISTER, TABLE
from kept import pipeline
from kept.model.ledgers import READINGS
from kept.model.verdict import Status
from kept.write.publication import additions
from projects import TODAY
from publishing import TARGET, TOMORROW, told, verdict

if TYPE_CHECKING:
    from datetime import date

    from projects import Project

OTHER_METRIC, OTHER_TABLE = METRIC.replace("punctuality", "politeness"), TABLE.replace("punctuality", "politeness")
ADDED = TARGET.replace("punctuality", "politeness")
FROM_NOW_ON = ADDED.replace("2026-01-01", "2026-10-01")
WITHOUT = "there is a target for politeness in 2026-Q1 now, which was published without one."


def publish(project: Project, as_of: date = TODAY) -> None:
    """Writes all ledgers as a published build does, and commits everything."""
    portfolio, found = project.load()
    checked = pipeline.check(project.root, portfolio, found, as_of)
    project.write({path: text.encode() for path, text in additions(portfolio, checked.public).items()}).commit()


def politeness(project: Project) -> Project:
    """A second metric that met 95 in every quarter; nobody has approved it yet."""
    table = (
        (project.root / TABLE).read_text().replace("90.5,200,181", "99.0,200,198").replace(",,0,,", ",99.0,200,198,")
    )
    return project.write({OTHER_METRIC: (project.root / METRIC).read_bytes(), OTHER_TABLE: table.encode()})


def add(project: Project, target: str) -> None:
    """Adds a target of it; everybody approves, and it is merged."""
    politeness(project).edit(REGISTER, TARGET, f"{TARGET}, {target}")
    project.approve("politeness", by="connie").approve("promise.on-time", by="olive").commit()


def test_a_second_target_does_not_turn_a_published_miss_into_partly_kept(missed: Project) -> None:
    publish(missed)
    add(missed, ADDED)
    assert verdict(missed).status is Status.PARTLY_KEPT
    assert told(missed) == [f"{REGISTER}:30: {WITHOUT}"]


def test_where_every_published_period_was_missed_the_published_targets_tell(approved: Project) -> None:
    rows = (("96.0,200,192", "90.0,200,180"), ("97.5,200,195", "91.0,200,182"), ("95.5,200,191", "92.0,200,184"))
    for was, now in rows:
        approved.edit(TABLE, was, now)
    approved.approve("punctuality", by="connie").commit()
    publish(approved)
    add(approved, ADDED)
    assert told(approved) == [f"{REGISTER}:30: {WITHOUT}"]


def test_a_second_target_does_not_turn_nothing_to_measure_into_kept(approved: Project) -> None:
    approved.edit(TABLE, "95.5,200,191", ",0,").approve("punctuality", by="connie").commit()
    publish(approved)
    (approved.root / READINGS).unlink()  # an older release published it, without targets
    approved.commit()
    add(approved, ADDED)
    assert told(approved) == [f"{REGISTER}:30: {WITHOUT}"]


def test_an_earlier_first_day_adds_no_periods_to_the_count(approved: Project) -> None:
    publish(approved)
    approved.edit(REGISTER, TARGET, TARGET.replace("2026-01-01", "2025-07-01"))
    approved.edit(TABLE, "2026-Q1", "2025-Q4,99.0,200,198,final,2026-01-14,\n2026-Q1")
    approved.approve("punctuality", by="connie").approve("promise.on-time", by="olive").commit()
    words = "there is a target for punctuality in 2025-Q3 now, which is before 2026-Q1, the first published."
    assert told(approved) == [f"{REGISTER}:30: {words}"]


def test_a_target_that_begins_with_the_open_period_is_welcome(missed: Project) -> None:
    publish(missed)
    add(missed, FROM_NOW_ON)
    assert told(missed) == []
    publish(missed, TOMORROW)
    assert told(missed) == []


@pytest.mark.parametrize("value", ["90.5,200,181", "95.5,200,191"])
def test_a_metric_that_is_approved_after_the_first_publication_is_shown(approved: Project, value: str) -> None:
    """Its target was published, its figures could not be: they follow as soon as their owner approves them."""
    approved.edit(TABLE, "95.5,200,191", value)
    politeness(approved).edit(REGISTER, TARGET, f"{TARGET}, {ADDED}")
    approved.approve("punctuality", by="connie").approve("promise.on-time", by="olive").commit()
    publish(approved)
    approved.approve("politeness", by="connie").commit()
    assert told(approved) == []
    assert {result.metric for entry in verdict(approved).record for result in entry.results} == {
        "punctuality",
        "politeness",
    }
