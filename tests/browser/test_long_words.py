"""Long words and place names stay inside their card, at the width of a tablet and of a telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from projects import Project, approved

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PLACE = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
WORDS = (
    *(
        "Rechtsschutzversicherungsgesellschaften",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamter",
    ),
    *("lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas", "https://example.com/" + "a" * 90),
)
PAGES = ("", "voices/", "voices/nine-oclock/", "stories/", "promises/on-time/", "method/")

OVER = """() => [...document.querySelectorAll('main *:not(svg *)')].filter(each => {
  const style = getComputedStyle(each);
  return each.clientWidth > 0 && style.display !== 'inline' && style.overflowX === 'visible'
    && each.scrollWidth > each.clientWidth + 1;
}).map(each => `${each.tagName}.${each.className} ${each.scrollWidth} > ${each.clientWidth}`)"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A public site in which everything that may be long is long."""
    project = approved(tmp_path_factory.mktemp("long"))
    quote = "They rang the bell at nine, as they had said."
    voice = (project.root / "evidence/testimonials/nine-oclock.md").read_text(encoding="utf-8")
    project.write({"evidence/testimonials/nine-oclock.md": voice.replace(quote, " ".join(WORDS)).encode()})
    project.edit("evidence/testimonials/nine-oclock.md", "place: Leeds", f"place: {PLACE}")
    project.edit("evidence/testimonials/nine-oclock.md", "role: Homeowner", f"role: {WORDS[1]}")
    project.edit("promises.toml", "We come when we said", f"We come to {WORDS[1]} when we said")
    project.edit("promises.toml", "Olive Owner", f"Olive {WORDS[2]}")
    project.edit("evidence/metrics/punctuality.toml", "Arrivals on time", f"Arrivals {WORDS[0]} on time")
    project.edit("evidence/case-studies/corner-books/index.md", "A shop moved", f"A {WORDS[0]} moved")
    project.approve("promise.on-time", "nine-oclock", "corner-books", by="olive").approve("punctuality", by="connie")
    project.commit()
    built = project.kept("build", "--audience", "public")
    assert built.code == 0, built.out
    return project


@pytest.mark.parametrize("width", [320, 375, 600, 900, 1280])
@pytest.mark.parametrize("page", PAGES)
def test_nothing_runs_over_its_neighbour(site: Project, browser: Browser, page: str, width: int) -> None:
    path = site.root / "dist/public" / page / "index.html"
    tab = browser.new_page(viewport={"width": width, "height": 900})
    try:
        tab.goto(path.as_uri())
        assert PLACE in tab.content() or page in {"stories/", "method/"}
        assert tab.evaluate(OVER) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    finally:
        tab.close()


@pytest.mark.parametrize("width", [280, 375, 700])
def test_the_embed_keeps_long_words_inside_too(site: Project, browser: Browser, width: int) -> None:
    (frame,) = (site.root / "dist/public/embed").rglob("*.html")
    tab = browser.new_page(viewport={"width": width, "height": 900})
    try:
        tab.goto(frame.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    finally:
        tab.close()
