"""The command that brings back what speakers answered."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import click

from kept.cli.columns import column_given
from kept.cli.exit_codes import FOUND, OK
from kept.cli.options import Day, Project, column_option, root_option, sheet_option
from kept.cli.private_tables import outside
from kept.ingest.headings import proposed, words
from kept.ingest.permissions import COLUMNS, answers
from kept.ingest.permissions_on_file import Recorded, recorded
from kept.ingest.sheet import read
from kept.model.fields import Channel
from kept.write.save import write_files

_SAID = {"yes": "permitted", "no": "refused", "conditions": "permitted on conditions"}


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--on", "day", type=Day(), metavar="DATE", help="When they answered, for rows that do not say it.")
@click.option(
    "--channel",
    "channels",
    multiple=True,
    type=click.Choice([str(one) for one in Channel]),
    help="What a yes is for, in rows that do not say it.",
)
@column_option
@sheet_option
@click.option("--dry-run", is_flag=True, help="Say what would be recorded, and write nothing.")
@root_option
def permissions(
    file: Path,
    root: Path,
    day: datetime | None,
    channels: tuple[str, ...],
    given: tuple[str, ...],
    page: str | None,
    *,
    dry_run: bool,
) -> int:
    """Record the answers in FILE: permissions-to-ask.csv with its column `answer` filled in, or a table like it.

    An answer is yes, no or conditions. A blank one stays blank, and an unclear one gives no permission. A permission
    that is on record is never overwritten. FILE is outside the repository, because it has names and addresses in it.
    """
    outside(root, file.resolve().parent)
    portfolio, _ = Project(root).load(None)
    sheet = read(file, page)
    mapping = {
        **proposed(sheet, words("permissions")["columns"]),
        **dict(column_given(one, COLUMNS) for one in given),
    }
    shared = portfolio.drafted.defaults.channels if portfolio.drafted else ()
    found = answers(sheet, mapping, day.date() if day else None, channels or tuple(map(str, shared)))
    result = recorded(root, sheet.name, found.answers, {*portfolio.testimonials, *portfolio.case_studies})
    if not dry_run:
        write_files(root, result.files)
    problems = [*found.problems, *result.problems]
    for line in (*result.notes, *problems):
        click.echo(line)
    _summarise(len(sheet.rows), found.blank, result, problems)
    if result.files:
        click.echo(
            "Nothing was written."
            if dry_run
            else "Look at the files, commit them, and have them approved: a permission is part of what is approved."
        )
    return FOUND if problems else OK


def _summarise(rows: int, blank: int, result: Recorded, problems: list[str]) -> None:
    counts = Counter(_SAID[answer.word] for answer in result.answers)
    told = [f"{counts[word]} {word}" for word in _SAID.values() if counts[word]]
    told += [
        f"{number} {word}" for number, word in ((blank, "blank"), (len(result.kept), "on record already")) if number
    ]
    told += [f"{len(problems)} that cannot be used"] if problems else []
    click.echo(f"{rows} row{'' if rows == 1 else 's'}: {', '.join(told) or 'nothing'}.")
