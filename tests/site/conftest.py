"""A small project on disk, drawn by a real engine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path

import frames
import pytest
from kept.model.page import Chrome, Page
from kept.resources import Resources
from kept.site.engine import Engine
from kept.site.shell import Shells, shells
from kept.site.skeleton import ShellKey

Draw = Callable[..., Shells]

_DRAWN: dict[object, Shells] = {}
"""What was drawn from the same input before; that equal input gives equal output has a test of its own."""


@pytest.fixture
def chrome() -> Chrome:
    """What the frame of a small public site says."""
    return Chrome(
        audience="public",
        site_name="Ternway & sons' <promises>",
        organisation="Ternway",
        locale="en-GB",
        site_url="https://promises.example/sub/",
        tabs=(("promises", "Promises", ""), ("voices", "Voices & more", "voices/")),
        ribbon=None,
        footer=("A demonstration of kept, not the site of an organisation.",),
        footer_links=(("Feed", "changes/feed.xml"), ("Elsewhere", "https://elsewhere.example/?a=1&b=2")),
        correction=("Report an error", "mailto:corrections@example.com"),
        search="Search",
    )


@pytest.fixture
def pages() -> list[Page]:
    """A home, a promise, the voices and one voice."""
    return [
        Page(
            path="", section="promises", title="What Ternway promises", description="All of it.", body="<h1>Home</h1>"
        ),
        Page(
            path="promises/warm/",
            section="promises",
            title='Warm in "24" hours',
            description="Kept & counted.",
            body="<h1>Warm</h1>",
            page_class="promise",
            json_ld=({"@type": "WebPage", "name": "</script><!--"},),
            alternates=(("text/csv", "The record", "record.csv"),),
        ),
        Page(path="voices/", section="voices", title="Voices", description="Said.", body="<h1>Voices</h1>"),
        Page(
            path="voices/one/", section="voices", title="One", description="Said.", body="<h1>One</h1>", indexed=False
        ),
    ]


@pytest.fixture
def project(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Makes a project folder with these files."""

    def make(files: Mapping[str, str]) -> Path:
        root = tmp_path / "project"
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        root.mkdir(exist_ok=True)
        return root

    return make


@pytest.fixture
def draw(tmp_path: Path, project: Callable[[Mapping[str, str]], Path], pages: list[Page]) -> Draw:
    """Draws the frames for `pages` with a real engine, for a project with these files of its own."""

    def drawn(
        chrome: Chrome,
        engine: Engine = Engine.MKDOCS,
        files: Mapping[str, str] | None = None,
        *,
        again: bool = False,
    ) -> Shells:
        resources = Resources.of(project(files or {}))
        key = (chrome, engine, frozenset((files or {}).items()))
        if again or key not in _DRAWN:
            work = tmp_path / f"work-{engine}"
            shutil.rmtree(work, ignore_errors=True)
            with frames.drawn_afresh() if again else nullcontext():
                _DRAWN[key] = shells(resources, work=work, chrome=chrome, needs=ShellKey.needed(pages), engine=engine)
        return _DRAWN[key]

    return drawn


@pytest.fixture(params=list(Engine))
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn."""
    chosen: Engine = request.param
    return chosen
