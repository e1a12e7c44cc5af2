"""Whole pages from whole editions."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from kept.model.edition import Edition, PromiseView, PublicEdition, Tally
from kept.model.evidence import Restatement
from kept.model.page import Page
from kept.model.verdict import Status
from kept.outputs.all import assets
from kept.pages.all import all_pages
from kept.pages.frame import chrome
from kept.resources import packaged
from render import editions
from render.outline import Outline, unmarked

TEMPLATES = (packaged() / "site_templates",)
NOBODY = {"voices": (), "stories": (), "tally": Tally(voices_shown=0, voices_received=0)}


def site(edition: Edition) -> dict[str, Page]:
    """The pages of an edition, by path."""
    return {page.path: page for page in all_pages(edition, TEMPLATES)}


@cache
def seven() -> dict[str, Page]:
    return site(editions.public())


@cache
def inside() -> dict[str, Page]:
    return site(editions.internal())


def one(**fields: object) -> PublicEdition:
    """An organisation with one bare promise: a statement and a target."""
    series = editions.metric("arrival")
    bare = editions.promise(
        "bare", series, stage=None, owner=None, counts=None, excludes=None, remedy=None, made_on=None, **fields
    )
    return editions.public(promises=(bare,), metrics=(series,), stages=(), **NOBODY)


def nothing() -> PublicEdition:
    return editions.public(promises=(), metrics=(), stages=(), **NOBODY)


SITES: dict[str, Callable[[], Edition]] = {
    "seven promises": editions.public,
    "inside": editions.internal,
    "one bare promise": one,
    "nothing": nothing,
    "thirty promises, two hundred voices": lambda: editions.many(30, 200),
}


@pytest.mark.parametrize("name", SITES)
def test_every_page_is_well_formed_and_every_link_leads_somewhere(name: str) -> None:
    edition = SITES[name]()
    pages = site(edition)
    outlines = {path: Outline(page) for path, page in pages.items()}
    files = {asset.path.removesuffix("index.html") for asset in assets(edition, TEMPLATES)}
    for path, outline in outlines.items():
        assert outline.unbalanced == [], path
        assert [name for name, count in Counter(outline.ids).items() if count > 1] == [], path
        assert outline.headings.count(1) == 1, path
        assert outline.skipped == [], path
        for target, fragment in outline.targets:
            assert target in pages or target in files, f"{path} links to {target}"
            assert not fragment or fragment in outlines[target].ids, f"{path} links to {target}#{fragment}"


@pytest.mark.parametrize("name", SITES)
def test_no_path_title_or_description_is_missing_or_double(name: str) -> None:
    made = [(page.path, page.title, page.description) for page in site(SITES[name]()).values()]
    assert all(title and description for _, title, description in made)


@pytest.mark.parametrize("name", SITES)
def test_every_tab_leads_to_a_page(name: str) -> None:
    edition = SITES[name]()
    pages = site(edition)
    frame = chrome(edition)
    assert {path for _, _, path in frame.tabs} <= pages.keys()
    assert {path for _, path in frame.footer_links} <= pages.keys()
    assert {page.section for page in pages.values()} <= {section for section, _, _ in frame.tabs} | {""}


def test_a_tab_whose_section_is_empty_is_left_out() -> None:
    assert [section for section, _, _ in chrome(one()).tabs] == ["promises", "method"]


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert site(editions.public()) == seven()


def test_what_an_author_wrote_is_never_markup() -> None:
    hostile = "<script>alert(1)</script>\"'>"
    voice = editions.voice("v", ("p",), hostile, name=hostile, role=hostile, disclosure=hostile, incentive=hostile)
    promise = editions.promise("p", statement=hostile, title=hostile, counts=hostile, voices=("v",))
    story = editions.story("s", ("p",), title=hostile, summary=hostile, body=hostile)
    edition = editions.public(promises=(promise,), voices=(voice,), stories=(story,), metrics=())
    for page in site(edition).values():
        assert "<script" not in page.body, page.path


def test_a_demo_says_so_on_the_home_and_in_the_frame() -> None:
    assert "A demonstration of kept, not the site of an organisation." in seven()[""].body
    assert "A demonstration of kept, not the site of an organisation." in chrome(editions.public()).footer
    real = editions.public(publisher=editions.publisher(demo=False))
    assert "A demonstration" not in site(real)[""].body + " ".join(chrome(real).footer)


class TestHome:
    """The public home."""

    def test_it_counts_the_verdicts_and_names_the_period(self) -> None:
        assert "<h1>Seven promises. <span>Five kept in Q3 2026.</span></h1>" in unmarked(seven()[""].body)

    def test_it_shows_why_a_promise_was_missed(self) -> None:
        assert "On three Fridays we took more moves than we had crews for." in seven()[""].body

    def test_it_says_when_no_reason_has_been_published(self) -> None:
        body = site(editions.public(promises=tuple(_silent(one) for one in editions.public().promises)))[""].body
        assert "No reason has been published." in body

    def test_a_voice_that_is_no_praise_is_among_those_shown(self) -> None:
        assert 'href="voices/table/"' in seven()[""].body

    def test_it_says_how_many_voices_of_how_many_are_shown(self) -> None:
        assert "On this site: 4 of 7 on file." in seven()[""].body

    def test_many_promises_are_a_short_list_and_a_link_to_all(self) -> None:
        body = site(editions.many(30, 0))[""].body
        assert body.count('<li class="k-card ') == 6
        assert "All 30 promises" in body


def _silent(promise: PromiseView) -> PromiseView:
    return dataclasses.replace(promise, misses=())


class TestPromise:
    """A promise's own page."""

    def test_each_period_of_its_record_can_be_linked_to(self) -> None:
        ids = Outline(seven()["promises/arrival/"]).ids
        assert {"2026-q3", "2024-q4"} <= set(ids)

    def test_a_restated_value_is_shown_beside_the_one_it_replaced(self) -> None:
        assert "96.9%</s>" in seven()["promises/arrival/"].body
        assert "restated on 16 Sept 2025" in seven()["promises/arrival/"].body

    def test_a_period_without_a_result_is_in_the_table(self) -> None:
        body = seven()["promises/late/"].body
        assert 'id="2026-q2"' in body
        assert "One quarter has no result." in body

    def test_it_can_be_cited_with_period_result_date_and_address(self) -> None:
        assert (
            "Ternway, “We keep late.” Q3 2026: missed, 93.2%, target 95% or more. Published 15 Oct 2026. "
            "https://promises.example/promises/late/#2026-q3"
        ) in seven()["promises/late/"].body

    def test_without_any_voice_it_says_so(self) -> None:
        assert "No voice about this promise has been published." in seven()["promises/boxes/"].body

    def test_a_long_record_folds_away_but_stays_on_the_page(self) -> None:
        series = editions.metric("arrival", [f"{90 + index % 9}.0" for index in range(72)])
        promise = editions.promise("p", series)
        body = site(editions.public(promises=(promise,), metrics=(series,), **NOBODY))["promises/p/"].body
        assert "69 earlier results" in body
        assert body.count("<tbody id=") == 72

    def test_a_long_strip_shows_the_last_twelve_and_says_so(self) -> None:
        series = editions.metric("arrival", ["96.0"] * 72)
        promise = editions.promise("p", series)
        body = site(editions.public(promises=(promise,), metrics=(series,), **NOBODY))[""].body
        assert 'aria-label="Last 12 of 72: Kept in 12 of 12 quarters with a result, Q4 2023 to Q3 2026."' in body


