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


def test_a_site_made_by_kept_is_fair_about_itself(approved: Project) -> None:
    ran = approved.kept("build", "--audience", "public")
    assert ran.code == 0, ran.out
    audited = approved.kept("audit", "dist/public")
    assert (audited.code, audited.out.splitlines()[0]) == (0, "0 faults found.")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Here you can read all reviews of our customers.", "KPT502"),
        ("This is an independent review site.", "KPT503"),
        ("<div itemtype='https://schema.org/Review'>Five stars</div>", "KPT504"),
    ],
)
def test_a_page_that_claims_too_much_keeps_the_last_good_site(words: str, code: str, approved: Project) -> None:
    assert approved.kept("build", "--audience", "public").code == 0
    before = (approved.root / "dist/public/index.html").read_bytes()
    # Of two voices one is shown; were it both, nothing would have been left out.
    approved.write({"evidence/testimonials/another.md": VOICE})
    approved.write({"site_templates/content/public/about.md": ABOUT.format(words).encode()})
    ran = approved.kept("build", "--audience", "public")
    assert ran.code == 1
    assert f"[{code}, error]" in ran.out
    assert "public/about/index.html:" in ran.out
    assert "The public site was NOT published" in ran.err
    assert (approved.root / "dist/public/index.html").read_bytes() == before
    assert not (approved.root / "dist/public/about").exists()


def test_the_people_inside_may_be_told_what_they_like(approved: Project) -> None:
    page = ABOUT.format("Here you can read all reviews of our customers.")
    approved.write({"site_templates/content/internal/about.md": page.encode()})
    assert approved.kept("build", "--audience", "internal").code == 0


def test_a_preview_is_refused_where_a_site_is_expected_and_the_other_way_round(approved: Project) -> None:
    assert approved.kept("build", "--audience", "public", "--preview").code == 0
    refused = approved.kept("audit", "dist/preview-public")
    assert refused.code == 1
    assert "[KPT808, error]" in refused.out
    assert approved.kept("audit", "dist/preview-public", "--preview").code == 0
    assert approved.kept("build", "--audience", "public").code == 0
    mistaken = approved.kept("audit", "dist/public", "--preview")
    assert "This page of a preview does not say that it is one" in mistaken.out
