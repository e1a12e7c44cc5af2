"""Limits similar findings to a number that people read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from kept.findings import Finding, Report

MOST = 20


class Tally:
    """Collects findings, and keeps only the first few of those that say the same about different places."""

    def __init__(self) -> None:
        self._kept: list[Finding] = []
        self._count: Counter[tuple[str, str]] = Counter()
        self._last: dict[tuple[str, str], int] = {}

    def add(self, findings: Iterable[Finding]) -> None:
        """Adds findings, in reading order."""
        for finding in findings:
            key = (finding.code, finding.item or finding.message)
            self._count[key] += 1
            if self._count[key] <= MOST:
                self._last[key] = len(self._kept)
                self._kept.append(finding)

    @property
    def report(self) -> Report:
        """The collected findings; where there were more, the last one says how many."""
        for key, index in self._last.items():
            if (more := self._count[key] - MOST) > 0:
                last = self._kept[index]
                self._kept[index] = replace(last, message=f"{last.message} {more} more like it are not listed.")
        return Report.of(self._kept)
