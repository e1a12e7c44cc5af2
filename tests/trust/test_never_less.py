"""Whatever is edited after publication, no reader learns less of a miss, unless the site is stopped."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import projects
import pytest
from held import METRIC, REGISTER, TABLE
from kept import pipeline
from kept.findings import UsageError
from kept.write.publication import additions
from projects import TODAY, Project
from sites import copy

if TYPE_CHECKING:
    from pathlib import Path

LATER = date(2026, 11, 28)
EDITS: dict[str, tuple[str, str, str]] = {
    "a better value": (TABLE, "90.5,200,181", "97.5,200,195"),
    "the row taken away": (TABLE, "2026-Q3,90.5,200,181,final,2026-10-14,\n", ""),
    "the row no longer final": (TABLE, "181,final,2026-10-14", "181,interim,"),
    "nothing to measure": (TABLE, "90.5,200,181", ",0,"),
    "a lower target": (REGISTER, "at_least = 95", "at_least = 90"),
    "a target that begins later": (REGISTER, "from = 2026-01-01", "from = 2026-10-01"),
    "a least n above the quarter": (METRIC, "data_owner", "min_n = 500\ndata_owner"),
    "more time": (METRIC, "data_owner", "due_days = 900\ndata_owner"),
    "other words": (REGISTER, "when we said we would", "some time"),
    "another definition": (METRIC, "within the hour we named", "that day"),
    "a metric for the people inside": (METRIC, "data_owner", 'audience = "internal"\ndata_owner'),
    "a promise for the people inside": (REGISTER, 'audience = "public"', 'audience = "internal"'),
    "another id": (REGISTER, 'id = "on-time"', 'id = "punctual"'),
    "retired before the miss": (REGISTER, "targets =", 'retired = { on = 2026-09-01, why = "Sold." }\ntargets ='),
    "a deadline to come": (REGISTER, "targets =", 'kind = "deadline"\ndue = 2027-12-31\ntargets ='),
}


def _edit(project: Project, names: list[str]) -> None:
    """Edits whose place is still there, approved by everybody who may, and merged."""
    for name in names:
        path, old, new = EDITS[name]
        if old in (project.root / path).read_text(encoding="utf-8"):
            project.edit(path, old, new)
    for item, person in (("promise.on-time", "olive"), ("promise.punctual", "olive"), ("punctuality", "connie")):
        with suppress(UsageError):
            project.approve(item, by=person)
    project.commit()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The small project with a quarter missed, approved, published and committed."""
    project = projects.approved(tmp_path_factory.mktemp("published"))
    project.edit(TABLE, "95.5,200,191,final", "90.5,200,181,final").approve("punctuality", by="connie").commit()
    portfolio, found = project.load()
    checked = pipeline.check(project.root, portfolio, found, TODAY)
    project.write({path: text.encode() for path, text in additions(portfolio, checked.public).items()}).commit()
    return project


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30))
def test_an_edit_without_a_dated_entry_takes_no_miss_away(seed: int, published: Project, tmp_path: Path) -> None:
    project = copy(published, tmp_path)
    chance = random.Random(seed)  # noqa: S311  cases of a test, not a secret
    names = [list(EDITS)[seed]] if seed < len(EDITS) else chance.sample(list(EDITS), chance.choice((2, 3)))
    _edit(project, names)

    read, report = project.load_raw()
    if read is None:
        return
    after = pipeline.check(project.root, read, report, LATER)
    told = {str(one.period): one.status for promise in after.public.promises for one in promise.verdict.record}
    assert after.report.stops_site or told.get("2026-Q3") == "missed", names
