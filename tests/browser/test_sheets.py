"""The sheets that sales hands out, as a real browser prints them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from browser.test_pages import faults

if TYPE_CHECKING:
    from browser.conftest import Served
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

_PAGE = re.compile(rb"/Type\s*/Page\b")


def test_every_sheet_prints_on_exactly_one_page(browser: Browser, public: Served) -> None:
    page = browser.new_page()
    sheets = sorted(public.folder.glob("*/*/one-page/index.html"))
    counted = {}
    for sheet in sheets:
        path = sheet.parent.relative_to(public.folder).as_posix()
        page.goto(f"{public.address}{path}/")
        counted[path] = len(_PAGE.findall(page.pdf(prefer_css_page_size=True)))
    page.close()
    assert {path.partition("/")[0] for path in counted} == {"promises", "sectors", "stories"}
    assert {path: count for path, count in counted.items() if count != 1} == {}


def test_a_sheet_of_each_kind_is_accessible(browser: Browser, public: Served) -> None:
    page = browser.new_page()
    problems = []
    for kind in ("promises", "stories", "sectors"):
        sheet = next(iter(sorted(public.folder.glob(f"{kind}/*/one-page/index.html"))))
        page.goto(f"{public.address}{sheet.parent.relative_to(public.folder).as_posix()}/")
        problems += faults(page)
    page.close()
    assert problems == []
