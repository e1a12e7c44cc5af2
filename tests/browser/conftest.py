"""The demo's finished sites behind a real server, and a real Chromium to look at them."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Served:
    """A finished site at an address."""

    folder: Path
    address: str


class _Quiet(SimpleHTTPRequestHandler):
    """Serves a folder below a prefix of the address, as a site under a sub-path is served."""

    prefix = "/"
    policy: Callable[[str], str] | None = None
    """By path: the Content-Security-Policy to send."""

    def end_headers(self) -> None:
        """Sends the policy as well, where there is one."""
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy(self.path))
        super().end_headers()

    def translate_path(self, path: str) -> str:
        """The file an address means; one outside the prefix means none."""
        inside = path.removeprefix(self.prefix)
        return super().translate_path(f"/{inside}" if inside != path else "/nothing/here")

    def log_message(self, *_: object) -> None:
        """A test's output is about the test."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Serves the site's own 404.html, as web servers do."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serve(folder: Path, prefix: str = "/", policy: Callable[[str], str] | None = None) -> Iterator[Served]:
    """A folder behind a server on a free port of this machine, below the prefix of its address.

    `policy` gives the Content-Security-Policy for a path.
    """
    handler = type("Handler", (_Quiet,), {"prefix": prefix, "policy": staticmethod(policy) if policy else None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Served(folder, f"http://127.0.0.1:{server.server_port}{prefix}")
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def dist(built_demo: Path) -> Path:
    """The folder with both finished sites of the demo."""
    return built_demo / "dist"


_PREFIXES = {"public": "/", "internal": "/promises/"}
"""As the demo's `site_url` says."""


@pytest.fixture(scope="session", params=sorted(_PREFIXES))
def site(request: pytest.FixtureRequest, dist: Path) -> Iterator[Served]:
    """Each site in turn, served where its `site_url` says it stands."""
    with serve(dist / request.param, _PREFIXES[request.param]) as served:
        yield served


@pytest.fixture(scope="session")
def public(dist: Path) -> Iterator[Served]:
    """The public site, served."""
    with serve(dist / "public") as served:
        yield served


@pytest.fixture(scope="session")
def inside(dist: Path) -> Iterator[Served]:
    """The internal site, served below the sub-path of its address."""
    with serve(dist / "internal", _PREFIXES["internal"]) as served:
        yield served
