"""A text of tens of thousands of letters is judged in seconds, whatever stands in it."""

from __future__ import annotations

import time

from judging import context, quote
from kept.language.statements import statements
from kept.rules.claims import excuse_misused, supported


def test_a_huge_quote_is_judged_in_time() -> None:
    start = time.process_time()
    for hostile in (
        "halved 14 boxes, " * 3_000,
        "1 " * 5_000,
        "1,1" * 10_000,
        "a1" * 15_000,
        "twenty " * 5_000,
        "x1" * 12_500,
        "a-1-" * 6_250,
        "0" * 25_000,
        "0 " * 12_500,
        "⁹" * 25_000,
        "a1-" * 7_500 + "%",
        "00 " * 7_500 + "%",
        "1" * 25_000 + "a5%",
        "★ " * 12_500,
        "a third " * 3_000,
        "better than A " * 2_000,
        "the best movers in " * 1_250,
        "1\u20e3" * 12_500,
        "十" * 12_500,
        "三時間かかって" * 750,
        "以前は1, 今は" * 750,
        "少用了三" * 1_000,
        "." * 50_000,
    ):
        item = quote(hostile, incidental=("1", "14 boxes"))
        list(excuse_misused(item, context()))
        list(supported(item, context()))
        list(statements(f"We saved us {hostile}", "en", "Acme Ltd"))
    assert time.process_time() - start < 10
