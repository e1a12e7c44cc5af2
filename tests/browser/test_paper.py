"""What is made to be printed fits its paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from browser.conftest import Served
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["board/", "roles/crew-leader/card/", "roles/crew-leader/poster/"])
def test_it_is_exactly_one_printed_page(browser: Browser, inside: Served, path: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(inside.address + path)
    printed = page.pdf(prefer_css_page_size=True)
    context.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
