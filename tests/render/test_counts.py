"""Every count on every public page is the one that anybody can work out from the interface for machines."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from render import demo, editions
from render.outline import unmarked

if TYPE_CHECKING:
    from collections.abc import Callable

    from kept.model.edition import PublicEdition
    from kept.model.page import Page

NUMBERS = (
    *("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
MISSED = {"missed", "partly-kept", "kept-late"}
JUDGED = MISSED | {"kept", "no-result", "no-cases"}
REST = {
    "missed": "missed",
    "partly-kept": "partly kept",
    "kept-late": "kept late",
    "no-result": "not reported",
    "no-cases": "with nothing to measure",
    "out-of-date": "out of date",
    "measuring": "still being measured",
    "in-progress": "in progress",
}
PEOPLE = {"customer": "customer", "supplier": "supplier", "partner": "business partner", "employee": "employee"}


def _without_a_period() -> PublicEdition:
    """Seven promises of which one has nothing to be judged by."""
    edition = editions.public()
    return dataclasses.replace(edition, promises=(*edition.promises[:4], *edition.promises[5:]))


SITES: dict[str, Callable[[], PublicEdition]] = {
    "the demo": demo.public,
    "seven promises": editions.public,
    "six promises": _without_a_period,
    "thirty promises, two hundred voices": lambda: editions.many(30, 200),
}


class Site:
    """A public site, and what the interface says of it."""

    def __init__(self, edition: PublicEdition) -> None:
        self.pages = demo.pages(edition)
        self.files = demo.files(edition)
        documents = demo.documents(edition)
        self.index = documents["index"]
        self.promises: list[dict[str, Any]] = documents["promises"]["promises"]
        self.metrics: list[dict[str, Any]] = documents["metrics"]["metrics"]
        self.voices: dict[str, Any] = documents["voices"]["counts"]
        self.stories: dict[str, Any] = documents["stories"]["counts"]

    @property
    def living(self) -> list[dict[str, Any]]:
        """The promises still made."""
        return [promise for promise in self.promises if promise["retired_on"] is None]

    @property
    def results(self) -> Counter[str]:
        """Closed periods of all promises, by what became of them; a promise with a deadline counts once."""
        return Counter(verdict for promise in self.promises for verdict in _results(promise))

    def text(self, path: str) -> str:
        """What a page says."""
        return text(self.pages[path].body)

    def list(self, base: str) -> list[Page]:
        """The pages of a list."""
        return [page for path, page in self.pages.items() if re.fullmatch(rf"{base}(page/\d+/)?", path)]


def _results(promise: dict[str, Any]) -> list[str]:
    """What counts as a result of a promise."""
    if promise["due"] is None:
        return [one["verdict"] for one in promise["record"]]
    return [promise["last"] or promise["verdict"]] if promise["record"] else []


@cache
def site_of(name: str) -> Site:
    return Site(SITES[name]())


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> Site:
    return site_of(request.param)


def text(html: str) -> str:
    """The words between the tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def word(count: int, *, start: bool = False) -> str:
    """A count as a sentence has it."""
    written = NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"
    return written.capitalize() if start else written


def several(count: int, one: str, more: str) -> str:
    return one if count == 1 else more


def quarter(period: str) -> str:
    year, _, part = period.partition("-")
    return f"{part} {year}"


def test_the_headline(site: Site) -> None:
    kept = sum(promise["verdict"] == "kept" for promise in site.living)
    periods = {promise["period"] for promise in site.living if promise["verdict"] in JUDGED and promise["period"]}
    when = f"in {quarter(periods.pop())}" if len(periods) == 1 else "at the last count"
    headline = f"{word(len(site.living), start=True)} promises. {word(kept, start=True)} kept {when}."
    assert headline in site.text("")
    assert site.index["headline"] == {"text": headline, "promises": len(site.living), "kept": kept}


def test_what_became_of_the_others(site: Site) -> None:
    counted = Counter(promise["verdict"] for promise in site.living)
    said = site.text("").casefold()
    for verdict, words in REST.items():
        assert (f"{word(counted[verdict])} {words}" in said) is bool(counted[verdict]), verdict


def test_the_tally_of_verdicts(site: Site) -> None:
    rows = re.findall(
        r'k-tag k-v--([a-z-]+)"(?:(?!</tr>).)*<td class="n"[^>]*>(\d+)</td></tr>', unmarked(site.pages["method/"].body)
    )
    shown = {verdict: int(count) for verdict, count in rows}
    counted = Counter(promise["verdict"] for promise in site.promises)
    assert counted
    assert {verdict: count for verdict, count in shown.items() if count} == counted
    assert {verdict: count for verdict, count in site.index["promises"]["by_verdict"].items() if count} == counted
    assert site.index["promises"]["total"] == len(site.promises) == counted.total()


