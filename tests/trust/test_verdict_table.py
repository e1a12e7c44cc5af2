"""Verdicts: worked cases as a table, each with the rule that decided."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from kept.files.toml import freeze
from kept.model.verdict import Status, Verdict
from kept.portfolio import metric_table
from kept.verdicts.measured import Measured
from kept.verdicts.published import Miss
from kept.verdicts.rules import verdict_rules
from kept.verdicts.verdict import verdict
from records import metric, promise

TABLE = Path(__file__).parent / "verdicts.toml"
COLUMNS = "period,value,status,published_on,n,numerator,note"
CASES: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"), parse_float=Decimal)["case"]
ON_TIME = {"metric": "on-time", "at_least": 95, "from": date(2026, 1, 1)}
KNOWN = {
    *("world", "day", "targets", "rows", "metric", "promise", "through", "left_out", "hidden", "first_result", "said"),
    "expect",
}
EXPECTED = {"status", "of", "next", "because", "record", "rule", "last"}


def worked(case: dict[str, Any]) -> Verdict:
    """The verdict of a case of the table."""
    made = promise(
        *freeze(case.get("targets", [ON_TIME])),
        first_result=case.get("first_result"),
        **freeze(case.get("promise", {})),
    )
    tables = {} if case.get("hidden") else dict.fromkeys(made.metrics, "") | case.get("rows", {})
    measured = {}
    for name, table in tables.items():
        empty = metric(name, (), **freeze(case.get("metric", {})))
        text = f"{COLUMNS}\n{table.strip()}"
        read, faults = metric_table.load(text, f"{name}.csv", metric_table.Measure.of(empty))
        assert read is not None, faults
        through = case.get("through", read.rows[-1].period if read.rows else "")
        through = through[name] if isinstance(through, dict) else through
        measured[name] = Measured.known_on(
            empty.model_copy(update={"rows": read.rows}),
            case["day"],
            empty.calendar.period(through) if through else None,
            left_out={empty.calendar.period(period) for period in case.get("left_out", ())},
        )
    said = {entry["period"]: Miss(Status(entry["status"]), entry["since"]) for entry in case.get("said", ())}
    return verdict(made, measured, case["day"], said)


@pytest.mark.parametrize("case", CASES, ids=[case["world"] for case in CASES])
def test_every_case_of_the_table_has_its_verdict(case: dict[str, Any]) -> None:
    expected = case["expect"]
    found = worked(case)
    assert found.status == expected["status"], found.because
    assert (str(found.period) if found.period else None) == expected.get("of")
    assert expected.get("because", "") in found.because
    if "next" in expected:
        assert found.next_result == expected["next"]
    if "record" in expected:
        assert [entry.status for entry in found.record] == expected["record"]
    assert found.rule == expected.get("rule", found.rule)
    assert found.last == expected.get("last")


def test_the_table_has_cases_of_every_status_and_nothing_nobody_reads() -> None:
    assert len(CASES) >= 100
    assert len({case["world"] for case in CASES}) == len(CASES)
    assert {case["expect"]["status"] for case in CASES} == set(Status)
    assert all(set(case) <= KNOWN and set(case["expect"]) <= EXPECTED for case in CASES)


def test_every_rule_decides_in_some_case_and_gives_the_verdict_it_says() -> None:
    rules = verdict_rules()
    decided = {}
    for case in CASES:
        found = worked(case)
        rule = rules[found.rule]
        decided[found.rule] = rule
        assert found.status is rule.status
        assert rule.kind in {None, case.get("promise", {}).get("kind", "standing")}
    assert set(decided) == set(rules)
