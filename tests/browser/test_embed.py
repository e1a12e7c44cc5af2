"""A promise's card in a frame on somebody else's page, as a real browser shows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from browser.conftest import serve
from browser.test_pages import faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from browser.conftest import Served
    from playwright.sync_api import Browser, ConsoleMessage

pytestmark = pytest.mark.browser

_SLACK = 110
"""Pixels by which a frame may be higher than its card: fonts differ in width."""


def cards(folder: Path) -> Iterator[str]:
    """Addresses of all cards."""
    yield from (f"embed/promises/{page.parent.name}/" for page in sorted(folder.glob("embed/promises/*/index.html")))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 560])
def test_a_card_is_accessible_and_asks_nobody_for_anything(
    browser: Browser, public: Served, width: int, scheme: str
) -> None:
    problems: list[str] = []
    context = browser.new_context(
        viewport={"width": width, "height": 600},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    asked: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        problems.append(f"{page.url}: console: {message.text}")

    page.on("console", hear)
    page.on("request", lambda request: asked.append(request.url))
    for path in cards(public.folder):
        asked.clear()
        page.goto(public.address + path)
        problems += [f"/{path} at {width} px, {scheme}: {fault}" for fault in faults(page)]
        problems += [f"/{path} asks {url}" for url in asked[1:] if not url.endswith("/favicon.ico")]
    context.close()
    assert problems == []


@pytest.mark.parametrize("width", [280, 320, 600])
def test_a_card_fits_any_column(browser: Browser, public: Served, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 600})
    page = context.new_page()
    wide = []
    for path in cards(public.folder):
        page.goto(public.address + path)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
    context.close()
    assert wide == []


def test_the_frame_that_oembed_offers_is_as_high_as_its_card(browser: Browser, public: Served) -> None:
    wrong = []
    for path in cards(public.folder):
        answer = json.loads((public.folder / f"{path.rstrip('/')}.json").read_text(encoding="utf-8"))
        context = browser.new_context(viewport={"width": answer["width"], "height": 100})
        page = context.new_page()
        page.goto(public.address + path)
        needed = page.evaluate("document.documentElement.scrollHeight")
        context.close()
        if not needed <= answer["height"] <= needed + _SLACK:
            wrong.append((path, needed, answer["height"]))
    assert wrong == []


def test_a_click_in_the_frame_leads_the_whole_page_to_the_record(
    browser: Browser, public: Served, tmp_path: Path
) -> None:
    """Without script, and from a page of another origin."""
    path = next(cards(public.folder))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    host = f'<!doctype html><title>News</title><iframe src="{public.address}{path}" width="560" height="600"></iframe>'
    (tmp_path / "index.html").write_text(host, encoding="utf-8")
    with serve(tmp_path) as news:
        page.goto(news.address)
        page.frame_locator("iframe").locator("h1 a").click()
        page.wait_for_url(f"{public.address}{path.removeprefix('embed/')}")
    context.close()
