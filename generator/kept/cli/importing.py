"""Commands that bring spreadsheets in."""

from __future__ import annotations

import json
import sys
import tomllib
from datetime import datetime
from pathlib import Path

import click

from kept.cli.exit_codes import FOUND, OK
from kept.cli.options import Project, as_of_option, root_option, today
from kept.findings import UsageError
from kept.ingest.figures import COLUMNS, Import, imported, proposed
from kept.ingest.sheet import read
from kept.write.save import near, write_files

_SHOWN = 3


@click.group(name="import")
def import_() -> None:
    """Bring figures in from a spreadsheet: kept import metric FILE."""


@import_.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--into", "metric_id", required=True, metavar="ID", help="The metric, as its file in evidence/metrics/ is called."
)
@click.option("--column", "given", multiple=True, metavar="OURS=HEADING", help="Which heading is which column.")
@click.option("--yes", is_flag=True, help="Take the proposed columns without asking.")
@root_option
@as_of_option
def metric(file: Path, root: Path, metric_id: str, given: tuple[str, ...], as_of: datetime | None, *, yes: bool) -> int:
    """Take the figures of FILE (CSV or TSV, as spreadsheets write them) into the table of a metric.

    The columns are proposed and three rows shown; once confirmed they are kept in imports/ID.toml for the next time.
    Figures that stand in the table are never overwritten.
    """
    portfolio, _ = Project(root).load(None)
    found = portfolio.metrics.get(metric_id)
    if found is None:
        meant = near(metric_id, portfolio.metrics)
        message = f'there is no metric "{metric_id}".{meant} To begin one: kept new metric {metric_id}'
        raise UsageError(message)
    sheet, memory = read(file), f"imports/{metric_id}.toml"
    remembered = _remembered(root / memory)
    mapping = {**(remembered or proposed(sheet)), **dict(map(_pair, given))}
    table = f"evidence/metrics/{metric_id}.csv"
    path = root / table
    text = path.read_text(encoding="utf-8") if path.exists() else None
    came = imported(sheet, mapping, found, text, today(portfolio.register.organisation, as_of))
    _show(came, sheet.name)
    if remembered != mapping and not yes:
        _confirm(memory)
    if came.added:
        write_files(root, {table: came.text, memory: _toml(mapping)})
    _say_what_came(came, table)
    return FOUND if came.problems else OK


def _remembered(path: Path) -> dict[str, str] | None:
    if not path.exists():
        return None
    columns = tomllib.loads(path.read_text(encoding="utf-8")).get("columns", {})
    return {str(key): str(value) for key, value in columns.items()}


def _toml(mapping: dict[str, str]) -> str:
    lines = [f"{column} = {json.dumps(mapping[column], ensure_ascii=False)}" for column in COLUMNS if column in mapping]
    return "\n".join(
        ["# Which heading of the spreadsheet is which column. `kept import metric` reads it.", "[columns]", *lines, ""]
    )


def _pair(given: str) -> tuple[str, str]:
    column, equals, heading = given.partition("=")
    if not equals or column.strip() not in COLUMNS:
        message = f'--column {given}: write one of {", ".join(COLUMNS)} and a heading, like --column n="Total cases"'
        raise UsageError(message)
    return column.strip(), heading.strip()


def _show(came: Import, name: str) -> None:
    click.echo(f"{name}: " + ", ".join(f"{column} from “{heading}”" for column, heading in came.mapping.items()))
    for row in came.rows[:_SHOWN]:
        cells = {column: getattr(row, column) for column in COLUMNS}
        click.echo("  " + ", ".join(f"{column} {value}" for column, value in cells.items() if value is not None))


def _confirm(memory: str) -> None:
    """Asks whether the columns are right.

    Raises:
        UsageError: nobody is here to be asked, or the answer is no.
    """
    if not sys.stdin.isatty():
        message = (
            f"nobody is here to confirm the columns, and {memory} does not. Add --yes, or --column where one is wrong."
        )
        raise UsageError(message)
    if not click.confirm("Are these the right columns?", default=True):
        message = "nothing was written. Say which column is which: --column n=HEADING"
        raise UsageError(message)


def _say_what_came(came: Import, table: str) -> None:
    for problem in came.problems:
        click.echo(problem)
    counts = [
        f"{len(came.added)} new",
        f"{len(came.same)} as they were",
        f"{len(came.differing)} different and left alone",
        f"{len(came.problems)} that cannot be used",
    ]
    click.echo(f"{len(came.rows) + len(came.problems)} rows: {', '.join(counts)}.")
    if came.differing:
        click.echo(
            f"Left alone: {', '.join(came.differing)}. A wrong published value is corrected with `restatements` in the "
            "metric."
        )
    if came.added:
        click.echo(f"wrote {table}; look at it, commit it, and have the data owner approve it.")
