"""The command that imports figures into a metric."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kept.cli.columns import column_given, confirm_columns, memory_text, remembered_columns
from kept.cli.exit_codes import FOUND, OK
from kept.cli.options import Project, as_of_option, root_option, today
from kept.findings import UsageError
from kept.ingest.figures import COLUMNS, Import, imported
from kept.ingest.figures import proposed as proposed_figures
from kept.ingest.sheet import read
from kept.write.save import near, write_files

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN = 3


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--into", "metric_id", required=True, metavar="ID", help="The metric, as its file in evidence/metrics/ is called."
)
@click.option("--column", "given", multiple=True, metavar="OURS=HEADING", help="Which heading is which column.")
@click.option("--sheet", "page", metavar="NAME", help="Of a workbook: which sheet. Default: the only one in use.")
@click.option("--yes", is_flag=True, help="Take the proposed columns without asking.")
@root_option
@as_of_option
def metric(
    file: Path,
    root: Path,
    metric_id: str,
    given: tuple[str, ...],
    as_of: datetime | None,
    page: str | None,
    *,
    yes: bool,
) -> int:
    """Take the figures of FILE (XLSX, CSV or TSV) into the table of a metric.

    The columns are proposed and three rows shown; once confirmed they are kept in imports/ID.toml for the next time.
    Figures that stand in the table are never overwritten.
    """
    portfolio, _ = Project(root).load(None)
    found = portfolio.metrics.get(metric_id)
    if found is None:
        raise UsageError(_no_metric(root, metric_id, portfolio.metrics))
    sheet, memory = read(file, page), f"imports/{metric_id}.toml"
    remembered = remembered_columns(root / memory)
    mapping = {**(remembered or proposed_figures(sheet)), **dict(column_given(one, COLUMNS) for one in given)}
    table = f"evidence/metrics/{metric_id}.csv"
    path = root / table
    text = path.read_text(encoding="utf-8") if path.exists() else None
    came = imported(sheet, mapping, found, text, today(portfolio.register.organisation, as_of))
    _show(came, sheet.name)
    if remembered != mapping and not yes:
        confirm_columns(memory)
    if came.added:
        write_files(root, {table: came.text, memory: memory_text(mapping)})
    _say_what_came(came, table)
    return FOUND if came.problems else OK


def _no_metric(root: Path, metric_id: str, metrics: Iterable[str]) -> str:
    """Why no figures can be imported: the metric's files cannot be used yet, or do not exist."""
    definition = f"evidence/metrics/{metric_id}.toml"
    if (root / definition).exists():
        return f"{definition} cannot be used yet: fill it in. kept check says what is missing; then import again."
    return f'there is no metric "{metric_id}".{near(metric_id, metrics)} To begin one: kept new metric {metric_id}'


def _show(came: Import, name: str) -> None:
    click.echo(f"{name}: " + ", ".join(f"{column} from “{heading}”" for column, heading in came.mapping.items()))
    for row in came.rows[:_SHOWN]:
        cells = {column: getattr(row, column) for column in COLUMNS}
        click.echo("  " + ", ".join(f"{column} {value}" for column, value in cells.items() if value is not None))


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
