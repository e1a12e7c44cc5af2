"""What is said of a promise is said alike wherever it stands: pages, card, home, data, feeds, command line."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from kept.findings import Report
from kept.report import status
from kept.report.summary import summarise
from render import demo

PROMISES: list[dict[str, Any]] = demo.documents(demo.public())["promises"]["promises"]
IDS = [promise["id"] for promise in PROMISES]


def text(html: str) -> str:
    """The words between the tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def told() -> dict[str, dict[str, Any]]:
    """What the command line says of each promise."""
    document = json.loads(status.as_json(demo.public(), None))
    return {promise["id"]: promise for promise in document["promises"]}


@pytest.mark.parametrize("promise", PROMISES, ids=IDS)
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


@pytest.mark.parametrize("promise", PROMISES, ids=IDS)
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


@pytest.mark.parametrize("promise", PROMISES, ids=IDS)
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


def test_a_published_result_in_the_log_is_the_one_of_the_record() -> None:
    entries = json.loads(demo.files(demo.public())["feeds/changes.json"])["items"]
    titles = " ".join(entry.get("content_text", "") + entry.get("title", "") for entry in entries)
    newest = max(one["on"] for promise in PROMISES for one in promise["changes"])
    assert any(entry["date_published"].startswith(newest) for entry in entries)
    for promise in PROMISES:
        if promise["verdict"] == "missed":
            assert promise["title"] in titles
