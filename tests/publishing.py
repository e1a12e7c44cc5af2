"""The small project published, changed, and what is then said of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from held import findings
from kept import pipeline
from kept.model.ledgers import RESULTS
from kept.write.results_ledger import results_file
from projects import TODAY

if TYPE_CHECKING:
    from kept.model.verdict import Verdict
    from projects import Project

Change = Callable[["Project"], object]
TOMORROW = date(2026, 11, 21)
TARGET = '{ metric = "punctuality", at_least = 95, from = 2026-01-01 }'
DUE = 'kind = "deadline"\ndue = 2026-12-31\n'
TAKEDOWN = '[[takedown]]\nitem = "punctuality"\non = 2026-11-20\n'


def publish(project: Project, as_of: date = TODAY) -> str:
    """Writes the ledger as a build does, and commits everything. The ledger's text."""
    portfolio, found = project.load()
    checked = pipeline.check(project.root, portfolio, found, as_of)
    project.write({path: text.encode() for path, text in results_file(portfolio, checked.public).items()}).commit()
    return (project.root / RESULTS).read_text(encoding="utf-8")


def lines(ledger: str) -> list[str]:
    """Everything below the header, without the promise and the metric, which are the same everywhere."""
    assert ledger.splitlines()[0] == "promise,period,since,status,metric,direction,target,value,n,numerator"
    return [line.removeprefix("on-time,").replace("punctuality,", "") for line in ledger.splitlines()[1:]]


def told(project: Project, as_of: date = TOMORROW) -> list[str]:
    """What is said of rewritten history: the file, then the message."""
    return [f"{one.place.path}:{one.place.line}: {one.message}" for one in findings(project, "KPT408", as_of)]


def verdict(project: Project, as_of: date = TOMORROW) -> Verdict:
    """What the public reads of the promise."""
    (promise,) = project.gated(as_of).public.promises
    return promise.verdict


def changed(path: str, *changes: tuple[str, str]) -> Change:
    """A change of one file that everybody approves and that is committed."""

    def change(project: Project) -> None:
        for old, new in changes:
            project.edit(path, old, new)
        project.approve("punctuality", by="connie").approve("promise.on-time", by="olive").commit()

    return change
