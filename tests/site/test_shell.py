"""The frame comes from the engine, the words from the evidence, and neither can reach into the other."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import pytest
from kept.findings import BuildError, UsageError
from kept.model.page import Chrome, Page
from kept.resources import Resources, packaged
from kept.site.engine import Engine
from kept.site.shell import Shells

Draw = Callable[..., Shells]
CONFIG = (packaged() / "mkdocs.yml").read_text(encoding="utf-8")
THEME = (packaged() / "site_templates/theme/main.html").read_text(encoding="utf-8")


def html(shells: Shells, page: Page) -> str:
    """The finished page."""
    return shells.stamp(page).decode()


def test_stamping_is_rendering(draw: Draw, chrome: Chrome, engine: Engine) -> None:
    """Our hostile pages, rendered whole in the same run, are byte for byte what stamping makes of them."""
    assert draw(chrome, engine).findings == ()


def test_a_theme_that_escapes_a_hole_again_is_found_out(draw: Draw, chrome: Chrome, engine: Engine) -> None:
    broken = {"site_templates/theme/main.html": THEME.replace("hole.title | safe", "hole.title | upper | lower")}
    (finding, *_) = draw(chrome, engine, broken).findings
    assert finding.code == "KPT806"
    assert finding.rule.stops_site
    assert finding.place.path == "site_templates/theme/main.html"


def test_a_page_says_what_its_edition_says(draw: Draw, chrome: Chrome, engine: Engine, pages: list[Page]) -> None:
    page = html(draw(chrome, engine), pages[1])
    assert '<html lang="en-GB"' in page
    assert 'dir="ltr"' in page
    assert '<title>Warm in "24" hours · Ternway &amp; sons\' &lt;promises&gt;</title>' in page
    assert '<meta name="description" content="Kept &amp; counted.">' in page
    assert '<meta property="og:title" content="Warm in &quot;24&quot; hours">' in page
    assert '<meta name="robots" content="all">' in page
    assert '<link rel="canonical" href="https://promises.example/sub/promises/warm/">' in page
    assert '<link rel="alternate " type="text/csv" title="The record" href="record.csv">' in page
    assert r'{"@type":"WebPage","name":"\u003c/script\u003e\u003c!--"}</script>' in page
    main = 'class="md-content__inner k-page k-page--promise" id="main" tabindex="-1" data-pagefind-body>'
    assert f"{main}<h1>Warm</h1></div>" in page
    assert 'href="mailto:corrections@example.com"' in page
    assert 'href="https://elsewhere.example/?a=1&amp;b=2"' in page
    assert "kept-skeleton" not in page
    assert "<script src=" in page  # the theme's own


def test_the_tab_of_the_pages_section_is_lit_and_no_other(
    draw: Draw, chrome: Chrome, engine: Engine, pages: list[Page]
) -> None:
    shells = draw(chrome, engine)
    lit = [re.findall(r'aria-current="true">([^<]*)<', html(shells, page)) for page in (*pages, missing_page())]
    # Each list of tabs is there twice: the row, and the phone's menu.
    assert lit == [["Promises"] * 2, ["Promises"] * 2, ["Voices &amp; more"] * 2, ["Voices &amp; more"] * 2, []]


def test_every_address_of_the_frame_leads_up_from_where_the_page_is(
    draw: Draw, chrome: Chrome, engine: Engine, pages: list[Page]
) -> None:
    """No address starts at the host's root, so that the site works in any sub-folder."""
    for page in pages:
        for address in re.findall(r'(?:href|src)="([^"]*)"', html(draw(chrome, engine), page)):
            assert not address.startswith("/")
            if address.startswith("."):
                assert re.match(r"(\.\./|\./|\.\.$|\./\.\.$)*", address)[0].count("..") <= page.path.count("/")  # type: ignore[index]


def test_the_missing_page_works_at_any_depth(draw: Draw, chrome: Chrome, engine: Engine) -> None:
    page = html(draw(chrome, engine), missing_page())
    assert re.search(r'href="/sub/assets/chrome.css"', page)
    assert not re.findall(r'(?:href|src)="\.', page)
    assert "canonical" not in page
    assert '<meta name="robots" content="noindex">' in page


