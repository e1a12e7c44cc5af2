"""The files of the demo as anybody reads them, without kept: a fault of the reader cannot hide a fault of the demo."""

from __future__ import annotations

import calendar
import csv
import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
EVIDENCE = ROOT / "evidence"
RAIL = ROOT / "examples" / "rail-punctuality"
NEXT_RESULT = date(2027, 1, 14)
SMALL = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
MONTHS = list(calendar.month_name)


@dataclass(frozen=True)
class Row:
    """One line of a metric's table."""

    period: str
    value: Decimal
    n: int | None
    numerator: int | None
    final: bool
    published_on: date | None
    note: str

    @property
    def left(self) -> int:
        """How many of `n` are not in the numerator."""
        assert self.n is not None
        assert self.numerator is not None
        return self.n - self.numerator


def toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)


@cache
def _written() -> dict[str, Any]:
    return toml(ROOT / "promises.toml")


@cache
def register() -> dict[str, Any]:
    """The register with the promises made in public that still hold, all of them counted by the quarter.

    Those the colleagues made each other are there to show every verdict, week, month and deadline.
    """
    living = [one for one in _written()["promises"] if one["audience"] == "public" and "retired" not in one]
    return {**_written(), "promises": living}


def _between_ourselves() -> set[str]:
    others = (entry for entry in _written()["promises"] if entry["audience"] == "internal" or "retired" in entry)
    return {target["metric"] for entry in others for target in entry["targets"]}


@cache
def metrics(evidence: Path = EVIDENCE) -> dict[str, dict[str, Any]]:
    found = {path.stem: toml(path) for path in sorted((evidence / "metrics").glob("*.toml"))}
    return {name: metric for name, metric in found.items() if name not in _between_ourselves()}


@cache
def rows(metric: str, evidence: Path = EVIDENCE) -> tuple[Row, ...]:
    with (evidence / "metrics" / f"{metric}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Row(
                period=line["period"],
                value=Decimal(line["value"]),
                n=int(line["n"]) if line["n"] else None,
                numerator=int(line["numerator"]) if line["numerator"] else None,
                final={"final": True, "interim": False}[line["status"]],
                published_on=date.fromisoformat(line["published_on"]) if line["published_on"] else None,
                note=line["note"],
            )
            for line in csv.DictReader(file, strict=True)
        )


def row(metric: str, period: str) -> Row:
    return next(row for row in rows(metric) if row.period == period)


def front(path: Path) -> dict[str, Any]:
    """Front matter with every scalar as it is written, dates as dates, and the text below as `body`."""
    _, block, body = path.read_text("utf-8").split("---\n", 2)
    return {**dated(yaml.load(block, Loader=yaml.BaseLoader)), "body": body.strip()}  # noqa: S506  makes only strings


def dated(value: Any) -> Any:  # noqa: ANN401  any YAML value
    if isinstance(value, dict):
        return {key: dated(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [dated(entry) for entry in value]
    return date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value


@cache
def voices() -> dict[str, dict[str, Any]]:
    return {path.stem: front(path) for path in sorted((EVIDENCE / "testimonials").glob("*.md"))}


@cache
def stories() -> dict[str, dict[str, Any]]:
    return {path.parent.name: front(path) for path in sorted((EVIDENCE / "case-studies").glob("*/index.md"))}


@cache
def promises() -> dict[str, dict[str, Any]]:
    return {promise["id"]: promise for promise in register()["promises"]}


def as_of() -> date:
    day = register()["organisation"]["as_of"]
    assert isinstance(day, date)
    return day


def quarter(period: str) -> tuple[date, date]:
    """The first and the last day of a quarter."""
    year, part = int(period[:4]), int(period[-1])
    following = date(year + part // 4, part * 3 % 12 + 1, 1)
    return date(year, part * 3 - 2, 1), following - timedelta(days=1)


def target_in(promise: dict[str, Any], start: date) -> dict[str, Any] | None:
    """The target in force on the first day of a period."""
    return next((target for target in reversed(promise["targets"]) if target["from"] <= start), None)


def meets(value: Decimal | Fraction, target: dict[str, Any]) -> bool:
    if "at_least" in target:
        return value >= Fraction(target["at_least"])
    return value <= Fraction(target["at_most"])


def record(promise: dict[str, Any]) -> dict[str, bool]:
    """Each closed quarter of a promise, and whether it was kept."""
    verdicts = {}
    for result in rows(promise["targets"][0]["metric"]):
        target = target_in(promise, quarter(result.period)[0])
        if result.final and target:
            verdicts[result.period] = meets(result.value, target)
    return verdicts


def percentages() -> list[tuple[str, Row]]:
    names = [name for name, metric in metrics().items() if metric["unit"] == "percent"]
    return [(name, result) for name in names for result in rows(name)]


def misses() -> list[tuple[str, dict[str, Any]]]:
    return [(promise, miss) for promise, entry in promises().items() for miss in entry.get("misses", ())]


def numbers(text: str) -> set[int]:
    """Every whole number in a text: thousands with their comma, the small ones also as words."""
    written = {int(number.replace(",", "")) for number in re.findall(r"\d{1,3}(?:,\d{3})+|\d+", text)}
    return written | {SMALL.index(word) for word in re.findall(r"[a-z]+", text.lower()) if word in SMALL}
