"""The command that writes sheets to hand out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kept import pipeline, questions
from kept.cli.exit_codes import OK
from kept.cli.options import Project, as_of_option, out_folder, root_option, today, trust_ref_option, trusted
from kept.cli.output import short


@click.command()
@click.argument("item", metavar="ID")
@root_option
@as_of_option
@trust_ref_option
@click.option("--out", default="dist/sheets", show_default=True, metavar="DIR", help="Where the sheets go.")
def sheet(item: str, root: Path, as_of: datetime | None, trust_ref: str | None, out: str) -> int:
    """Write the one-page sheet of a promise, a story or a sector, to print or to send.

    ID is that of a promise or a story, or the last part of a sector's address, e.g. social-housing. A sheet shows what
    the public site shows on this day; a quote or a story is on it only where its permission covers sales. Each is one
    HTML file that needs nothing beside it and prints on one page of A4.
    """
    folder = out_folder(root, out)
    portfolio, found = Project(root).load(trusted(root, trust_ref))
    checked = pipeline.check(root, portfolio, found, today(portfolio.register.organisation, as_of))
    documents = questions.sheets(root, checked, item)
    folder.mkdir(parents=True, exist_ok=True)
    for name, html in documents.items():
        (folder / name).write_text(html, encoding="utf-8")
        click.echo(f"wrote {short(folder / name).rstrip('/')}")
    return OK
