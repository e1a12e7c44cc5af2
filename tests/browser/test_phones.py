"""The public site on a telephone: how long its pages are, and that nothing has to be pushed sideways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from browser.conftest import Served
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SCREEN = 800
MOST_SCREENS = 6


def test_a_promise_is_read_in_six_screens(browser: Browser, public: Served) -> None:
    context = browser.new_context(viewport={"width": 375, "height": SCREEN})
    page = context.new_page()
    lengths = {}
    for folder in sorted((public.folder / "promises").glob("*/index.html")):
        page.goto(f"{public.address}promises/{folder.parent.name}/")
        lengths[folder.parent.name] = page.evaluate("document.documentElement.scrollHeight")
    context.close()
    assert len(lengths) > 1
    assert {name: height for name, height in lengths.items() if height > MOST_SCREENS * SCREEN} == {}


def test_tables_of_results_stack_instead_of_scrolling(browser: Browser, public: Served) -> None:
    context = browser.new_context(viewport={"width": 375, "height": SCREEN})
    page = context.new_page()
    wide = {}
    for path in ("promises", "metrics", "results"):
        for folder in sorted((public.folder / path).glob("*/index.html")):
            page.goto(f"{public.address}{path}/{folder.parent.name}/")
            wide[f"{path}/{folder.parent.name}/"] = page.evaluate(
                "[...document.querySelectorAll('.k-tw')].filter(box => box.scrollWidth > box.clientWidth).length"
            )
    context.close()
    assert sum(wide.values()) == 0, wide


def test_a_quote_stands_before_everything_that_is_said_about_it(browser: Browser, public: Served) -> None:
    context = browser.new_context(viewport={"width": 375, "height": SCREEN})
    page = context.new_page()
    page.goto(f"{public.address}voices/")
    tops = page.evaluate(
        "[...document.querySelectorAll('.k-voice')].map(card => [card.firstElementChild, card.querySelector('.k-who'),"
        " card.querySelector('.k-voice__l')].map(part => part.getBoundingClientRect().top))"
    )
    context.close()
    assert tops
    assert all(quote < who < line for quote, who, line in tops)
