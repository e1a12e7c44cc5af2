"""Checks figures in a case study that have a metric as their only source: the metric must have the same figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from kept.language.assertions import Kind, assertions
from kept.language.numerals import numerals
from kept.language.plain_text import prose
from kept.rules.rule import Objection

if TYPE_CHECKING:
    from kept.language.assertions import Assertion
    from kept.model.evidence import Callout, Metric, Row
    from kept.model.period import Period

Rows = Mapping["Period", "Row"]

_MOST_NAMED = 3
_UNITS = {
    "milliseconds": {"millisecond"},
    "seconds": {"second"},
    "weeks": {"week"},
    "months": {"month"},
    "years": {"year"},
    "kilograms": {"kilogram", "kilo", "kg"},
    "days": {"day"},
    "hours": {"hour"},
    "minutes": {"minute"},
    "rating": {"point", "star"},
    "GBP": {"pound", "£"},
    "EUR": {"euro", "€"},
    "USD": {"dollar", "$"},
}
"""By unit, and named after the first of each group: the English words that may be next to a value."""
_SHARES = frozenset({"percent", "rating"})
"""Units whose values may be written as a share: 95.5 %, five stars."""


def callout_true(
    index: int, callout: Callout, metric: Metric, rows: Mapping[Period, Row], language: str
) -> Iterator[Objection]:
    """A callout whose source is a metric, with a figure that the metric does not have.

    Args:
        index: the position of the callout in its case study.
        callout: one with a metric and without a source of its own.
        metric: the metric it names.
        rows: the rows that this audience may see, by period.
        language: the language of the case study.

    Findings:
        KPT401.

    Source:
        16 CFR 255.2(a); UK CAP code 3.7.
    """
    period = _period(callout.period, metric, rows)
    meant = rows if period is None else {period: rows[period]} if period in rows else {}
    if any(_says(row, metric, callout.value, language) for row in meant.values()):
        return
    if not rows:
        message = f'"{callout.value}" rests on {metric.id}, which has no result on this site'
        hint = "see what is reported for that metric, or give the number a `source` of its own."
    else:
        shown = ", ".join(_written(meant or rows, metric.unit))
        of = f" of {period}" if period else ""
        message = f'"{callout.value}" is not what {metric.id} says{of}; on this site it says {shown}'
        hint = "show one of its values alone, with the period it is of, or give the number a `source` of its own."
    yield Objection("KPT401", ("callouts", index, "value"), message, hint)


def _period(written: str | None, metric: Metric, rows: Rows) -> Period | None:
    """The period that a callout names, such as 2026-Q3 or Q3 2026; None where it names none."""
    if written is None:
        return None
    try:
        return metric.calendar.period(written)
    except ValueError:
        parts = frozenset(written.upper().split())
        return next((period for period in rows if frozenset(str(period).split("-")) == parts), None)


def _written(rows: Rows, unit: str) -> Iterator[str]:
    """The newest values with their periods, for a message."""
    beside = {"percent": "%", "count": "", "rating": ""}.get(unit, f" {unit}")
    valued = {period: row for period, row in rows.items() if row.value is not None}
    for period, row in sorted(valued.items(), reverse=True)[:_MOST_NAMED]:
        yield f"{row.value}{beside} ({period})"


def _says(row: Row, metric: Metric, text: str, language: str) -> bool:
    """True where every number in a text is in the row, and no word next to it changes its meaning."""
    if row.value is None:
        return False
    read = prose(text).lower
    found, said = numerals(read, language), assertions(text, language)
    spans = [(entry.start, entry.end) for entry in found] + [(entry.start, entry.end) for entry in said]
    is_read = all(
        any(start <= place < end for start, end in spans) for place, char in enumerate(read) if char.isnumeric()
    )
    top = metric.range.high if metric.range else metric.bounds.high
    rated = (row.value, top) if metric.unit == "rating" else ()
    scale = {top for entry in said if entry.key == rated}
    counts = tuple(entry.key[0] for entry in said if entry.kind is Kind.COUNT)
    numbers = {-entry.value if read[entry.start] == "-" else entry.value for entry in found}
    return (
        bool(spans)
        and is_read
        and (len(counts) <= 1 or counts == _cases(row))  # "100 of 96" is not a share
        and numbers <= {row.value, *_cases(row), *scale}
        and all(_fits(entry, row, metric.unit) or entry.key == rated for entry in said)
    )


def _cases(row: Row) -> tuple[Decimal | str, ...]:
    """The number of good cases and of all cases, where the row has them."""
    return tuple(Decimal(count) for count in (row.numerator, row.n) if count is not None)


def _fits(entry: Assertion, row: Row, unit: str) -> bool:
    """True where a number has the row's unit: "100 %" is not a number of cases."""
    number, beside = entry.key[0], entry.key[1:]
    value = abs(row.value or Decimal(0))
    if entry.kind is Kind.COUNT:
        return isinstance(number, Decimal)
    if entry.kind is Kind.SHARE and beside:
        return entry.key == _cases(row)
    if entry.kind is Kind.SHARE:
        return number == value and unit in _SHARES
    return entry.kind is Kind.AMOUNT and number == value and beside[0] in _UNITS.get(unit, ())
