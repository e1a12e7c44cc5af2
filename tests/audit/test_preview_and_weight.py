"""A preview says what it is (KPT808), a page is light (KPT807), and a public verdict is no better (KPT804)."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from kept.audit import audit
from kept.audit.folder import Folder
from kept.audit.inflated import inflated
from kept.findings import Severity
from kept.model.edition import InternalEdition, PromiseView
from kept.model.verdict import Status
from projects import Project

Write = Callable[[Mapping[str, str | bytes]], Path]

MARK, NOINDEX = '<meta name="kept" content="preview">', '<meta name="robots" content="noindex, nofollow">'


def messages(folder: Path, code: str, *, preview: bool = False) -> list[str]:
    return [finding.message for finding in audit(folder, None, None, preview=preview) if finding.code == code]


@pytest.mark.parametrize("mark", [MARK, "<META content=Preview NAME='kept'/>", f"{NOINDEX}{MARK}"])
def test_a_preview_is_never_published(mark: str, site: Write) -> None:
    (message,) = messages(site({"index.html": f"<html><head>{mark}</head></html>"}), "KPT808")
    assert message == "This page belongs to a preview: it may show what nobody has approved, and is never published."


def test_a_page_that_speaks_of_previews_is_none(site: Write) -> None:
    text = '<html><head><meta name="description" content="preview"></head><p>&lt;meta name="kept"'
    assert messages(site({"index.html": text}), "KPT808") == []


def test_a_preview_asked_for_says_so_on_every_page(site: Write) -> None:
    pages = {"index.html": f"<html><head>{MARK}{NOINDEX}</head></html>", "a.html": "<html></html>"}
    assert messages(site(pages), "KPT808", preview=True) == [
        "This page of a preview does not say that it is one, so that it could be published by mistake.",
        "This page of a preview may be listed by search engines.",
    ]


@pytest.mark.parametrize(("robots", "count"), [("noindex", 0), ("none", 0), ("all", 1), ("index", 1)])
def test_a_preview_is_kept_from_search_engines(robots: str, count: int, site: Write) -> None:
    page = f'<html><head>{MARK}<meta name="robots" content="{robots}"></head></html>'
    assert len(messages(site({"index.html": page}), "KPT808", preview=True)) == count


# --- Weight

NOISE = random.Random(1).randbytes(60_000).hex()  # noqa: S311  what no compression makes shorter than half


def test_the_heaviest_page_of_each_kind_is_told_once(site: Write) -> None:
    folder = site(
        {
            "index.html": "<html></html>",
            "voices/a/index.html": f"<html><p>{NOISE[:50_000]}</p></html>",
            "voices/b/index.html": f"<html><p>{NOISE[:80_000]}</p></html>",
            "voices/c/index.html": f"<html>{'x' * 90_000}</html>",
            "metrics/a/index.html": "<html></html>",
        }
    )
    (finding,) = [one for one in audit(folder, None, None) if one.code == "KPT807"]
    assert finding.severity is Severity.INFORMATION
    assert finding.place.path == "public/voices/b/index.html"
    assert finding.message.startswith("The HTML of this page weighs ")
    assert "compressed with gzip, the most of 3 pages of its kind; more than 17 KB takes too long" in finding.message


def test_what_a_page_loads_at_first_is_weighed_without_its_pictures(site: Write) -> None:
    head = '<link rel="stylesheet" href="a.css"><script src="b.js"></script><link rel="preload" href="c.woff2">'
    files = {"a.css": f"/*{NOISE[:90_000]}*/", "b.js": f"//{NOISE[:90_000]}", "big.png": NOISE}
    light = site(files | {"c.woff2": "", "index.html": f'<html>{head}<img src="big.png" alt=""></html>'})
    assert messages(light, "KPT807") == []
    heavy = site({"c.woff2": NOISE})
    (message,) = messages(heavy, "KPT807")
    assert message.startswith("With its styles, scripts and fonts this page weighs ")


def test_our_own_stylesheet_is_weighed_alone(site: Write) -> None:
    folder = site({"index.html": "<html></html>", "assets/kept.css": f"/*{NOISE[:30_000]}*/"})
    (message,) = messages(folder, "KPT807")
    assert message.startswith("This stylesheet weighs 17 KB compressed with gzip; more than 9 KB")


def test_a_file_that_has_vanished_weighs_nothing(site: Write) -> None:
    assert Folder(site({"index.html": "<html></html>"})).size("gone.html") == 0


# --- Verdicts


def with_status(edition: InternalEdition, status: Status) -> InternalEdition:
    """The edition with another verdict of its one promise, now and for every period."""

    def changed(promise: PromiseView) -> PromiseView:
        record = tuple(replace(entry, status=status) for entry in promise.verdict.record)
        return replace(promise, verdict=replace(promise.verdict, status=status, record=record))

    return replace(edition, promises=tuple(map(changed, edition.promises)))


def test_the_public_and_the_people_inside_read_the_same(approved: Project) -> None:
    portfolio, _ = approved.load()
    gated = approved.gated()
    assert len(inflated(portfolio, gated.public, gated.internal)) == 0


def test_a_public_verdict_better_than_the_internal_one_stops_the_site(approved: Project) -> None:
    portfolio, _ = approved.load()
    gated = approved.gated()
    report = inflated(portfolio, gated.public, with_status(gated.internal, Status.MISSED))
    assert report.stops_site
    texts = [finding.message for finding in report]
    assert 'The public site would say "kept" of this promise, the internal one "missed".' in texts
    assert 'For 2026-Q1 the public site would say "kept", the internal one "missed".' in texts
    assert {finding.place.path for finding in report} == {"promises.toml"}


def test_a_public_promise_that_the_people_inside_do_not_see_stops_the_site(approved: Project) -> None:
    portfolio, _ = approved.load()
    gated = approved.gated()
    (finding,) = inflated(portfolio, gated.public, replace(gated.internal, promises=(), promises_inside=()))
    assert finding.message == "The promise is on the public site and not on the internal one."
