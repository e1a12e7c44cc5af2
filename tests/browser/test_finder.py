"""The evidence finder in a real browser: settings in the address, one answer, a copy that leaves nothing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from browser.conftest import Served
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_a_view_can_be_sent_by_its_address(browser: Browser, inside: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(inside.address + "evidence/")
    page.select_option("[name=kind]", "story")
    page.select_option("[name=use]", "sales")
    page.wait_for_function("location.search.includes('use=sales')")
    page.wait_for_function("!document.querySelector('[data-kind=voice]:not([hidden])')")
    titles = page.locator(".k-item:visible h2").all_inner_texts()
    sent = context.new_page()
    sent.goto(page.url)
    sent.wait_for_function("!document.querySelector('[data-kind=voice]:not([hidden])')")
    assert sent.locator(".k-item:visible h2").all_inner_texts() == titles
    assert titles
    context.close()


def test_the_items_of_every_page_of_the_list_are_searched(browser: Browser, inside: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(inside.address + "evidence/")
    page.fill("[name=who]", "a")
    total = page.locator("[data-find]").get_attribute("data-all")
    page.wait_for_function(f"document.querySelectorAll('.k-item').length === {total}")
    for link in page.locator(".k-item h2 a").all()[-3:]:
        address = link.evaluate("link => link.href")
        assert page.request.get(address).ok
    context.close()


def test_a_copy_has_the_words_the_attribution_and_the_public_link(browser: Browser, inside: Served) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(inside.address + "evidence/?who=Tilda+Wrenn")
    page.locator("[data-copy]:visible").first.click()
    page.wait_for_function("document.querySelector('[data-copy]').firstChild.data === 'Copied'")
    copied = page.evaluate("navigator.clipboard.readText()")
    context.close()
    assert copied.startswith("“I rang on the Friday.")
    assert "Tilda Wrenn, Homeowner, Harrogate" in copied
    assert copied.endswith("https://promises.ternway.example/voices/a-hall-again/")


def test_without_script_there_are_no_filters_and_every_page_of_the_list_is_linked(
    browser: Browser, inside: Served
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(inside.address + "evidence/")
    assert not page.locator("[data-find]").is_visible()
    assert not page.locator("[data-copy]").first.is_visible()
    assert page.locator(".k-item").first.is_visible()
    page.locator(".k-pager a[rel=next]").click()
    assert page.locator(".k-item").first.is_visible()
    context.close()
