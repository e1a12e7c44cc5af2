"""The sheets that sales hands out, and what programs look for at fixed addresses."""

from __future__ import annotations

import dataclasses
import json

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # its types are a package of their own
from kept.components.page_context import PageContext
from kept.model.edition import PublicEdition
from kept.outputs import embed, for_machines, sheets
from kept.outputs.all import assets
from kept.pages.all import all_pages
from kept.resources import packaged
from markupsafe import escape
from render import editions

TEMPLATES = (packaged() / "site_templates",)
QUOTE = "They rang before I had to."


def quoted(*outputs: str, **fields: object) -> PublicEdition:
    """A site with one voice and one story whose speakers permitted these outputs."""
    series = editions.metric("arrival")
    promise = editions.promise("on-time", series, voices=("v",), stories=("s",))
    permitted = frozenset(outputs)
    voice = editions.voice("v", ("on-time",), body=QUOTE, outputs=permitted, **{"sector": "Music", **fields})
    story = editions.story("s", ("on-time",), voices=("v",), outputs=permitted, sector="Music")
    return editions.public(promises=(promise,), metrics=(series,), voices=(voice,), stories=(story,))


def files(edition: PublicEdition) -> dict[str, str]:
    """The text files of a site that are no pages, by path."""
    found = {one.path: one.content for one in assets(edition, TEMPLATES)}
    return {path: content.decode() for path, content in found.items() if not path.endswith(".png")}


class TestPermission:
    """Words leave the site on paper only where their speaker permitted that."""

    def test_words_cleared_for_the_site_alone_are_on_no_sheet_and_in_no_file(self) -> None:
        assert not [path for path, text in files(quoted()).items() if QUOTE in text]

    @pytest.mark.parametrize(
        ("output", "places"),
        [
            ("one_page", {"promises", "stories", "sectors"}),
            ("embed", {"embed"}),
            ("api", {"api"}),
            ("feeds", set()),
            ("share_card", set()),
            ("images", set()),
        ],
    )
    def test_a_permission_opens_its_own_output_and_no_other(self, output: str, places: set[str]) -> None:
        found = {path for path, text in files(quoted(output)).items() if QUOTE in text}
        assert {path.partition("/")[0] for path in found} == places
        assert output != "one_page" or all(path.endswith("/one-page/index.html") for path in found)

    def test_a_story_and_a_sector_without_permission_have_no_sheet_and_no_link_to_one(self) -> None:
        edition = quoted("embed")
        assert not [path for path in files(edition) if path.endswith("one-page/index.html") and "promises/" not in path]
        pages = {page.path: page.body for page in all_pages(edition, TEMPLATES)}
        assert "one-page/" not in pages["stories/s/"] + pages["sectors/music/"]
        assert 'href="one-page/"' in pages["promises/on-time/"]

    def test_a_missed_promise_is_not_handed_out_with_praise(self) -> None:
        edition = editions.public()
        everything = tuple(dataclasses.replace(one, outputs=frozenset({"one_page"})) for one in edition.voices)
        ctx = PageContext(dataclasses.replace(edition, voices=everything), TEMPLATES, {})
        praise = {one.body for one in everything if one.tone == "praise"}
        missed = [one for one in sheets.sheets(ctx) if one.card and one.card.mark.kind == "missed"]
        assert missed
        assert not {quote.words for sheet in missed for quote in sheet.quotes} & praise

    def test_a_preview_has_no_sheets(self) -> None:
        edition = dataclasses.replace(quoted("one_page"), proposed=())
        assert not [path for path in files(edition) if "one-page" in path]


class TestSheets:
    """What stands on one."""

    def test_what_ties_the_speaker_to_the_publisher_is_on_it(self) -> None:
        text = files(quoted("one_page", disclosure="Got a book token for it."))["promises/on-time/one-page/index.html"]
        assert "Got a book token for it." in text

    def test_it_says_its_day_and_where_it_can_be_checked(self) -> None:
        text = files(quoted())["promises/on-time/one-page/index.html"]
        assert "promises.example/promises/on-time</a>" in text
        assert "As of 20 November 2026." in text

    def test_a_sheet_alone_asks_for_no_file_beside_it(self) -> None:
        found = sheets.alone(PageContext(quoted("one_page"), TEMPLATES, {}), "on-time")
        assert list(found) == ["promises-on-time.html"]
        assert "url(" not in found["promises-on-time.html"]

    def test_what_does_not_fit_is_left_out_whole(self) -> None:
        ctx = PageContext(editions.public(), TEMPLATES, {})
        (first, *_) = sheets.sheets(ctx)
        long = dataclasses.replace(first, title="A word more. " * 40, terms=(("What counts", "So and so. " * 400),))
        assert sheets.fitted(long).terms == ()
        assert sheets.fitted(long).title == long.title


class TestMachines:
    """`/llms.txt` and `/.well-known/promises.json`."""

    @pytest.mark.parametrize("address", ["https://promises.example/", None])
    def test_the_document_follows_its_schema(self, address: str | None) -> None:
        edition = editions.public(publisher=editions.publisher(site_url=address))
        found = json.loads(files(edition)[for_machines.WELL_KNOWN])
        Draft202012Validator(json.loads(for_machines.schema())).validate(found)
        assert [one["id"] for one in found["promises"]] == [one.id for one in edition.promises]

    def test_every_promise_stands_with_its_verdict(self) -> None:
        text = files(editions.public())[for_machines.LLMS]
        assert "Missed in Q3 2026. 93.2%, target 95% or more." in text
        assert text.count("\n- [") == len(editions.public().promises) + 3


def test_the_chooser_shows_the_code_that_the_oembed_answer_gives() -> None:
    edition = editions.public()
    (page,) = [page for page in all_pages(edition, TEMPLATES) if page.path == "embed/"]
    made = files(edition)
    for promise in edition.promises:
        answer = json.loads(made[embed.oembed_place(promise)])
        assert str(escape(answer["html"])) in page.body or answer["html"] in page.body
        assert any(url.endswith(embed.oembed_place(promise)) for _, _, url in page.alternates)