class TestVoices:
    """The wall, and each voice."""

    @pytest.mark.parametrize("path", ["", "voices/", "voices/hall/", "promises/days/"])
    def test_date_source_and_relationship_stand_in_the_card_on_one_line(self, path: str) -> None:
        body = seven()[path].body
        assert '<span data-kept="speaker">11 Feb 2026, on a recorded call, customer, not paid for this</span>' in body

    def test_a_voices_own_page_says_what_was_done_to_the_words(self) -> None:
        assert '<dt>Words</dt><dd data-kept="speaker">Verbatim</dd>' in seven()["voices/hall/"].body

    def test_a_withheld_name_is_said_to_be_the_speakers_wish(self) -> None:
        assert "Name withheld at the speaker\u2019s wish" in seven()["voices/jars/"].body

    def test_a_translation_names_language_translator_and_the_speakers_approval(self) -> None:
        words = "Translated from Polish by Clara Lemoine, approved by the speaker 1 Dec 2025"
        assert words in seven()["voices/jars/"].body

    def test_words_in_another_language_say_which(self) -> None:
        assert '<blockquote lang="ga" dir="ltr">' in seven()["voices/van/"].body

    def test_what_is_no_quotation_is_not_marked_as_one(self) -> None:
        voice = editions.voice("v", ("p",), edit="paraphrase")
        promise = editions.promise("p", voices=("v",))
        pages = site(editions.public(voices=(voice,), promises=(promise,), stories=(), metrics=()))
        assert "<blockquote" not in pages["voices/v/"].body

    def test_the_wall_can_be_filtered_by_stage_without_scripts(self) -> None:
        assert 'href="../voices/stage/after/"' in seven()["voices/"].body
        assert "hall again" in seven()["voices/stage/after/"].body
        assert "hall again" not in seven()["voices/stage/during/"].body

    def test_two_thousand_voices_are_not_one_page(self) -> None:
        pages = site(editions.many(7, 200))
        assert "voices/page/4/" in pages
        assert "voices/page/5/" not in pages
        assert "29 voices about this promise" in pages["promises/p0/"].body
        assert max(len(page.body) for page in pages.values()) < 80_000


