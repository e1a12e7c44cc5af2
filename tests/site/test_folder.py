"""The finished folder holds every page and asset once, and nothing outside it is touched."""

from __future__ import annotations

import dataclasses
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from kept.findings import BuildError
from kept.model.page import Asset, Chrome, Page
from kept.site.folder import MARKER, write_site
from kept.site.shell import Shells

Draw = Callable[..., Shells]


def page(path: str) -> Page:
    """A page whose frame has been drawn."""
    return Page(path=path, section="voices", title="T", description="D", body="<h1>T</h1>")


def test_every_page_and_asset_is_one_file(draw: Draw, chrome: Chrome, pages: list[Page], tmp_path: Path) -> None:
    folder = tmp_path / "site"
    shells = draw(chrome)
    written = write_site(folder, shells, pages, [Asset(path="api/v1/promises.json", content=b"{}")])
    on_disk = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert written == on_disk
    assert {path for path in written if not path.startswith("assets/")} == {
        ".kept-site", "404.html", "api/v1/promises.json", "index.html", "promises/warm/index.html", "sitemap.xml",
        "voices/index.html", "voices/one/index.html",
    }  # fmt: skip
    assert (folder / "promises/warm/index.html").read_bytes() == shells.stamp(pages[1])
    assert json.loads((folder / MARKER).read_text()) == {"audience": "public", "indexed": True, "preview": False}


def test_the_sitemap_lists_what_search_engines_may_list(
    draw: Draw, chrome: Chrome, pages: list[Page], tmp_path: Path
) -> None:
    """Sorted, absolute, with the hand-written pages; without 404.html and the pages that ask to be left out."""
    files = {"site_templates/content/public/about.md": "---\ntitle: About\n---\n"}
    write_site(tmp_path / "site", draw(chrome, files=files), pages, [])
    tree = ET.parse(tmp_path / "site/sitemap.xml")  # noqa: S314  our own file
    home = "https://promises.example/sub/"
    assert [loc.text for loc in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")] == [
        home, f"{home}about/", f"{home}promises/warm/", f"{home}voices/",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "listed", "robots"),
    [
        ({}, "listed", None),  # robots.txt is read at a host's root only
        ({"site_url": "https://promises.example"}, "listed", "Sitemap: https://promises.example/sitemap.xml"),
        ({"site_url": None}, "not listed", None),
        ({"audience": "internal", "site_url": None}, "not listed", "Disallow: /"),
        ({"audience": "internal", "site_url": "https://in.example/"}, "not listed", "Disallow: /"),
        ({"audience": "internal"}, "not listed", None),
        ({"ribbon": "Preview", "site_url": "https://promises.example/"}, "not listed", "Disallow: /"),
    ],
)
def test_crawlers_are_told_what_they_may_read(
    draw: Draw, chrome: Chrome, tmp_path: Path, changed: dict[str, str | None], listed: str, robots: str | None
) -> None:
    folder = tmp_path / "site"
    write_site(folder, draw(dataclasses.replace(chrome, **changed)), [page("voices/")], [])  # type: ignore[arg-type]
    assert (folder / "sitemap.xml").exists() == (listed == "listed")
    assert (folder / "robots.txt").exists() == (robots is not None)
    assert robots is None or robots in (folder / "robots.txt").read_text().splitlines()


def test_a_missing_page_leads_to_the_tabs_from_any_depth(draw: Draw, chrome: Chrome, tmp_path: Path) -> None:
    write_site(tmp_path / "site", draw(chrome), [page("voices/")], [])
    html = (tmp_path / "site/404.html").read_text()
    assert '<h1>404</h1><ul><li><a href="/sub/">Promises</a>' in html
    assert '<a href="/sub/voices/">Voices &amp; more</a>' in html


def test_an_editions_own_missing_page_is_used(draw: Draw, chrome: Chrome, tmp_path: Path) -> None:
    write_site(tmp_path / "site", draw(chrome), [dataclasses.replace(page("404.html"), body="<h1>Gone</h1>")], [])
    assert "<h1>Gone</h1>" in (tmp_path / "site/404.html").read_text()


@pytest.mark.parametrize(
    "path", ["../out", "/etc/x", "a/../../out", "a//b", "./a", "a\\b", "a\0b", "a/", "", "..", "C:x", "a\nb"]
)
def test_a_path_that_leaves_the_folder_is_refused(draw: Draw, chrome: Chrome, tmp_path: Path, path: str) -> None:
    with pytest.raises(BuildError, match="no path inside the site"):
        write_site(tmp_path / "site", draw(chrome), [], [Asset(path=path, content=b"x")])
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("one", "other"),
    [("x", "x"), ("x", "X"), ("x", "x/y"), ("x/y", "x"), ("x/Y", "X"), ("404.html", "y"), ("voices/index.html", "y")],
)
def test_two_things_cannot_have_one_address(draw: Draw, chrome: Chrome, tmp_path: Path, one: str, other: str) -> None:
    """Also where the file system does not tell capitals apart, and where one is a file and the other its folder."""
    assets = [Asset(path=path, content=b"x") for path in (one, other)]
    with pytest.raises(BuildError, match="want the address"):
        write_site(tmp_path / "site", draw(chrome), [page("voices/")], assets)


def test_a_page_nobody_asked_a_frame_for_is_named(draw: Draw, chrome: Chrome, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="No frame was drawn for 'a/b/c/'"):
        write_site(tmp_path / "site", draw(chrome), [page("a/b/c/")], [])
