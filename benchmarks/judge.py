"""Judging a portfolio: every rule, every approval and every verdict, for both sites. Prints CPU seconds by size.

Beside them stands how many times as long that is as drawing the same quotes as HTML with markdown-it-py, timed in turn
with it: that number does not depend on how fast the machine is in this hour.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import project
from kept import pipeline
from kept.cli import OBJECTS_PER_COLLECTION
from kept.edition.gate import gates
from kept.model.portfolio import Portfolio
from markdown_it import MarkdownIt


class Run(NamedTuple):
    """CPU seconds of one run."""

    judged: float
    drawn: float

    @property
    def ratio(self) -> float:
        """How many times as long judging takes."""
        return self.judged / self.drawn


def measure(items: int, runs: int, kinds: Sequence[str]) -> list[Run]:
    """Judging so many approved items for both sites and drawing their quotes, each time in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="kept-benchmark-") as folder:
        root = Path(folder)
        project.make(root, items, kinds)
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as fresh:
            return [fresh.submit(_run, root).result() for _ in range(runs)]


def _run(root: Path) -> Run:
    """Everything once, by a process that remembers nothing of an earlier run."""
    gc.set_threshold(OBJECTS_PER_COLLECTION)  # as a command does
    portfolio, _ = pipeline.load(root, None)
    if portfolio is None:
        message = "the benchmark's own project cannot be read"
        raise RuntimeError(message)
    begun = time.process_time()
    _judge(portfolio)
    judged = time.process_time()
    _draw(portfolio)
    return Run(judged - begun, time.process_time() - judged)


def _judge(portfolio: Portfolio) -> None:
    (public, _), _ = gates(portfolio, as_of=project.AS_OF)
    items = len(portfolio.testimonials) + len(portfolio.case_studies) + len(portfolio.metrics)
    shown = len(public.voices) + len(public.stories) + len(public.metrics)
    if shown != items:
        message = f"{items - shown} items were held back; the benchmark judges approved ones"
        raise RuntimeError(message)


def _draw(portfolio: Portfolio) -> None:
    parser = MarkdownIt("commonmark")
    for voice in portfolio.testimonials.values():
        parser.render(voice.body)


def main() -> None:
    """Prints one line per size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, nargs="+", default=[2500, 5000, 10000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--kinds", nargs="+", choices=set(project.KINDS), default=project.KINDS, help="of quotes")
    options = parser.parse_args()
    for items in options.items:
        runs = measure(items, options.runs, options.kinds)
        seconds, ratios = [run.judged for run in runs], [run.ratio for run in runs]
        each = 1e6 * statistics.median(seconds) / items
        print(f"{items} items: {_spread(seconds)} s CPU, {each:.0f} µs an item, {_spread(ratios)} times drawing them")


def _spread(numbers: list[float]) -> str:
    return f"{statistics.median(numbers):.2f} ({min(numbers):.2f} to {max(numbers):.2f})"


if __name__ == "__main__":
    main()
