"""A target that is a part of 1 beside percentages, or the reverse, is asked about and never judged."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from kept.findings import Place
from kept.model.evidence import Row
from kept.portfolio import promise_consistency
from projects import Project
from records import metric, promise

TABLE = Path(__file__).parent / "targets.toml"
CASES: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"), parse_float=Decimal)["case"]


def row(index: int, text: str) -> Row:
    """A row with this value, or with this share."""
    numerator, _, n = text.partition("/")
    value = Decimal(100 * int(numerator)) / int(n) if n else Decimal(text)
    period = f"{2025 + index // 4}-Q{index % 4 + 1}"
    made = Row(period=period, value=value, status="final")
    return made.model_copy(update={"n": int(n), "numerator": int(numerator)}) if n else made


def asked(case: dict[str, Any]) -> list[str]:
    """What is asked about the target."""
    way = "at_most" if "at_most" in case else "at_least"
    rows = tuple(row(index, text) for index, text in enumerate(case["values"].split()))
    direction = "higher-is-better" if way == "at_least" else "lower-is-better"
    known = {"on-time": metric("on-time", rows, direction=direction)}
    made = promise({"metric": "on-time", way: Decimal(case[way]), "from": date(2025, 1, 1), "unit": case.get("unit")})
    found = promise_consistency.check(made, known, lambda item, path: Place(f"{item}:{path}"))
    return [f"{finding.message} {finding.hint}" for finding in found]


@pytest.mark.parametrize("case", CASES, ids=[case["world"] for case in CASES])
def test_what_is_probably_meant_is_asked_and_what_is_clear_is_not(case: dict[str, Any]) -> None:
    found = asked(case)
    assert len(found) == ("means" in case), found
    assert all(case["means"] in text and 'unit = "percent"' in text for text in found)


def test_there_are_twenty_of_each() -> None:
    wrong = [case for case in CASES if "means" in case]
    assert min(len(wrong), len(CASES) - len(wrong)) >= 20
    assert len({case["world"] for case in CASES}) == len(CASES)


def test_no_site_judges_a_promise_by_a_target_that_is_asked_about(approved: Project) -> None:
    approved.edit("promises.toml", "at_least = 95", "at_least = 0.95").commit()
    both = approved.gated()
    for promise_view in (*both.public.promises, *both.internal.promises):
        assert {result.target for result in promise_view.verdict.results} == {Decimal(95)}, "as it was approved"
    ran = approved.kept("check", "--as-of", "2026-11-20")
    assert ran.code == 1
    assert "95 % is probably meant" in ran.out
