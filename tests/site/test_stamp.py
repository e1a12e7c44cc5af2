"""Stamping pours text that is only text, wherever it comes from."""

from __future__ import annotations

import dataclasses
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept.findings import BuildError
from kept.model.page import Chrome, Page
from kept.site import stamp

TOKENS = {name: f"hole-{name}" for name in stamp.HOLES}
TIMES = {name: hole.times for name, hole in stamp.HOLES.items()}
FRAME = (
    "<title>hole-title</title><meta property='og' content=\"hole-social_title\">"
    '<meta name="description" content="hole-description"><meta property="d" content="hole-description">'
    '<meta name="robots" content="hole-robots"><link rel="canonical" href="hole-canonical">'
    '<meta property="u" content="hole-canonical">hole-alternates hole-json_ld<main>hole-body</main>'
)
ANY = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"))  # an HTML parser rewrites these two


class Seen(HTMLParser):
    """What a browser would make of a page: its tags, and the text of its title."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.title = ""
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collects."""
        self.tags.append((tag, dict(attrs)))
        self._in_title = tag == "title"

    def handle_data(self, data: str) -> None:
        """Collects."""
        if self._in_title:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        """Collects."""
        self._in_title = self._in_title and tag != "title"


def stamped(page: Page, chrome: Chrome) -> str:
    """The page in the small frame above."""
    return stamp.cut(FRAME, TOKENS, TIMES, "a test").pour(stamp.values(page, chrome)).decode()


@given(title=ANY, description=ANY)
def test_no_title_or_description_can_add_an_element_or_leave_its_place(title: str, description: str) -> None:
    page = Page(path="x/", section="", title=title, description=description, body="")
    chrome = Chrome(
        audience="public", site_name="S", organisation="O", locale="en", site_url="https://e.example/", tabs=(),
        ribbon=None, footer=(), footer_links=(), correction=None, search="Search",
    )  # fmt: skip
    seen = Seen(stamped(page, chrome))
    assert [tag for tag, _ in seen.tags] == ["title", "meta", "meta", "meta", "meta", "link", "meta", "main"]
    assert seen.title == f"{title} · S"
    assert seen.tags[1][1]["content"] == title
    assert seen.tags[2][1]["content"] == description


def test_text_that_looks_like_a_hole_is_poured_as_it_is(chrome: Chrome) -> None:
    hostile = " ".join(TOKENS.values())
    page = Page(path="x/", section="", title=hostile, description=hostile, body=hostile)
    assert stamped(page, chrome).count(hostile) == 5  # title, social title, two descriptions, body


def test_the_home_carries_its_title_alone_and_other_pages_the_sites_name(chrome: Chrome) -> None:
    home = Page(path="", section="", title="Home & all", description="", body="")
    assert "<title>Home &amp; all</title>" in stamped(home, chrome)
    other = dataclasses.replace(home, path="x/")
    assert "<title>Home &amp; all · Ternway &amp; sons' &lt;promises&gt;</title>" in stamped(other, chrome)


@given(st.recursive(ANY, lambda inner: st.lists(inner) | st.dictionaries(ANY, inner)))
def test_structured_data_cannot_end_its_script_and_still_says_the_same(data: object) -> None:
    html = stamp.json_ld(({"it": data},))
    inside = re.fullmatch(r'<script type="application/ld\+json">([^<>\u2028\u2029]*)</script>', html)
    assert inside
    assert json.loads(inside[1]) == {"it": data}


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:x", " javascript:x", "java\nscript:x", "data:text/html,x", "a\\b", "http://["],
)
def test_an_address_that_could_run_something_is_refused(url: str) -> None:
    with pytest.raises(BuildError, match="cannot be linked"):
        stamp.address(url)


@pytest.mark.parametrize("url", ["x/", "../x/#a", "https://e.example/?a=1&b='2'", "mailto:a@example.com", ""])
def test_an_address_a_reader_can_follow_is_escaped(url: str) -> None:
    assert Seen(f'<a href="{stamp.address(url)}">').tags == [("a", {"href": url})]


def test_the_canonical_address_is_absolute_and_encoded(chrome: Chrome) -> None:
    page = Page(path="voices/größe ?/", section="", title="", description="", body="")
    assert 'href="https://promises.example/sub/voices/gr%C3%B6%C3%9Fe%20%3F/"' in stamped(page, chrome)


@pytest.mark.parametrize(("old", "new", "count"), [("hole-body", "", 0), ("hole-body", "hole-body hole-body", 2)])
def test_a_theme_that_prints_a_hole_too_often_or_too_seldom_is_refused(old: str, new: str, count: int) -> None:
    with pytest.raises(BuildError, match=f"'body' of a test {count} times, not 1.*main.html"):
        stamp.cut(FRAME.replace(old, new), TOKENS, TIMES, "a test")
