"""Commands that import spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import sys
import tomllib
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args

import click

from kept.cli.exit_codes import FOUND, OK
from kept.cli.options import Project, as_of_option, root_option, today
from kept.findings import UsageError
from kept.ingest.figures import COLUMNS, Import, imported
from kept.ingest.figures import proposed as proposed_figures
from kept.ingest.headings import proposed, words
from kept.ingest.quotes import COLUMNS as QUOTES
from kept.ingest.quotes import Imported, shortened, summary
from kept.ingest.quotes import imported as quotes_of
from kept.ingest.sheet import read
from kept.model.evidence import Source
from kept.model.fields import Channel
from kept.write.save import near, write_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SHOWN = 3
_NONE: Mapping[str, Any] = MappingProxyType({})


@click.group(name="import")
def import_() -> None:
    """Bring spreadsheets in: figures into a metric, quotes into testimonials for review."""


@import_.command()
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
    remembered = _remembered(root / memory)
    mapping = {**(remembered or proposed_figures(sheet)), **dict(map(_pair, given))}
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


@import_.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--promise", "promises", multiple=True, metavar="ID", help="For rows that name no promise.")
@click.option(
    "--kind", type=click.Choice(list(get_args(Source.model_fields["kind"].annotation))), help="Where they come from."
)
@click.option(
    "--collected-by", metavar="NAME", help="Who collected the words; that person cannot check or approve them."
)
@click.option(
    "--channel",
    "channels",
    multiple=True,
    type=click.Choice([str(one) for one in Channel]),
    help="What a yes in the permission column is for.",
)
@click.option("--column", "given", multiple=True, metavar="OURS=HEADING", help="Which heading is which column.")
@click.option(
    "--private",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder outside the repository for contact details and for the permissions to ask. Default: beside FILE.",
)
@click.option("--sheet", "page", metavar="NAME", help="Of a workbook: which sheet. Default: the only one in use.")
@click.option("--yes", is_flag=True, help="Take the proposed columns without asking.")
@root_option
def quotes(  # noqa: PLR0913, PLR0917  one parameter per option
    file: Path,
    root: Path,
    promises: tuple[str, ...],
    kind: str | None,
    collected_by: str | None,
    channels: tuple[str, ...],
    given: tuple[str, ...],
    page: str | None,
    *,
    private: Path | None,
    yes: bool,
) -> int:
    """Turn the quotes in FILE (XLSX, CSV or TSV) into testimonials for review. Nothing is approved by it.

    The columns are proposed and three rows shown; once confirmed they are kept in imports/ for the next time. A second
    run adds only what is new. A blank permission stays blank; permissions-to-ask.csv says whom to ask. Contact details
    never enter the repository: an opaque reference does, and contacts.csv outside says whom it means.
    """
    portfolio, _ = Project(root).load(None)
    if unknown := sorted(set(promises) - {one.id for one in portfolio.register.promises}):
        message = f"there is no promise {', '.join(unknown)} in promises.toml."
        raise UsageError(message)
    outside = _outside(root, private or file.resolve().parent)
    sheet, memory = read(file, page), f"imports/{file.stem}.toml"
    remembered, defaults, seen = _memory(root / memory)
    options = {"promises": list(promises), "kind": kind, "captured_by": collected_by, "channels": list(channels)}
    defaults = {**defaults, **{key: value for key, value in options.items() if value}}
    mapping = {
        **(remembered or proposed(sheet, words("quotes")["columns"])),
        **dict(_pair(one, QUOTES) for one in given),
    }
    came = quotes_of(sheet, mapping, defaults, portfolio, seen, _contacts(outside))
    click.echo(f"{sheet.name}: " + ", ".join(f"{column} from “{heading}”" for column, heading in mapping.items()))
    for text in list(came.files.values())[:_SHOWN]:
        click.echo("  " + text.rpartition("---\n\n")[2].partition("\n")[0][:100])
    if remembered != mapping and not yes:
        _confirm(memory)
    write_files(root, {**came.files, memory: _toml(mapping, defaults, came.seen)})
    _write_outside(outside, came)
    for note in shortened(came.notes):
        click.echo(note)
    click.echo(summary(came, len(sheet.rows)))
    if came.requests:
        click.echo(f"wrote {outside / 'permissions-to-ask.csv'}: whom to ask, and in which words")
    return OK


def _outside(root: Path, folder: Path) -> Path:
    """A folder outside the repository.

    Raises:
        UsageError: it is inside the repository.
    """
    if folder.resolve().is_relative_to(root.resolve()):
        message = (
            f"{folder} is inside the repository, where names and addresses must not be. Name a folder outside: "
            "--private DIR"
        )
        raise UsageError(message)
    return folder


def _contacts(folder: Path) -> dict[str, str]:
    """By contact details in lower case: their reference, from the table outside the repository."""
    path = folder / "contacts.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["contact"].lstrip("'").strip().casefold(): row["ref"] for row in csv.DictReader(file)}


def _write_outside(folder: Path, came: Imported) -> None:
    """Adds contacts and requests to the tables outside the repository, each only once."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("contacts.csv", came.contacts), ("permissions-to-ask.csv", came.requests)):
        path = folder / name
        before = path.read_text(encoding="utf-8-sig").splitlines() if path.exists() else []
        known = {next(csv.reader([line]), [""])[0] for line in before}
        fresh = [row for row in rows if row[0] not in known]
        if fresh:
            text = io.StringIO()
            table = csv.writer(text, lineterminator="\n")
            if not before:
                table.writerow(fresh[0]._fields)
            table.writerows([_inert(cell) for cell in row] for row in fresh)
            with path.open("a", encoding="utf-8" if before else "utf-8-sig", newline="") as file:
                file.write(text.getvalue())


def _inert(cell: str) -> str:
    """A cell that a spreadsheet does not interpret as a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell


def _memory(path: Path) -> tuple[dict[str, str] | None, dict[str, Any], dict[str, str]]:
    """The confirmed columns, the values for all rows, and what earlier runs wrote."""
    if not path.exists():
        return None, {}, {}
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        message = f"imports/{path.name} cannot be read ({error}). Repair it, or delete it to be asked again."
        raise UsageError(message) from error
    return written.get("columns", {}), written.get("defaults", {}), written.get("rows", {})


def _remembered(path: Path) -> dict[str, str] | None:
    return _memory(path)[0]


def _toml(mapping: Mapping[str, str], defaults: Mapping[str, Any] = _NONE, rows: Mapping[str, str] = _NONE) -> str:
    head = "# Which heading of the spreadsheet is which column, for the next `kept import`."
    tables = {"columns": mapping, "defaults": defaults, "rows": rows}
    lines = [head]
    for name, table in tables.items():
        if table:
            lines += [
                "",
                f"[{name}]",
                *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items()),
            ]
    return "\n".join([*lines, ""])


def _no_metric(root: Path, metric_id: str, metrics: Iterable[str]) -> str:
    """Why no figures can be imported: the metric's files cannot be used yet, or do not exist."""
    definition = f"evidence/metrics/{metric_id}.toml"
    if (root / definition).exists():
        return f"{definition} cannot be used yet: fill it in. kept check says what is missing; then import again."
    return f'there is no metric "{metric_id}".{near(metric_id, metrics)} To begin one: kept new metric {metric_id}'


def _pair(given: str, columns: Sequence[str] = COLUMNS) -> tuple[str, str]:
    column, equals, heading = given.partition("=")
    if not equals or column.strip() not in columns:
        message = f'--column {given}: write one of {", ".join(columns)} and a heading, like --column n="Total cases"'
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
        UsageError: there is no terminal to ask at, or the answer is no.
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
