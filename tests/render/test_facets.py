"""The pages of stages and sectors."""

from __future__ import annotations

from kept.model.edition import PublicEdition
from kept.model.page import Page
from kept.pages.all import all_pages
from kept.resources import packaged
from render import editions

TEMPLATES = (packaged() / "site_templates",)


def site(edition: PublicEdition) -> dict[str, Page]:
    """The public pages, by path."""
    return {page.path: page for page in all_pages(edition, TEMPLATES)}


def library(*sectors: str | None) -> PublicEdition:
    """A site with one promise and a voice from each of these sectors."""
    series = editions.metric("arrival")
    promise = editions.promise("on-time", series, stage="during", voices=tuple(f"v{n}" for n in range(len(sectors))))
    voices = tuple(
        editions.voice(f"v{number}", ("on-time",), body=f"They came, said number {number}.", sector=sector)
        for number, sector in enumerate(sectors)
    )
    return editions.public(promises=(promise,), metrics=(series,), voices=voices, stories=())


class TestStages:
    """What is promised at one stage of the customer's way."""

    def test_a_stage_shows_its_promises_and_the_voices_about_them(self) -> None:
        pages = site(editions.public())
        for stage in editions.STAGES:
            page = pages[f"stages/{stage.id}/"]
            of_stage = [one for one in editions.public().promises if one.stage == stage.id]
            assert all(f"promises/{one.id}/" in page.body for one in of_stage)
            others = {one.id for one in editions.public().promises} - {one.id for one in of_stage}
            assert not any(f'<li><div><a href="../../promises/{one}/"' in page.body for one in others)

    def test_a_stage_without_a_promise_has_no_page(self) -> None:
        pages = site(library(None))
        assert "stages/during/" in pages
        assert "stages/before/" not in pages

    def test_a_promise_leads_to_its_stage(self) -> None:
        assert 'href="../../stages/during/"' in site(library(None))["promises/on-time/"].body

    def test_the_record_of_a_stage_is_counted(self) -> None:
        assert "8 results on record: 6 kept and 2 missed." in site(library(None))["stages/during/"].body


class TestSectors:
    """What customers of one sector say."""

    def test_a_sector_shows_what_its_customers_said_and_nothing_else(self) -> None:
        page = site(library("Social housing", "Music"))["sectors/social-housing/"]
        assert "said number 0" in page.body
        assert "said number 1" not in page.body

    def test_two_spellings_are_one_sector(self) -> None:
        page = site(library("Social housing", "social  Housing"))["sectors/social-housing/"]
        assert "said number 0" in page.body
        assert "said number 1" in page.body

    def test_a_sector_in_any_script_has_an_address(self) -> None:
        assert "sectors/医院/" in site(library("医院"))

    def test_a_voice_leads_to_its_sector(self) -> None:
        assert 'href="../../sectors/music/"' in site(library("Music"))["voices/v0/"].body

    def test_many_voices_of_a_sector_are_several_pages(self) -> None:
        pages = site(library(*["Music"] * 30))
        assert "said number 29" not in pages["sectors/music/"].body
        assert "said number 29" in pages["sectors/music/page/2/"].body

    def test_without_a_sector_there_is_no_list_of_sectors(self) -> None:
        assert not any(path.startswith("sectors/") for path in site(library(None, "…")))


def test_inside_there_are_no_such_pages_and_no_links_to_them() -> None:
    for page in all_pages(editions.internal(), TEMPLATES):
        assert not page.path.startswith(("stages/", "sectors/"))
        assert "/stages/" not in page.body
        assert "/sectors/" not in page.body
