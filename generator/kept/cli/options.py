"""Options that several commands share, and their values: the project, the day, the trusted revision."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from kept import loading, pipeline
from kept.cli.ci import trusted_ref
from kept.cli.output import print_report
from kept.findings import BuildError, Report, UsageError
from kept.model.portfolio import Portfolio
from kept.model.register import Organisation
from kept.report.formats import FORMATS

_GIT = ".git"
_OWN = frozenset(("evidence", "generator", "site_templates", ".kept"))
"""Folders below the project's root with sources, or with files of a build."""


@dataclass(frozen=True, slots=True)
class Project:
    """The project that a command works on."""

    root: Path

    def load(self, trust_ref: str | None, *, whole: bool = False) -> tuple[Portfolio, Report]:
        """The portfolio. Stops the command with all findings where there is none.

        With `whole`, all files are read from the revision, not only the approvals.
        """
        portfolio, report = (loading.load_revision if whole else pipeline.load)(self.root, trust_ref)
        if portfolio is None:
            print_report("text", report, None, self.root)
            message = "promises.toml cannot be used as it is; nothing was judged and nothing was changed."
            raise BuildError(message)
        return portfolio, report

    def portfolio_on(self, trust_ref: str | None, day: date) -> Portfolio | None:
        """The portfolio as it was on an earlier day; None where the revision has no usable register."""
        return loading.load_on(self.root, trust_ref, day)[0]


def find_root(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Path:
    """The folder with promises.toml: the given one, otherwise the nearest one upwards.

    Raises:
        UsageError: there is no such folder.
    """
    start = Path(value or ".").resolve()
    if value:
        if not start.is_dir():
            message = f"there is no folder {value}."
            raise UsageError(message)
        candidates = [start]
    else:
        candidates = [start, *start.parents]
    for folder in candidates:
        if (folder / "promises.toml").is_file():
            return folder
    where = value or "this folder or any above it"
    message = (
        f"there is no promises.toml in {where}. Go to the folder that has one, or name it with --root. To begin a new "
        "one: kept init DIR"
    )
    raise UsageError(message)


class Day(click.DateTime):
    """A day in the form used in all files: 2026-11-20."""

    def __init__(self) -> None:
        """Accepts no other format, because 1/2/2026 means different days in different countries."""
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401  the signature that click requires
        """The day.

        Raises:
            click.BadParameter: it is not a day, or has another format.
        """
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f'"{value}" is not a day. Write year-month-day, e.g. 2026-11-20.', param, ctx)


root_option = click.option(
    "--root",
    "root",
    callback=find_root,
    metavar="DIR",
    help="The folder with promises.toml. Default: the nearest one upwards.",
)
as_of_option = click.option(
    "--as-of",
    type=Day(),
    metavar="DATE",
    help="The day that counts as today, e.g. 2026-11-20. Default: today; in a demo, its own day.",
)
column_option = click.option(
    "--column", "given", multiple=True, metavar="OURS=HEADING", help="Which heading is which column."
)
sheet_option = click.option(
    "--sheet", "page", metavar="NAME", help="Of a workbook: which sheet. Default: the only one in use."
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    show_default=True,
    help="github: annotations, and a summary of the job; gitlab: Code Quality; sarif: for code scanning.",
)
trust_ref_option = click.option(
    "--trust-ref",
    metavar="REF",
    help="The git revision that says what is approved. Default: in a CI job the branch a change goes into, else HEAD.",
)


def today(organisation: Organisation | None, given: datetime | None) -> date:
    """The day that counts as today: the given one, a demo's own, or today in the organisation's time zone.

    Without an organisation the time zone is UTC.
    """
    if given:
        return given.date()
    if organisation is None:
        return datetime.now(UTC).date()
    return organisation.as_of or datetime.now(UTC).astimezone(ZoneInfo(organisation.timezone)).date()


def trusted(root: Path, given: str | None) -> str | None:
    """The trusted revision: the given one; in a CI job the target branch; otherwise None, which means HEAD.

    Raises:
        TrustRefError: the job may be about an unmerged change, and its target branch is unknown.
    """
    return trusted_ref(root, os.environ) if given is None else given


def out_folder(root: Path, out: str) -> Path:
    """The folder that `--out` names, relative to the project's root unless it is absolute.

    Raises:
        UsageError: it is a file, or a folder that the project, git or kept itself uses.
    """
    folder = (root / out).resolve()
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if not nearest.is_dir():
        message = f"--out {out}: {nearest.name} is a file. Name a folder of its own, e.g. --out dist."
        raise UsageError(message)
    taken = _taken(root, folder)
    if taken:
        message = f"--out {out}: {taken}/ is not for finished pages. Name a folder of its own, e.g. --out dist."
        raise UsageError(message)
    return folder if not Path(out).is_absolute() else Path(out)


def _taken(root: Path, folder: Path) -> str | None:
    """The project's own folder that contains this path; None where there is none."""
    inside = folder.relative_to(root).parts[:1] if folder.is_relative_to(root) else ()
    # On file systems that ignore capitals, Evidence/ is evidence/.
    own = next((name for name in inside if name.casefold() in _OWN), None)
    return own or next((name for name in folder.parts if name.casefold() == _GIT), None)
