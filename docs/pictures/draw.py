"""Draws the pictures of the manual from the demo: `make pictures`, after `make site`."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

_HERE = Path(__file__).parent
_DIST = _HERE.parent.parent / "dist"
_PICTURES = {
    "public": ("public", "/"),
    "internal": ("internal", "/roles/porter/"),
    "review": ("internal", "/review/"),
}
"""By name: which site, and which page of it."""
_SIZE = (1200, 800)


def draw() -> None:
    """Every picture, as a PNG beside this file."""
    chromium = shutil.which("chromium")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium) as browser:
        for name, (site, page) in _PICTURES.items():
            _draw(browser, site, page, _HERE / f"{name}.png")


def _draw(browser: Browser, site: str, page: str, picture: Path) -> None:
    handler = functools.partial(_Quiet, directory=str(_DIST / site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        tab = browser.new_page(viewport={"width": _SIZE[0], "height": _SIZE[1]}, color_scheme="light")
        tab.goto(f"http://127.0.0.1:{server.server_port}{page}", wait_until="networkidle")
        tab.screenshot(path=picture)
        tab.close()
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a line for each."""

    def log_message(self, *_line: object) -> None:
        """Nothing."""


if __name__ == "__main__":
    draw()