def test_without_a_known_address_nothing_names_one(
    draw: Draw, chrome: Chrome, engine: Engine, pages: list[Page]
) -> None:
    shells = draw(dataclasses.replace(chrome, site_url=None), engine)
    assert "canonical" not in html(shells, pages[1])
    assert "og:url" not in html(shells, pages[1])
    assert 'href="/assets/chrome.css"' in html(shells, missing_page())


def test_an_internal_page_wears_its_ribbon_and_asks_not_to_be_indexed(
    draw: Draw, chrome: Chrome, engine: Engine, pages: list[Page]
) -> None:
    inside = dataclasses.replace(chrome, audience="internal", ribbon="Inside only. <b>")
    page = html(draw(inside, engine), pages[1])
    assert "Inside only. &lt;b&gt;" in page
    assert '<meta name="robots" content="noindex">' in page


@pytest.mark.parametrize(
    ("locale", "direction", "skip"),
    [
        ("ar-EG", "rtl", "انتقل إلى المحتوى"),
        ("pt-BR", "ltr", "Pular para conteúdo"),
        ("de", "ltr", "Zum Inhalt"),
        ("sw-KE", "ltr", "Skip to content"),  # the theme has no Swahili
    ],
)
def test_language_and_direction_are_the_organisations(
    draw: Draw, chrome: Chrome, engine: Engine, pages: list[Page], locale: str, direction: str, skip: str
) -> None:
    page = html(draw(dataclasses.replace(chrome, locale=locale), engine), pages[0])
    assert f'<html lang="{locale}"' in page
    assert f'dir="{direction}"' in page
    assert skip in page


def test_an_unknown_locale_is_named(draw: Draw, chrome: Chrome) -> None:
    with pytest.raises(UsageError, match="'tlh-QQ' is not known"):
        draw(dataclasses.replace(chrome, locale="tlh-QQ"))


def test_the_same_input_gives_the_same_bytes_wherever_and_whenever(
    draw: Draw, chrome: Chrome, engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = draw(chrome, engine)
    monkeypatch.chdir(tmp_path)
    for name, value in {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "yaml.py").write_text("raise SystemExit('imported from the current folder')")
    assert draw(chrome, engine, again=True) == first


def test_both_engines_make_the_same_pages_and_only_the_frame_differs(
    draw: Draw, chrome: Chrome, pages: list[Page]
) -> None:
    one, other = (draw(chrome, engine) for engine in Engine)
    assert one.by_key.keys() == other.by_key.keys()
    for page in pages:
        for part in (r"<title>.*?</title>", r'<meta name="description"[^>]*>', r'id="main".*?</div>'):
            found = [re.search(part, html(shells, page), re.DOTALL) for shells in (one, other)]
            assert found[0]
            assert found[1]
            assert found[0][0] == found[1][0]


def test_only_what_a_page_loads_is_kept_of_the_engines_files(draw: Draw, chrome: Chrome, engine: Engine) -> None:
    paths = {asset.path for asset in draw(chrome, engine).assets}
    theme = {path for path in paths if "/stylesheets/" in path or "/javascripts/" in path}
    assert len(theme) == 3  # one script, two stylesheets
    assert {"assets/chrome.css", "assets/favicon.svg"} <= paths
    assert {path for path in paths if "search" in path} == {"assets/search.css", "assets/search.js"}  # ours
    assert not {path for path in paths if path.endswith((".map", ".xml", ".html", ".json", ".gz"))}


def test_nothing_is_loaded_from_elsewhere(draw: Draw, chrome: Chrome, engine: Engine, pages: list[Page]) -> None:
    page = html(draw(chrome, engine), pages[0])
    loaded = re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="(https?:[^"]*)"', page)
    assert loaded == ["https://promises.example/sub/"]  # its own canonical address


HAND_WRITTEN = {
    "site_templates/content/both/about.md": "---\ntitle: About <us>\nsection: voices\ndescription: Who we are\n---\n\n"
    "# About\n\nSee [a promise](/promises/warm/) and ![us](us.svg).\n",
    "site_templates/content/both/us.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "site_templates/content/internal/secret.md": "# For colleagues\n",
}


