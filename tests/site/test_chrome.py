"""The frame in a real Chromium: it loads without an error, and keyboard, phone and no script reach everything."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser.conftest import serve
from kept.model.page import Chrome, Page
from kept.site.engine import Engine
from kept.site.folder import write_site
from kept.site.shell import Shells
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.browser

Draw = Callable[..., Shells]
WIDE, PHONE, SMALLEST = 1360, 375, 320
ABOUT = {"site_templates/content/public/about.md": "---\ntitle: About\nsection: voices\n---\n\n# About\n\nProse.\n"}


@pytest.fixture
def address(engine: Engine, draw: Draw, chrome: Chrome, pages: list[Page], tmp_path: Path) -> Iterator[str]:
    """Where a small site is served, in a sub-folder."""
    tall = [dataclasses.replace(page, body=page.body + "<p>Words.</p>" * 80) for page in pages]
    write_site(tmp_path / "www/sub", draw(chrome, engine, ABOUT), tall, [])
    with serve(tmp_path / "www/sub", "/sub/") as served:
        yield served.address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Tab]]:
    """Opens a page of the site in a window of its own."""
    contexts: list[BrowserContext] = []

    def visited(path: str, width: int = WIDE, **options: object) -> Tab:
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}, **options))  # type: ignore[arg-type]
        tab = contexts[-1].new_page()
        tab.goto(address + path)
        return tab

    yield visited
    for context in contexts:
        context.close()


def focused(tab: Tab) -> str:
    """The name of what has the focus."""
    return str(
        tab.evaluate("(e => e.getAttribute('aria-label') || e.id || e.textContent.trim())(document.activeElement)")
    )


@pytest.mark.parametrize(("scheme", "width"), [("light", WIDE), ("dark", PHONE)])
def test_no_page_logs_an_error_or_asks_another_host(browser: Browser, address: str, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    tab = context.new_page()
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
    tab.on("response", lambda answer: wrong.append(answer.url) if answer.status >= 400 else None)
    # A request that leaving the page breaks off has not gone wrong.
    tab.on("requestfailed", lambda failed: None if failed.failure == "net::ERR_ABORTED" else wrong.append(failed.url))
    tab.on("request", lambda request: None if request.url.startswith(address) else wrong.append(request.url))
    for path in ("", "promises/warm/", "about/"):
        tab.goto(address + path, wait_until="networkidle")
        assert wrong == []
    tab.goto(f"{address}no/such/page", wait_until="networkidle")
    assert len(wrong) == 2  # the page itself, and what the console says about it
    assert wrong[0].endswith("no/such/page")
    context.close()


def test_the_missing_page_is_styled_and_leads_home_from_any_depth(visit: Callable[..., Tab], address: str) -> None:
    tab = visit("no/such/page/at/all")
    assert tab.evaluate("getComputedStyle(document.querySelector('.k-header')).display") == "block"
    assert tab.evaluate("document.styleSheets.length") >= 3
    tab.locator(".k-home").click()
    tab.wait_for_url(address)


def test_a_keyboard_reaches_content_home_colours_and_tabs_in_this_order(visit: Callable[..., Tab]) -> None:
    tab = visit("promises/warm/")
    tab.wait_for_selector("[data-md-component=palette] label:visible")
    seen = []
    for _ in range(6):
        tab.keyboard.press("Tab")
        seen.append(focused(tab))
    assert seen == [
        "Skip to content", "Ternway & sons' <promises>", "Search", "Switch to light mode", "Promises", "Voices & more",
    ]  # fmt: skip


def test_the_skip_link_skips(visit: Callable[..., Tab]) -> None:
    tab = visit("promises/warm/")
    tab.keyboard.press("Tab")
    assert tab.locator(".k-skip").bounding_box()["y"] >= 0  # type: ignore[index]
    tab.keyboard.press("Enter")
    assert focused(tab) == "main"
    assert tab.url.endswith("#main")


def test_the_colour_switch_works_by_keyboard_and_is_remembered(visit: Callable[..., Tab], address: str) -> None:
    tab = visit("")
    tab.wait_for_selector("[data-md-component=palette] label:visible")
    for _ in range(4):
        tab.keyboard.press("Tab")
    schemes = []
    for _ in range(3):
        schemes.append(tab.locator("body").get_attribute("data-md-color-scheme"))
        tab.keyboard.press("Enter")
    assert schemes == ["default", "default", "slate"]
    tab.keyboard.press("Enter")
    tab.keyboard.press("Enter")
    tab.goto(f"{address}voices/one/")
    assert tab.locator("body").get_attribute("data-md-color-scheme") == "slate"


@pytest.mark.parametrize("script", [True, False])
def test_the_phones_menu_opens_by_keyboard_also_without_script(visit: Callable[..., Tab], *, script: bool) -> None:
    tab = visit("promises/warm/", PHONE, java_script_enabled=script)
    links = tab.locator(".k-menu a")
    assert not links.first.is_visible()
    tab.locator(".k-menu summary").focus()
    tab.keyboard.press("Enter")
    assert links.last.is_visible()
    assert not tab.locator(".k-tabs").is_visible()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/sub/voices/")


def test_on_a_wide_screen_the_tabs_are_a_row_and_the_menu_is_away(visit: Callable[..., Tab]) -> None:
    tab = visit("")
    assert tab.locator(".k-tabs").is_visible()
    assert not tab.locator(".k-menu").is_visible()


@pytest.mark.parametrize("path", ["promises/warm/", "about/", "gone"])
def test_nothing_of_the_frame_needs_scrolling_sideways(visit: Callable[..., Tab], path: str) -> None:
    """Also with text at twice its size."""
    tab = visit(path)
    for width in (WIDE, PHONE, SMALLEST):
        tab.set_viewport_size({"width": width, "height": 800})
        for size in ("125%", "250%"):
            tab.evaluate(f"document.documentElement.style.fontSize = '{size}'")
            assert tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_the_page_prints_without_its_controls(visit: Callable[..., Tab]) -> None:
    tab = visit("promises/warm/")
    tab.emulate_media(media="print")
    for control in (".k-skip", ".k-tabs", ".k-menu", "[data-md-component=palette]"):
        assert not tab.locator(control).is_visible()
    assert tab.locator(".k-home").is_visible()
