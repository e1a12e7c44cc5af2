"""The command that turns a submitted form into an evidence file."""

from __future__ import annotations

from pathlib import Path

import click

from kept.cli.exit_codes import FOUND, OK
from kept.cli.options import Project, root_option, trust_ref_option, trusted
from kept.ingest.submitted import submitted as submitted_from
from kept.write.answer import person_of
from kept.write.save import write_files


@click.command()
@click.argument("form", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE")
@click.option("--login", required=True, metavar="LOGIN", help="The name on the forge of whoever sent it.")
@root_option
@trust_ref_option
def submitted(form: Path, login: str, root: Path, trust_ref: str | None) -> int:
    """Turn a submitted form with a customer's words into a testimonial for review, and print the reply.

    For the workflow of a forge; FILE is the text of the issue. The file has no permission and no approval. Exits with 1
    where nothing was written; the reply says why.
    """
    portfolio, _ = Project(root).load(trusted(root, trust_ref))
    text = form.read_text(encoding="utf-8", errors="replace")
    found = submitted_from(portfolio, text, person_of(portfolio, login))
    write_files(root, found.files)
    click.echo(found.reply.rstrip())
    return OK if found.files else FOUND
