"""A role's page on a telephone: found by any name, and there without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from browser.conftest import Served
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["", "roles/"])
def test_a_part_is_found_by_what_people_call_the_job(browser: Browser, inside: Served, path: str) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(inside.address + path)
    rows = page.locator("#roles > li")
    everything = rows.count()
    page.fill("#look", "foreman")
    shown = page.locator("#roles > li:visible")
    assert everything > 1
    assert shown.count() == 1
    assert "Crew leader" in shown.inner_text()
    context.close()


def test_without_script_every_role_is_listed(browser: Browser, inside: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(inside.address + "roles/")
    assert not page.locator("#look").is_visible()
    assert page.locator("#roles > li:visible").count() == page.locator("#roles > li").count() > 1
    context.close()


def test_a_page_seen_once_is_there_without_a_network_and_says_how_old_it_is(browser: Browser, inside: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(inside.address + "roles/porter/")
    address = f"{inside.address}roles/porter/"
    page.wait_for_function(
        """async address => {
            const store = await caches.open('kept-roles');
            const needed = [address, ...performance.getEntriesByType('resource').map(one => one.name)];
            return (await Promise.all(needed.map(one => store.match(one)))).every(one => one !== undefined);
        }""",
        arg=address,
    )
    context.set_offline(True)
    page.goto(address)
    page.wait_for_selector("[data-offline]:visible")
    note = page.locator("[data-offline]").inner_text()
    assert page.locator("h1").inner_text() == "Porter"
    context.close()
    assert note.startswith("No network. Figures as of 20 November 2026, ")


def test_only_the_pages_of_the_roles_are_kept(browser: Browser, inside: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(inside.address + "roles/porter/")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto(inside.address + "review/")
    page.goto(inside.address + "roles/driver/")
    page.wait_for_function("async () => (await (await caches.open('kept-roles')).keys()).length > 2")
    kept = page.evaluate("async () => (await (await caches.open('kept-roles')).keys()).map(one => one.url)")
    context.close()
    assert all("/roles/" in url or "/assets/" in url for url in kept)


def test_the_public_site_has_no_service_worker_and_no_script_of_the_inside(dist: Path) -> None:
    assert not (dist / "public" / "sw.js").exists()
    assert list((dist / "public" / "assets").glob("inside.*")) == []
    assert (dist / "internal" / "sw.js").is_file()
