"""What a page's HTML says to a machine: its ids, headings, links and tags, and whether they fit together."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from kept.model.page import Page

_VOID = frozenset({"br", "img", "input", "source", "hr", "meta", "link", "path", "circle"})


def unmarked(html: str) -> str:
    """The markup without the marks around figures and counts."""
    return re.sub("</?k-said[^>]*>", "", html)


class Outline(HTMLParser):
    """One page, read."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.links: list[str] = []
        self.unbalanced: list[str] = []
        self._open: list[str] = []
        self.feed(page.body)
        self.close()
        self.unbalanced += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if tag == "a" and "href" in found else []
        self.headings += [int(tag[1])] if tag in {"h1", "h2", "h3", "h4"} else []
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself opens nothing."""

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.unbalanced.append(tag)

    @property
    def skipped(self) -> list[tuple[int, int]]:
        """Headings that are more than one level below the one before."""
        steps = zip([0, *self.headings], self.headings, strict=False)
        return [(before, after) for before, after in steps if after - before > 1]

    @property
    def targets(self) -> set[tuple[str, str]]:
        """Where the links inside the site lead: (path, fragment)."""
        found = set()
        for link in self.links:
            parts = urlsplit(urljoin(f"https://site.example/{self.page.path}", link))
            if parts.netloc == "site.example":
                found.add((parts.path.removeprefix("/"), parts.fragment))
        return found
