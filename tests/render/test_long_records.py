"""A long record: its page tells the newest 120 periods, and nothing of the rest is lost."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from kept import pipeline
from kept.components.period_links import ON_PAGE
from kept.outputs.all import assets
from kept.pages.all import all_pages
from kept.resources import packaged
from projects import METRIC, REGISTER, TODAY, Project

if TYPE_CHECKING:
    from kept.model.edition import PublicEdition
    from kept.model.page import Page

MONTHS = [f"{year}-{month:02}" for year in range(2010, 2027) for month in range(1, 13)][:202]
"""January 2010 to October 2026."""


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> PublicEdition:
    """One promise, judged by 202 months; the first of them was missed and corrected since."""
    project = Project(tmp_path_factory.mktemp("long"))
    rows = "".join(
        f"{month},{'90' if month == '2010-01' else '96'},200,final,{after}-10\n"
        for month, after in pairwise((*MONTHS, "2026-11"))
    )
    restated = 'restatements = [{ period = "2010-01", was = 97, now = 90, why = "A slip.", on = 2026-11-01 }]\n'
    project.write(
        {
            "promises.toml": REGISTER.replace("2026-01-01", "2010-01-01"),
            "evidence/metrics/punctuality.toml": METRIC.replace('"quarter"', '"month"') + restated,
            "evidence/metrics/punctuality.csv": f"period,value,n,status,published_on\n{rows}",
        }
    ).commit()
    project.approve("promise.on-time", by="olive").approve("punctuality", by="connie").commit()
    portfolio, found = project.load()
    return pipeline.check(project.root, portfolio, found, TODAY).public


@pytest.fixture(scope="module")
def drawn(edition: PublicEdition) -> dict[str, Page]:
    return {page.path: page for page in all_pages(edition, (packaged() / "site_templates",), {})}


def periods(page: Page) -> list[str]:
    """The periods that can be linked to on a page, as they stand there."""
    return re.findall(r'id="(\d{4}-\d\d)"', page.body)


def test_the_pages_of_a_promise_and_of_its_figures_tell_the_newest_periods(drawn: dict[str, Page]) -> None:
    newest_first = MONTHS[::-1][:ON_PAGE]
    assert periods(drawn["promises/on-time/"]) == newest_first
    assert periods(drawn["metrics/punctuality/"]) == newest_first
    for path in ("promises/on-time/", "metrics/punctuality/"):
        assert len(drawn[path].body) < 150_000


def test_and_say_how_many_more_there_are_and_where(drawn: dict[str, Page]) -> None:
    promise, metric = drawn["promises/on-time/"].body, drawn["metrics/punctuality/"].body
    assert re.search(r'<a href="[./]*results/">82 older results</a>', promise)
    assert re.search(r'<a href="[./]*changes/">\d+ older entries</a>', promise)
    assert re.search(r'<a href="punctuality\.csv" download>82 older results</a>', metric)


def test_what_is_counted_is_counted_over_everything(drawn: dict[str, Page]) -> None:
    assert "Kept in 201 of 202 months with a result." in drawn["promises/on-time/"].body


def test_every_period_has_its_page_and_leads_back_to_where_the_promise_tells_of_it(drawn: dict[str, Page]) -> None:
    assert {f"results/{month}/" for month in MONTHS} <= set(drawn)
    assert re.search(r'<a href="[./]*promises/on-time/#2026-10">', drawn["results/2026-10/"].body)
    assert re.search(r'<a href="[./]*promises/on-time/">', drawn["results/2010-01/"].body)


def test_a_correction_of_an_old_period_leads_to_the_page_of_the_period(drawn: dict[str, Page]) -> None:
    assert re.search(r'<a href="[./]*results/2010-01/">', drawn["corrections/"].body)


def test_the_tables_have_every_period(edition: PublicEdition) -> None:
    texts = {asset.path: asset.content for asset in assets(edition, (packaged() / "site_templates",))}
    for path in ("metrics/punctuality/punctuality.csv", "api/v1/records.csv"):
        text = texts[path]
        lines = (text if isinstance(text, str) else text.decode()).splitlines()
        assert len(lines) == 1 + len(MONTHS)
