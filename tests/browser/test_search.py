"""The search in a real browser: by keyboard, narrowed by facets, on both sites, asking nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.conftest import serve
from browser.test_pages import faults

if TYPE_CHECKING:
    from browser.conftest import Served
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

READY = "document.querySelector('.k-search select')"


def opened(browser: Browser, address: str, width: int = 375, scheme: str = "light") -> Page:
    """A page with its search opened by the key "/"."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.keyboard.press("/")
    page.wait_for_function(READY)
    return page


def results(page: Page, words: str) -> list[str]:
    """The titles found for these words, typed into the field that has the focus."""
    page.keyboard.type(words)
    page.wait_for_function("/\\d/.test(document.querySelector('.k-search [role=status]').textContent)")
    page.wait_for_selector(".k-search li a")
    return page.locator(".k-search li a").all_inner_texts()


def test_a_case_like_mine_is_found_in_two_steps_by_keyboard_on_a_phone(browser: Browser, public: Served) -> None:
    """Typing is the first step, Enter twice the second: a library, and books in order."""
    asked: list[str] = []
    page = opened(browser, public.address)
    page.on("request", lambda request: asked.append(request.url))
    assert results(page, "library, books")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != public.address)
    words = page.locator("#main").inner_text().casefold()
    assert "librar" in words
    assert "book" in words
    assert asked
    assert [url for url in asked if not url.startswith(public.address)] == []
    page.context.close()


def test_nothing_of_the_search_is_loaded_before_it_is_opened(browser: Browser, public: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(public.address)))
    page.goto(public.address, wait_until="networkidle")
    assert [url for url in asked if "search" in url] == ["assets/search.js"]
    context.close()


def test_a_facet_narrows_what_is_found_and_can_be_cleared(browser: Browser, inside: Served) -> None:
    """On the internal site, below a sub-path, with the facet that only it has."""
    page = opened(browser, inside.address + "promises/", 1360)
    assert page.locator(".k-search select").evaluate_all("all => all.map(one => one.name)") == [
        *("kind", "promise", "stage", "sector", "role")
    ]
    everything = results(page, "quote")
    page.select_option(".k-search select[name=kind]", label="Voice")
    page.wait_for_function(
        "[...document.querySelectorAll('.k-search li > span')].map(one => one.textContent).join('').match(/^(Voice)+$/)"
    )
    voices = page.locator(".k-search li a").all_inner_texts()
    assert voices
    assert voices != everything
    first = page.locator(".k-search li a").first
    address = first.evaluate("link => link.href")
    assert address.startswith(inside.address + "voices/")
    assert page.request.get(address).ok
    page.locator(".k-search__clear").click()
    page.wait_for_function(f"document.querySelector('.k-search li a')?.textContent === {everything[0]!r}")
    page.context.close()


def test_escape_closes_it_and_slash_in_a_field_is_a_slash(browser: Browser, public: Served) -> None:
    page = opened(browser, public.address)
    page.keyboard.press("/")
    assert page.locator(".k-search input").input_value() == "/"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert not page.locator(".k-search").is_visible()
    page.keyboard.press("Control+k")
    page.wait_for_selector(".k-search[open]")
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1360, "light"), (375, "dark"), (320, "light")])
def test_the_open_search_is_accessible(browser: Browser, public: Served, width: int, scheme: str) -> None:
    page = opened(browser, public.address, width, scheme)
    assert results(page, "late")
    assert faults(page) == []
    assert page.locator(".k-search").evaluate("box => box.scrollWidth <= box.clientWidth")
    page.context.close()


def test_without_script_there_is_no_button_and_without_an_index_the_search_says_so(
    browser: Browser, public: Served, tmp_path_factory: pytest.TempPathFactory
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(public.address)
    assert not page.locator("[data-search]").is_visible()
    context.close()
    folder = tmp_path_factory.mktemp("without")
    for path in ("index.html", "assets"):
        (folder / path).symlink_to(public.folder / path)
    with serve(folder) as bare:
        context = browser.new_context()
        page = context.new_page()
        page.goto(bare.address)
        page.locator("[data-search]").click()
        page.wait_for_function(
            "document.querySelector('.k-search [role=status]')?.textContent.includes('not available')"
        )
        assert not page.locator(".k-search input").is_visible()
        context.close()
