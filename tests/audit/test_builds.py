"""Whole runs: what the audit of fair presentation and of previews means for somebody who builds a site."""

from __future__ import annotations

import pytest
from projects import VOICE, Project

ABOUT = """\
---
title: About us
description: Who we are.
---
{}
"""


def test_a_site_made_by_kept_is_fair_about_itself(with_sites: Project) -> None:
    audited = with_sites.kept("audit", "dist/public")
    assert (audited.code, audited.out.splitlines()[0]) == (0, "0 faults found.")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Here you can read all reviews of our customers.", "KPT502"),
        ("This is an independent review site.", "KPT503"),
        ("<div itemtype='https://schema.org/Review'>Five stars</div>", "KPT504"),
    ],
)
def test_a_page_that_claims_too_much_keeps_the_last_good_site(words: str, code: str, with_sites: Project) -> None:
    before = (with_sites.root / "dist/public/index.html").read_bytes()
    # Of two voices one is shown; were it both, nothing would have been left out.
    with_sites.write({"evidence/testimonials/another.md": VOICE})
    with_sites.write({"site_templates/content/public/about.md": ABOUT.format(words).encode()})
    ran = with_sites.kept("build", "--audience", "public")
    assert ran.code == 1
    assert f"[{code}, error]" in ran.out
    assert "public/about/index.html:" in ran.out
    assert "The public site was NOT published" in ran.err
    assert (with_sites.root / "dist/public/index.html").read_bytes() == before
    assert not (with_sites.root / "dist/public/about").exists()


def test_the_people_inside_may_be_told_what_they_like(approved: Project) -> None:
    page = ABOUT.format("Here you can read all reviews of our customers.")
    approved.write({"site_templates/content/internal/about.md": page.encode()})
    assert approved.kept("build", "--audience", "internal").code == 0


def test_a_preview_is_refused_where_a_site_is_expected_and_the_other_way_round(with_sites: Project) -> None:
    assert with_sites.kept("build", "--audience", "public", "--preview").code == 0
    refused = with_sites.kept("audit", "dist/preview-public")
    assert refused.code == 1
    assert "[KPT808, error]" in refused.out
    assert with_sites.kept("audit", "dist/preview-public", "--preview").code == 0
    mistaken = with_sites.kept("audit", "dist/public", "--preview")
    assert "This page of a preview does not say that it is one" in mistaken.out
