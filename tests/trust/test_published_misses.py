"""A published miss stands, whatever becomes of its figures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from held import METRIC, REGISTER, TABLE
from kept.model.ledgers import RESULTS
from kept.model.verdict import Status
from projects import TODAY

if TYPE_CHECKING:
    from projects import Project
from publishing import TAKEDOWN, TARGET, TOMORROW, Change, changed, lines, publish, told, verdict

# --- A miss stands


HIDDEN: dict[str, Change] = {
    "the approval is revoked": lambda project: project.revoke("punctuality", by="connie").commit(),
    "the figures are for the people inside now": lambda project: (
        project.edit(METRIC, "data_owner", 'audience = "internal"\ndata_owner'),
        project.approve("punctuality", by="connie").commit(),
    ),
    "the figures were taken down": lambda project: project.write({"evidence/takedowns.toml": TAKEDOWN}).commit(),
    "too few cases for the least n": lambda project: (
        project.edit(METRIC, "data_owner", "min_n = 500\ndata_owner"),
        project.approve("punctuality", by="connie").commit(),
    ),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_published_miss_stands_without_its_figures(name: str, missed: Project) -> None:
    HIDDEN[name](missed)
    found = verdict(missed)
    assert (found.status, found.rule, str(found.period)) == (Status.MISSED, "said-missed", "2026-Q3")
    assert found.because.startswith(
        "On 2026-11-20 it was published that 2026-Q3 was missed; the figures that showed it"
    )
    assert "90.5" not in found.because
    assert [entry.status for entry in found.record] == [Status.NO_RESULT, Status.NO_RESULT, Status.MISSED]
    assert told(missed) == []


def test_and_it_stands_after_it_was_published_so(missed: Project) -> None:
    missed.revoke("punctuality", by="connie").commit()
    assert lines(publish(missed, TOMORROW))[-2:] == [
        "2026-Q3,2026-11-20,missed,at-least,95,90.5,200,181",
        "2026-Q3,2026-11-21,missed,,,,,,",
    ]
    assert verdict(missed, date(2026, 12, 1)).record[-1].said_on == TODAY


def test_figures_that_come_back_have_to_be_the_same(missed: Project) -> None:
    missed.revoke("punctuality", by="connie").commit()
    publish(missed, TOMORROW)
    changed(TABLE, ("90.5,200,181", "95.5,200,191"))(missed)
    words = "the result of 2026-Q3 was published as 90.5 (181 of 200) on 2026-11-20, and is 95.5 (191 of 200) now."
    assert told(missed, date(2026, 12, 1)) == [f"{TABLE}:4: {words}"]


def test_a_miss_that_was_corrected_is_none(missed: Project) -> None:
    entry = 'was = 90.5, was_numerator = 181, now = 96.5, why = "A slip.", on = 2026-11-21'
    missed.edit(METRIC, "data_owner", f'restatements = [{{ period = "2026-Q3", {entry} }}]\ndata_owner')
    changed(TABLE, ("90.5,200,181", "96.5,200,193"))(missed)
    assert verdict(missed).status is Status.KEPT
    publish(missed, TOMORROW)
    missed.revoke("punctuality", by="connie").commit()
    assert verdict(missed, date(2026, 12, 1)).status is Status.NO_RESULT


def test_a_miss_among_several_targets_stands(missed: Project) -> None:
    other = TABLE.replace("punctuality", "politeness")
    for path in (METRIC, TABLE):
        missed.write({path.replace("punctuality", "politeness"): (missed.root / path).read_bytes()})
    missed.edit(other, "90.5,200,181", "99.0,200,198").edit(
        REGISTER, TARGET, f"{TARGET}, {TARGET.replace('punctuality', 'politeness')}"
    )
    (missed.root / RESULTS).unlink()
    missed.approve("politeness", by="connie").approve("promise.on-time", by="olive").commit()
    publish(missed)
    missed.revoke("punctuality", by="connie").commit()
    found = verdict(missed)
    assert (found.status, found.rule) == (Status.PARTLY_KEPT, "said-partly")
    assert found.because.endswith("politeness was 99.0 (198 of 200), promised was at least 95: met.")
