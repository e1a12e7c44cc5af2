"""Whatever is edited after publication, no reader learns less of a miss, unless the site is stopped."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kept import pipeline
from kept.model.verdict import PeriodVerdict, Status
from kept.write.publication import additions
from projects import TODAY, Project
from rewrites import EDITS, WORLDS, rewrite

LATER = date(2026, 11, 28)
PERIOD = "2026-Q3"


@pytest.fixture(scope="module", params=list(WORLDS))
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Project]:
    """(name of the world, its project): all of it approved and published, with the ledgers committed."""
    name: str = request.param
    project = Project(tmp_path_factory.mktemp("published")).write(WORLDS[name].files)
    project.approve("promise.on-time", "nine-oclock", "corner-books", by="olive")
    metrics = [path.stem for path in (project.root / "evidence/metrics").glob("*.toml")]
    project.approve(*sorted(metrics), by="connie").commit()
    portfolio, found = project.load()
    checked = pipeline.check(project.root, portfolio, found, TODAY)
    assert _told(checked.public.promises[0].verdict.record) == WORLDS[name].told
    project.write({path: text.encode() for path, text in additions(portfolio, checked.public).items()}).commit()
    return name, project


def _told(record: tuple[PeriodVerdict, ...]) -> str | None:
    return next((str(one.status) for one in record if str(one.period) == PERIOD), None)


def _holds(world: str, project: Project, names: list[str]) -> bool:
    """True where the site stops, or still says what was published, after these edits are approved and merged."""
    rewrite(project, names)
    read, report = project.load_raw()
    if read is None:
        return True
    after = pipeline.check(project.root, read, report, LATER)
    told = {_told(promise.verdict.record) for promise in after.public.promises}
    told |= {str(one.verdict.status) for one in after.public.promises if one.verdict.status is Status.NO_RESULT}
    return after.report.stops_site or WORLDS[world].told in told


def _copied(published: tuple[str, Project], folder: Path) -> Project:
    shutil.copytree(published[1].root, folder, dirs_exist_ok=True)
    return Project(folder)


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITS)
def test_no_edit_without_a_dated_entry_takes_a_miss_away(
    name: str, published: tuple[str, Project], tmp_path: Path
) -> None:
    assert _holds(published[0], _copied(published, tmp_path), [name])


@pytest.mark.slow
@settings(max_examples=20)
@given(names=st.lists(st.sampled_from(sorted(EDITS)), min_size=2, max_size=4, unique=True))
def test_nor_do_several_at_once(published: tuple[str, Project], names: list[str]) -> None:
    with TemporaryDirectory() as folder:
        assert _holds(published[0], _copied(published, Path(folder)), names), names


def test_the_project_left_as_it_is_says_what_was_published(published: tuple[str, Project], tmp_path: Path) -> None:
    project = _copied(published, tmp_path)
    portfolio, found = project.load()
    after = pipeline.check(project.root, portfolio, found, LATER)
    assert not after.report.stops_site
    assert {_told(promise.verdict.record) for promise in after.public.promises} == {WORLDS[published[0]].told}
