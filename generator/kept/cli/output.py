"""Prints reports, progress and short paths."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from kept.findings import Report, Severity
from kept.report.findings_text import as_text
from kept.report.formats import FORMATS, below
from kept.report.github import ROOM, as_markdown
from kept.report.summary import Summary


def print_report(form: str, report: Report, summary: Summary | None, home: Path) -> None:
    """Prints a report. In GitHub Actions with `--format github`, the summary page gets every finding.

    Args:
        form: the format.
        report: the findings.
        summary: the numbers of the run; None for none.
        home: the folder to which the findings' paths are relative.
    """
    if form == "text":
        click.echo(as_text(report, summary, _paint), nl=False)
        return
    placed = below(report, _from_top(home)) if form != "json" else report
    click.echo(FORMATS[form](placed, summary), nl=False)
    page = os.environ.get("GITHUB_STEP_SUMMARY")
    if form == "github" and page:
        _add_to_summary(Path(page), placed, summary)


def _from_top(home: Path) -> str:
    """The path from the top of the repository to a folder, if a CI job says where the top is; otherwise "."."""
    top = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR")
    try:
        return home.relative_to(Path(top).resolve()).as_posix() if top else "."
    except ValueError:
        return "."


def _add_to_summary(page: Path, report: Report, summary: Summary | None) -> None:
    try:
        room = ROOM - (page.stat().st_size if page.exists() else 0)
        with page.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(as_markdown(report, summary, room))
    except OSError as error:
        click.echo(
            f"kept: the job's summary could not be written ({error.strerror}); the findings are above.", err=True
        )


_COLOURS = {Severity.ERROR: "red", Severity.WITHHELD: "yellow", Severity.INFORMATION: "cyan"}


def _paint(text: str, severity: Severity) -> str:
    """The text in the severity's colour, for a person at a terminal who has not set NO_COLOR.

    Source:
        no-color.org: any value but the empty one turns colour off.
    """
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return text
    return click.style(text, fg=_COLOURS[severity])


def short(folder: Path) -> str:
    """A folder as a person would type it in the current folder."""
    try:
        return f"{folder.relative_to(Path.cwd())}/"
    except ValueError:
        return f"{folder}/"


def show_progress(step: str) -> None:
    """Shows progress: at a terminal one line that is replaced, in a file or log one line for each step."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{step} ...", err=True, nl=False)
    else:
        click.echo(step, err=True)


def clear_progress() -> None:
    """Removes the progress line."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
