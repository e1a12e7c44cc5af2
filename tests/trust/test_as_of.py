"""What was known on a day stays what was known: `kept status --as-of`, in real repositories, one event after another."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from held import METRIC as DEFINITION
from held import REGISTER, STORY, below
from held import TABLE as ROWS
from held import VOICE as QUOTE
from hypothesis import given, settings
from hypothesis import strategies as st
from kept import cli
from projects import METRIC, TABLE, Project, small

if TYPE_CHECKING:
    from pathlib import Path

HEAD, Q1, Q2, Q3, _ = TABLE.splitlines(keepends=True)
TARGET = '{ metric = "punctuality", at_least = 95, from = 2026-01-01 }'
TAKEDOWNS = "evidence/takedowns.toml"


def status(project: Project, day: date | str, *arguments: str) -> Any:  # noqa: ANN401  JSON
    """What the command says of a day."""
    told = ["status", "--root", str(project.root), "--as-of", str(day), "--format", "json", *arguments]
    ran = CliRunner().invoke(cli.cli, told, standalone_mode=False, catch_exceptions=False)
    return json.loads(ran.output)


def told(project: Project, day: date) -> Any:  # noqa: ANN401  JSON
    """What it says to both audiences; without the name of whatever the next change is about, which may be gone since."""
    documents = [status(project, day, "--audience", audience) for audience in ("public", "internal")]
    for document in documents:
        if document["next_change"]:
            del document["next_change"]["what"]
    return documents


def verdict(project: Project, day: date | str) -> tuple[str | None, str | None] | None:
    """Verdict and period of the one promise; None where it is not shown."""
    shown = status(project, day)["promises"]
    return (shown[0]["verdict"], shown[0]["period"]) if shown else None


def counted(project: Project, day: date | str) -> dict[str, int]:
    """How much evidence the one promise has."""
    (promise,) = status(project, day)["promises"]
    return promise["counts"]  # type: ignore[no-any-return]  # as the schema says


def at(project: Project, day: date) -> Project:
    """The project, where it is that day."""
    text = (project.root / REGISTER).read_text(encoding="utf-8")
    return project.write({REGISTER: re.sub(r"(?m)^as_of = .*$", f"as_of = {day}", text).encode()})


# --- A year


def _begin(project: Project) -> None:
    project.write({ROWS: HEAD + Q1})
    project.approve("promise.on-time", "nine-oclock", "corner-books", by="olive").approve("punctuality", by="connie")


def _add(row: str) -> Callable[[Project], object]:
    def add(project: Project) -> None:
        table = (project.root / ROWS).read_text(encoding="utf-8")
        project.write({ROWS: (table + row).encode()}).approve("punctuality", by="connie")

    return add


def _add_unapproved(project: Project) -> None:
    project.write({ROWS: (project.root / ROWS).read_bytes() + b"2026-Q4,96.0,100,96,interim,2026-10-16,\n"})


def _renew(project: Project) -> None:
    project.approve("promise.on-time", "nine-oclock", "corner-books", by="olive").approve("punctuality", by="connie")


def _define(project: Project) -> None:
    below(project, DEFINITION, "source", 'exclusions = "Mondays."')


def _reword(project: Project) -> None:
    project.edit(REGISTER, "We come when we said we would.", "We come when we said.")


def _reattest(project: Project) -> None:
    project.edit(REGISTER, "We come when we said", "We always come when we said")
    Project(project.root)._decide(  # noqa: SLF001  the command, with one more option
        "approve", "promise.on-time", "--as", "olive", "--audience", "all", "--reattest"
    )


def _aim_higher(project: Project) -> None:
    higher = TARGET.replace("95", "99").replace("2026-01-01", "2026-10-01")
    project.edit(REGISTER, TARGET, f"{TARGET}, {higher}").approve("promise.on-time", by="olive")


def _restate(project: Project) -> None:
    project.edit(ROWS, "96.0,200,192", "90.0,200,180")
    entry = 'period = "2026-Q1", was = 96.0, was_numerator = 192, now = 90.0, why = "A slip.", on = 2026-11-01'
    below(project, DEFINITION, "source", f"restatements = [{{ {entry} }}]").approve("punctuality", by="connie")


def _correct_quote(project: Project) -> None:
    project.edit(QUOTE, "at nine", "at ten").approve("nine-oclock", by="olive")


def _withdraw(day: date) -> Callable[[Project], object]:
    return lambda project: project.edit(QUOTE, "  channels: [site]", f"  withdrawn_on: {day}\n  channels: [site]")


def _retire(project: Project) -> None:
    below(project, REGISTER, "owner", 'retired = { on = 2026-11-12, why = "We do something else." }')
    project.approve("promise.on-time", by="olive")


YEAR: list[tuple[date, str, Callable[[Project], object]]] = [
    (date(2026, 4, 15), "everything is approved", _begin),
    (date(2026, 5, 2), "everything is approved again, unchanged", _renew),
    (date(2026, 5, 10), "the definition changes, and nobody approves it", _define),
    (date(2026, 5, 20), "the definition is approved", lambda project: project.approve("punctuality", by="connie")),
    (date(2026, 7, 15), "a quarter's row", _add(Q2)),
    (date(2026, 8, 1), "the quote is taken back", lambda project: project.revoke("nine-oclock", by="olive")),
    (date(2026, 8, 10), "the quote is approved anew", lambda project: project.approve("nine-oclock", by="olive")),
    (date(2026, 8, 20), "the quote is another one", _correct_quote),
    (date(2026, 9, 1), "a target to come", _aim_higher),
    (date(2026, 9, 5), "the promise is reworded, and nobody approves it", _reword),
    (date(2026, 9, 7), "it is reworded again, and the evidence supports it", _reattest),
    (date(2026, 10, 15), "another quarter's row", _add(Q3)),
    (date(2026, 10, 16), "the quarter under way", _add_unapproved),
    (date(2026, 11, 1), "a correction", _restate),
    (date(2026, 11, 3), "the figures are taken back", lambda project: project.revoke("punctuality", by="connie")),
    (date(2026, 11, 4), "the figures are approved anew", lambda project: project.approve("punctuality", by="connie")),
    (date(2026, 11, 5), "the speaker withdraws", _withdraw(date(2026, 11, 5))),
    (
        date(2026, 11, 10),
        "the story is taken down",
        lambda project: project.write({TAKEDOWNS: '[[takedown]]\nitem = "corner-books"\non = 2026-11-10\n'}),
    ),
    (date(2026, 11, 12), "the promise is retired", _retire),
]


@pytest.mark.parametrize("clock", ["right", "stopped before", "stopped long after"])
def test_what_a_year_looked_like_on_each_of_its_days_never_changes(project: Project, clock: str) -> None:
    """Whether the commits were made on the days they are about, or all on one day, before or after them."""
    commits = {"right": None, "stopped before": date(2026, 1, 1), "stopped long after": date(2027, 6, 1)}[clock]
    known: dict[date, Any] = {}
    for day, what, event in YEAR:
        event(at(project, day))
        if clock != "right" and "nobody approves" in what:
            continue  # only a commit's day can tell when that was
        project.commit(commits or day)
        if clock == "right" and known:
            before = max(known)
            assert told(project, before) == known[before], f"{before}, after {day}: {what}"
        known[day] = told(project, day)
    for before, then in known.items():
        assert told(project, before) == then, f"{before}, at the end"
