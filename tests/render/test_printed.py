"""No figure on a page has a digit that its row did not give, and none seems to reach what the row does not."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept.model.figure import printed
from kept.pages.all import all_pages
from kept.resources import packaged

if TYPE_CHECKING:
    from projects import Project

TABLE = Path(__file__).parent / "printed.toml"
CASES: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["case"]
ROWS, METRIC = "evidence/metrics/punctuality.csv", "evidence/metrics/punctuality.toml"
OWNER = 'data_owner = "connie"\n'
THIRD = "2026-Q3,95.5,200,191,final,2026-10-14,\n"


@pytest.mark.parametrize("case", CASES, ids=[case["world"] for case in CASES])
def test_a_value_is_shown_with_its_own_digits_or_fewer(case: dict[str, Any]) -> None:
    levels = [Decimal(level) for level in case.get("levels", ())]
    exact = Fraction(case["exact"]) if "exact" in case else None
    assert f"{printed(Decimal(case['value']), case.get('decimals'), levels, exact):f}" == case["shown"]


def test_there_are_twenty_cases_and_more() -> None:
    assert len({case["world"] for case in CASES}) == len(CASES) >= 20


@given(
    st.decimals(-1000, 1000, places=9).map(lambda value: value.normalize()),
    st.none() | st.integers(0, 6),
    st.lists(st.decimals(-1000, 1000, places=2), max_size=4),
)
def test_a_shown_value_stands_on_the_same_side_of_every_target_and_has_no_digit_more(
    value: Decimal, decimals: int | None, levels: list[Decimal]
) -> None:
    shown = printed(value, decimals, levels)
    assert all((value > level, value < level) == (shown > level, shown < level) for level in levels)
    assert -int(shown.as_tuple().exponent) <= max(-int(value.as_tuple().exponent), 0)


def texts(project: Project) -> dict[str, str]:
    """What can be read on each public page."""
    templates = (packaged() / "site_templates",)
    return {
        page.path: " ".join(
            re.sub(r"<[^>]+>", " ", re.sub(r"<(svg|style).*?</\1>", " ", page.body, flags=re.DOTALL)).split()
        )
        for page in all_pages(project.gated().public, templates, {})
    }


def with_metric(project: Project, lines: str, *rows: str) -> dict[str, str]:
    """The pages, with more lines in the metric's definition and other rows in its table."""
    if lines:
        project.edit(METRIC, OWNER, OWNER + lines)
    if rows:
        head = "period,value,n,numerator,status,published_on,note\n"
        project.write({ROWS: head + "".join(f"{row}\n" for row in rows)})
    project.approve("punctuality", by="connie").commit()
    return texts(project)


def test_a_neighbour_with_two_decimals_adds_none(approved: Project) -> None:
    pages = with_metric(
        approved, "", "2026-Q1,97.5,400,390,final,,", "2026-Q2,97.25,400,389,final,,", "2026-Q3,98,400,391,final,,"
    )
    assert "391 of 400, which is 97.75%" in pages["promises/on-time/"]
    for path in ("promises/on-time/", "metrics/punctuality/", "results/2026-q3/", ""):
        assert not re.search(r"98\.0|97\.50|97\.7500", pages[path]), path
        assert "98" in pages[path]


def test_a_program_s_digits_are_nowhere_to_be_read(approved: Project) -> None:
    pages = with_metric(
        approved,
        "",
        "2026-Q1,97.98994974874371,199,195,final,,",
        "2026-Q2,96,200,192,final,,",
        "2026-Q3,97.98994974874371,199,195,final,,",
    )
    assert "97.99 %" in pages["promises/on-time/"]
    assert not [path for path, text in pages.items() if re.search(r"97\.98994974", text)]


def test_a_period_without_cases_says_so_with_its_note_wherever_its_result_would_stand(approved: Project) -> None:
    approved.edit(ROWS, THIRD, "2026-Q3,,0,,final,2026-10-14,No moves in the quarter.\n")
    pages = with_metric(approved, "")
    for path in ("promises/on-time/", "metrics/punctuality/", "results/2026-q3/"):
        assert "othing to measure" in pages[path], path
        assert "No moves in the quarter." in pages[path], path
        assert "ot reported" not in pages[path], path
    assert "In one quarter there was nothing to measure." in pages["promises/on-time/"]
    assert "Kept in 2 of 2 quarters with a result." in pages["promises/on-time/"]


def test_a_missing_result_says_why_wherever_it_would_stand(approved: Project) -> None:
    approved.edit(ROWS, THIRD, "2026-Q3,,,,missing,2026-10-14,The order book was lost.\n")
    pages = with_metric(approved, "")
    for path in ("promises/on-time/", "metrics/punctuality/", "results/2026-q3/"):
        assert "The order book was lost." in pages[path], path
        assert "ot reported" in pages[path], path


