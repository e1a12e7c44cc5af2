"""The small project through its days: what happens to it, and what `kept status --as-of` says of each of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from click.testing import CliRunner
from held import METRIC, REGISTER, VOICE, below
from held import TABLE as ROWS
from kept import cli
from projects import TABLE, Project

HEAD, Q1, Q2, Q3, _ = TABLE.splitlines(keepends=True)
TARGET = '{ metric = "punctuality", at_least = 95, from = 2026-01-01 }'


def status(project: Project, day: date | str, *arguments: str) -> Any:  # noqa: ANN401  JSON
    """What the command says of a day."""
    told = ["status", "--root", str(project.root), "--as-of", str(day), "--format", "json", *arguments]
    ran = CliRunner().invoke(cli.cli, told, standalone_mode=False, catch_exceptions=False)
    return json.loads(ran.output)


def told(project: Project, day: date) -> Any:  # noqa: ANN401  JSON
    """What it says to both audiences, without what the next change is about: its name may be gone since."""
    documents = [status(project, day, "--audience", audience) for audience in ("public", "internal")]
    for document in documents:
        if document["next_change"]:
            del document["next_change"]["what"]
    return documents


def verdict(project: Project, day: date | str) -> tuple[str | None, str | None] | None:
    """Verdict and period of the one promise; None where it is not shown."""
    shown = status(project, day)["promises"]
    return (shown[0]["verdict"], shown[0]["period"]) if shown else None


def counted(project: Project, day: date | str) -> dict[str, int]:
    """How much evidence the one promise has."""
    (promise,) = status(project, day)["promises"]
    return promise["counts"]  # type: ignore[no-any-return]  # as the schema says


def at(project: Project, day: date) -> Project:
    """The project, where it is that day."""
    text = (project.root / REGISTER).read_text(encoding="utf-8")
    return project.write({REGISTER: re.sub(r"(?m)^as_of = .*$", f"as_of = {day}", text).encode()})


# --- What happens


def begin(project: Project) -> None:
    """One quarter, and everything is approved."""
    project.write({ROWS: HEAD + Q1})
    project.approve("promise.on-time", "nine-oclock", "corner-books", by="olive").approve("punctuality", by="connie")


def add(row: str) -> Callable[[Project], object]:
    """A final row, approved; the interim one is gone."""

    def append(project: Project) -> None:
        period = row.partition(",")[0]
        lines = (project.root / ROWS).read_text(encoding="utf-8").splitlines(keepends=True)
        others = [line for line in lines if not line.startswith(period)]
        project.write({ROWS: "".join((*others, row)).encode()}).approve("punctuality", by="connie")

    return append


def count(row: str) -> Callable[[Project], object]:
    """An interim row, which nobody approves."""
    return lambda project: project.write({ROWS: (project.root / ROWS).read_bytes() + row.encode()})


def renew(project: Project) -> None:
    """Everything is approved as it is now."""
    project.approve("promise.on-time", "nine-oclock", "corner-books", by="olive").approve("punctuality", by="connie")


def define(project: Project) -> None:
    """The definition of the metric changes."""
    below(project, METRIC, "source", 'exclusions = "Mondays."')


def reword(project: Project) -> None:
    """The promise says something else."""
    project.edit(REGISTER, "We come when we said we would.", "We come when we said.")


def reattest(project: Project) -> None:
    """The promise says something else again, and its owner says that the evidence supports it."""
    project.edit(REGISTER, "We come when we said", "We always come when we said")
    Project(project.root)._decide(  # noqa: SLF001  the command, with one more option
        "approve", "promise.on-time", "--as", "olive", "--audience", "all", "--reattest"
    )


def aim_higher(project: Project) -> None:
    """A target to come, approved."""
    higher = TARGET.replace("95", "99").replace("2026-01-01", "2026-10-01")
    project.edit(REGISTER, TARGET, f"{TARGET}, {higher}").approve("promise.on-time", by="olive")


def restate(project: Project) -> None:
    """The first quarter's value is corrected, approved."""
    project.edit(ROWS, "96.0,200,192", "90.0,200,180")
    entry = 'period = "2026-Q1", was = 96.0, was_numerator = 192, now = 90.0, why = "A slip.", on = 2026-11-01'
    below(project, METRIC, "source", f"restatements = [{{ {entry} }}]").approve("punctuality", by="connie")


def correct_quote(project: Project) -> None:
    """The quote says something else, approved."""
    project.edit(VOICE, "at nine", "at ten").approve("nine-oclock", by="olive")


def withdraw(day: date) -> Callable[[Project], Project]:
    """The speaker takes their permission back."""
    return lambda project: project.edit(VOICE, "  channels: [site]", f"  withdrawn_on: {day}\n  channels: [site]")


def retire(project: Project) -> None:
    """The promise is retired, approved."""
    below(project, REGISTER, "owner", 'retired = { on = 2026-11-12, why = "We do something else." }')
    project.approve("promise.on-time", by="olive")
