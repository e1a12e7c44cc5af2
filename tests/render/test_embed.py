"""A promise's card for other people's pages: small, inert, fair, and complete."""

from __future__ import annotations

import dataclasses
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept.audit import audit
from kept.model.verdict import Status
from kept.outputs import embed
from render import demo, editions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kept.model.edition import PromiseView, PublicEdition, VoiceView

LIMIT = 15_000
EMBED = frozenset({"embed"})
WORDS = "The piano never touched the wall."


class Card(HTMLParser):
    """A card as a browser takes it apart."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.html = html.decode()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self._inside: list[str] = []
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._inside.append(tag)

    def handle_data(self, data: str) -> None:
        if self._inside[-1:] != ["style"]:
            self.words.append(data)

    @property
    def text(self) -> str:
        """What it says."""
        return " ".join(" ".join(self.words).split())

    @property
    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """Its tags and their attributes, without values."""
        return [(tag, tuple(attributes)) for tag, attributes in self.tags]

    def part(self, start: str, end: str) -> str:
        """The HTML between two tags."""
        return self.html.partition(start)[2].partition(end)[0]


def cards(edition: PublicEdition) -> dict[str, Card]:
    """Every card of an edition, by the promise."""
    return {
        path.split("/")[2]: Card(content)
        for path, content in demo.made_by(embed.assets, edition).items()
        if path.startswith("embed/") and path.endswith("/index.html")
    }


def about(promise: PromiseView, *voices: VoiceView, **fields: object) -> Card:
    """The card of a promise with these voices."""
    shown = dataclasses.replace(promise, voices=tuple(voice.id for voice in voices), stories=())
    edition = editions.public(promises=(shown,), voices=voices, stories=(), **fields)
    return cards(edition)[promise.id]


def judged(status: Status) -> PromiseView:
    promise = editions.promise("arrival", editions.metric("arrival"))
    return dataclasses.replace(promise, verdict=dataclasses.replace(promise.verdict, status=status))


def voice(**fields: object) -> VoiceView:
    """A voice whose speaker permitted it."""
    return editions.voice("piano", ("arrival",), **{"body": WORDS, "outputs": EMBED} | fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("make", [demo.public, editions.public, lambda: editions.many(30, 200)])
def test_every_promise_has_a_card_that_is_small_and_loads_nothing(make: Callable[[], PublicEdition]) -> None:
    edition = make()
    found = cards(edition)
    assert list(found) == [promise.id for promise in edition.promises]
    for name, card in found.items():
        assert len(card.html.encode()) <= LIMIT, name
        assert {tag for tag, _ in card.tags}.isdisjoint({"script", "img", "iframe", "object", "form", "video"})
        for tag, attributes in card.tags:
            assert not [attribute for attribute in attributes if attribute.startswith("on") or attribute == "src"]
            assert tag != "link" or attributes["rel"] == "canonical"
            assert tag != "a" or attributes["target"] == "_top"
        assert "url(" not in card.html
        assert "@import" not in card.html
        assert ("meta", {"name": "robots", "content": "noindex"}) in card.tags
        assert "default-src 'none'" in card.html


def test_every_link_leads_to_a_page() -> None:
    edition = editions.public()
    pages = demo.pages(edition)
    for name, card in cards(edition).items():
        hrefs = [attributes["href"] for tag, attributes in card.tags if tag == "a"]
        paths = {urljoin(f"https://x.example/embed/promises/{name}/", href)[18:] for href in hrefs}
        assert paths <= pages.keys()
        assert paths >= {f"promises/{name}/", "method/"}


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.RETIRED])
def test_a_verdict_is_said_by_glyph_and_word(status: Status) -> None:
    tag = about(judged(status)).part(f'<span class="k-tag k-v--{status}" data-kept="verdict:arrival">', "</span>")
    assert '<svg class="k-glyph"' in tag
    assert Card(tag.encode()).text


def test_value_target_n_period_and_day_stand_together() -> None:
    card = about(editions.promise("arrival", editions.metric("arrival")))
    for part in ("Kept in Q3 2026", "95.4", "95% or more", "n = 1,207", "Published 15 Oct 2026"):
        assert part in card.text
    assert "Kept in 6 of 8 quarters with a result." in card.text
    assert card.part('class="k-strip" role="img" aria-label="', '"').startswith("Kept in 6 of 8 quarters")


def test_what_is_not_measured_yet_says_so() -> None:
    card = about(editions.promise("arrival", first_result=None))
    assert "Measuring" in card.text
    assert "k-strip" not in card.html.partition("</style>")[2]


def test_it_says_who_publishes_it_and_that_a_demo_is_one() -> None:
    card = about(judged(Status.KEPT))
    assert "Published by Ternway. A demonstration of kept, not the site of an organisation." in card.text
    real = about(judged(Status.KEPT), publisher=editions.publisher(demo=False))
    assert "Published by Ternway." in real.text
    assert "A demonstration" not in real.text


class TestVoice:
    """At most one, permitted, and with everything that ties its speaker to the organisation."""

    @pytest.mark.parametrize("outputs", [frozenset(), frozenset({"api", "feeds", "one_page"})])
    def test_one_that_did_not_permit_it_is_in_no_byte(self, outputs: frozenset[str]) -> None:
        files = demo.files(
            editions.public(
                promises=(dataclasses.replace(judged(Status.KEPT), voices=("piano",)),),
                voices=(voice(outputs=outputs, name="Quirke Ollivander"),),
                stories=(),
            )
        )
        for path, content in files.items():
            if path.startswith("embed/"):
                assert not re.search(rb"(?i)piano|quirke|ollivander", content), path

    def test_what_must_be_said_of_it_stands_in_the_same_card(self) -> None:
        card = about(
            judged(Status.KEPT),
            voice(
                relationship="supplier",
                disclosure="Sells us crates.",
                incentive="A £10 book token",
                expected="Most wait two days.",
                edit="trimmed",
            ),
        )
        figure = Card(card.part("<figure", "</figure>").encode()).text
        for part in (
            *(WORDS, "Rosalind Keane", "Homeowner, Kilkenny", "Sells us crates.", "Supplier"),
            *("A £10 book token", "Most wait two days.", "11 Feb 2026", "Recorded call", "Shortened"),
            "Ternway has 4 voices on file and shows 1.",
        ):
            assert part in figure

    def test_the_newest_of_several_is_shown(self) -> None:
        older = voice(body="An older word.", said_on=editions.AS_OF.replace(year=2025))
        card = about(judged(Status.KEPT), voice(), dataclasses.replace(older, id="older"))
        assert card.html.count('data-kept="voice"') == 1
        assert WORDS in card.text

    def test_one_that_is_too_long_for_a_card_is_left_to_the_page(self) -> None:
        card = about(judged(Status.KEPT), voice(body="Word " * 60))
        assert 'data-kept="voice"' not in card.html

    @pytest.mark.parametrize("status", [Status.MISSED, Status.PARTLY_KEPT, Status.NO_RESULT, Status.OUT_OF_DATE])
    def test_no_praise_stands_under_a_promise_that_was_not_kept(self, status: Status) -> None:
        criticism = dataclasses.replace(voice(tone="criticism", body="Nobody had rung."), id="nobody")
        assert 'data-kept="voice"' not in about(judged(status), voice()).html
        assert "Nobody had rung." in about(judged(status), voice(), criticism).text

    def test_words_in_another_language_say_which(self) -> None:
        assert '<blockquote lang="ga" dir="ltr">' in about(judged(Status.KEPT), voice(lang="ga")).html

    def test_what_is_no_quotation_is_not_marked_as_one(self) -> None:
        card = about(judged(Status.KEPT), voice(edit="paraphrase"))
        assert "<blockquote" not in card.html
        assert "Reworded, not a quotation" in card.text

    def test_links_of_a_quote_are_only_words(self) -> None:
        card = about(judged(Status.KEPT), voice(body="See [my page](https://elsewhere.example/) *soon*."))
        assert "See my page soon." in card.text
        assert "elsewhere" not in card.html

    def test_the_missed_promise_of_the_demo_shows_somebody_who_does_not_praise(self) -> None:
        edition = demo.public()
        tones = {one.id: one.tone for one in edition.voices}
        for promise in edition.promises:
            links = [attributes["href"] for tag, attributes in cards(edition)[promise.id].tags if tag == "a"]
            shown = [href.split("/")[-2] for href in links if "/voices/" in href]
            assert all(promise.verdict.status is not Status.MISSED or tones[one] != "praise" for one in shown)


@pytest.mark.parametrize(("locale", "direction"), [("en-GB", "ltr"), ("ar", "rtl"), ("he", "rtl"), ("ja", "ltr")])
def test_language_and_direction_are_the_organisations(locale: str, direction: str) -> None:
    card = about(judged(Status.KEPT), publisher=editions.publisher(locale=locale))
    assert ("html", {"lang": locale, "dir": direction}) in card.tags


def test_a_preview_says_that_it_is_one() -> None:
    edition = dataclasses.replace(editions.public(), proposed=("promise.arrival",))
    for card in cards(edition).values():
        assert ("meta", {"name": "kept", "content": "preview"}) in card.tags
    assert 'content="preview"' not in about(judged(Status.KEPT)).html


class TestOembed:
    """What a content management system asks for when somebody pastes the address of a promise."""

    def test_it_is_announced_on_the_page_and_leads_to_the_card(self) -> None:
        edition = editions.public()
        pages, files = demo.pages(edition), demo.files(edition)
        for promise in edition.promises:
            ((kind, title, url),) = pages[f"promises/{promise.id}/"].alternates
            assert kind == "application/json+oembed"
            answer = json.loads(files[url.removeprefix("https://promises.example/")])
            assert (answer["version"], answer["type"], answer["title"]) == ("1.0", "rich", title)
            assert answer["provider_name"] == "Ternway"
            ((tag, frame),) = Card(answer["html"].encode()).tags
            assert tag == "iframe"
            assert frame["src"] == f"https://promises.example/embed/promises/{promise.id}/"
            assert frame["title"] == title
            assert (frame["width"], frame["height"]) == (str(answer["width"]), str(answer["height"]))

    def test_without_an_address_there_is_none(self) -> None:
        edition = editions.public(publisher=editions.publisher(site_url=None))
        assert not [path for path in demo.files(edition) if path.startswith("embed/") and path.endswith(".json")]
        assert all(
            kind != "application/json+oembed" for page in demo.pages(edition).values() for kind, *_ in page.alternates
        )


HOSTILE = (
    "</style></script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)> ' autofocus onfocus='alert(1)",
    "]]><!-- --!><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% for x in y %}{# #}",
    "javascript:alert(1)//\u202egnp.exe",
    "</title><base href=//elsewhere.example>",
)
FIELDS = ("name", "role", "organisation", "place", "incentive", "disclosure", "expected", "translated_by")


def filled(text: str) -> Card:
    """A card whose every text is this one."""
    told = voice(body=f"Words {text}", lang="ga", edit="translated", original_lang="pl", **dict.fromkeys(FIELDS, text))
    promise = dataclasses.replace(judged(Status.KEPT), statement=text, title=text, qualifier=text)
    publisher = editions.publisher(name=text, note=text, demo_note=text)
    return about(promise, told, publisher=publisher)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    card = filled(text)
    assert card.shape == filled("plain").shape
    assert "49" not in card.part("<h1", "</h1>")
    assert text in card.words


@given(st.text("<>\"'&/=! -{}%#\\`ahrefscriptonload\u2028\u00a0", min_size=1, max_size=60).filter(str.strip))
def test_no_text_changes_the_shape_of_a_card(text: str) -> None:
    promise = dataclasses.replace(judged(Status.KEPT), statement=text, qualifier=text)
    told = voice(name=text, disclosure=text)
    plain = dataclasses.replace(promise, statement="plain", qualifier="plain")
    assert about(promise, told).shape == about(plain, voice(name="plain", disclosure="plain")).shape


def test_the_audit_has_nothing_to_say_about_the_cards_of_the_demo(tmp_path: Path) -> None:
    edition = demo.public()
    files = {path: content for path, content in demo.files(edition).items() if path.startswith(("embed/", "api/"))}
    pages = {path: f"<title>{path}</title>".encode() for path in demo.pages(edition)}
    metrics = {path: content for path, content in demo.files(edition).items() if path.startswith("metrics/")}
    for path, content in {**pages, **metrics, **files}.items():
        target = tmp_path / (f"{path}index.html" if path == "" or path.endswith("/") else path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    assert [finding.message for finding in audit(tmp_path, None, edition.publisher.site_url)] == []


def test_where_a_promise_is_not_shown_any_more_its_card_is_a_notice_that_says_nothing_of_it() -> None:
    edition = editions.public(notices=("promises/old-one/", "voices/somebody/", "results/2025-q1/"))
    cards = {path: Card(content) for path, content in demo.files(edition).items() if path.endswith("index.html")}
    notice = cards["embed/promises/old-one/index.html"]
    assert "No longer published" in notice.text
    assert "Ternway" in notice.text
    assert "old-one" not in notice.html
    assert len(notice.html) < LIMIT
    assert not [path for path in cards if "somebody" in path or "2025" in path]
    links = {attributes["href"] for tag, attributes in notice.tags if tag == "a"}
    assert {urljoin("https://x.example/embed/promises/old-one/", link) for link in links} == {"https://x.example/"}
