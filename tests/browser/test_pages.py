"""Every kind of page, as a real browser shows it: light and dark, wide and narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from browser.conftest import Served
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

pytestmark = pytest.mark.browser

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_OF_EACH_KIND = 2


def paths(folder: Path) -> Iterator[str]:
    """Addresses of some pages of every kind: each top page, and the first few below each section."""
    yield ""
    yield "no/such/page/"
    for section in sorted(entry for entry in folder.iterdir() if entry.is_dir()):
        if (section / "index.html").exists():
            yield f"{section.name}/"
        below = sorted(page.parent for page in section.glob("*/index.html"))
        for page in sorted(section.glob("*/*/index.html"))[:_OF_EACH_KIND] if section.name == "roles" else ():
            yield f"{page.parent.relative_to(folder).as_posix()}/"
        missed = [page for page in below if "k-v--missed" in (page / "index.html").read_text(encoding="utf-8")]
        for page in dict.fromkeys([*below[:_OF_EACH_KIND], *missed[:1]]):
            yield f"{section.name}/{page.name}/"


def faults(page: Page) -> list[str]:
    """What axe-core finds wrong, one line per node."""
    found = Axe().run(
        page, options={"runOnly": {"type": "tag", "values": _RULES}, "resultTypes": ["violations"], "preload": False}
    )
    return [
        f"{violation['id']} ({violation['help']}): {node['target']} {node.get('failureSummary', '')}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1360, 375])
def test_every_kind_of_page_is_accessible_and_quiet(browser: Browser, site: Served, width: int, scheme: str) -> None:
    """axe-core finds nothing, the console stays empty, nothing is asked of any other host, nothing sticks out."""
    problems: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "404 (Not Found)" not in message.text:
            problems.append(f"{page.url}: console: {message.text}")

    def see(request: Request) -> None:
        if not request.url.startswith((site.address, "data:", "blob:")):
            problems.append(f"{page.url}: asks {request.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    page.on("request", see)
    for path in paths(site.folder):
        page.goto(site.address + path, wait_until="load")
        shown = page.evaluate("document.body.dataset.mdColorScheme")
        assert shown == {"light": "default", "dark": "slate"}[scheme], path
        problems += [f"/{path} at {width} px, {scheme}: {fault}" for fault in faults(page)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            problems.append(f"/{path} at {width} px: wider than the screen")
    context.close()
    assert not problems, "\n".join(problems)


def test_pages_reflow_at_320_pixels(browser: Browser, site: Served) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    wide = []
    for path in paths(site.folder):
        page.goto(site.address + path)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
    context.close()
    assert wide == []


def test_the_stage_filter_works_without_script(browser: Browser, public: Served) -> None:
    context = browser.new_context(viewport={"width": 1360, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto(public.address)
    cards = page.locator(".k-grid > *")
    everything = cards.count()
    page.locator(".k-seg label").nth(1).click()
    shown = sum(cards.nth(index).is_visible() for index in range(everything))
    context.close()
    assert 0 < shown < everything


def test_the_first_tab_stop_is_a_way_past_the_navigation(browser: Browser, site: Served) -> None:
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    page = context.new_page()
    page.goto(site.address)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    focused = page.evaluate("location.hash && document.querySelector(location.hash)?.closest('main') !== null")
    context.close()
    assert focused


def test_the_phone_menu_opens_by_keyboard_and_leads_on(browser: Browser, site: Served) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(site.address)
    summary = page.locator("header details summary").first
    summary.focus()
    page.keyboard.press("Enter")
    link = page.locator("header details a").last
    assert link.is_visible()
    link.click()
    context.close()


def test_a_missing_page_is_answered_in_the_sites_own_look_at_any_depth(browser: Browser, public: Served) -> None:
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    page = context.new_page()
    page.goto(public.address + "no/such/page/at/all/")
    background = page.evaluate("getComputedStyle(document.querySelector('.k-header')).backgroundColor")
    page.locator("main a").first.click()
    context.close()
    assert background == "rgb(13, 43, 37)"