def test_a_hand_written_page_is_prose_in_the_same_frame(draw: Draw, chrome: Chrome, engine: Engine) -> None:
    shells = draw(chrome, engine, HAND_WRITTEN)
    (page,) = shells.hand_written
    text = page.content.decode()
    assert page.path == "about/index.html"
    assert "<title>About &lt;us&gt; · Ternway" in text
    assert '<link rel="canonical" href="https://promises.example/sub/about/">' in text
    assert 'aria-current="true">Voices' in text
    assert '<a href="../promises/warm/">a promise</a>' in text
    assert '<img alt="us" src="../us.svg"' in text
    assert "us.svg" in {asset.path for asset in shells.assets}


def test_a_hand_written_internal_page_is_on_the_internal_site_alone(draw: Draw, chrome: Chrome, engine: Engine) -> None:
    public = draw(chrome, engine, HAND_WRITTEN)
    inside = draw(dataclasses.replace(chrome, audience="internal"), engine, HAND_WRITTEN)
    assert {page.path for page in inside.hand_written} == {"about/index.html", "secret/index.html"}
    assert not any(b"colleagues" in asset.content for asset in (*public.hand_written, *public.assets))


def test_a_broken_link_between_hand_written_pages_stops_the_build(draw: Draw, chrome: Chrome, engine: Engine) -> None:
    with pytest.raises(BuildError, match=r"about\.md[\s\S]*last good site is untouched"):
        draw(chrome, engine, {"site_templates/content/public/about.md": "# A\n\n[x](gone.md)\n"})


def test_a_hand_written_home_is_refused(draw: Draw, chrome: Chrome) -> None:
    with pytest.raises(BuildError, match=r"index\.md is hand-written"):
        draw(chrome, files={"site_templates/content/public/index.md": "# Mine\n"})


def test_the_navigation_of_mkdocs_yml_orders_and_renames_the_tabs(
    draw: Draw, chrome: Chrome, engine: Engine, pages: list[Page]
) -> None:
    nav = "\nnav:\n  - public:\n      - voices\n      - What we owe: promises\n      - About: about.md\n"
    nav += "      - Shop: https://shop.example/?a=1&b=2\n  - internal: []\n"
    page = html(draw(chrome, engine, HAND_WRITTEN | {"mkdocs.yml": CONFIG + nav}), pages[3])
    row = page.split('class="k-tabs')[1].split("</nav>")[0]
    assert re.findall(r'href="([^"]*)"[^>]*>([^<]*)<', row)[0][1] == "Voices &amp; more"
    assert [label for _, label in re.findall(r'href="([^"]*)"[^>]*>([^<]*)<', row)][1:] == [
        "What we owe",
        "About",
        "Shop",
    ]
    assert 'href="https://shop.example/?a=1&amp;b=2"' in row
    assert 'href="../../about/"' in row


@pytest.mark.parametrize("entry", ["vioces", "{About: gone.md}", "[a, b]", "{Run: 'javascript:x'}"])
def test_a_navigation_entry_that_leads_nowhere_is_named(draw: Draw, chrome: Chrome, entry: str) -> None:
    with pytest.raises(UsageError, match="nav has"):
        draw(chrome, files={"mkdocs.yml": f"{CONFIG}\nnav:\n  - public:\n      - {entry}\n"})


@pytest.mark.parametrize("feature", ["navigation.instant", "navigation.instant.prefetch"])
def test_pages_swapped_by_script_are_refused(draw: Draw, chrome: Chrome, feature: str) -> None:
    with pytest.raises(UsageError, match=rf"theme\.features has '{feature}'"):
        draw(chrome, files={"mkdocs.yml": CONFIG.replace("features: []", f"features: [{feature}]")})


def test_what_kept_decides_itself_changes_nothing(
    draw: Draw, chrome: Chrome, engine: Engine, pages: list[Page]
) -> None:
    extra = "plugins:\n  - search\ndocs_dir: elsewhere\nstrict: false\nsite_url: https://other.example/\n"
    assert html(draw(chrome, engine, {"mkdocs.yml": extra + CONFIG}), pages[0]) == html(draw(chrome, engine), pages[0])