def test_the_tally_of_each_period(site: Site) -> None:
    told = REST | {"kept": "kept"}
    for period in {one["period"] for promise in site.promises for one in promise["record"]}:
        counted = Counter(
            one["verdict"] for promise in site.promises for one in promise["record"] if one["period"] == period
        )
        found = re.search(r'<p class="k-lede">(.*?)</p>', site.pages[f"results/{period.lower()}/"].body)
        said = found[1].casefold() if found else ""
        for verdict, words in told.items():
            assert bool(re.search(rf"\b{word(counted[verdict])} {words}\b(?! late)", said)) is bool(counted[verdict]), (
                period
            )


def test_how_many_promises_are_not_on_the_site(site: Site) -> None:
    inside, hidden = site.index["promises"]["to_employees"], site.index["promises"]["not_shown"]
    total = len(site.promises) + inside + hidden
    assert (f"{len(site.promises)} of {total} promises are public;" in site.text("")) is bool(inside + hidden)


def test_the_ledger_on_the_home(site: Site) -> None:
    ledger = site.pages[""].body.partition('<div class="k-ledger">')[2].partition("</ul>")[0]
    shown = Counter(re.findall(r'<li class="k-v--([a-z-]+)">', ledger))
    assert shown == Counter(promise["verdict"] for promise in site.living[:12])
    assert f"See the {word(len(site.living))} promises" in site.text("")


def test_the_promises_of_each_stage(site: Site) -> None:
    rows = Counter[str]()
    for page in site.list("promises/"):
        for group in page.body.split('<section class="k-group">')[1:]:
            title = re.search(r"<h2>(?:<a [^>]*>)?(.*?)<", group)
            rows[unescape(title[1]) if title else ""] += group.count('<li><div><a href="')
    counted = Counter((promise["stage"] or {"title": "Other promises"})["title"] for promise in site.promises)
    assert rows == counted
    staged = {one["title"]: one["promises"] for one in site.index["promises"]["by_stage"]}
    assert staged == {title: count for title, count in counted.items() if title != "Other promises"}


def test_how_many_voices_there_are(site: Site) -> None:
    shown, received = site.voices["on_pages"], site.voices["on_file"]
    assert sum(page.body.count('data-kept="voice"') for page in site.list("voices/")) == shown
    wall = site.text("voices/")
    assert f"{shown:,} shown of {received:,} on file." in wall
    assert f"{word(shown, start=True)} {several(shown, 'person', 'people')} on the record" in wall
    critical = shown - site.voices["by_tone"].get("praise", 0)
    assert (f"{word(critical, start=True)} {several(critical, 'is', 'are')} not praise." in wall) is bool(critical)
    assert f"On this site: {shown:,} of {received:,} on file." in site.text("")
    assert f"See the {word(shown)} voices" in site.text("")
    assert f"Shown: {shown:,} of {received:,} {several(received, 'voice', 'voices')} on file." in site.text("method/")
    assert site.index["voices"] == site.voices


def test_how_many_stories_there_are(site: Site) -> None:
    shown, received = site.stories["on_pages"], site.stories["on_file"]
    assert sum(page.body.count('data-kept="story"') for page in site.list("stories/")) == shown
    assert site.index["stories"] == site.stories
    assert ("stories/" in site.pages) is bool(shown)
    if shown:
        assert (
            f"Shown on this site: {shown:,} of {received:,} {several(received, 'story', 'stories')} on file."
            in site.text("stories/")
        )
        assert site.text("stories/").startswith(f"Stories {word(shown, start=True)} piece")


def test_every_page_counts_alike(site: Site) -> None:
    said = {
        found
        for page in site.pages.values()
        for found in re.findall(r'data-kept="(\w+)-counted" data-shown="(\d+)" data-received="(\d+)"', page.body)
    }
    counts = (("voices", site.voices), ("stories", site.stories))
    assert said == {(name, str(one["on_pages"]), str(one["on_file"])) for name, one in counts if one["on_pages"]}


def test_in_how_many_periods_each_promise_was_kept(site: Site) -> None:
    for promise in site.promises:
        page = site.text(f"promises/{promise['id']}/")
        card = text(site.files[f"embed/promises/{promise['id']}/index.html"].decode())
        record = Counter(one["verdict"] for one in promise["record"])
        counted = record["kept"] + sum(record[verdict] for verdict in MISSED)
        if not promise["record"]:
            assert "Nothing has been measured yet" in page
            assert "Kept in" not in card
            continue
        sentence = f"Kept in {record['kept']} of {counted} {several(counted, 'quarter', 'quarters')} with a result."
        assert sentence in page
        assert sentence in card
        unreported = record["no-result"]
        assert (f"{word(unreported, start=True)} quarter" in page) is bool(unreported), promise["id"]


