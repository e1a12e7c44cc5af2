"""Imports figures from a spreadsheet into the table of a metric."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from kept.findings import UsageError
from kept.ingest import cells, headings
from kept.portfolio.metric_table import Measure, judged
from kept.portfolio.table_text import columns, missing_columns, with_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from kept.ingest.sheet import Sheet
    from kept.model.evidence import Metric, Row

COLUMNS = ("period", "value", "n", "numerator", "status", "published_on", "note")
_EMPTY = f"{','.join(COLUMNS)}\n"
_NUMBERS = ("value", "n", "numerator")
_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """The result of an import, before anything is written."""

    mapping: Mapping[str, str]
    """By column of the table: the heading of the spreadsheet."""
    rows: tuple[Row, ...] = ()
    problems: tuple[str, ...] = ()
    """One for each unusable line: `figures.csv:7: ...`."""
    text: str = ""
    """The text of the table with the new rows."""
    added: tuple[str, ...] = ()
    """The new periods."""
    same: tuple[str, ...] = ()
    """Periods that are already in the table with the same figures."""
    differing: tuple[str, ...] = field(default=())
    """Periods that are in the table with other figures, which stay as they are."""


def proposed(sheet: Sheet) -> dict[str, str]:
    """By column of the table: the probable heading of the spreadsheet."""
    return headings.proposed(sheet, headings.words("figures"), by_end=True)


def imported(sheet: Sheet, mapping: Mapping[str, str], metric: Metric, table: str | None, today: date) -> Import:
    """The rows of a sheet as rows of a metric, and the metric's table with the new ones.

    Figures in the table are never overwritten. A missing value is calculated from numerator and n. A row without a
    status is final if its period is over.

    Args:
        sheet: the spreadsheet.
        mapping: by column of the table: a heading of the sheet.
        metric: the metric of the figures.
        table: the text of its table; None where there is no table yet.
        today: decides which periods are over.

    Raises:
        UsageError: the mapping names an unknown heading, or lacks the period or the value.
    """
    _require_mapping(sheet, mapping)
    at = {column: sheet.headings.index(heading) for column, heading in mapping.items()}
    commas = {name: _comma(sheet, at[name]) for name in _NUMBERS if name in at}
    orders: dict[str, bool | None] = {
        name: cells.month_first(row[at[name]] for _, row in sheet.rows)
        for name in ("period", "published_on")
        if name in at
    }
    good: dict[str, Row] = {}
    problems: list[str] = []
    for line, row in sheet.rows:
        taken = {column: row[index] for column, index in at.items()}
        written, wrong = _cells(taken, commas, orders, metric, today)
        read, complaints = judged(written, Measure.of(metric)) if not wrong else (None, ())
        wrong += [f"{complaint.message.rstrip('.')}: {complaint.hint}" for complaint in complaints]
        if read is not None and read.period in good:
            wrong.append(f"the period {read.period} stands in the file twice.")
        if wrong or read is None:
            problems += [f"{sheet.name}:{line}: {one}" for one in wrong]
        else:
            good[read.period] = read
    return _merged(mapping, good, problems, metric, table or _EMPTY)


def _merged(
    mapping: Mapping[str, str], good: Mapping[str, Row], problems: list[str], metric: Metric, table: str
) -> Import:
    here = {row.period: row for row in metric.rows}
    added = {period: row for period, row in good.items() if period not in here}
    if lacking := missing_columns(table, added.values()):
        message = (
            f"the table of {metric.id} has no column {', '.join(lacking)}; it has {', '.join(columns(table))}. Add it."
        )
        raise UsageError(message)
    same = [period for period, row in good.items() if period in here and _alike(here[period], row)]
    return Import(
        mapping=mapping,
        rows=tuple(good.values()),
        problems=tuple(_cut(problems)),
        text=with_rows(table, added, metric.calendar) if added else table,
        added=tuple(added),
        same=tuple(same),
        differing=tuple(period for period in good if period in here and period not in same),
    )


def _alike(here: Row, there: Row) -> bool:
    return (here.value, here.n, here.numerator) == (there.value, there.n, there.numerator)


def _cut(problems: list[str]) -> Iterable[str]:
    more = len(problems) - _MOST
    return [*problems[:_MOST], f"and {more} more lines that cannot be used"] if more > 0 else problems


def _require_mapping(sheet: Sheet, mapping: Mapping[str, str]) -> None:
    strange = [f"{column} = {heading!r}" for column, heading in mapping.items() if heading not in sheet.headings]
    unknown = sorted(set(mapping) - set(COLUMNS))
    if strange or unknown:
        message = (
            f"the mapping does not fit {sheet.name}: {', '.join(strange or unknown)}. Its headings are "
            f"{', '.join(filter(None, sheet.headings))}; a table has the columns {', '.join(COLUMNS)}."
        )
        raise UsageError(message)
    has_value = "value" in mapping or {"numerator", "n"} <= mapping.keys()
    if "period" not in mapping or not has_value:
        lacking = "period" if "period" not in mapping else "value (or numerator and n)"
        message = (
            f"nothing in {sheet.name} is named like the {lacking}. Its headings are "
            f"{', '.join(filter(None, sheet.headings))}. Say which it is: --column "
            f"{lacking.split(maxsplit=1)[0]}=HEADING"
        )
        raise UsageError(message)


def _comma(sheet: Sheet, index: int) -> bool:
    told = cells.decimal_comma(row[index] for _, row in sheet.rows)
    # A file with semicolons between its columns comes from a country where the comma is the decimal sign.
    return sheet.separator == ";" if told is None else told


def _cells(
    taken: Mapping[str, str],
    commas: Mapping[str, bool],
    orders: Mapping[str, bool | None],
    metric: Metric,
    today: date,
) -> tuple[dict[str, str], list[str]]:
    """The cells of a line in the table's form, and the messages about unreadable ones."""
    wrong = []
    found = dict.fromkeys(COLUMNS, "")
    period = cells.period(taken["period"], metric.calendar, month_first=orders["period"])
    if period is None:
        example = metric.calendar.example
        wrong.append(f'"{taken["period"]}" is not a {metric.period} that kept can read; write it like {example}.')
    found["period"] = period or ""
    for name, comma in commas.items():
        if cells.is_nothing(taken[name]):
            continue
        value = cells.number(taken[name], comma=comma)
        if value is None:
            wrong.append(f'"{taken[name]}" in the column for {name} is not a number.')
        found[name] = value or ""
    if not found["value"] and found["n"] and found["numerator"] and metric.unit == "percent" and int(found["n"]):
        found["value"] = _share(found["numerator"], found["n"])
    published = taken.get("published_on", "")
    if not cells.is_nothing(published):
        found["published_on"] = cells.day(published, month_first=orders["published_on"]) or ""
        if not found["published_on"]:
            wrong.append(cells.day_fault(published))
    found["note"] = taken.get("note", "")
    found["status"] = _status(taken.get("status", ""), found, metric, today)
    return found, wrong


def _share(numerator: str, n: str) -> str:
    """A percentage with at most two decimals."""
    share = (Decimal(numerator) * 100 / Decimal(n)).quantize(Decimal("0.01"))
    return format(share.normalize(), "f")


def _status(given: str, found: Mapping[str, str], metric: Metric, today: date) -> str:
    if not cells.is_nothing(given):
        return given.casefold()
    if not found["period"]:
        return "final"
    return "final" if metric.calendar.period(found["period"]).end < today else "interim"
