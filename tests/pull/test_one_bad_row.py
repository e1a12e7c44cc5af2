"""One record that cannot be used does not hold the others back: it is a finding, the rest is written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from held import messages
from kept.model.verdict import Status
from pulled import LOCK

if TYPE_CHECKING:
    from projects import Project, Ran
    from servers import Server

    Command = Callable[..., Ran]
    Pulling = Callable[..., Project]

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "bad_rows.toml").read_text(encoding="utf-8"))[
    "case"
]
TABLE = "evidence/metrics/punctuality.csv"
GOOD = (
    '{"period": "2026-Q3", "value": 95.5, "n": 200, "numerator": 191, "published_on": "2026-10-14"}',
    '{"period": "2027-Q1", "value": 96.5, "n": 200, "numerator": 193, "published_on": "2027-04-14"}',
)
LAST = "2027-Q1,96.5,200,193,final,2027-04-14,"
MISSING = "2026-Q4,,,,missing,,The source has a result for this period that cannot be used yet."
LATER = date(2027, 4, 20)


def lines(project: Project) -> list[str]:
    """What the table says from the third quarter on."""
    return (project.root / TABLE).read_text(encoding="utf-8").splitlines()[3:]


@pytest.mark.parametrize("case", CASES, ids=[case["world"] for case in CASES])
def test_the_others_are_written_and_the_table_has_no_gap(
    pulling: Pulling, server: Server, command: Command, case: dict[str, Any]
) -> None:
    project = pulling(kind="json")
    server.says(f"[{GOOD[0]}, {case['record']}, {GOOD[1]}]")
    ran = command("pull")
    assert ran.code == 1
    assert case["says"] in ran.out + ran.err
    assert "KPT902" in ran.out + ran.err
    third = "2026-Q3,95.5,200,191,final,2026-10-14,"
    # Behind a period that nobody can name, rows wait for the next pull.
    assert lines(project) == ([third, MISSING, LAST] if case["fills"] else [third])


def test_there_are_twenty_variants() -> None:
    assert len({case["world"] for case in CASES}) == len(CASES) >= 20


def test_the_rows_behind_it_are_shown_and_its_own_period_is_not_reported(
    pulling: Pulling, server: Server, command: Command
) -> None:
    project = pulling(kind="json")
    server.says(f'[{GOOD[0]}, {{"period": "2026-Q4", "value": "?"}}, {GOOD[1]}]')
    command("pull")
    project.commit()
    (promise,) = project.gated(LATER).public.promises
    assert [(str(entry.period), entry.status) for entry in promise.verdict.record][-2:] == [
        ("2026-Q4", Status.NO_RESULT),
        ("2027-Q1", Status.KEPT),
    ]
    assert "cannot be used yet" not in str(project.gated(LATER).public), "nobody has approved these words"
    assert any("nobody who may approve it has read its reason" in text for text in messages(project, "KPT407", LATER))


def test_the_next_pull_puts_the_result_where_it_was_missing(pulling: Pulling, server: Server, command: Command) -> None:
    project = pulling(kind="json")
    server.says(f'[{GOOD[0]}, {{"period": "2026-Q4", "value": "?"}}, {GOOD[1]}]')
    command("pull")
    record = {"period": "2026-Q4", "value": 97, "n": 200, "numerator": 194, "published_on": "2027-01-14"}
    server.says(f"[{GOOD[0]}, {json.dumps(record)}, {GOOD[1]}]")
    ran = command("pull")
    assert ran.code == 0
    assert lines(project)[1:] == ["2026-Q4,97,200,194,final,2027-01-14,", LAST]
    assert "2026-Q4" in (project.root / LOCK).read_text(encoding="utf-8")


def test_a_bad_record_of_a_period_that_is_here_changes_nothing_here(
    pulling: Pulling, server: Server, command: Command
) -> None:
    project = pulling(kind="json")
    server.says(f"[{GOOD[0]}]")
    command("pull")
    before = lines(project)
    server.says(
        '[{"period": "2026-Q2", "value": 97.5, "n": 200, "numerator": 195, "published_on": "2026-07-14"}, '
        '{"period": "2026-Q3", "value": "?"}]'
    )
    ran = command("pull")
    assert lines(project) == before
    assert "no longer has" not in ran.out + ran.err
