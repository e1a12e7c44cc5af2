"""What was known on a day stays what was known: in real repositories, one event after another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from days import (
    Q2,
    Q3,
    TARGET,
    add,
    aim_higher,
    at,
    begin,
    correct_quote,
    count,
    define,
    reattest,
    renew,
    restate,
    retire,
    reword,
    status,
    told,
    withdraw,
)
from held import METRIC, REGISTER, VOICE
from held import TABLE as ROWS
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import Project, small

pytestmark = pytest.mark.slow

TAKEDOWNS = "evidence/takedowns.toml"
YEAR: list[tuple[date, str, Callable[[Project], object]]] = [
    (date(2026, 4, 15), "everything is approved", begin),
    (date(2026, 5, 2), "everything is approved again, unchanged", renew),
    (date(2026, 5, 10), "the definition changes, and nobody approves it", define),
    (date(2026, 5, 20), "the definition is approved", lambda project: project.approve("punctuality", by="connie")),
    (date(2026, 6, 15), "a quarter under way, which nobody approves", count("2026-Q2,90.0,100,90,interim,,\n")),
    (date(2026, 7, 15), "a quarter's row", add(Q2)),
    (date(2026, 8, 1), "the quote is taken back", lambda project: project.revoke("nine-oclock", by="olive")),
    (date(2026, 8, 10), "the quote is approved anew", lambda project: project.approve("nine-oclock", by="olive")),
    (date(2026, 8, 20), "the quote is another one", correct_quote),
    (date(2026, 9, 1), "a target to come", aim_higher),
    (date(2026, 9, 5), "the promise is reworded, and nobody approves it", reword),
    (date(2026, 9, 7), "it is reworded again, and the evidence supports it", reattest),
    (date(2026, 10, 15), "another quarter's row", add(Q3)),
    (date(2026, 10, 16), "another quarter under way", count("2026-Q4,96.0,100,96,interim,2026-10-16,\n")),
    (date(2026, 11, 1), "a correction", restate),
    (date(2026, 11, 3), "the figures are taken back", lambda project: project.revoke("punctuality", by="connie")),
    (date(2026, 11, 4), "the figures are approved anew", lambda project: project.approve("punctuality", by="connie")),
    (date(2026, 11, 5), "the speaker withdraws", withdraw(date(2026, 11, 5))),
    (
        date(2026, 11, 10),
        "the story is taken down",
        lambda project: project.write({TAKEDOWNS: '[[takedown]]\nitem = "corner-books"\non = 2026-11-10\n'}),
    ),
    (date(2026, 11, 12), "the promise is retired", retire),
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


# --- Any order of events


def _next_quarter(project: Project, day: date) -> None:
    """The row of the next quarter, if it is over."""
    table = (project.root / ROWS).read_text(encoding="utf-8")
    done = table.count("final")
    met = 180 + done * 7 % 20
    row = f"{2026 + done // 4}-Q{done % 4 + 1},{met / 2:.1f},200,{met},final,{day},\n"
    if date(2026 + (done + 1) // 4, (done + 1) % 4 * 3 + 1, 1) <= day:
        project.write({ROWS: (table + row).encode()}).approve("punctuality", by="connie")


def _describe(project: Project, day: date) -> None:
    project.edit(METRIC, "The order book", f"The order book, since {day} and").approve("punctuality", by="connie")


def _aim(project: Project, day: date) -> None:
    start = date(day.year + 1, 1, 1)
    if f"from = {start}" not in (project.root / REGISTER).read_text(encoding="utf-8"):
        project.edit(REGISTER, TARGET, f"{TARGET}, {TARGET.replace('95', '97').replace('2026-01-01', str(start))}")
        project.approve("promise.on-time", by="olive")


def _say(project: Project, day: date) -> None:
    project.edit(REGISTER, 'statement = "', f'statement = "Since {day}: ').approve("promise.on-time", by="olive")


def _quote(project: Project, day: date) -> None:
    text = (project.root / VOICE).read_text(encoding="utf-8")
    project.write({VOICE: text.replace("nine", f"nine, {day},").encode()}).approve("nine-oclock", by="olive")


EVENTS: dict[str, Callable[[Project, date], object]] = {
    "row": _next_quarter,
    "definition": _describe,
    "target": _aim,
    "wording": _say,
    "quote": _quote,
    "renewal": lambda project, _: renew(project),
    "figures revoked": lambda project, _: project.revoke("punctuality", by="connie"),
    "promise revoked": lambda project, _: project.revoke("promise.on-time", by="olive"),
    "quote revoked": lambda project, _: project.revoke("nine-oclock", by="olive"),
}


@settings(max_examples=8)
@given(st.lists(st.tuples(st.sampled_from(sorted(EVENTS)), st.integers(1, 120)), min_size=2, max_size=5))
def test_in_whatever_order_things_happen(events: list[tuple[str, int]]) -> None:
    day = date(2026, 4, 15)
    with TemporaryDirectory() as folder:
        project = small(Path(folder))
        begin(at(project, day))
        project.commit(day)
        known = {day: status(project, day)}
        for name, days in events:
            day += timedelta(days=days)
            EVENTS[name](at(project, day), day)
            project.commit(day)
            known[day] = status(project, day)
        assert {before: status(project, before) for before in known} == known
