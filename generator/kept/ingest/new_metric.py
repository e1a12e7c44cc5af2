"""Writes the definition of a metric for a table of figures that has none yet."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from kept.ingest import cells
from kept.ingest.headings import words
from kept.model.evidence import Metric
from kept.model.period import Cadence, Calendar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kept.ingest.sheet import Sheet
    from kept.model.register import Register

_ORDER = (
    "title", "definition", "unit", "direction", "period", "denominator", "population", "exclusions", "method", "source",
    "data_owner",
)  # fmt: skip
ASKED_LATER = ("definition", "denominator", "population", "method", "source")
"""What a metric must say before it is shown, and what no table says by itself."""


_WRITTEN = {Cadence.YEAR: r"(FY)?\d{4}", Cadence.QUARTER: r".*[QT]\d.*", Cadence.WEEK: r".*W\d\d?"}


def metric_id(sheet: Sheet) -> str:
    """An id from the name of the file."""
    return re.sub(r"[^a-z0-9]+", "-", sheet.name.rpartition(".")[0].casefold()).strip("-")


def new_metric(item: str, sheet: Sheet, mapping: Mapping[str, str], register: Register) -> Metric:
    """The definition of a new metric, without rows.

    What it says comes from the lines above the table; its direction, its owner and the length of its periods from the
    promise that has it as a target and from the table.

    Args:
        item: its id.
        sheet: the table.
        mapping: by our column, a heading of the table.
        register: the promises and people.
    """
    said = {
        ours: sheet.above[name] for ours, names in words("metrics").items() for name in names if name in sheet.above
    }
    aims = [(promise, target) for promise in register.promises for target in promise.targets if target.metric == item]
    people = {name.casefold(): person.id for person in register.people for name in (person.id, person.name)}
    owner = people.get(said.pop("data_owner", "").casefold()) or next((promise.owner for promise, _ in aims), None)
    lower = any(target.at_most is not None for _, target in aims)
    title = said.get("title") or item.replace("-", " ").capitalize()
    values: dict[str, Any] = {
        "definition": title,
        "unit": "percent" if {"numerator", "n"} <= mapping.keys() or _has_shares(sheet, mapping) else "cases",
        **said,
        "id": item,
        "title": title,
        "direction": "lower-is-better" if lower else "higher-is-better",
        "period": _cadence(sheet, mapping),
        "data_owner": owner or (register.people[0].id if register.people else None),
    }
    return Metric.model_validate({key: value for key, value in values.items() if value})


def definition_text(metric: Metric) -> str:
    """The text of its file; what nobody has said yet stands there as a line to fill in."""
    lines = ["# What is measured. Every field it can have: kept explain metric"]
    for name in _ORDER:
        value = getattr(metric, name)
        if value is not None:
            lines.append(f"{name} = {json.dumps(str(value), ensure_ascii=False)}")
        elif name in ASKED_LATER:
            lines.append(f'# {name} = ""')
    return "\n".join([*lines, ""])


def _has_shares(sheet: Sheet, mapping: Mapping[str, str]) -> bool:
    index = sheet.headings.index(mapping["value"]) if mapping.get("value") in sheet.headings else None
    return index is not None and any("%" in row[index] for _, row in sheet.rows)


def _cadence(sheet: Sheet, mapping: Mapping[str, str]) -> Cadence:
    """The length of a period in the table: the first kind that every row can be read as."""
    index = sheet.headings.index(mapping["period"]) if mapping.get("period") in sheet.headings else None
    texts = [row[index] for _, row in sheet.rows] if index is not None else []
    for cadence in (Cadence.YEAR, Cadence.QUARTER, Cadence.WEEK, Cadence.MONTH):
        read = [cells.period(text, Calendar(cadence), month_first=cells.month_first(texts)) for text in texts]
        if texts and all(read) and len(set(read)) == len(read) and _is_written_as(cadence, texts):
            return cadence
    return Cadence.MONTH


def _is_written_as(cadence: Cadence, texts: list[str]) -> bool:
    """True where the texts name periods of this length, not days or months in them."""
    pattern = {Cadence.YEAR: r"(FY)?\d{4}", Cadence.QUARTER: r".*[QT]\d.*", Cadence.WEEK: r".*W\d\d?"}.get(
        cadence, r".+"
    )
    return all(re.fullmatch(pattern, text.strip(), re.IGNORECASE) for text in texts)
