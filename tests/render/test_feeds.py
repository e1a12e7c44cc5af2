"""The feeds: what a reader of feeds needs, nothing a speaker said, and entries that stay the same ones."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept.model.edition import Change
from kept.model.evidence import Restatement
from kept.model.period import Cadence, Period
from kept.outputs import feeds
from render import demo, editions

if TYPE_CHECKING:
    from collections.abc import Callable

    from kept.model.edition import PublicEdition
    from projects import Project

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "https://promises.example/"


def atom(edition: PublicEdition) -> ET.Element:
    """The Atom feed, as any reader of XML takes it apart."""
    return ET.fromstring(demo.made_by(feeds.assets, edition)[feeds.ATOM])  # noqa: S314  kept wrote it a moment ago


def text(element: ET.Element, name: str) -> str:
    """What stands in a part that must be there once."""
    (found,) = element.findall(ATOM + name)
    return found.text or ""


def items(edition: PublicEdition) -> list[dict[str, Any]]:
    """The entries of the JSON feed."""
    found: list[dict[str, Any]] = json.loads(demo.made_by(feeds.assets, edition)[feeds.JSON])["items"]
    return found


def restated(why: str = "A depot had reported late.") -> PublicEdition:
    """One promise, one corrected value."""
    found = Restatement(period="2026-Q2", was=Decimal("97.9"), now=Decimal("96.2"), why=why, on=date(2026, 9, 1))
    series = editions.metric("punctual", restatements=(found,), promises=("on-time",))
    promise = editions.promise("on-time", voices=(), stories=(), metrics=("punctual",))
    return editions.public(promises=(promise,), metrics=(series,), voices=(), stories=())


EDITIONS: dict[str, Callable[[], PublicEdition]] = {"the demo": demo.public, "a correction": restated}


@pytest.mark.parametrize("name", EDITIONS)
def test_an_atom_feed_has_what_rfc_4287_asks_for(name: str) -> None:
    feed = atom(EDITIONS[name]())
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en-GB"
    assert text(feed, "id")
    assert text(feed, "title")
    assert text(feed.find(f"{ATOM}author") or feed, "name") == "Ternway"
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    moments = [datetime.fromisoformat(text(entry, "updated")) for entry in entries]
    assert all(moment.tzinfo for moment in moments)
    assert moments == sorted(moments, reverse=True)
    assert datetime.fromisoformat(text(feed, "updated")) == moments[0]
    for entry in entries:
        assert text(entry, "title")
        assert text(entry, "content")
        assert text(entry, "id").startswith("urn:uuid:")
        (link,) = entry.findall(f"{ATOM}link")
        assert str(link.get("href")).startswith("https://")
    assert len({text(entry, "id") for entry in entries}) == len(entries)


@pytest.mark.parametrize("name", EDITIONS)
def test_both_feeds_tell_the_same_entries_in_the_same_order(name: str) -> None:
    edition = EDITIONS[name]()
    told = [(text(one, "id"), text(one, "title"), text(one, "content")) for one in atom(edition).iter(f"{ATOM}entry")]
    assert told == [(one["id"], one["title"], one["content_text"]) for one in items(edition)]


def test_a_correction_is_told_with_both_values_the_day_and_the_reason() -> None:
    (entry,) = [one for one in items(restated()) if one["tags"] == ["restated"]]
    assert entry["content_text"] == "Q2 2026 restated from 97.9% to 96.2%. A depot had reported late."
    assert entry["date_published"] == "2026-09-01T00:00:00Z"
    assert entry["url"] == f"{SITE}corrections/#punctual-2026-q2-2026-09-01"


def test_every_entry_leads_to_a_page_that_is_there() -> None:
    edition = demo.public()
    pages = demo.pages(edition)
    base = edition.publisher.site_url or ""
    for entry in items(edition):
        path, _, anchor = entry["url"].removeprefix(base).partition("#")
        assert path in pages
        assert not anchor or f'id="{anchor}"' in pages[path].body


def test_an_entry_stays_the_same_one_when_it_is_said_otherwise_and_when_others_come() -> None:
    before = {one["id"] for one in items(restated())}
    assert before == {one["id"] for one in items(restated(why="Another wording of the reason."))}
    edition = restated()
    grown = dataclasses.replace(
        edition,
        promises=tuple(
            dataclasses.replace(
                promise,
                changes=(
                    Change(on=date(2026, 11, 19), kind="target", metric="punctual", value=Decimal(97), was=Decimal(95)),
                    *promise.changes,
                ),
            )
            for promise in edition.promises
        ),
    )
    after = [one["id"] for one in items(grown)]
    assert before < set(after)
    assert len(set(after)) == len(after)


def test_what_happens_twice_on_one_day_is_two_entries() -> None:
    edition = restated()
    change = Change(
        on=date(2026, 11, 19), kind="target-restated", metric="punctual", value=Decimal(97), was=Decimal(95)
    )
    twice = tuple(dataclasses.replace(one, changes=(change, change)) for one in edition.promises)
    ids = [one["id"] for one in items(dataclasses.replace(edition, promises=twice))]
    assert len(set(ids)) == len(ids) == 3


def test_a_feed_has_the_newest_hundred_entries() -> None:
    edition = restated()
    quarter = Period.parse("1980-Q1", Cadence.QUARTER)
    changes = tuple(
        Change(on=(quarter + step).end, kind="target", metric="punctual", value=Decimal(97), was=Decimal(95))
        for step in range(150)
    )
    many = tuple(dataclasses.replace(one, changes=changes) for one in edition.promises)
    told = items(dataclasses.replace(edition, promises=many))
    assert len(told) == feeds.NEWEST
    assert told[0]["date_published"][:10] == "2026-09-01"
    assert told[1]["date_published"][:10] == str((quarter + 149).end)


def test_the_pages_announce_the_feeds_to_readers_and_to_machines() -> None:
    edition = demo.public()
    for path in ("changes/", "corrections/"):
        page = demo.pages(edition)[path]
        assert [kind for kind, _, _ in page.alternates] == ["application/atom+xml", "application/feed+json"]
        assert {url for _, _, url in page.alternates} == {
            f"{edition.publisher.site_url}feeds/changes.xml",
            f"{edition.publisher.site_url}feeds/changes.json",
        }
        assert '<a href="../feeds/changes.xml">Atom</a>' in page.body
        assert '<a href="../feeds/changes.json">JSON Feed</a>' in page.body


def test_where_nobody_knows_the_site_s_address_there_is_no_feed_and_no_link_to_one() -> None:
    edition = dataclasses.replace(restated(), publisher=editions.publisher(site_url=None))
    assert not [path for path in demo.files(edition) if path.startswith("feeds/")]
    assert "feeds/" not in demo.pages(edition)["changes/"].body
    assert demo.pages(edition)["changes/"].alternates == ()


def test_a_demo_and_a_preview_say_so() -> None:
    demo_feed = atom(demo.public())
    assert "A demonstration of kept, not the site of an organisation." in text(demo_feed, "subtitle")
    preview = dataclasses.replace(restated(), proposed=("promise.on-time",))
    assert "Preview" in text(atom(preview), "subtitle")
    assert "Preview" in json.loads(demo.files(preview)[feeds.JSON])["description"]


def test_no_feed_says_what_a_speaker_said(approved: Project) -> None:
    approved.edit("promises.toml", 'locale = "en-GB"', 'locale = "en-GB"\nsite_url = { public = "https://p.example/" }')
    edition = approved.gated().public
    assert edition.voices
    told = b"".join(content for path, content in demo.files(edition).items() if path.startswith("feeds/"))
    assert told
    assert not [voice.id for voice in edition.voices if voice.body.strip()[:20].encode() in told]


@given(st.text(max_size=60))
def test_no_reason_breaks_a_feed(why: str) -> None:
    edition = restated(why=f"Because {why}")
    (told,) = [one for one in items(edition) if one["tags"] == ["restated"]]
    (entry,) = [one for one in atom(edition).iter(f"{ATOM}entry") if text(one, "id") == told["id"]]
    assert text(entry, "content").startswith("Q2 2026 restated from 97.9% to 96.2%. Because")


def test_the_internal_site_has_feeds_of_its_own_with_its_own_addresses() -> None:
    inside = dataclasses.replace(
        demo.inside(), publisher=dataclasses.replace(demo.inside().publisher, site_url="https://inside.example/")
    )
    found = json.loads(demo.files(inside)[feeds.JSON])
    assert found["feed_url"] == f"https://inside.example/{feeds.JSON}"
    assert "Inside" in found["title"]
    assert found["items"]
    assert all(one["url"].startswith("https://inside.example/") for one in found["items"])
