"""The command that imports figures into a metric."""

from __future__ import annotations

from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kept.cli.columns import column_given, confirm_columns, memory_text, remembered_columns
from kept.cli.exit_codes import FOUND, OK
from kept.cli.options import Project, as_of_option, column_option, root_option, sheet_option, today
from kept.findings import UsageError
from kept.ingest.figures import COLUMNS, Import, imported
from kept.ingest.figures import proposed as proposed_figures
from kept.ingest.headings import words
from kept.ingest.new_metric import ASKED_LATER, definition_text, new_metric
from kept.ingest.new_metric import metric_id as id_of_file
from kept.ingest.sheet import Sheet, read
from kept.model.portfolio import Portfolio
from kept.write.save import near, write_files

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN = 3
_ABOVE = frozenset(name for names in words("metrics").values() for name in names)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--into", "metric_id", metavar="ID", help="The metric. Default: as FILE is called.")
@column_option
@sheet_option
@click.option("--yes", is_flag=True, help="Take the proposed columns without asking.")
@root_option
@as_of_option
def metric(
    files: tuple[Path, ...],
    root: Path,
    metric_id: str | None,
    given: tuple[str, ...],
    as_of: datetime | None,
    page: str | None,
    *,
    yes: bool,
) -> int:
    """Take the figures of each FILE (XLSX, CSV or TSV) into the table of a metric.

    The columns are proposed and three rows shown; once confirmed they are kept in imports/ID.toml for the next time.
    Figures that stand in the table are never overwritten. A metric that is not there yet is begun, with what lines
    above the table say: "Definition: calls answered in a day".
    """
    if metric_id and len(files) > 1:
        message = "--into is for one file. Several files go into metrics that are called as they are."
        raise UsageError(message)
    portfolio, _ = Project(root).load(None)
    columns = dict(column_given(one, COLUMNS) for one in given)
    day = today(portfolio.register.organisation, as_of)
    ended = [_bring(root, portfolio, read(file, page, _ABOVE), metric_id, columns, day, yes=yes) for file in files]
    return OK if all(ended) else FOUND


def _bring(
    root: Path, portfolio: Portfolio, sheet: Sheet, wanted: str | None, columns: dict[str, str], day: date, *, yes: bool
) -> bool:
    """Takes one file in; False where a line of it cannot be used."""
    item = wanted or id_of_file(sheet)
    memory, definition = f"imports/{item}.toml", f"evidence/metrics/{item}.toml"
    remembered = remembered_columns(root / memory)
    mapping = {**(remembered or proposed_figures(sheet)), **columns}
    found = portfolio.metrics.get(item)
    begun: dict[str, str] = {}
    if found is None:
        if (root / definition).exists() or not _may_begin(portfolio, item, wanted):
            raise UsageError(_no_metric(root, item, portfolio.metrics))
        found = new_metric(item, sheet, mapping, portfolio.register)
        begun = {definition: definition_text(found)}
    table = f"evidence/metrics/{item}.csv"
    path = root / table
    text = path.read_text(encoding="utf-8") if path.exists() else None
    came = imported(sheet, mapping, found, text, day)
    _show(came, sheet.name)
    if remembered != mapping and not yes:
        confirm_columns(memory)
    if came.added:
        write_files(root, {**begun, table: came.text, memory: memory_text(mapping)})
    _say_what_came(came, table)
    if begun and came.added:
        lacking = [name for name in ASKED_LATER if getattr(found, name) is None]
        more = f" Still needed there: {', '.join(lacking)}." if lacking else ""
        click.echo(f"wrote {definition}: a new metric, in {found.unit}, by {found.period}.{more}")
    return not came.problems


def _may_begin(portfolio: Portfolio, item: str, wanted: str | None) -> bool:
    """True where a metric may be begun: a promise names it, or nobody mistyped the id of one that is there."""
    is_aim = any(target.metric == item for promise in portfolio.register.promises for target in promise.targets)
    return is_aim or (wanted is None and not get_close_matches(item, portfolio.metrics, n=1))


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