class TestMetric:
    """A measure's page."""

    def test_the_table_has_n_and_the_day_of_publication(self) -> None:
        body = seven()["metrics/arrival/"].body
        assert "1,207" in body
        assert "15 Oct 2026" in body

    def test_why_n_is_not_published_stands_beside_the_value(self) -> None:
        series = editions.metric("arrival", no_n_because="The operator keeps it.")
        rows = tuple(dataclasses.replace(row, n=None, numerator=None) for row in series.rows)
        series = dataclasses.replace(series, rows=rows)
        pages = site(editions.public(promises=(editions.promise("p", series),), metrics=(series,), **NOBODY))
        for path in ("", "promises/p/", "metrics/arrival/"):
            assert "n not published: The operator keeps it." in pages[path].body

    def test_the_page_says_that_it_is_there_as_csv(self) -> None:
        page = seven()["metrics/arrival/"]
        assert page.alternates == (("text/csv", "Moves counted for arrival", "arrival.csv"),)

    def test_the_csv_holds_the_values_as_they_were_written(self) -> None:
        files = {asset.path: asset.content for asset in assets(editions.public(), TEMPLATES)}
        lines = files["metrics/arrival/arrival.csv"].decode().splitlines()
        assert lines[0] == "period,value,unit,n,numerator,published_on,restated_from,restated_on,note"
        assert lines[3] == "2025-Q2,96.1,percent,1202,1102,2025-07-15,96.9,2025-09-16,"

    def test_a_note_is_no_formula_for_a_spreadsheet(self) -> None:
        series = editions.metric("arrival", ("95.0",))
        rows = (dataclasses.replace(series.rows[0], note="=1+1"),)
        edition = editions.public(promises=(), metrics=(dataclasses.replace(series, rows=rows),), **NOBODY)
        (table,) = [one for one in assets(edition, TEMPLATES) if one.path.endswith("/arrival.csv")]
        assert table.content.decode().splitlines()[1].endswith(",'=1+1")


