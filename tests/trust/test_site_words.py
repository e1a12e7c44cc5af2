"""Names, titles, stages, notes and hand-written pages are approved too, as the item `site` (KPT601 to KPT609)."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kept import pipeline
from kept.model.edition import PublicEdition
from kept.pages.all import all_pages
from projects import REGISTER, SMALL, TODAY, Project

if TYPE_CHECKING:
    from kept.findings import Finding

POLICY = '[require]\nsite = ["legal"]\n[roles]\nlegal = ["lena"]\n'
ABOUT = "site_templates/content/public/about.md"
TEMPLATES = Path(__file__).parents[2] / "site_templates"
STAGE = '[[journey]]\nid = "day"\ntitle = "On the day"\nquestion = "Are they coming?"\n\n[[promises]]'
WITH_STAGE = (
    REGISTER.replace("[[promises]]", STAGE)
    .replace('owner = "olive"', 'owner = "olive"\nstage = "day"')
    .replace(
        "demo = true",
        'territories = ["GB"]\npublisher_note = "Our own record."\ncorrections = "mailto:a@b.example"\ndemo = true',
    )
)
SAID = "QQzap"


@pytest.fixture
def ours(tmp_path: Path) -> Project:
    """A project whose policy asks legal for the site's own words; everything else is approved and committed."""
    files = {**SMALL, "promises.toml": WITH_STAGE, "evidence/policy.toml": POLICY, ABOUT: "# About us\n\nWe move.\n"}
    project = Project(tmp_path).write({**files, ".gitignore": "dist/\n.kept/\n"})
    project.commit()
    project.approve("promise.on-time", "nine-oclock", "corner-books", by="olive").approve("punctuality", by="connie")
    project.commit()
    return project


@pytest.fixture
def cleared(ours: Project) -> Project:
    """The same, with the site's own words approved."""
    ours.approve("site", by="lena").commit()
    return ours


def public(project: Project) -> tuple[PublicEdition, list[Finding]]:
    """The public edition, and what is said of the site's own words."""
    gated = project.gated()
    return gated.public, [finding for finding in gated.public_report if finding.item == "site"]


def text(edition: PublicEdition) -> str:
    """Everything an edition holds, as one text."""
    return repr(dataclasses.asdict(edition))


def test_words_that_nobody_ever_approved_stop_the_public_site_and_no_other(ours: Project) -> None:
    done = ours.kept("build")
    assert done.code == 1
    assert "Lena Law (lena), asked as legal, has not approved it" in done.out
    assert "the public site is not built until somebody has" in done.out
    assert not (ours.root / "dist/public").exists()
    assert (ours.root / "dist/internal/index.html").exists()
    ours.approve("site", by="lena").commit()
    assert ours.kept("build").code == 0


def test_approved_words_are_shown_and_nothing_is_said(cleared: Project) -> None:
    edition, said = public(cleared)
    assert (edition.publisher.name, said) == ("Small Removals", [])
    assert [stage.title for stage in edition.stages] == ["On the day"]
    assert edition.promises[0].owner is not None
    assert edition.promises[0].owner.name == "Olive Owner"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "Small Removals"', f'name = "{SAID}"'),
        ('publisher_note = "Our own record."', f'publisher_note = "{SAID}"'),
        ("mailto:a@b.example", f"mailto:a@{SAID}.example"),
        ("demo = true", f'demo_note = "{SAID}"\ndemo = true'),
        ("demo = true", f'site_url = {{ public = "https://{SAID}.example/" }}\ndemo = true'),
        ('name = "Olive Owner"', f'name = "{SAID}"'),
        ('name = "Connie Counts"', f'name = "Connie Counts"\ntitle = "{SAID}"'),
        ('title = "On the day"', f'title = "{SAID}"'),
        ('question = "Are they coming?"', f'question = "{SAID}"'),
    ],
)
@pytest.mark.parametrize("is_merged", [False, True])
def test_a_change_that_nobody_approved_reaches_no_public_page(
    cleared: Project, old: str, new: str, *, is_merged: bool
) -> None:
    before, _ = public(cleared)
    cleared.edit("promises.toml", old, new)
    if is_merged:
        cleared.commit()
    edition, said = public(cleared)
    assert SAID not in text(edition)
    assert edition == before
    assert [finding.code for finding in said] == ["KPT603"]
    assert "the words approved last stand there" in said[0].message
    cleared.approve("site", by="lena").commit()
    edition, said = public(cleared)
    assert (SAID in text(edition), said) == (True, [])


def test_a_country_taken_out_without_approval_widens_no_permission(cleared: Project) -> None:
    voice = "evidence/testimonials/nine-oclock.md"
    cleared.edit(voice, "channels: [site]", "channels: [site]\n  territories: [GB]")
    cleared.edit("promises.toml", 'territories = ["GB"]', 'territories = ["GB", "IE"]')
    cleared.approve("nine-oclock", by="olive").approve("site", by="lena").commit()
    assert public(cleared)[0].voices == ()
    cleared.edit("promises.toml", 'territories = ["GB", "IE"]', 'territories = ["GB"]').commit()
    assert public(cleared)[0].voices == ()
    cleared.approve("site", by="lena").commit()
    assert [shown.id for shown in public(cleared)[0].voices] == ["nine-oclock"]


def test_a_page_that_changed_or_came_is_left_out_until_it_is_approved(cleared: Project) -> None:
    assert cleared.kept("build").code == 0
    assert (cleared.root / "dist/public/about/index.html").exists()
    cleared.write({ABOUT: f"# About us\n\n{SAID}\n", ABOUT.replace("about", "more"): "# More\n"}).commit()
    edition, _ = public(cleared)
    assert edition.pages_left_out == {"public/about.md", "public/more.md"}
    assert cleared.kept("build").code == 0
    assert not (cleared.root / "dist/public/about").exists()
    cleared.approve("site", by="lena").commit()
    assert public(cleared)[0].pages_left_out == frozenset()


def test_a_record_whose_words_were_rewritten_by_hand_counts_for_nothing(cleared: Project) -> None:
    record = "evidence/approvals/site/lena.toml"
    cleared.edit(record, "Small Removals", SAID)
    cleared.edit("promises.toml", "Our own record.", "Another note.").commit()
    edition, said = public(cleared)
    assert SAID not in text(edition)
    assert any(finding.stops_site for finding in said)


def test_somebody_whom_the_policy_does_not_ask_is_told_so(ours: Project) -> None:
    ran = ours.kept("approve", "site", "--as", "tessa", "--audience", "public")
    assert "this record does not count" in ran.err
    assert "Lena Law (lena) as legal" in ran.err


def test_a_preview_shows_what_is_proposed_and_marks_it(cleared: Project) -> None:
    cleared.edit("promises.toml", 'name = "Small Removals"', f'name = "{SAID}"')
    portfolio, found = cleared.load()
    checked = pipeline.check(cleared.root, portfolio, found, TODAY, preview=True)
    assert checked.public.publisher.name == SAID
    assert "site" in (checked.public.proposed or ())


def test_where_nobody_is_asked_the_method_page_says_so(approved: Project) -> None:
    def method(project: Project) -> str:
        return next(page.body for page in all_pages(project.gated().public, [TEMPLATES]) if page.path == "method/")

    sentence = "they count once they are accepted into the record this site is made from"
    assert sentence in method(approved)
    approved.write({"evidence/policy.toml": POLICY}).commit()
    approved.approve("site", by="lena").commit()
    assert sentence not in method(approved)
