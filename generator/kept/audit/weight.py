"""KPT807: a page with everything it loads first is small enough for a phone with a slow connection.

Sizes are measured with gzip, which needs no further library. The budgets (15 KB for a page, 8 KB for our own styles,
150 KB for everything a page loads first) are meant for brotli, whose files are at least an eighth smaller.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from kept.audit.folder import Folder
from kept.audit.html import split, tag
from kept.audit.link_targets import Addresses
from kept.audit.links import references
from kept.findings import Finding, Place

_PAGE, _STYLES, _FIRST_LOAD = 17_000, 9_200, 172_000
"""The most bytes with gzip: of a page's HTML, of our own stylesheet, and of everything a page loads first without
pictures.
"""
_HINTS = {
    _PAGE: "Let its template put less on one page.",
    _STYLES: "Take the rules out that no page needs.",
    _FIRST_LOAD: "Use lighter fonts or fewer scripts in the theme.",
}
_TRIED = 3
"""The number of pages of each kind that are compressed, largest first."""
_OWN_STYLES = "assets/kept.css"
_PACKED = (".woff2", ".woff", ".gz")
_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".svg", ".ico")
_ITEM = re.compile(r"(?<=/)[^/]+(?=/)")


class _Weighed(NamedTuple):
    """A page and its sizes in bytes, sorted with the largest first."""

    page: int
    first_load: int
    path: str


def too_heavy(site: Folder, addresses: Addresses) -> Iterator[Finding]:
    """Findings for the largest page of each kind and for our own stylesheet, where they are too large."""
    scales = _Scales(site, addresses)
    for paths in _kinds(site).values():
        weighed = [scales.page(path) for path in paths[:_TRIED]]
        page = max(weighed)
        if page.page > _PAGE:
            yield _finding(site, page.path, f"The HTML of this page weighs {_kb(page.page)}", _PAGE, len(paths))
        load = max(weighed, key=lambda one: one.first_load)
        if load.first_load > _FIRST_LOAD:
            message = f"With its styles, scripts and fonts this page weighs {_kb(load.first_load)}"
            yield _finding(site, load.path, message, _FIRST_LOAD, len(paths))
    if _OWN_STYLES in site.files and (weight := scales.file(_OWN_STYLES)) > _STYLES:
        yield _finding(site, _OWN_STYLES, f"This stylesheet weighs {_kb(weight)}", _STYLES, 1)


def _kinds(site: Folder) -> dict[str, list[str]]:
    """The pages by the pattern of their path, largest first: `voices/*/index.html`."""
    kinds: dict[str, list[str]] = {}
    for path in site.paths:
        if path.endswith(".html"):
            kinds.setdefault(_ITEM.sub("*", path), []).append(path)
    for paths in kinds.values():
        paths.sort(key=lambda path: (-site.size(path), path))
    return kinds


class _Scales:
    """Measures files, each once."""

    def __init__(self, site: Folder, addresses: Addresses) -> None:
        self._site = site
        self._addresses = addresses
        self._known: dict[str, int] = {}

    def file(self, path: str) -> int:
        """The compressed size of a file in bytes."""
        if path not in self._known:
            try:
                content = self._site.file(path).content
            except OSError:  # KPT801 reports it
                content = b""
            self._known[path] = len(content if path.endswith(_PACKED) else zlib.compress(content, 6))
        return self._known[path]

    def page(self, path: str) -> _Weighed:
        """A page with everything it loads first, without pictures."""
        folder = path[: path.rfind("/") + 1]
        found = filter(None, map(tag, split(self._site.text(path)).tokens))
        urls = {one.url for each in found for one in references(each) if one.use == "load"}
        paths = {self._site.serves(self._addresses.target(url, folder).path) for url in urls} - {None, path}
        loads = sum(self.file(one) for one in paths if one and not one.lower().endswith((*_PICTURES, ".html")))
        return _Weighed(self.file(path), self.file(path) + loads, path)


def _kb(weight: int) -> str:
    return f"{weight / 1000:.0f} KB"


def _finding(site: Folder, path: str, what: str, most: int, number: int) -> Finding:
    of_its_kind = f", the most of {number} pages of its kind" if number > 1 else ""
    return Finding(
        code="KPT807",
        place=Place(f"{site.root.name}/{path}"),
        message=f"{what} compressed with gzip{of_its_kind}; more than {_kb(most)} takes too long on a slow line.",
        hint=_HINTS[most],
    )
