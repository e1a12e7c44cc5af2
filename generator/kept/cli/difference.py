"""The command that says what a change does."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from kept import questions
from kept.cli.exit_codes import FOUND, OK
from kept.cli.options import as_of_option, root_option, today
from kept.findings import UsageError
from kept.report.difference.as_html import as_html
from kept.report.difference.as_markdown import as_markdown
from kept.report.difference.as_text import as_json, as_text
from kept.report.difference.redacted import redacted
from kept.report.difference.values import Difference
from kept.resources import Resources

_ADDRESS = re.compile(r"https?://[\w.\-:/~%]+", re.ASCII)


@click.command()
@click.argument("ref")
@root_option
@as_of_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "md", "html", "json"]),
    default="text",
    show_default=True,
    help="md: the comment of a pull request, at most 65,000 bytes.",
)
@click.option("--public-repository", is_flag=True, help="Quote nothing that only the people inside may see.")
@click.option(
    "--preview-url",
    metavar="URL",
    envvar="KEPT_PREVIEW_URL",
    help="Where preview-public/ and preview-internal/ can be looked at; else KEPT_PREVIEW_URL of the environment.",
)
@click.option(
    "--repository",
    metavar="URL",
    envvar="KEPT_REPOSITORY",
    help="The repository's address on the forge, for the links to approve; else that of the remote origin.",
)
@click.option(
    "--branch",
    metavar="NAME",
    envvar="KEPT_BRANCH",
    help="The change's own branch there; else the one that is checked out.",
)
def diff(  # noqa: PLR0913  one argument for each option
    ref: str,
    root: Path,
    as_of: datetime | None,
    form: str,
    preview_url: str | None,
    repository: str | None,
    branch: str | None,
    *,
    public_repository: bool,
) -> int:
    """Say what the change that lies here does to both sites, once it is merged into REF and once it is approved.

    Compared is what lies here with the commit where it left REF. First comes what merging does at once, then every
    verdict that becomes another one, then each item with what it still needs, and from whom. Exits with 1 where the
    change brings an error.
    """
    if repository and not _ADDRESS.fullmatch(repository):
        message = f"--repository {repository}: this is no address. Write one like https://forge.example/our/promises."
        raise UsageError(message)
    if preview_url and not _ADDRESS.fullmatch(preview_url):
        message = f"--preview-url {preview_url}: this is no address. Write one like https://preview.example/17."
        raise UsageError(message)
    found = questions.difference(
        root, ref, lambda one: today(one, as_of), preview_url=preview_url, repository=repository, branch=branch
    )
    told = redacted(found) if public_repository else found
    written: dict[str, Callable[[Difference], str]] = {
        "text": as_text,
        "md": as_markdown,
        "json": as_json,
        "html": lambda one: as_html(one, Resources.of(root).roots),
    }
    click.echo(written[form](told), nl=False)
    return FOUND if found.errors else OK
