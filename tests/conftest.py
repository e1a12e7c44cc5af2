"""What every test may use, and the rule that CI skips nothing."""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import commands
import frames
import once
import projects
import pytest
import sites
from hypothesis import settings
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from playwright.sync_api import Browser


REPOSITORY = Path(__file__).parents[1]

# How long an example takes says how busy the machine is, and nothing about kept. CI tries the same examples every time,
# so that no change is stopped by what another one did; whoever works on kept meets new ones with every run.
settings.register_profile("kept", deadline=None, max_examples=60, derandomize="CI" in os.environ)
settings.load_profile("kept")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turns a skip into a failure where KEPT_FORBID_SKIPS is set: green must mean that everything ran."""
    report = yield
    if report.skipped and os.environ.get("KEPT_FORBID_SKIPS") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and this run forbids skips: {report.longrepr}"
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the long files first: one that began last would keep one worker busy while the others have nothing to do."""
    long = {item.path for item in items if any(map(item.get_closest_marker, ("slow", "browser")))}
    long |= {item.path for item in items if "built_demo" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path not in long)


def pytest_collection_finish() -> None:
    """Takes what was collected out of the garbage collection, which would look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for what is made once in a run of the tests, by whichever process comes first."""
    return once.shared(tmp_path_factory)


@pytest.fixture(scope="session", autouse=True)
def _frames(made_once: Path) -> Iterator[None]:
    with frames.remembered(made_once):
        yield


@pytest.fixture(scope="session")
def built_demo(made_once: Path) -> Path:
    """The demo in a repository of its own, committed, with both finished sites in `dist`. To be read, not changed."""

    def build(root: Path) -> None:
        shutil.copy(REPOSITORY / "promises.toml", root)
        shutil.copytree(REPOSITORY / "evidence", root / "evidence")
        demo = projects.Project(root)
        demo.commit()
        ran = demo.kept("build")
        assert ran.code == 0, ran.out + ran.err

    return once.once(made_once / "demo", build)


@pytest.fixture
def project(tmp_path: Path) -> projects.Project:
    """The small project: written down, in no repository, nothing approved."""
    return projects.small(tmp_path)


@pytest.fixture(scope="session")
def _approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return projects.approved(tmp_path_factory.mktemp("approved")).root


@pytest.fixture
def approved(_approved: Path, tmp_path: Path) -> projects.Project:
    """The small project with everything approved for both sites, by the real command, and committed."""
    shutil.copytree(_approved, tmp_path, dirs_exist_ok=True)
    return projects.Project(tmp_path)


@pytest.fixture(scope="session")
def _with_sites(made_once: Path) -> Path:
    def build(root: Path) -> None:
        project = projects.approved(root).write({".gitignore": "dist/\n.kept/\n"})
        project.commit()
        ran = project.kept("build")
        assert ran.code == 0, ran.out + ran.err

    return once.once(made_once / "small", build)


@pytest.fixture
def with_sites(_with_sites: Path, tmp_path: Path) -> projects.Project:
    """The small project, approved and committed, with both finished sites in `dist`."""
    return sites.copy(projects.Project(_with_sites), tmp_path / "with-sites")


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., projects.Ran]:
    """Runs the command line in this process, in the test's own folder: what a user meets, without the start-up."""

    def run(*arguments: str) -> projects.Ran:
        monkeypatch.chdir(tmp_path)
        return commands.run(arguments, tmp_path, {})

    return run


_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; skipped with the reason where there is none."""
    program = os.environ.get("KEPT_CHROMIUM") or next((found for name in _NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium found: install one (Debian, Ubuntu: apt install chromium) to run the browser tests")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        yield chromium
        chromium.close()
