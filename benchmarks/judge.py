"""Judging a portfolio: every rule, every approval and every verdict, for both sites. Prints CPU seconds by size."""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import project
from kept import pipeline
from kept.trust.gate import gates


def measure(items: int, runs: int) -> list[float]:
    """CPU seconds of judging so many approved items for both sites, run by run."""
    with tempfile.TemporaryDirectory(prefix="kept-benchmark-") as folder:
        root = Path(folder)
        project.make(root, items)
        portfolio, _ = pipeline.load(root, None)
        if portfolio is None:
            message = "the benchmark's own project cannot be read"
            raise RuntimeError(message)
        seconds = []
        for _ in range(runs):
            begun = time.process_time()
            (public, _), _ = gates(portfolio, as_of=project.AS_OF)
            seconds.append(time.process_time() - begun)
            shown = len(public.voices) + len(public.metrics)
            if shown != items:
                message = f"{items - shown} items were held back; the benchmark judges approved ones"
                raise RuntimeError(message)
    return seconds


def main() -> None:
    """Prints one line per size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, nargs="+", default=[2500, 5000, 10000])
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    for items in options.items:
        seconds = measure(items, options.runs)
        middle, least, most = statistics.median(seconds), min(seconds), max(seconds)
        print(f"{items} items: {middle:.2f} s CPU ({least:.2f} to {most:.2f}), {1e6 * middle / items:.0f} µs an item")


if __name__ == "__main__":
    main()
