"""The verdicts of many promises with long records. Prints CPU seconds; the bar is one second for the default size."""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import date
from decimal import Decimal

from kept.model.evidence import Metric, Row
from kept.model.fields import Audience
from kept.model.period import Cadence, Calendar
from kept.model.register import Promise
from kept.verdicts.measured import Measured
from kept.verdicts.verdict import verdict

FIRST = date(2017, 1, 1)
QUARTERS = Calendar(Cadence.QUARTER)


def metric(number: int, periods: int) -> Metric:
    """A share with n and numerator in every quarter, so that every comparison is an exact one."""
    first = QUARTERS.containing(FIRST)
    rows = []
    for index in range(periods):
        numerator = 930 + (number * 7 + index * 31) % 70
        value = Decimal(numerator) / 10
        rows.append(Row(period=str(first + index), value=value, n=1000, numerator=numerator, status="final"))
    return Metric.model_validate(
        {
            "id": f"metric-{number}",
            "title": "Measure",
            "definition": "What is counted.",
            "unit": "percent",
            "direction": "higher-is-better",
            "period": "quarter",
            "rows": tuple(rows),
        }
    )


def promise(number: int) -> Promise:
    """A promise with a target that was raised once."""
    targets = (
        {"metric": f"metric-{number}", "at_least": Decimal(95), "from": FIRST},
        {"metric": f"metric-{number}", "at_least": Decimal(96), "from": date(2022, 1, 1)},
    )
    return Promise.model_validate(
        {"id": f"promise-{number}", "statement": "Kept.", "audience": Audience.PUBLIC, "targets": targets}
    )


def run(promises: int, periods: int) -> float:
    """CPU seconds for every verdict of one day, from rows that have been read."""
    metrics = [metric(number, periods) for number in range(promises)]
    made = [promise(number) for number in range(promises)]
    last = QUARTERS.containing(FIRST) + (periods - 1)
    as_of = (last + 1).start
    begun = time.process_time()
    for entry, series in zip(made, metrics, strict=True):
        found = verdict(entry, {series.id: Measured.known_on(series, as_of, last)}, as_of)
        if len(found.record) != periods:
            message = f"{len(found.record)} periods were judged, not {periods}"
            raise RuntimeError(message)
    return time.process_time() - begun


def main() -> None:
    """Reads the arguments and prints the median of some runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--promises", type=int, default=1000)
    parser.add_argument("--periods", type=int, default=40)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    times = [run(asked.promises, asked.periods) for _ in range(asked.runs)]
    print(f"{asked.promises} promises with {asked.periods} periods, {asked.runs} runs")
    print(f"  {statistics.median(times):.2f} s CPU   ({min(times):.2f} to {max(times):.2f})")


if __name__ == "__main__":
    main()
