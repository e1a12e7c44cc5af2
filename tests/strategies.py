"""What the property tests are made of: days, series, targets, and promises that are judged by them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st
from kept.model.evidence import Metric, Row
from kept.model.period import Cadence, Period
from kept.model.register import Promise, Target

FIRST = Period.parse("2025-Q1", Cadence.QUARTER)
days = st.dates(date(2024, 6, 1), date(2028, 12, 31))


def metric(rows: tuple[Row, ...], name: str = "speed", **fields: object) -> Metric:
    """A metric by the quarter, the higher the better, with these rows."""
    values: dict[str, object] = {
        "id": name,
        "title": "Speed",
        "definition": "How fast.",
        "unit": "count",
        "direction": "higher-is-better",
        "period": "quarter",
        "rows": rows,
    }
    return Metric.model_validate({**values, **fields})


def row(period: Period, value: int, **fields: object) -> Row:
    """A final row."""
    return Row.model_validate({"period": str(period), "value": Decimal(value), "status": "final", **fields})


def target(name: str, level: int, since: date) -> Target:
    """At least this much from a day on."""
    return Target.model_validate({"metric": name, "at_least": Decimal(level), "from": since})


@st.composite
def series(draw: st.DrawFn, name: str = "speed") -> Metric:
    """A metric with rows from the first quarter of 2025 on, without gaps; some may still be interim."""
    values = draw(st.lists(st.integers(0, 10), max_size=12))
    interim = draw(st.integers(0, 2))
    rows = tuple(
        row(FIRST + index, value, status="interim" if index >= len(values) - interim else "final")
        for index, value in enumerate(values)
    )
    return metric(rows, name, due_days=draw(st.sampled_from((0, 45, 120))), max_age_periods=draw(st.integers(1, 3)))


@st.composite
def promises(draw: st.DrawFn, *names: str) -> Promise:
    """A promise with one to three targets on each metric, beginning on different days."""
    targets = []
    for name in names:
        since = draw(st.lists(st.dates(date(2024, 11, 1), date(2026, 12, 31)), min_size=1, max_size=3, unique=True))
        targets += [target(name, draw(st.integers(0, 10)), day) for day in since]
    return Promise.model_validate(
        {"id": "fast", "statement": "We are fast.", "audience": "public", "owner": "olive", "targets": tuple(targets)}
    )
