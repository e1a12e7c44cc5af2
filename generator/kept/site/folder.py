"""Writes the finished folder of one edition: pages, assets, sitemap, robots.txt and the page for missing addresses."""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from kept.findings import BuildError
from kept.model.page import Page
from kept.site.stamp import NOT_FOUND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kept.model.page import Asset, Chrome
    from kept.site.shell import Shells

MARKER = ".kept-site"
"""A file in every site made by kept, which shows that the folder may be replaced. JSON: `audience`, `indexed`,
`preview`.
"""

_SEGMENT = re.compile(r"[^/\\:*?\"<>|\x00-\x1f\x7f]+")


def write_site(folder: Path, shells: Shells, pages: Iterable[Page], assets: Iterable[Asset]) -> list[str]:
    """Writes the site into `folder`; the paths of all its files, sorted.

    Args:
        folder: an empty or absent folder.
        shells: the engine's frames for this edition; its hand-written pages and assets are written too.
        pages: every page. One with the path `404.html` replaces the default one.
        assets: every further file.

    Raises:
        BuildError: a path leads out of the folder, or two files have the same path.
    """
    chrome = shells.chrome
    pages = list(pages)
    if not any(page.path == NOT_FOUND for page in pages):
        pages.append(not_found(chrome))
    writer = _Writer(folder)
    for page in pages:
        writer.write(file_of(page.path), shells.stamp(page))
    for asset in (*shells.hand_written, *shells.assets, *assets):
        writer.write(asset.path, asset.content)
    urls = [page.path for page in pages if page.indexed and page.path != NOT_FOUND]
    urls += [page.path.removesuffix("index.html") for page in shells.hand_written]
    for path, text in _for_machines(chrome, urls):
        writer.write(path, text.encode())
    return sorted(writer.written.values())


def file_of(path: str) -> str:
    """The file for a page's path."""
    return f"{path}index.html" if path == "" or path.endswith("/") else path


def root_of(chrome: Chrome) -> str:
    """The path of the site on its host, `"/"` or `"/sub/"`, with which the links of `404.html` start."""
    return urlsplit(chrome.home_url or "/").path


def not_found(chrome: Chrome) -> Page:
    """The default page for missing addresses, with a link to each tab. Its links start at the site's root."""
    links = "".join(
        f'<li><a href="{escape(root_of(chrome) + quote(path))}">{escape(label)}</a></li>'
        for _, label, path in chrome.tabs
    )
    return Page(
        path=NOT_FOUND,
        section="",
        title="404",
        description=chrome.site_name,
        body=f'<div class="k-wrap k-top"><h1>404</h1><ul>{links}</ul></div>',
        indexed=False,
    )


def sitemap(home_url: str, paths: Iterable[str]) -> str:
    """A sitemap of these pages, sorted, without dates: the pages themselves show what changed when."""
    urls = "".join(f"<url><loc>{escape(home_url + quote(path))}</loc></url>\n" for path in sorted(set(paths)))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{urls}</urlset>\n"


def _for_machines(chrome: Chrome, urls: Iterable[str]) -> Iterator[tuple[str, str]]:
    marks = {"audience": chrome.audience, "indexed": chrome.indexed, "preview": chrome.preview}
    yield MARKER, json.dumps(marks) + "\n"
    home = chrome.home_url
    if chrome.indexed and home:
        yield "sitemap.xml", sitemap(home, urls)
    if root_of(chrome) != "/":
        return  # robots.txt works only at the root of a host
    if not chrome.indexed:
        yield "robots.txt", "User-agent: *\nDisallow: /\n"
    elif home:
        yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {home}sitemap.xml\n"


class _Writer:
    """Writes files, each only once and only below its folder."""

    def __init__(self, folder: Path) -> None:
        self.written: dict[str, str] = {}
        self._folder = folder
        self._made: set[str] = set()
        self._folders: set[str] = set()

    def write(self, path: str, content: bytes) -> None:
        """Writes this content to the file.

        Raises:
            BuildError: the path is not below the folder, or is already used, even if only by a name that differs in
                capitals.
        """
        if any(part in {".", ".."} or not _SEGMENT.fullmatch(part) for part in path.split("/")):
            message = f"{path!r} is no path inside the site. Rename what it is made from."
            raise BuildError(message)
        key, above = path.casefold(), path.rpartition("/")[0]
        if above not in self._made:
            self._make(above)
        if key in self.written or key in self._folders:
            message = f"Two things of the site want the address {path!r}. Rename one of them."
            raise BuildError(message)
        self.written[key] = path
        with open(f"{self._folder}/{path}", "xb") as file:  # noqa: PTH123  for every page; a Path takes as long as writing
            file.write(content)

    def _make(self, above: str) -> None:
        parts = above.casefold().split("/")
        lineage = {"/".join(parts[:count]) for count in range(1, len(parts) + 1)}
        if taken := lineage & self.written.keys():
            message = (
                f"Two things of the site want the address {min(taken)!r}: a file and a folder. Rename one of them."
            )
            raise BuildError(message)
        (self._folder / above).mkdir(parents=True, exist_ok=True)
        self._made.add(above)
        self._folders |= lineage