WINDOWS = {
    (1, "days"): "last day",
    (7, "days"): "last 7 days",
    (28, "days"): "last 28 days",
    (30, "days"): "last 30 days",
    (60, "days"): "last 60 days",
    (90, "days"): "last 90 days",
    (180, "days"): "last 180 days",
    (365, "days"): "last 365 days",
    (1000, "days"): "last 1,000 days",
    (1, "weeks"): "last week",
    (2, "weeks"): "last 2 weeks",
    (4, "weeks"): "last 4 weeks",
    (12, "weeks"): "last 12 weeks",
    (13, "weeks"): "last 13 weeks",
    (26, "weeks"): "last 26 weeks",
    (52, "weeks"): "last 52 weeks",
    (1, "months"): "last month",
    (3, "months"): "last 3 months",
    (6, "months"): "last 6 months",
    (12, "months"): "last 12 months",
    (24, "months"): "last 24 months",
}


@pytest.mark.parametrize(("window", "says"), WINDOWS.items())
def test_figures_that_look_back_say_how_far_beside_the_period(
    approved: Project, window: tuple[int, str], says: str
) -> None:
    last, of = window
    pages = with_metric(approved, f'window = {{ last = {last}, of = "{of}" }}\n')
    assert f"Measured every quarter, {says}" in pages["metrics/punctuality/"]
    assert f"{says} · n" in pages["promises/on-time/"]
    assert f"Q3 2026, 1 Jul 2026 \u2013 30 Sept 2026, {says}" in pages["promises/on-time/"]


def test_a_metric_that_has_ended_says_so_and_names_what_follows(approved: Project) -> None:
    definition = (approved.root / METRIC).read_text(encoding="utf-8").replace("Arrivals on time", "On the hour")
    approved.write(
        {"evidence/metrics/arrivals.toml": definition, "evidence/metrics/arrivals.csv": "period,value,status\n"}
    )
    approved.edit(
        "promises.toml",
        "from = 2026-01-01 }",
        'from = 2026-01-01 }, { metric = "arrivals", at_least = 95, from = 2026-10-01 }',
    )
    ended = 'ended = { on = 2026-09-30, why = "The order book is closed.", followed_by = "arrivals" }\n'
    approved.edit(METRIC, OWNER, OWNER + ended)
    approved.approve("promise.on-time", by="olive").approve("punctuality", "arrivals", by="connie").commit()
    page = texts(approved)["metrics/punctuality/"]
    assert "Measured until 30 September 2026. The order book is closed. Since then: On the hour." in page


@pytest.mark.parametrize(
    ("unit", "value", "target", "shown", "level"),
    [
        ('"rating"\nrange = { low = 1, high = 5 }', "4.6", "4.5", "4.6 of 5", "4.5 of 5 or more"),
        ('"rating"\nrange = { low = 0, high = 10 }', "8.25", "8", "8.25 of 10", "8 of 10 or more"),
        ('"rating"', "4.6", "4.5", "4.6", "4.5 or more"),
        ('"index"\nrange = { low = -100, high = 100 }', "42", "40", "42", "40 or more"),
        ('"index"\nrange = { low = -100, high = 100 }', "-12", "-20", "\u221212", "\u221220 or more"),
        ('"seconds"', "0.8", "0.5", "0.8 seconds", "0.5 seconds or more"),
        ('"milliseconds"', "250", "200", "250 milliseconds", "200 milliseconds or more"),
        ('"EUR"', "1204.50", "1000", "€1,204.50", "€1,000 or more"),
        ('"CHF"', "1204", "1000", "CHF 1,204", "CHF 1,000 or more"),
        ('"kilograms"', "12.5", "10", "12.5 kilograms", "10 kilograms or more"),
        ('"parcels"', "1204", "1000", "1,204 parcels", "1,000 parcels or more"),
        ('"days"', "14", "10", "14 days", "10 days or more"),
    ],
)
def test_every_unit_is_shown_as_a_reader_writes_it(
    approved: Project, unit: str, value: str, target: str, shown: str, level: str
) -> None:
    approved.edit(METRIC, 'unit = "percent"', f"unit = {unit}")
    approved.edit("promises.toml", "at_least = 95", f"at_least = {target}").approve("promise.on-time", by="olive")
    pages = with_metric(approved, "", *(f"2026-Q{part},{value},300,,final,," for part in (1, 2, 3)))
    page = pages["promises/on-time/"].replace("\u00a0", " ").replace("  ", " ")
    assert re.search(re.escape(shown).replace(r"\ ", r"\s*"), page), page[:900]
    assert level in page


def test_the_axis_of_a_chart_has_no_digit_that_no_page_shows(approved: Project) -> None:
    header = "period,value,n,numerator,status,published_on,note"
    approved.write({ROWS: f"{header}\n2026-Q3,97.98994974874371,199,195,final,2026-10-14,\n"}).commit()
    approved.approve("punctuality", by="connie").commit()
    templates = (packaged() / "site_templates",)
    drawn = [
        text
        for page in all_pages(approved.gated().public, templates, {})
        for text in re.findall(r"<text[^>]*>([^<]*)", page.body)
    ]
    assert any("97.99" in text for text in drawn)
    assert [text for text in drawn if re.search(r"\.\d{3}", text)] == []
