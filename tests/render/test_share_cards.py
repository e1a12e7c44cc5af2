"""The pictures beside links, and the badges: what they say, and whom they may quote."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from kept.components.page_context import PageContext
from kept.model.edition import PublicEdition
from kept.outputs import badges, share_cards
from kept.outputs.all import assets
from kept.pictures import badge, lettering, share_card
from kept.pictures.cache import PictureCache
from kept.pictures.share_card import ShareCard
from kept.resources import packaged
from PIL import Image
from render import editions

TEMPLATES = (packaged() / "site_templates",)
QUOTE = "They rang before I had to."


def quoted(*outputs: str, **fields: object) -> PublicEdition:
    """A site with one voice whose speaker permitted these outputs."""
    series = editions.metric("arrival")
    promise = editions.promise("on-time", series, voices=("v",))
    voice = editions.voice("v", ("on-time",), body=QUOTE, outputs=frozenset(outputs), **fields)
    return editions.public(promises=(promise,), metrics=(series,), voices=(voice,), stories=())


def planned(edition: PublicEdition) -> dict[str, share_cards.Planned]:
    """The pictures of a site by their page."""
    return {one.page: one for one in share_cards.planned(PageContext(edition, TEMPLATES, {}))}


def picture(content: bytes) -> Image.Image:
    """A picture as its reader gets it."""
    return Image.open(io.BytesIO(content))


@pytest.fixture(scope="module")
def drawn() -> dict[str, bytes]:
    """The badges of a site, by path."""
    ctx = PageContext(editions.public(), TEMPLATES, {})
    return {one.path: one.content for one in badges.assets(ctx)}


class TestPermission:
    """A quote is in a picture only where its speaker permitted that."""

    def test_words_cleared_for_the_site_alone_are_in_no_picture(self) -> None:
        found = planned(quoted("embed", "api", "feeds", "one_page", "images"))
        assert "voices/v/" not in found
        assert not any(QUOTE in repr(one) for one in found.values())

    def test_words_cleared_for_social_networks_are_in_the_picture_of_their_page_only(self) -> None:
        found = planned(quoted("share_card"))
        assert [page for page, one in found.items() if QUOTE in repr(one)] == ["voices/v/"]

    def test_what_ties_the_speaker_to_the_publisher_stands_in_the_picture(self) -> None:
        told = planned(quoted("share_card", disclosure="Got a book token for it."))["voices/v/"]
        assert "Got a book token for it." in told.card.beside
        assert "Got a book token for it" in told.alt

    def test_a_quote_is_in_no_badge(self) -> None:
        everything = quoted("share_card", "embed", "api", "feeds", "one_page", "images")
        drawn = [one for one in assets(everything, TEMPLATES) if one.path.startswith("badge")]
        assert drawn
        assert not any(QUOTE.encode() in one.content for one in drawn)

    def test_a_quote_that_does_not_fit_whole_has_no_picture(self) -> None:
        assert share_card.draw(ShareCard(top="Ternway", words="A word more. " * 90, says="Ada Lamb")) is None


class TestPictures:
    """Their size, and what they say."""

    def test_a_picture_has_the_size_that_its_page_announces(self) -> None:
        made = share_cards.drawn(editions.public(), TEMPLATES)
        by_path = {one.path: one.content for one in made.assets}
        for page, image in made.images.items():
            path = image.url.removeprefix("https://promises.example/")
            assert picture(by_path[path]).size == (image.width, image.height) == (1200, 630), page

    def test_verdict_period_value_and_target_stand_on_it(self) -> None:
        one = planned(editions.public())["promises/late/"]
        assert (one.card.says, one.card.figure) == ("Missed in Q3 2026", "93.2%")
        assert one.card.beside == ("Target 95% or more",)
        assert all(part in one.alt for part in ("Missed in Q3 2026", "93.2%", "Target 95% or more"))

    def test_a_qualifier_goes_with_its_promise(self) -> None:
        series = editions.metric("arrival")
        promise = editions.promise("p", series, qualifier="Not on the islands.")
        edition = editions.public(promises=(promise,), metrics=(series,), voices=(), stories=())
        assert planned(edition)["promises/p/"].card.note == "Not on the islands."

    def test_where_a_letter_is_missing_no_picture_shows_boxes(self) -> None:
        assert share_card.draw(ShareCard(top="Ternway", words="เรามาตรงเวลา", says="Kept")) is None

    def test_every_letter_of_a_western_or_central_european_name_can_be_drawn(self) -> None:
        assert lettering.can_draw("Łukasz Żak, Ångström & Cº, “Señor Ðæ”: 99,2 % / £1 200 … €5")

    def test_without_an_address_no_page_names_a_picture(self) -> None:
        edition = editions.public(publisher=editions.publisher(site_url=None))
        assert share_cards.drawn(edition, TEMPLATES).images == {}

    def test_equal_words_give_equal_bytes_from_the_cache_too(self, tmp_path: Path) -> None:
        cache = PictureCache(tmp_path, share_card.RECIPE)
        first, second, fresh = (
            share_cards.drawn(editions.public(), TEMPLATES, one).assets for one in (cache, cache, None)
        )
        assert first == second == fresh

    def test_a_preview_has_none(self) -> None:
        assert planned(editions.public(proposed=())) == {}


class TestBadges:
    """One for each promise, one for all."""

    def test_a_badge_says_period_value_target_and_where_to_check(self, drawn: dict[str, bytes]) -> None:
        told = drawn["badge/late.svg"].decode()
        for part in ("Missed in Q3 2026", "93.2%, target 95% or more", "promises.example/promises/late"):
            assert f">{part}</text>" in told

    def test_everything_on_a_badge_is_in_its_title(self, drawn: dict[str, bytes]) -> None:
        for path, content in drawn.items():
            if path.endswith(".svg"):
                title = re.search(r'<title id="t">(.*?)</title>', content.decode())
                assert title
                for text in re.findall(r"<text[^>]*>([^<]*)</text>", content.decode()):
                    assert text.removesuffix(" · a demonstration") in title[1], path

    def test_the_one_for_all_counts(self, drawn: dict[str, bytes]) -> None:
        living = [one for one in editions.public().promises if not one.retired]
        kept = sum(one.verdict.status == "kept" for one in living)
        assert f">{kept} of {len(living)} kept</text>" in drawn["badge.svg"].decode()

    def test_each_is_there_as_png_too(self, drawn: dict[str, bytes]) -> None:
        for path in drawn:
            if path.endswith(".svg"):
                assert picture(drawn[path.replace(".svg", ".png")]).height == 2 * badge.HEIGHT
