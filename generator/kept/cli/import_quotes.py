"""The command that imports quotes as testimonials."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from kept.cli.columns import column_given, confirm_columns, memory_text, remembered_values
from kept.cli.exit_codes import OK
from kept.cli.options import Project, column_option, root_option, sheet_option
from kept.cli.private_tables import known_contacts, outside, write_outside
from kept.findings import UsageError
from kept.ingest.headings import proposed, words
from kept.ingest.quotes import COLUMNS, shortened, summary
from kept.ingest.quotes import imported as quotes_of
from kept.ingest.sheet import read
from kept.model.evidence import Source
from kept.model.fields import Channel
from kept.write.save import write_files

_SHOWN = 3


@click.command()
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
@column_option
@click.option(
    "--private",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder outside the repository for contact details and for the permissions to ask. Default: beside FILE.",
)
@sheet_option
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
    private_folder = outside(root, private or file.resolve().parent)
    sheet, memory = read(file, page), f"imports/{file.stem}.toml"
    remembered, defaults, seen = remembered_values(root / memory)
    options = {"promises": list(promises), "kind": kind, "captured_by": collected_by, "channels": list(channels)}
    defaults = {**defaults, **{key: value for key, value in options.items() if value}}
    mapping = {
        **(remembered or proposed(sheet, words("quotes")["columns"])),
        **dict(column_given(one, COLUMNS) for one in given),
    }
    came = quotes_of(sheet, mapping, defaults, portfolio, seen, known_contacts(private_folder))
    click.echo(f"{sheet.name}: " + ", ".join(f"{column} from “{heading}”" for column, heading in mapping.items()))
    for text in list(came.files.values())[:_SHOWN]:
        click.echo("  " + text.rpartition("---\n\n")[2].partition("\n")[0][:100])
    if remembered != mapping and not yes:
        confirm_columns(memory)
    write_files(root, {**came.files, memory: memory_text(mapping, defaults, came.seen)})
    write_outside(private_folder, came)
    for note in shortened(came.notes):
        click.echo(note)
    click.echo(summary(came, len(sheet.rows)))
    if came.requests:
        click.echo(
            f"wrote {private_folder / 'permissions-to-ask.csv'}: whom to ask, in which words; fill the answers in there"
        )
    return OK
