"""A number of a story that names a metric as its source is one that the metric says, on that site."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import projects
import pytest
from hypothesis import given
from hypothesis import strategies as st
from judging import messages
from kept.model.evidence import Callout, Metric
from kept.rules.callouts import callout_true
from projects import Project

SHARE: dict[str, Any] = {"unit": "percent", "rows": [("2026-Q1", "95.5", 1835, 1921), ("2026-Q2", "96", 96, 100)]}
DAYS: dict[str, Any] = {"unit": "days", "rows": [("2026-Q1", "12", None, 92), ("2026-Q2", "1204", None, 100)]}
RATING = {"unit": "rating", "rows": [("2026-Q1", "4.4", None, 92)], "bounds": {"low": 1, "high": 5}}
COUNT = {"unit": "count", "rows": [("2026-Q1", "1204", None, None), ("2026-Q2", "-4", None, None)]}
POUNDS = {"unit": "GBP", "rows": [("2026-Q1", "300", None, None)]}
EUROS = {"unit": "EUR", "rows": [("2026-Q1", "1204.5", None, None)]}

SAID: list[tuple[dict[str, Any], str, str]] = [
    (SHARE, "en", "95.5 % | 95.5% | 96% | 96.0 percent | 95.50 % | **95.5** % | 1,835 of 1,921"),
    (SHARE, "en", "95.5 | 1835 of 1921 | 1,921 | 1,921 moves | 95.5 % of 1,921 | 96/100 | 100 | ⑨⑥%"),
    (SHARE, "de", "95,5 % | 1.835 von 1.921 | 96 Prozent | sechsundneunzig Prozent"),
    (SHARE, "fr", "95,5 % | 1 835 sur 1 921 | 96 pour cent"),
    (SHARE, "pl", "95.5% | 1921"),
    (DAYS, "en", "12 days | twelve days | 12 | 1,204 days | 92 claims"),
    (DAYS, "es", "12 días | 1.204 días"),
    (RATING, "en", "4.4 | 4.4 out of 5 | 4.4/5 | 4.4 stars | 4.4 points"),
    (COUNT, "en", "1,204 | 1204 | 1.204k | -4 | \u22124 vans"),
    (POUNDS, "en", "£300 | 300 pounds | 300"),
    (EUROS, "de", "1.204,50 € | 1204,5 Euro"),
]  # fmt: skip
NOT_SAID: list[tuple[dict[str, Any], str, str]] = [
    (SHARE, "en", "100 % | 95 % | 95.51 % | 96 days | 96 stars in 4 | 1,921 % | 1,835 of 2,000 | 100 of 96"),
    (SHARE, "en", "All of them | nearly every customer | twice as fast | dozens | within the hour | one | A95"),
    (SHARE, "en", "95.5 or 97 | 96 % in Q3 | 96 % of 2026-Q2 | -96 % | 95.5 % to 96 % | 96\u00d7 faster | 96.0.1"),
    (SHARE, "de", "95.5.1 % | 955 %"),
    (DAYS, "en", "12 hours | 11 days | 2-12 days | 12 % | £12 | a fortnight"),
    (RATING, "en", "5 | 5 out of 5 | 4.4 out of 4.4 | 4.4/10 | ★★★★★"),
    (COUNT, "en", "1,204 days | 4 | 1.204 | 1,204 % | +5"),
    (POUNDS, "en", "€300 | £30 | £300k"),
]  # fmt: skip


def measured(unit: str, rows: list[tuple[str, str, int | None, int | None]], **more: Any) -> Metric:  # noqa: ANN401
    read = [
        {"period": period, "value": Decimal(value), "numerator": numerator, "n": n, "status": "final"}
        for period, value, numerator, n in rows
    ]
    fields = {
        "id": "on-time",
        "title": "On time",
        "definition": "Those on time.",
        "direction": "higher-is-better",
        "period": "quarter",
        "rows": tuple(read),
    }
    return Metric.model_validate(fields | {"unit": unit} | more)


def objected(metric: Metric, value: str, language: str = "en", period: str | None = None) -> list[str]:
    callout = Callout(label="On time", value=value, metric=metric.id, period=period)
    rows = {metric.period_of(row): row for row in metric.rows}
    return messages(callout_true(0, callout, metric, rows, language))


def listed(table: list[tuple[dict[str, Any], str, str]]) -> list[tuple[dict[str, Any], str, str]]:
    return [(metric, language, value) for metric, language, row in table for value in row.split(" | ")]


@pytest.mark.parametrize(("metric", "language", "value"), listed(SAID))
def test_a_number_that_the_metric_says_may_be_shown(metric: dict[str, Any], language: str, value: str) -> None:
    assert objected(measured(**metric), value, language) == []


@pytest.mark.parametrize(("metric", "language", "value"), listed(NOT_SAID))
def test_no_other_number_may_be_shown_as_the_metrics(metric: dict[str, Any], language: str, value: str) -> None:
    (message,) = objected(measured(**metric), value, language)
    assert message.startswith(f'"{value}" is not what on-time says; on this site it says ')


@given(st.decimals(-10_000, 10_000, places=2), st.sampled_from(["95.5", "96", "12"]))
def test_only_the_same_number_is_the_same(value: Decimal, said: str) -> None:
    metric = measured("count", [("2026-Q1", said, None, None)])
    assert (objected(metric, f"{value}") == []) is (value == Decimal(said))


@pytest.mark.parametrize("period", ["2026-Q1", "Q1 2026", "2026 q1"])
def test_a_value_is_of_the_period_that_stands_beside_it(period: str) -> None:
    metric = measured(**SHARE)
    assert objected(metric, "95.5 %", period=period) == []
    assert objected(metric, "96 %", period=period) == [
        '"96 %" is not what on-time says of 2026-Q1; on this site it says 95.5% (2026-Q1)'
    ]


def test_words_that_are_no_period_of_the_metric_say_nothing_about_it() -> None:
    assert objected(measured(**SHARE), "95.5 %", period="Since the flood") == []


def test_the_newest_three_values_are_named() -> None:
    rows = [("2025-Q4", "1", None, None), ("2026-Q1", "2", None, None), ("2026-Q2", "3", None, None)]
    metric = measured("days", [*rows, ("2026-Q3", "4.50", None, None)])
    newest = "4.50 days (2026-Q3), 3 days (2026-Q2), 2 days (2026-Q1)"
    assert objected(metric, "9 days") == [f'"9 days" is not what on-time says; on this site it says {newest}']
    assert objected(metric, "1 day", period="2026-Q4") == [
        f'"1 day" is not what on-time says of 2026-Q4; on this site it says {newest}'
    ]


def test_a_metric_without_a_result_says_nothing() -> None:
    assert objected(measured("days", []), "9 days") == ['"9 days" rests on on-time, which has no result on this site']


STORY = "evidence/case-studies/corner-books/index.md"
CALLOUT = '{ label: On time, value: "96 %", metric: punctuality }'


@pytest.fixture
def told(tmp_path: Path) -> Callable[[str], tuple[Project, set[str]]]:
    """The small project, its story's callout replaced, approved by whoever must."""

    def tell(callout: str) -> tuple[Project, set[str]]:
        project = projects.approved(tmp_path)
        project.edit(STORY, CALLOUT, callout)
        project.approve("corner-books", by="olive")
        project.commit()
        return project, project.gated().codes("corner-books")

    return tell


def test_a_story_whose_number_the_metric_does_not_say_is_on_neither_site(
    told: Callable[[str], tuple[Project, set[str]]],
) -> None:
    project, codes = told('{ label: On time, value: "100 %", metric: punctuality }')
    assert codes == {"KPT401"}
    assert "corner-books" not in {story.id for story in project.gated().public.stories}
    (line,) = {line for line in project.check().splitlines() if "KPT401" in line}
    assert f"{STORY}:" in line
    assert '"100 %" is not what punctuality says; on this site it says' in line


@pytest.mark.parametrize("value", ["96 %", "96.0%"])
def test_a_story_that_says_what_the_metric_says_is_shown(
    told: Callable[[str], tuple[Project, set[str]]], value: str
) -> None:
    project, codes = told(f'{{ label: On time, value: "{value}", metric: punctuality }}')
    assert codes == set()
    assert "corner-books" in {story.id for story in project.gated().public.stories}


def test_a_number_with_a_source_of_its_own_is_its_sources(told: Callable[[str], tuple[Project, set[str]]]) -> None:
    _, codes = told('{ label: On time, value: "100 boxes", metric: punctuality, source: A list }')
    assert codes == set()
