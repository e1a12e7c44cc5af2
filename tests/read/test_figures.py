"""Figures as people and programs write them: what is read of a line, and what is asked about it."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from kept.files.toml import freeze
from kept.portfolio import metric_table
from records import metric

TABLE: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "figures.toml").read_text(encoding="utf-8")
)
CASES = [case for cases in TABLE.values() for case in cases]
HEADER = "period,value,n,numerator,status,published_on,note\n"


@pytest.mark.parametrize("case", CASES, ids=[case["world"] for case in CASES])
def test_a_line_is_read_as_it_is_meant_or_asked_about(case: dict[str, Any]) -> None:
    measure = metric_table.Measure.of(metric("x", (), **freeze(case.get("metric", {}))))
    before = f"{case['rows']}\n" if "rows" in case else ""
    read, faults = metric_table.load(f"{HEADER}{before}{case['line']}\n", "x.csv", measure)
    if "fault" in case:
        assert read is None
        assert case["fault"] in faults[0].message
        assert case.get("hint", "") in (faults[0].hint or "")
        return
    assert read is not None, faults
    value = read.rows[-1].value
    assert ("" if value is None else f"{value:f}") == case["value"]


def test_there_are_twenty_variants_of_each_kind_and_each_says_something_of_its_own() -> None:
    assert all(count >= 20 for count in Counter({kind: len(cases) for kind, cases in TABLE.items()}).values())
    assert len({case["world"] for case in CASES}) == len(CASES)