def test_the_results_of_each_period(site: Site) -> None:
    by_period: dict[str, Counter[str]] = {}
    for promise in site.promises:
        for one in promise["record"]:
            by_period.setdefault(one["period"], Counter())[one["verdict"]] += 1
    assert by_period
    words = {"kept": "kept", **REST}
    for period, counted in by_period.items():
        page = site.text(f"results/{period.lower()}/")
        sentence = page.partition(f"Results for {quarter(period)} ")[2].partition(".")[0].casefold()
        parts = {f"{word(count)} {words[verdict]}" for verdict, count in counted.items()}
        assert set(re.split(r", | and ", sentence)) == parts
        assert f"{quarter(period)} " in site.text("results/")
        assert f"{sentence.capitalize()}." in site.text("results/")


def test_how_much_evidence_each_promise_has(site: Site) -> None:
    for promise in site.promises:
        page, counts = site.pages[f"promises/{promise['id']}/"].body, promise["counts"]
        assert page.count('data-kept="voice"') == min(3, counts["testimonials"])
        assert page.count('data-kept="story"') == min(2, counts["case_studies"])
        if counts["testimonials"] > 1:
            assert f"From {counts['testimonials']:,} quotes about this promise" in text(page)
        parts = [
            f"{count:,} {several(count, *names)}"
            for count, names in (
                (counts["case_studies"], ("story", "stories")),
                (counts["testimonials"], ("voice", "voices")),
            )
            if count
        ]
        card = site.pages[""].body.partition(f'<h3><a href="promises/{promise["id"]}/">')[2].partition("</li>")[0]
        assert not card or " · ".join(parts) in text(card)


def test_what_stands_behind_the_figures(site: Site) -> None:
    facts = unmarked(site.pages[""].body).partition("k-behind")[2]
    shown = dict(re.findall(r"<div><dt>([^<]*)</dt><dd>([^<]*)</dd></div>", facts))
    kinds = {"kept": "kept", "kept-late": "kept late", "partly-kept": "partly kept", "missed": "missed"}
    counts = [f"{site.results[verdict]:,} {words}" for verdict, words in kinds.items() if site.results[verdict]]
    said = " and ".join(filter(None, (", ".join(counts[:-1]), counts[-1])))
    results = [one for promise in site.living for one in promise["computation"]["results"] if one["value"] is not None]
    corrected = sum(len(metric["restatements"]) for metric in site.metrics)
    expected = {
        f"results on record: {said}": f"{sum(site.results[verdict] for verdict in kinds):,}",
        "current results say how many cases were counted": f"{_numbered(results):,} of {len(results):,}",
        "promises name who answers for them": f"{_owned(site.living):,} of {len(site.living):,}",
        "voices on file, shown": f"{site.voices['on_pages']:,} of {site.voices['on_file']:,}",
    }
    if corrected:
        values = several(corrected, "value", "values")
        expected[f"published {values} corrected since, both shown"] = f"{corrected:,}"
    assert corrected == site.index["metrics"]["restatements"]
    assert shown == expected
    assert {verdict: count for verdict, count in site.index["results"]["by_verdict"].items() if count} == site.results


def _numbered(results: list[dict[str, Any]]) -> int:
    return sum(one["n"] is not None for one in results)


def _owned(promises: list[dict[str, Any]]) -> int:
    return sum(promise["owner"] is not None for promise in promises)


def test_what_the_method_page_says_of_voices(site: Site) -> None:
    page, voices = site.text("method/"), site.voices
    tones = re.search(r"Of those shown: (.*?)\.", page)
    assert tones
    assert _counted(tones[1]) == voices["by_tone"]
    speakers = re.search(r"Who spoke: (.*?)\.", page)
    assert speakers
    named = {f"{count:,} {several(count, PEOPLE[kind], PEOPLE[kind] + 's')}" for kind, count in by(voices)}
    assert set(re.split(r", | and ", speakers[1])) == named
    received = voices["with_incentive"]
    assert (f"{word(received, start=True)} speaker" in page) is bool(received)


def by(voices: dict[str, Any]) -> list[tuple[str, int]]:
    """Relationships and their counts."""
    return list(voices["by_relationship"].items())


def _counted(sentence: str) -> dict[str, int]:
    """A sentence like "15 praise, 2 criticism and 1 mixed" as a table."""
    return {kind: int(count.replace(",", "")) for count, kind in re.findall(r"([\d,]+) ([a-z]+)", sentence)}
