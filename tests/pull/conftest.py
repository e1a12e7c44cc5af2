"""Real servers, and a project whose figures come from one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from projects import Project
from pulled import SECRET, source
from servers import Server, serving

METRIC, POLICY = "evidence/metrics/punctuality.toml", "evidence/policy.toml"


@pytest.fixture
def serve() -> Iterator[Callable[[], Server]]:
    """Starts a server; as often as a test wants."""
    with ExitStack() as running:
        yield lambda: running.enter_context(serving())


@pytest.fixture
def server(serve: Callable[[], Server]) -> Server:
    """One of them."""
    return serve()


@pytest.fixture
def pulling(approved: Project, server: Server, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Project]:
    """Makes the approved project, bounded and committed, with one source at the server; its token is set."""
    monkeypatch.setenv("JOBS_TOKEN", SECRET)

    def made(*lines: str, kind: str = "csv", path: str = "/figures", status: str | None = "final") -> Project:
        text = (approved.root / METRIC).read_text(encoding="utf-8")
        approved.write({METRIC: text + "\n[bounds]\nlow = 90\nhigh = 100\n"}).approve("punctuality", by="connie")
        approved.edit("evidence/metrics/punctuality.csv", "2026-Q4,91.0,100,91,interim,,\n", "")
        address = (f'url = "{server.at(path)}"', "private = true")
        approved.write({POLICY: source(*address, *lines, kind=kind, status=status)})
        approved.commit()
        return approved

    return made