class TestMethod:
    """How we know."""

    def test_it_says_what_every_verdict_means(self) -> None:
        body = seven()["method/"].body
        for status in Status:
            assert f"k-v--{status}" in body

    def test_it_says_which_promises_rest_on_a_survey(self) -> None:
        assert "One promise rests on a survey: Keep heard." in seven()["method/"].body

    def test_it_counts_the_corrections_and_leads_to_them(self) -> None:
        body = seven()["method/"].body
        assert "One published value has been restated." in body
        assert 'href="../corrections/"' in body

    def test_it_counts_tones_and_relationships(self) -> None:
        body = seven()["method/"].body
        assert "3 praise and 1 criticism" in body
        assert "3 customers and 1 supplier" in body


class TestInside:
    """The portal."""

    def test_a_role_page_says_what_keeps_the_promise_and_whom_to_ask(self) -> None:
        body = inside()["roles/crew-leader/"].body
        assert "Press the button at the door." in body
        assert "<b>Ask</b> Desk" in body

    def test_a_telephone_number_can_be_tapped(self) -> None:
        assert '<a href="tel:01134960412">0113 496 0412</a>' in inside()["roles/crew-leader/"].body

    def test_the_form_for_new_evidence_knows_role_and_promise(self) -> None:
        assert "https://inside.example/add?role=crew-leader&amp;promise=late" in inside()["roles/crew-leader/"].body

    def test_the_board_shows_the_period_under_way_beside_the_published_verdict(self) -> None:
        body = inside()[""].body
        assert "94.4%, target 95% or more" in body
        assert "Missed in Q3 2026" in body

    def test_an_action_past_its_day_is_called_overdue(self) -> None:
        assert "by 2 Nov 2026, overdue" in inside()[""].body

    def test_evidence_can_be_listed_by_kind_and_by_promise(self) -> None:
        edition = editions.internal()
        entry = dataclasses.replace(edition.evidence[0], id="arrival", kind="metric", promises=("late",))
        pages = site(dataclasses.replace(edition, evidence=(*edition.evidence, entry)))
        assert {"evidence/kind/metric/", "evidence/promise/late/", "evidence/promise/late/kind/voice/"} <= pages.keys()

    def test_none_of_it_is_in_the_public_edition(self) -> None:
        everything = " ".join(page.body for page in seven().values())
        for words in ("Press the button", "Always on time", "46 starts a day", "Load early", "Sean Duffy"):
            assert words not in everything


class TestStructuredData:
    """What search engines read."""

    def test_kinds_and_places(self) -> None:
        kinds = {path: {str(thing["@type"]) for thing in page.json_ld} for path, page in seven().items()}
        assert kinds[""] == {"WebSite", "Organization"}
        assert kinds["stories/wharfside/"] == {"Article", "BreadcrumbList"}
        assert kinds["metrics/arrival/"] == {"Dataset", "BreadcrumbList"}

    def test_a_publisher_never_rates_itself(self) -> None:
        everything = json.dumps([page.json_ld for page in seven().values()])
        assert "Review" not in everything
        assert "Rating" not in everything

    def test_without_an_address_nothing_claims_one(self) -> None:
        edition = editions.public(publisher=editions.publisher(site_url=None))
        everything = json.dumps([page.json_ld for page in site(edition).values()])
        assert "url" not in everything
        assert "BreadcrumbList" not in everything


def test_the_last_of_several_corrections_of_a_value_is_the_one_shown() -> None:
    twice = tuple(
        Restatement(period="2026-Q3", was=was, now=now, why="Again.", on=on)
        for was, now, on in (
            (Decimal("97.0"), Decimal("96.0"), date(2026, 10, 20)),
            (Decimal("96.0"), Decimal("95.4"), date(2026, 11, 2)),
        )
    )
    series = editions.metric("arrival", restatements=twice)
    promise = editions.promise("p", series)
    body = site(editions.public(promises=(promise,), metrics=(series,), **NOBODY))["promises/p/"].body
    assert "96.0%</s>" in body
    assert "restated on 2 Nov 2026" in body