@pytest.mark.parametrize(
    "text", ["theme: material\n", "site_name: Ours\n", "theme: {name: material, font: {text: X}}\n"]
)
def test_the_least_configuration_is_enough(
    draw: Draw, chrome: Chrome, engine: Engine, pages: list[Page], text: str
) -> None:
    page = html(draw(chrome, engine, {"mkdocs.yml": text}), pages[1])
    assert 'class="k-header"' in page
    assert "fonts.googleapis" not in page


def test_a_projects_own_template_takes_the_place_of_the_shipped_one(
    draw: Draw, chrome: Chrome, engine: Engine, pages: list[Page]
) -> None:
    files = {"site_templates/theme/partials/kept-footer.html": "<footer>Ours</footer>"}
    page = html(draw(chrome, engine, files), pages[0])
    assert "<footer>Ours</footer>" in page
    assert 'class="k-header"' in page


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"site_templates/theme/main.html": '{% extends "base.html" %}{% block x %}'}, r"main\.html"),
        ({"site_templates/theme/main.html": '{% extends "gone.html" %}'}, r"gone\.html"),
    ],
)
def test_an_engine_that_fails_is_quoted(
    draw: Draw, chrome: Chrome, engine: Engine, files: Mapping[str, str], said: str
) -> None:
    with pytest.raises(BuildError, match=rf"{engine} could not draw[\s\S]*{said}[\s\S]*untouched"):
        draw(chrome, engine, files)


def test_a_theme_without_holes_is_refused(draw: Draw, chrome: Chrome, engine: Engine) -> None:
    with pytest.raises(BuildError, match=r"'title' of .* 0 times, not 1"):
        draw(chrome, engine, {"site_templates/theme/main.html": '{% extends "base.html" %}'})


@pytest.mark.parametrize(
    "text", ["a: [", "- list", "theme: {custom_dir: overrides}", "INHERIT: mkdocs.yml", "theme: {name: nobody}"]
)
def test_a_configuration_that_cannot_be_used_is_named(draw: Draw, chrome: Chrome, text: str) -> None:
    with pytest.raises(UsageError, match=r"mkdocs\.yml"):
        draw(chrome, files={"mkdocs.yml": text})


def test_an_engine_that_is_not_there_is_asked_for(draw: Draw, chrome: Chrome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cast("dict[str, object]", sys.modules), "zensical", None)
    with pytest.raises(UsageError, match=r'pip install "kept\[zensical\]"'):
        draw(chrome, Engine.ZENSICAL, again=True)


@pytest.mark.parametrize("link", ["content/public/salaries.txt", "assets/folder", "content/public", "content"])
def test_a_symbolic_link_cannot_publish_a_file_from_elsewhere(
    draw: Draw, chrome: Chrome, project: Callable[[Mapping[str, str]], Path], tmp_path: Path, link: str
) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private/salaries.txt").write_text("secret")
    path = project({}) / "site_templates" / link
    path.parent.mkdir(parents=True)
    path.symlink_to(tmp_path / "private" / ("salaries.txt" if link.endswith("txt") else ""))
    with pytest.raises(UsageError, match="is a symbolic link"):
        draw(chrome, again=True)


def test_the_shipped_templates_fill_in_what_a_project_leaves_out(project: Callable[[Mapping[str, str]], Path]) -> None:
    root = project({"site_templates/theme/main.html": "mine"})
    resources = Resources.of(root)
    assert resources.file("theme/main.html") == root / "site_templates/theme/main.html"
    assert resources.file("theme/404.html") == packaged() / "site_templates/theme/404.html"
    assert resources.file("theme/gone.html") is None
    assert resources.config == packaged() / "mkdocs.yml"
    assert resources.roots == (root / "site_templates", packaged() / "site_templates")
    assert Resources.of(packaged()).roots == (packaged() / "site_templates",)


def missing_page() -> Page:
    """What is served where there is no page."""
    return Page(path="404.html", section="", title="Gone", description="", body="<h1>Gone</h1>", indexed=False)
