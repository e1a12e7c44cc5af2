"""The demo under a calculator: its figures agree with each other."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from itertools import pairwise

from demo import as_of, meets, metrics, misses, numbers, percentages, promises, quarter, row, rows, target_in


def test_a_printed_percentage_is_its_own_division_to_one_decimal() -> None:
    for name, result in percentages():
        assert result.n, (name, result.period)
        assert result.numerator is not None, (name, result.period)
        exact = Decimal(100) * result.numerator / result.n
        assert result.value == exact.quantize(Decimal("0.1"), ROUND_HALF_EVEN), (name, result.period)


def test_rounding_never_decides_whether_a_promise_was_kept() -> None:
    for promise in promises().values():
        for result in rows(promise["targets"][0]["metric"]):
            target = target_in(promise, quarter(result.period)[0])
            if target and result.n and result.numerator is not None:
                exact = Fraction(100 * result.numerator, result.n)
                assert meets(exact, target) == meets(result.value, target), (promise["id"], result.period)


def test_quarters_follow_each_other_and_the_last_one_is_under_way() -> None:
    for name in metrics():
        periods = [quarter(result.period) for result in rows(name)]
        assert all(later[0] == earlier[1] + timedelta(days=1) for earlier, later in pairwise(periods))
        assert periods[-1][0] <= as_of() <= periods[-1][1], name
        assert [result.final for result in rows(name)] == [True] * (len(periods) - 1) + [False], name


def test_eight_closed_quarters_are_on_record_except_where_a_promise_came_later() -> None:
    closed = {name: sum(result.final for result in rows(name)) for name in metrics()}
    assert closed.pop("heard-first") == 5
    assert closed.pop("box-collections") == 0
    assert set(closed.values()) == {8}


def test_every_value_lies_within_the_bounds_of_its_metric_and_rests_on_enough_cases() -> None:
    for name, metric in metrics().items():
        for result in rows(name):
            assert metric["bounds"]["low"] <= result.value <= metric["bounds"]["high"], (name, result.period)
            assert result.n is None or result.n >= metric["min_n"], (name, result.period)


def test_a_result_is_published_after_its_quarter_and_before_it_is_overdue() -> None:
    for name, metric in metrics().items():
        for result in rows(name):
            assert result.published_on, (name, result.period)
            assert result.published_on <= as_of(), (name, result.period)
            closed = quarter(result.period)[1]
            if result.final:
                assert closed < result.published_on <= closed + timedelta(days=metric["due_days"]), (
                    name,
                    result.period,
                )
                assert result.published_on.weekday() < 5, (name, result.period)


def test_a_restatement_names_both_values_and_the_row_holds_the_new_one() -> None:
    restated = [(name, entry) for name, metric in metrics().items() for entry in metric.get("restatements", ())]
    assert [name for name, _ in restated] == ["arrival-in-hour"]
    for name, entry in restated:
        result = row(name, entry["period"])
        assert result.value == entry["now"] != entry["was"]
        assert result.published_on
        assert result.published_on < entry["on"] <= as_of()
        assert f"{entry['was']}%" in result.note
        why = next(miss["why"] for _, miss in misses() if miss["period"] == entry["period"])
        assert f"{entry['was']}%" in why
        assert f"{entry['now']}%" in why
        # The value that was published first is a division too: the 19 doors found later, added back.
        assert result.n
        assert result.numerator is not None
        first = Decimal(100) * (result.numerator + 19) / result.n
        assert first.quantize(Decimal("0.1"), ROUND_HALF_EVEN) == entry["was"]
        assert {19, result.left} <= numbers(why)
        assert {19, result.left - 19} <= numbers(
            next(m["customers_got"] for _, m in misses() if m["period"] == "2025-Q2")
        )


def test_moves_are_counted_alike_wherever_they_are_counted() -> None:
    for moves in rows("claims-raised"):
        for name in ("price-held", "arrival-in-hour", "lists-complete"):
            counted = row(name, moves.period)
            assert counted.n
            assert moves.n
            assert counted.n < moves.n, (name, moves.period)
            if "left out" in counted.note:
                assert numbers(counted.note) == {moves.n - counted.n, moves.n}, (name, moves.period)


def test_a_survey_reaches_the_people_its_method_says() -> None:
    replies, moved = row("would-recommend", "2026-Q3"), row("claims-raised", "2026-Q3")
    assert replies.n
    assert moved.n
    share = (Decimal(100) * replies.n / moved.n).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    for name in ("would-recommend", "heard-first"):
        metric = metrics()[name]
        assert metric["survey"]["invited"] == moved.n
        assert {moved.n, replies.n} <= numbers(metric["method"])
        assert f"{share}%" in metric["method"]
    assert row("heard-first", "2026-Q3").n in numbers(metrics()["heard-first"]["method"])
    assert all((row("would-recommend", few.period).n or 0) > (few.n or 0) for few in rows("heard-first"))


def test_nine_claims_in_ten_are_settled_by_the_day_the_figure_names() -> None:
    for result in rows("claim-days"):
        match = re.match(r"(\d+) of (\d+) took longer than 14 days\.", result.note)
        assert match, result.period
        late, n = int(match[1]), int(match[2])
        assert n == result.n, result.period
        assert (late * 10 <= n) == (result.value <= 14), result.period
