"""What is said of a promise is said alike wherever it stands: pages, card, home, data, feeds, command line."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from datetime import date
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from kept.components.locale_formats import Formats
from kept.components.words import Words
from kept.findings import Report
from kept.report import status
from kept.report.summary import summarise
from render import demo

if TYPE_CHECKING:
    from kept.model.edition import EvidenceEntry

WORDS = Words(Formats("en-GB"))
REGISTER = tomllib.loads((demo.REPOSITORY / "promises.toml").read_text(encoding="utf-8"))
IDS = [promise["id"] for promise in REGISTER["promises"] if promise["audience"] == "public"]


@cache
def promises() -> list[dict[str, Any]]:
    """What the interface for machines says of each promise."""
    found: list[dict[str, Any]] = demo.documents(demo.public())["promises"]["promises"]
    return found


@pytest.fixture
def promise(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What it says of one of them."""
    return next(promise for promise in promises() if promise["id"] == request.param)


def test_every_public_promise_is_compared() -> None:
    assert {promise["id"] for promise in promises()} == set(IDS)


def text(html: str) -> str:
    """The words between the tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def told() -> dict[str, dict[str, Any]]:
    """What the command line says of each promise."""
    document = json.loads(status.as_json(demo.public(), None))
    return {promise["id"]: promise for promise in document["promises"]}


@pytest.mark.parametrize("promise", IDS, indirect=True)
def test_the_verdict_and_its_period(promise: dict[str, Any]) -> None:
    pages, files = demo.pages(demo.public()), demo.files(demo.public())
    label, item = promise["label"], promise["id"]
    said = told()[item]
    assert (said["verdict"], said["period"]) == (promise["verdict"], promise["period"])
    assert label in text(pages[f"promises/{item}/"].body)
    assert label in text(files[f"embed/promises/{item}/index.html"].decode())
    assert label in text(
        " ".join(page.body for path, page in pages.items() if path.startswith("promises/page/") or path == "promises/")
    )
    home = pages[""].body.partition(f'<a href="promises/{item}/">')[2].partition("</a>")[0]
    assert promise["retired_on"] or label in text(home)
    inside = text(demo.inside_pages(demo.inside())[f"promises/{item}/"].body)
    assert label in inside


@pytest.mark.parametrize("promise", IDS, indirect=True)
def test_the_day_of_the_next_result(promise: dict[str, Any]) -> None:
    said, page = told()[promise["id"]], text(demo.pages(demo.public())[f"promises/{promise['id']}/"].body)
    assert said["next_result"] == promise["next_result"]
    shown = {"promise": re.findall(r"due by (\d+ \w+ \d{4})", page)}
    if promise["next_result"] and not promise["retired_on"]:
        day = date.fromisoformat(promise["next_result"])
        assert set(shown["promise"]) == {f"{day.day} {day:%B %Y}"} or set(shown["promise"]) == {
            f"{day.day} {day:%b %Y}"
        }
    else:
        assert not shown["promise"]


@pytest.mark.parametrize("promise", IDS, indirect=True)
def test_every_period_of_its_record(promise: dict[str, Any]) -> None:
    record = [{"period": one["period"], "verdict": one["verdict"]} for one in promise["record"]]
    assert told()[promise["id"]]["record"] == record
    pages = demo.pages(demo.public())
    page = pages[f"promises/{promise['id']}/"].body
    for one in record:
        anchor = one["period"].lower()
        row = page.partition(f'<tbody id="{anchor}">')[2].partition("</tbody>")[0]
        assert f"k-v--{one['verdict']}" in row, anchor
        line = (
            pages[f"results/{anchor}/"].body.partition(f"promises/{promise['id']}/#{anchor}")[2].partition("</tr>")[0]
        )
        assert f"k-v--{one['verdict']}" in line, anchor


def test_the_counts_of_verdicts() -> None:
    index = demo.documents(demo.public())["index"]
    counted = {verdict: count for verdict, count in index["promises"]["by_verdict"].items() if count}
    assert summarise(demo.written(), demo.public(), demo.inside(), Report()).promises == counted
    assert index["headline"]["kept"] == counted["kept"]


def test_a_period_counts_what_its_lines_say() -> None:
    """The sentence at its head, its lines, and the record of each promise in the data are counted the same."""
    paths = [path for path in demo.pages(demo.public()) if re.fullmatch("results/.+/", path)]
    assert paths
    for path in paths:
        _counts_what_its_lines_say(path)


def _counts_what_its_lines_say(path: str) -> None:
    body = demo.pages(demo.public())[path].body
    told = text(body.partition("<table")[0])
    period = path.split("/")[1].upper()
    judged = [one["verdict"] for promise in promises() for one in promise["record"] if one["period"] == period]
    lines = re.findall(r'data-kept="verdict:[^"]+:' + re.escape(period.lower()) + '"', body)
    assert len(lines) == len(judged), path
    for verdict, count in Counter(judged).items():
        assert WORDS.say(f"results.tally.{verdict}", count).casefold() in told.casefold(), (path, verdict)
    index = text(demo.pages(demo.public())["results/"].body.partition(f'href="../{path}"')[2].partition("</li>")[0])
    assert WORDS.say(f"results.tally.{judged[0]}", Counter(judged)[judged[0]]).casefold() in index.casefold()


def _log() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(demo.files(demo.public())["feeds/changes.json"])["items"]
    return found


def test_the_feeds_say_of_a_result_what_the_record_of_its_promise_says() -> None:
    """Value and target of each entry stand in the period's row; a single uncorrected result has the row's verdict."""
    entries = [entry for entry in _log() if entry["tags"] == ["result"]]
    assert len(entries) > len(promises())
    pages = demo.pages(demo.public())
    for entry in entries:
        path, _, anchor = entry["url"].partition("/promises/")[2].partition("#")
        row = pages[f"promises/{path}"].body.partition(f'<tbody id="{anchor}">')[2].partition("</tbody>")[0]
        value, level = re.fullmatch(r".*?, (.+), target (.+)\.", entry["content_text"].partition(": ")[2]).groups()  # type: ignore[union-attr]  # fails where it is None
        assert value in text(row), entry["url"]
        assert level in text(row), entry["url"]
        if row.count('data-kept="value:') == 1 and WORDS.say("table.restated", day="").strip() not in text(row):
            verdict = "kept" if ": kept, " in entry["content_text"] else "missed"
            assert f"k-v--{verdict}" in row, entry["url"]


def test_both_feeds_say_the_same() -> None:
    atom = ET.fromstring(demo.files(demo.public())["feeds/changes.xml"])  # noqa: S314  kept made it
    name = "{http://www.w3.org/2005/Atom}"
    entries = [
        tuple(entry.findtext(f"{name}{part}") for part in ("id", "title", "content"))
        for entry in atom.iter(f"{name}entry")
    ]
    assert entries == [(entry["id"], entry["title"], entry["content_text"]) for entry in _log()]


@pytest.mark.parametrize("promise", IDS, indirect=True)
def test_the_announced_day_of_the_next_result_is_the_one_it_is_due(promise: dict[str, Any]) -> None:
    """A missed promise names the day in what is said about the miss and in how its verdict was worked out."""
    body = demo.pages(demo.public())[f"promises/{promise['id']}/"].body
    days = re.findall(rf"<dt>{WORDS.tree.promise.next}</dt><dd><p>([^<]+)</p>", body)
    due = re.findall(r"due by (\d+ \w+ \d{4})", text(body))
    assert set(days) <= set(due)


def test_until_when_something_may_be_used() -> None:
    """One day in the finder, in its filter, in the ledger of voices and on the voice's page."""
    entries = [entry for entry in demo.inside().evidence if entry.usable_until]
    assert entries
    for entry in entries:
        _is_said_alike(entry)


