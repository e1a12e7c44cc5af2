"""Both sites behind the Content-Security-Policy that the guide gives: nothing is refused, and all of it works."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser.conftest import serve
from browser.test_pages import paths

if TYPE_CHECKING:
    from browser.conftest import Served
    from playwright.sync_api import Browser, ConsoleMessage

pytestmark = pytest.mark.browser

GUIDE = Path(__file__).parents[2] / "docs/how-to/nginx.conf"


def policies() -> dict[str, str]:
    """The policies of the guide: the strict one of both sites, that of a card, that of a sheet."""
    found = re.findall(r'Content-Security-Policy "([^"]+)"', GUIDE.read_text(encoding="utf-8"))
    strict, card, sheet, portal = found
    assert strict == portal
    return {"": strict, "embed": card, "one-page": sheet}


def policy(path: str) -> str:
    """The policy for an address, as the guide's locations give it."""
    kind = "embed" if re.search(r"/embed/.+/", path) else "one-page" if "/one-page/" in path else ""
    return policies()[kind]


def test_the_policy_allows_no_inline_script() -> None:
    for one in policies().values():
        scripts = re.search(r"script-src ([^;]+)", one)
        assert (scripts[1] if scripts else "") in {"", "'self' 'wasm-unsafe-eval'"}
        assert one.startswith("default-src 'none'; ")


def test_nothing_is_refused_behind_the_guides_policy(browser: Browser, site: Served) -> None:
    """Every kind of page, then the colours and the search by hand."""
    refused: list[str] = []
    prefix = re.sub(r"^http://[^/]+", "", site.address)
    with serve(site.folder, prefix, policy) as served:
        context = browser.new_context()
        context.add_init_script(
            "addEventListener('securitypolicyviolation', event => "
            "console.error(`refused: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"
        )
        page = context.new_page()

        def hear(message: ConsoleMessage) -> None:
            if "refused" in message.text.lower() or "content security policy" in message.text.lower():
                refused.append(f"{page.url}: {message.text}")

        page.on("console", hear)
        further = [*site.folder.rglob("one-page/index.html")][:2] + [*site.folder.glob("embed/*/*/index.html")][:2]
        alone = [f"{found.parent.relative_to(site.folder).as_posix()}/" for found in further]
        for path in (*paths(site.folder), *alone):
            page.goto(served.address + path, wait_until="load")
        page.goto(served.address)
        page.locator("[data-md-component=palette] label:visible").click()
        page.goto(served.address + "method/")
        assert page.locator("body").get_attribute("data-md-color-media") == "(prefers-color-scheme: light)"
        page.keyboard.press("/")
        page.wait_for_selector(".k-search select")  # a function would be evaluated, which the policy forbids
        page.keyboard.type("verdict")
        page.wait_for_selector(".k-search li a")
        context.close()
    assert refused == []


def test_no_page_has_a_script_in_it(site: Served) -> None:
    for path in site.folder.rglob("*.html"):
        for attributes, content in re.findall(r"<script([^>]*)>(.*?)</script>", path.read_text("utf-8"), re.DOTALL):
            assert not content.strip() or "json" in attributes, path
