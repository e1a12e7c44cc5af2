"""Building shows; publishing decides: what enters the ledgers, and which sites never can."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from projects import Project, approved
from sites import traces

if TYPE_CHECKING:
    from pathlib import Path

LEDGERS = ("evidence/permalinks.lock", "evidence/readings.csv", "evidence/results.csv")
TABLE = "evidence/metrics/punctuality.csv"


def ledgers(project: Project) -> dict[str, str]:
    """The text of each ledger that there is."""
    return {path: (project.root / path).read_text() for path in LEDGERS if (project.root / path).exists()}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The small project, everything approved and committed, never published."""
    whole = approved(tmp_path)
    whole.write({".gitignore": "dist/\n.kept/\n"}).commit()
    return whole


def build(project: Project, *options: str) -> tuple[int, str]:
    """A build of the public site: its exit code, and everything it printed."""
    ran = project.kept("build", "--audience", "public", *options)
    return ran.code, ran.out + ran.err


def test_building_writes_no_ledger_and_says_how_to_publish(project: Project) -> None:
    code, said = build(project)
    assert (code, ledgers(project)) == (0, {})
    assert (
        "Not published: evidence/permalinks.lock, evidence/readings.csv and evidence/results.csv would change." in said
    )
    assert "kept build --publish" in said


def test_before_the_first_publication_a_target_and_a_value_can_be_tried(project: Project) -> None:
    build(project)
    project.edit("promises.toml", "at_least = 95", "at_least = 97").approve("promise.on-time", by="olive").commit()
    code, said = build(project)
    assert (code, "KPT408" in said) == (0, False)


def test_publishing_fills_every_ledger_and_a_second_time_changes_nothing(project: Project) -> None:
    code, _ = build(project, "--publish")
    first = ledgers(project)
    assert code == 0
    assert set(first) == set(LEDGERS)
    project.commit()
    assert build(project, "--publish", "--locked")[0] == 0
    assert ledgers(project) == first


def test_a_locked_build_refuses_what_the_committed_ledgers_do_not_hold(project: Project) -> None:
    code, said = build(project, "--publish", "--locked")
    assert (code, ledgers(project)) == (1, {})
    assert "evidence/results.csv lacks" in said
    assert "evidence/readings.csv lacks" in said
    assert "on-time,2026-Q1" in said
    assert "Run `kept build --publish`" in said
    assert not (project.root / "dist/public").exists()


@pytest.mark.parametrize("options", [(), ("--publish",), ("--publish", "--locked")])
def test_a_demo_is_not_put_back_before_its_newest_publication(project: Project, options: tuple[str, ...]) -> None:
    build(project, "--publish")
    project.edit("promises.toml", "as_of = 2026-11-20", "as_of = 2026-10-01").commit()
    first = (project.root / "dist/public/index.html").read_bytes()
    code, said = build(project, *options)
    assert code == 2
    assert "the public site was published on 2026-11-20: it would be put back to an earlier day" in said
    assert (project.root / "dist/public/index.html").read_bytes() == first
    assert build(project, "--as-of", "2026-10-02")[0] == 0


def test_a_project_without_the_ledger_of_readings_gets_it_at_its_next_publication(project: Project) -> None:
    build(project, "--publish")
    (project.root / "evidence/readings.csv").unlink()
    project.commit()
    assert "KPT408" not in build(project)[1]
    assert build(project, "--publish", "--locked")[0] == 1
    assert build(project, "--publish")[0] == 0
    project.commit()
    assert build(project, "--publish", "--locked")[0] == 0


def test_a_locked_build_refuses_ledgers_that_are_not_committed(project: Project) -> None:
    build(project, "--publish")
    code, said = build(project, "--publish", "--locked")
    assert code == 1
    assert "evidence/results.csv is not committed as it is here" in said


def test_a_locked_build_with_a_new_period_keeps_the_last_good_site(project: Project) -> None:
    build(project, "--publish")
    project.commit()
    assert build(project, "--publish", "--locked")[0] == 0
    before = (project.root / "dist/public/index.html").read_bytes()
    project.edit(TABLE, "2026-Q4,91.0,100,91,interim,,", "2026-Q4,99.0,100,99,final,2027-01-14,")
    project.edit("promises.toml", "as_of = 2026-11-20", "as_of = 2027-01-20").approve(
        "punctuality", by="connie"
    ).commit()
    code, said = build(project, "--publish", "--locked")
    assert (code, "2026-Q4" in said) == (1, True)
    assert (project.root / "dist/public/index.html").read_bytes() == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--locked",), "--locked goes with --publish"),
        (("--publish", "--preview"), "a preview is never published"),
        (("--publish", "--as-of", "2026-11-19"), "a site of another day is never published"),
        (("--publish", "--as-of", "2027-01-01"), "a site of another day is never published"),
    ],
)
def test_what_is_never_published_is_refused(project: Project, options: tuple[str, ...], said: str) -> None:
    ran = project.kept("build", *options)
    assert (ran.code, ledgers(project)) == (2, {})
    assert said in ran.err


def test_a_site_of_another_day_has_its_own_folder_and_says_so_on_every_page(project: Project) -> None:
    """Words whose permission has run out today were permitted on that day; the published site must not get them."""
    project.edit(
        "evidence/testimonials/nine-oclock.md", "channels: [site]", "channels: [site]\n  expires_on: 2026-11-20"
    )
    project.approve("nine-oclock", by="olive").commit()
    assert build(project)[0] == 0
    assert build(project, "--as-of", "2027-02-01")[0] == 0
    words = "They rang the bell"
    assert traces(project.root / "dist/public", words) == set()
    other = project.root / "dist/as-of-2027-02-01/public"
    pages = [page.read_text() for page in other.rglob("index.html") if not {"embed", "one-page"} & {*page.parts}]
    assert len(pages) > 5
    for page in pages:
        assert "As things stood on 1 February 2027. This is not the published site." in page
        assert 'name="robots" content="noindex' in page
    assert ledgers(project) == {}


def test_a_real_organisation_with_a_harmless_note_still_says_that_its_site_is_a_demonstration(project: Project) -> None:
    project.edit("promises.toml", "demo = true", 'demo = true\ndemo_note = "We care about our customers."')
    build(project)
    for page in (project.root / "dist/public").rglob("*.html"):
        assert "A demonstration of kept, not the site of an organisation." in page.read_text(), page
