"""The command that is run most often, in a module of its own: it imports nothing that only other commands need."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kept import pipeline
from kept.cli.exit_codes import FOUND, OK
from kept.cli.options import Project, as_of_option, format_option, root_option, today, trust_ref_option, trusted
from kept.cli.output import print_report


@click.command()
@root_option
@as_of_option
@trust_ref_option
@format_option
def check(root: Path, as_of: datetime | None, trust_ref: str | None, form: str) -> int:
    """Read and judge everything, print every finding, change nothing.

    Exits with 1 where any finding is an error. What is merely held back (an approval or a permission that is not there
    yet) is normal work: it is listed, and the rest is fine.
    """
    project = Project(root)
    portfolio, found = pipeline.load(root, trusted(root, trust_ref))
    if portfolio is None:
        print_report(form, found, None, root)
        return FOUND
    checked = pipeline.check(project.root, portfolio, found, today(portfolio.register.organisation, as_of))
    print_report(form, checked.report, checked.summary, root)
    return FOUND if checked.report.has_errors else OK
