"""Every verdict can be drawn, on both sites, by whatever calendar it was measured."""

from __future__ import annotations

from collections import Counter

import pytest
from kept import pipeline
from kept.building.checked import Checked
from kept.model.edition import Edition
from kept.model.page import Page
from kept.model.verdict import LiveState, Status
from kept.pages.all import all_pages
from kept.resources import packaged
from projects import TODAY, Project
from render.outline import Outline

HEAD = """\
[organisation]
name = "Small Removals"
locale = "en-GB"
demo = true
as_of = 2026-11-20

[[people]]
id = "olive"
name = "Olive Owner"

[[people]]
id = "connie"
name = "Connie Counts"
"""
PROMISE = """
[[promises]]
id = "{name}"
statement = "This promise is {name}."
audience = "public"
owner = "olive"
{more}
targets = [{targets}]
"""
METRIC = """\
title = "Figures of {name}"
definition = "What is counted."
unit = "percent"
direction = "higher-is-better"
denominator = "All of them"
population = "Everybody"
method = "Counted in full."
source = "The ledger"
data_owner = "connie"
no_n_because = "the ledger counts shares only"
warn_within = 1
{more}
"""
QUARTERS = 'period = "quarter"'
KEPT, MISSED = (
    "2026-Q1,96,final\n2026-Q2,96,final\n2026-Q3,96,final\n",
    "2026-Q1,96,final\n2026-Q2,90,final\n2026-Q3,90,final\n",
)
RETIRED = 'retired = { on = 2026-11-01, why = "The vans are sold." }'
RESTATED = 'restatements = [{ period = "2026-Q2", was = 91, now = 96, why = "A slip.", on = 2026-08-01 }]'
MOVED = 'moved = [{ was = 2026-06-30, now = 2026-12-31, why = "Ice.", on = 2026-05-01 }]'
SURVEY = 'survey = { sponsor = "Us", conductor = "Us", question = "On time?", mode = "e-mail", invited = 900 }'
CASES: dict[str, tuple[Status, str, str, str]] = {
    # verdict, more of the promise, more of the metric, rows
    "kept": (Status.KEPT, "", f"{QUARTERS}\n{RESTATED}", KEPT + "2026-Q4,95.5,interim\n"),
    "missed": (Status.MISSED, "", QUARTERS, MISSED + "2026-Q4,90,interim\n"),
    "silent": (Status.NO_RESULT, "", QUARTERS, "2026-Q1,96,final\n2026-Q2,96,final\n"),
    "empty": (Status.NO_CASES, "", QUARTERS, "2026-Q1,96,final\n2026-Q2,96,final\n2026-Q3,,final,0\n"),
    "unsaid": (
        Status.NO_RESULT,
        "",
        QUARTERS,
        "2026-Q1,96,final\n2026-Q2,,missing,,,Lost.\n2026-Q3,,missing,,,Lost.\n",
    ),
    "stale": (Status.OUT_OF_DATE, "", f"{QUARTERS}\nmax_age_periods = 1", "2026-Q1,96,final\n"),
    "measuring": (Status.MEASURING, "", 'period = "year"', ""),
    "retired": (Status.RETIRED, RETIRED, QUARTERS, MISSED),
    "due": (
        Status.IN_PROGRESS,
        f'kind = "deadline"\ndue = 2026-12-31\n{MOVED}',
        QUARTERS,
        "2026-Q1,9,final\n2026-Q2,80,final\n",
    ),
    "reached": (Status.KEPT, 'kind = "deadline"\ndue = 2026-12-31', QUARTERS, "2026-Q1,9,final\n2026-Q2,95,final\n"),
    "late": (
        Status.KEPT_LATE,
        'kind = "deadline"\ndue = 2026-06-30',
        QUARTERS,
        "2026-Q1,9,final\n2026-Q2,80,final\n2026-Q3,95,final\n",
    ),
    "failed": (Status.MISSED, 'kind = "deadline"\ndue = 2026-06-30', QUARTERS, "2026-Q1,9,final\n2026-Q2,80,final\n"),
    "weekly": (Status.KEPT, "", 'period = "week"', "".join(f"2026-W{week:02},96,final\n" for week in range(2, 48))),
    "fiscal": (
        Status.KEPT,
        "",
        f"{QUARTERS}\nyear_starts = 4",
        "FY2026-Q4,96,final\nFY2027-Q1,96,final\nFY2027-Q2,96,final\n",
    ),
    "nearly": (Status.MISSED, "", f"{QUARTERS}\n{SURVEY}", "2026-Q3,94.96,final,10000,9496\n"),
}


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """A project with a promise for each verdict, everything approved."""
    project = Project(tmp_path_factory.mktemp("verdicts"))
    register, files = HEAD, {}
    for name, (_, promise, metric, rows) in CASES.items():
        since = "2026-07-01" if name == "nearly" else "2026-01-05" if name == "weekly" else "2026-01-01"
        targets = f'{{ metric = "{name}", at_least = 95, from = {since} }}'
        if name == "weekly":
            register += PROMISE.format(name="partly", more="", targets=_both("kept", "missed"))
        register += PROMISE.format(name=name, more=promise, targets=targets)
        files[f"evidence/metrics/{name}.toml"] = METRIC.format(name=name, more=metric)
        files[f"evidence/metrics/{name}.csv"] = "period,value,status,n,numerator,note\n" + rows
    project.write({"promises.toml": register, **files}).commit()
    names = [*CASES, "partly"]
    project.approve(*(f"promise.{name}" for name in names), by="olive").approve(*CASES, by="connie").commit()
    portfolio, found = project.load()
    return pipeline.check(project.root, portfolio, found, TODAY)


def _both(*metrics: str) -> str:
    return ", ".join(f'{{ metric = "{name}", at_least = 95, from = 2026-01-01 }}' for name in metrics)


def drawn(edition: Edition) -> dict[str, Page]:
    """Every page of an edition, by its path."""
    templates = (packaged() / "site_templates",)
    return {page.path: page for page in all_pages(edition, templates, {})}


def test_there_is_a_promise_for_every_verdict(checked: Checked) -> None:
    expected = {name: status for name, (status, *_) in CASES.items()} | {"partly": Status.PARTLY_KEPT}
    for edition in (checked.public, checked.internal):
        assert {promise.id: promise.verdict.status for promise in edition.promises} == expected
    assert set(expected.values()) == set(Status)


def test_there_is_a_promise_for_every_state_of_the_open_period(checked: Checked) -> None:
    states = {one.promise: one.live for one in checked.internal.promises_inside}
    assert (states["kept"], states["missed"], states["partly"]) == (LiveState.AT_RISK, LiveState.BELOW, LiveState.BELOW)
    assert (states["silent"], states["retired"]) == (LiveState.NO_EVIDENCE, None)


def test_every_verdict_has_its_pages_on_both_sites(checked: Checked) -> None:
    for edition in (checked.public, checked.internal):
        pages = drawn(edition)
        for promise in edition.promises:
            page = pages[f"promises/{promise.id}/"]
            kind = "retired" if promise.retired else promise.verdict.status
            assert f"k-v--{kind}" in page.body
        for path, page in pages.items():
            outline = Outline(page)
            assert outline.unbalanced == [], path
            assert [name for name, count in Counter(outline.ids).items() if count > 1] == [], path


def test_a_share_that_would_round_to_its_target_is_printed_and_drawn_below_it(checked: Checked) -> None:
    """The drawing refuses a point that contradicts its verdict, so this page would not exist."""
    body = drawn(checked.public)["promises/nearly/"].body
    assert "94.96" in body
    assert "95.0%" not in body
