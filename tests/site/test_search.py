"""The search index is made from the finished pages and from nothing else; without Pagefind a site has no search."""

from __future__ import annotations

from pathlib import Path

import pytest
from audit.test_rule_pages import example
from kept import pipeline
from kept.building import site as site_building
from kept.building.checked import Site
from kept.model.fields import Audience
from kept.report.findings_text import as_text
from kept.site import search
from kept.site.engine import Engine
from projects import TODAY, Project
from sites import digests, traces

WORDS = "They rang the bell at nine"


def build(project: Project) -> Site:
    """The public site of a project, built here."""
    portfolio, found = pipeline.load(project.root, None)
    assert portfolio
    checked = pipeline.check(project.root, portfolio, found, TODAY)
    out = project.root / "dist"
    (site,) = pipeline.build(
        project.root, checked, [Audience.PUBLIC], out=out, engine=Engine.MKDOCS, tell=lambda _: None
    )
    return site


def test_the_index_has_the_words_of_the_pages_and_loses_withheld_ones(approved: Project) -> None:
    assert build(approved).published
    index = approved.root / "dist/public/search"
    assert traces(index, WORDS)
    approved.edit("evidence/testimonials/nine-oclock.md", WORDS, "They came at once")
    assert approved.kept("withdraw", "nine-oclock", "--on", "2026-11-19").code == 0
    assert build(approved).published
    assert traces(index, WORDS, "They came at once", "Ada Mover") == set()
    assert traces(index, "when we said we would")


def test_a_secret_in_the_index_stops_the_site(approved: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    real = search.make_searchable

    def leaking(site: Path) -> tuple[str, ...]:
        (site / "search/added.json").parent.mkdir(exist_ok=True)
        written = (*real(site), "search/added.json")
        (site / "search/added.json").write_text('{"content":"vault:consents/1"}')
        return written

    monkeypatch.setattr(search, "make_searchable", leaking)
    site = build(approved)
    assert not site.published
    assert {finding.code for finding in site.report if finding.stops_site} == {"KPT801"}
    assert not (approved.root / "dist/public").exists()


def test_the_same_pages_give_the_same_index(approved: Project) -> None:
    assert build(approved).published
    index = approved.root / "dist/public/search"
    first = digests(index)
    # A configuration of Pagefind beside the site is not read.
    (approved.root / "dist/pagefind.yml").write_text("exclude_selectors: ['*']\n")
    search.make_searchable(approved.root / "dist/public")
    assert digests(index) == first
    assert {path.split("/")[0] for path in first} >= {"fragment", "index", "facets.json", "pagefind.js"}
    assert not [path for path in first if "ui" in path]


def test_without_pagefind_a_site_is_published_without_its_search(
    approved: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: str) -> object:
        raise ImportError

    monkeypatch.setattr(search, "import_module", missing)
    site = build(approved)
    assert site.published
    assert not (approved.root / "dist/public/search").exists()
    assert example("KPT809")[1] in as_text(site.report, None)


def test_an_old_site_that_is_cleaned_has_no_old_index(approved: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be built any more, so the old site stays without the withdrawn words, and so does its search."""
    assert build(approved).published
    assert approved.kept("withdraw", "nine-oclock", "--on", "2026-11-19").code == 0
    monkeypatch.setattr(site_building, "_ways", lambda *_: iter(()))
    approved.write({"mkdocs.yml": "site_name: [\n"})
    site = build(approved)
    assert (site.published, site.is_old) == (True, True)
    index = approved.root / "dist/public/search"
    assert traces(index, WORDS) == set()
    assert traces(index, "when we said we would")