def _is_said_alike(entry: EvidenceEntry) -> None:
    pages = demo.inside_pages(demo.inside())
    assert entry.usable_until
    day = Formats("en-GB").day(entry.usable_until)
    path = {"voice": "voices", "story": "stories", "metric": "metrics"}[entry.kind]
    listed = [page.body for name, page in pages.items() if re.fullmatch(r"evidence/(page/\d+/)?", name)]
    row = next(part for body in listed for part in body.split('<li class="k-item"') if f'{path}/{entry.id}/"' in part)
    assert f'data-until="{entry.usable_until}"' in row
    assert f"until {day}" in text(row) or not entry.uses
    if entry.kind == "voice":
        ledger = pages["voices/"].body.partition(f"voices/{entry.id}/")[2].partition("</tr>")[0]
        assert day in text(ledger)
        shown = text(pages[f"voices/{entry.id}/"].body)
        assert f"until {day}" in shown or not entry.uses


CRITICAL = {
    "it-was-in-the-photographs": ("fixed-price", "Q1 2026", "Missed"),
    "three-calls": ("you-hear-it-first", "Q3 2025", "Missed"),
}
"""By voice: a promise it is about that is kept today, the period in which it was said, and what was judged of that."""


@pytest.mark.parametrize("voice", CRITICAL)
def test_an_old_complaint_shows_the_verdict_of_the_period_it_speaks_of(voice: str) -> None:
    promise, period, verdict = CRITICAL[voice]
    pages, then = demo.pages(demo.public()), WORDS.tree.voice.then
    [about] = [one for one in promises() if one["id"] == promise]
    anchor = "-".join(reversed(period.lower().split()))
    [judged] = [one["verdict"] for one in about["record"] if one["period"].lower() == anchor]
    assert (about["verdict"], judged) == ("kept", verdict.lower())
    said = f"{then}: {about['title']}, {period} : {verdict}"
    for path in (f"voices/{voice}/", "voices/", f"promises/{promise}/voices/"):
        assert said in text(pages[path].body), path
        assert f'promises/{promise}/#{anchor}"' in pages[path].body
    assert said in text(demo.inside_pages(demo.inside())[f"voices/{voice}/"].body)
    shown = [one for one in demo.documents(demo.public())["voices"]["voices"] if one["id"] == voice]
    assert all(f"{then}: {about['title']}, {period}: {verdict}" in one["show_with_words"] for one in shown)


def test_praise_shows_no_verdict_of_its_own_period() -> None:
    [praise] = [one.id for one in demo.public().voices if one.tone == "praise"][:1]
    assert WORDS.tree.voice.then not in text(demo.pages(demo.public())[f"voices/{praise}/"].body)


def test_a_published_result_in_the_log_is_the_one_of_the_record() -> None:
    entries = json.loads(demo.files(demo.public())["feeds/changes.json"])["items"]
    titles = " ".join(entry.get("content_text", "") + entry.get("title", "") for entry in entries)
    newest = max(one["on"] for promise in promises() for one in promise["changes"])
    assert any(entry["date_published"].startswith(newest) for entry in entries)
    for promise in promises():
        if promise["verdict"] == "missed":
            assert promise["title"] in titles
