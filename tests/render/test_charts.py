"""What a chart says, whoever looks at it and however they look."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from kept.charts.chart import Lettering, Point, Series, chart, sparkline, summary
from kept.charts.scale import Scale

NUMBER = r"-?\d+(?:\.\d+)?"


def plain(value: Decimal) -> str:
    return f"{value:.6g}"


LETTERS = Lettering(axis=lambda v: f"{plain(v)}%", value=plain, spoken=lambda v: f"{plain(v)}%", periods="quarters")


def series(values: str, targets: str, *, lower: bool = False, **limits: Decimal) -> Series:
    """A series of quarters, from words like `"95.2 - 97"` (`-`: none)."""
    points = []
    for index, (value, target) in enumerate(zip(values.split(), targets.split(), strict=True)):
        is_, promised = (None if word == "-" else Decimal(word) for word in (value, target))
        met = None if is_ is None or promised is None else (is_ <= promised if lower else is_ >= promised)
        label = (f"Q{(index + 3) % 4 + 1}", str(2024 + (index + 3) // 4))
        points.append(Point(label=label, value=is_, target=promised, met=met))
    return Series(points=tuple(points), lower_is_better=lower, **limits)


TARGET_RAISED = series("95.2 94.8 97.6 98.0 97.3 96.2 98.4 98.1", "95 95 97 97 97 97 97 97", ceiling=Decimal(100))


class Mark(NamedTuple):
    """A disc or a diamond on a drawing."""

    x: float
    y: float
    kept: bool | None


def drawings(html: str) -> list[ET.Element]:
    """The wide and the narrow drawing, or the one sparkline; well-formed, or this fails."""
    return list(ET.fromstring(f"<figure>{html}</figure>"))  # noqa: S314  our own drawing


def marks(drawing: ET.Element) -> list[Mark]:
    found = []
    for group in drawing.iter("g"):
        kept = {"-kept": True, "missed": False}.get(group.get("class", "")[-6:].replace("-d", "-d"))
        kept = True if "--kept" in group.get("class", "") else kept
        found += [Mark(float(c.get("cx", "nan")), float(c.get("cy", "nan")), kept) for c in group.iter("circle")]
        for path in group.iter("path"):
            if path.get("d", "").endswith("z"):
                for x, top, half in re.findall(rf"M({NUMBER}) ({NUMBER})l({NUMBER}) ", path.get("d", "")):
                    found.append(Mark(float(x), float(top) + float(half), kept))
    return sorted(found)


def heavy_line(drawing: ET.Element) -> list[tuple[float, float, float]]:
    """(from, to, height) of each level stretch of the promised line."""
    path = next((p.get("d", "") for p in drawing.iter("path") if p.get("class") in {"k-ch-t", "k-sp-t"}), "")
    stretches, x, y = [], 0.0, 0.0
    for command, numbers in re.findall(rf"([MHV])((?:{NUMBER} ?)+)", path):
        at = [float(number) for number in numbers.split()]
        if command == "M":
            x, y = at
        elif command == "V":
            y = at[0]
        else:
            stretches.append((x, at[0], y))
            x = at[0]
    return stretches


def lengths(drawing: ET.Element) -> tuple[list[float], list[float]]:
    """Every horizontal and every vertical place on a drawing."""
    across = [float(e.get(name, "0")) for e in drawing.iter() for name in ("x", "cx") if e.get(name)]
    down = [float(e.get(name, "0")) for e in drawing.iter() for name in ("y", "cy") if e.get(name)]
    for path in drawing.iter("path"):
        for command, numbers in re.findall(rf"([MLHV])((?:{NUMBER} ?)+)", path.get("d", "")):
            at = [float(number) for number in numbers.split()]
            across += at[:1] if command != "V" else []
            down += at[-1:] if command != "H" else []
    return across, down


SIZES = st.sampled_from(
    [Decimal("0.001"), Decimal("0.1"), Decimal(1), Decimal(1000), Decimal("1E+30"), Decimal("1E-30")]
)
HOSTILE = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=9)


@st.composite
def any_series(draw: st.DrawFn) -> Series:
    """Any record at all: gaps, late promises, moved targets, one point or a hundred."""
    size, lower = draw(SIZES), draw(st.booleans())
    numbers = st.none() | st.integers(-999, 999).map(lambda number: number * size)
    points = []
    for index in range(draw(st.integers(1, 100))):
        value, target = draw(numbers), draw(numbers)
        met = None if value is None or target is None else (value <= target if lower else value >= target)
        points.append(
            Point(
                label=(draw(HOSTILE), str(index // 12))[draw(st.integers(0, 1)) :], value=value, target=target, met=met
            )
        )
    return Series(points=tuple(points), lower_is_better=lower)


@given(any_series())
@example(series("-", "-"))
@example(series("-", "97"))
@example(series("1", "-"))
@example(series("1E+999999999", "-9E+999999999"))
@example(series("0 0", "0 0", lower=True, floor=Decimal(0)))
def test_every_record_gives_a_drawing_without_a_stroke_outside_it(record: Series) -> None:
    for drawing in [*drawings(chart(record, LETTERS)), *drawings(sparkline(record))]:
        _, _, width, height = map(float, drawing.get("viewBox", "").split())
        across, down = lengths(drawing)
        assert all(0 <= at <= width for at in across)
        assert all(0 <= at <= height for at in down)


@given(any_series())
def test_a_kept_period_is_never_on_the_missed_side_of_the_line(record: Series) -> None:
    for drawing in [*drawings(chart(record, LETTERS)), *drawings(sparkline(record, last=100))]:
        line = heavy_line(drawing)
        for mark in marks(drawing):
            if mark.kept is not None:
                level = next(y for start, end, y in line if start - 0.11 <= mark.x <= end + 0.11)
                higher = mark.y <= level + 0.21 if mark.kept is not record.lower_is_better else mark.y >= level - 0.21
                assert higher


@given(any_series())
def test_every_result_is_drawn_once_in_the_shape_of_its_verdict(record: Series) -> None:
    assume(record.has_target)
    for drawing in drawings(chart(record, LETTERS)):
        assert [mark.kept for mark in marks(drawing)] == [p.met for p in record.points if p.value is not None]


@given(any_series())
def test_the_same_record_is_drawn_with_the_same_bytes(record: Series) -> None:
    assert chart(record, LETTERS) == chart(record, LETTERS)


def test_a_value_kept_against_the_target_of_its_day_is_not_drawn_as_missed_when_the_target_is_raised() -> None:
    for drawing in drawings(chart(TARGET_RAISED, LETTERS)):
        assert [mark.kept for mark in marks(drawing)] == [True, False, True, True, True, False, True, True]
        first, second = (
            list(stretches) for _, stretches in groupby(heavy_line(drawing), key=lambda stretch: stretch[2])
        )
        assert len(first) == 2
        assert len(second) == 6
        assert first[0][2] > second[0][2]


def test_the_line_is_drawn_only_where_something_was_promised() -> None:
    wide = drawings(chart(series("80 81 95 96", "- - 95 95"), LETTERS))[0]
    assert len(heavy_line(wide)) == 2
    assert [mark.kept for mark in marks(wide)] == [None, None, True, True]


def test_where_less_is_better_kept_periods_lie_below_the_line() -> None:
    wide = drawings(chart(series("6 3", "5 5", lower=True), LETTERS))[0]
    missed, kept = marks(wide)
    assert missed.y < heavy_line(wide)[0][2] < kept.y


def test_a_drawing_that_contradicts_a_verdict_cannot_be_made() -> None:
    with pytest.raises(ValueError, match=r"Q1 2025: 94.8 against 95 is not met=True"):
        Series(points=(Point(label=("Q1", "2025"), value=Decimal("94.8"), target=Decimal(95), met=True),))


def texts(drawing: ET.Element) -> list[str]:
    return [element.text or "" for element in drawing.iter("text")]


def test_a_page_has_room_for_every_value_and_every_quarter() -> None:
    wide, narrow = drawings(chart(TARGET_RAISED, LETTERS))
    assert texts(wide) == [
        *("95%", "94%", "96%", "97%", "98%", "99%", "97%"),
        *("Q4", "Q1", "Q2", "Q3", "Q4", "Q1", "Q2", "Q3", "2024", "2025", "2026"),
        *("95.2", "94.8", "97.6", "98.0", "97.3", "96.2", "98.4", "98.1"),
    ]
    assert set(texts(narrow)) < set(texts(wide))
    assert {"94.8", "98.1"} <= set(texts(narrow))


def test_a_period_without_a_result_says_so() -> None:
    wide = drawings(chart(series("95 - 97", "95 95 95"), LETTERS))[0]
    assert "no result" in texts(wide)
    assert "k-ch-n" in {path.get("class") for path in wide.iter("path")}


def months(count: int) -> Series:
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return Series(
        points=tuple(
            Point(
                label=(names[i % 12], str(2009 + i // 12)),
                value=Decimal(85 + i * 7 % 13),
                target=Decimal(92),
                met=i * 7 % 13 >= 7,
            )
            for i in range(count)
        ),
        ceiling=Decimal(100),
    )


def test_six_years_of_months_are_named_by_their_years_and_their_ends() -> None:
    for drawing in drawings(chart(months(72), LETTERS)):
        assert set(texts(drawing)) - {"92%", "90%", "95%", "100%", "85%", "80%"} == {
            *("2009", "2010", "2011", "2012", "2013", "2014"),
            *("85", "88"),  # the worst and the latest
        }
        assert len(marks(drawing)) == 72


def test_few_misses_among_many_periods_are_named() -> None:
    record = series("98 98 98 91 98 98 97 98 98 92 98 98 98 98 98 96", " ".join(["95"] * 16))
    assert {"91", "92", "96"} < set(texts(drawings(chart(record, LETTERS))[1]))


def test_a_metric_nobody_promised_a_level_of_is_a_line_that_breaks_where_results_are_missing() -> None:
    wide = drawings(chart(series("41 43 - 47 44", "- - - - -"), LETTERS))[0]
    line = next(path.get("d", "") for path in wide.iter("path") if path.get("class") == "k-ch-l")
    assert line.count("M") == 2
    assert line.count("L") == 2
    assert heavy_line(wide) == []
    assert len(marks(wide)) == 4


def test_no_level_is_drawn_that_no_value_can_reach() -> None:
    record = series("99 100 100", "99 99 99", floor=Decimal(0), ceiling=Decimal(100))
    levels = {text for drawing in drawings(chart(record, LETTERS)) for text in texts(drawing) if text.endswith("%")}
    assert max(Decimal(level[:-1]) for level in levels) <= 100


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (TARGET_RAISED, "Kept in 6 of 8 quarters; lowest 94.8% in Q1 2025"),
        (series("6 - 4", "5 5 5", lower=True), "Kept in 1 of 2 quarters; highest 6% in Q4 2024; no result in 1"),
        (series("41 - 47", "- - -"), "47% in Q2 2025; lowest 41% in Q4 2024; highest 47% in Q2 2025; no result in 1"),
        (series("- -", "95 95"), "Kept in 0 of 0 quarters; no result in 2"),
        (series("-", "-"), "no result in 1"),
    ],
)
def test_whoever_cannot_see_a_chart_hears_what_it_shows(record: Series, sentence: str) -> None:
    assert summary(record, LETTERS) == sentence
    for drawing in drawings(chart(record, LETTERS)):
        assert (drawing.get("role"), drawing.get("aria-label")) == ("img", sentence)


def test_a_sparkline_without_a_title_leaves_the_telling_to_the_card() -> None:
    assert drawings(sparkline(TARGET_RAISED))[0].get("aria-hidden") == "true"
    assert drawings(sparkline(TARGET_RAISED, "Kept"))[0].get("aria-label") == "Kept"


def test_a_sparkline_shows_the_latest_periods_and_nothing_where_none_has_a_result() -> None:
    assert len(marks(drawings(sparkline(months(72)))[0])) == 24
    assert sparkline(series("- -", "95 95")) == ""
    assert "k-sp-t" in sparkline(series("41 47", "- -"))


def test_names_from_outside_cannot_leave_their_place() -> None:
    hostile = Point(label=('"><script>', "</text>&"), value=Decimal(1), target=Decimal(1), met=True)
    wide = drawings(chart(Series(points=(hostile,)), LETTERS))[0]
    assert "</text>&" in texts(wide)
    assert "script" not in {element.tag for element in wide.iter()}


def test_drawings_carry_no_style_of_their_own() -> None:
    for drawing in [*drawings(chart(TARGET_RAISED, LETTERS)), *drawings(sparkline(TARGET_RAISED))]:
        assert not any(element.get("style") or element.get("id") for element in drawing.iter())


def test_most_values_of_two_years_of_quarters_have_their_number_on_a_phone() -> None:
    narrow = drawings(chart(TARGET_RAISED, LETTERS))[1]
    labels = [element for element in narrow.iter() if element.get("class") == "k-ch-v"]
    assert len(labels) >= 6


def test_a_chart_is_small() -> None:
    assert len(chart(TARGET_RAISED, LETTERS)) < 4_400
    assert len(chart(months(72), LETTERS)) < 12_000


@given(st.lists(st.decimals(-1000, 1000, places=2), min_size=1, max_size=6), st.integers(2, 6))
def test_no_line_of_the_axis_is_finer_than_the_values(values: list[Decimal], at_most: int) -> None:
    scale = Scale.over(values, around=values[-1:], top=34, bottom=220)
    ticks = scale.ticks(top=8, bottom=256, at_most=at_most, through=None)
    assert all(tick == tick.quantize(Decimal("0.01")) for tick in ticks)
