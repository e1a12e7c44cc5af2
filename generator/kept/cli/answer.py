"""The command that turns a comment or a review on a forge into records."""

from __future__ import annotations

from pathlib import Path

import click

from kept.cli.exit_codes import OK
from kept.cli.options import Project, root_option, today, trust_ref_option, trusted
from kept.write.answer import EVERYTHING
from kept.write.answer import answer as answered
from kept.write.comment import Comment, read
from kept.write.save import write_files


@click.command()
@click.option("--login", required=True, metavar="LOGIN", help="The name on the forge of whoever decided.")
@click.option(
    "--comment",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="What they wrote. Without it: an approving review, of everything in the change that they are entitled to.",
)
@root_option
@trust_ref_option
def answer(login: str, comment: Path | None, root: Path, trust_ref: str | None) -> int:
    """Turn a comment or an approving review of a pull request into approval records, and print the reply.

    For the workflow of a forge, on a checkout of the change. The login is mapped to a person by the trusted revision,
    and only what that person is entitled to is recorded. A comment says, on a line of its own: /kept approve ID...,
    /kept approve all except ID..., /kept revoke ID...
    """
    portfolio, _ = Project(root).load(trusted(root, trust_ref))
    asked = read(comment.read_text(encoding="utf-8", errors="replace")) if comment else Comment((EVERYTHING,), ())
    given = answered(portfolio, asked, login, today(portfolio.register.organisation, None))
    write_files(root, given.files)
    click.echo(given.reply, nl=False)
    return OK
