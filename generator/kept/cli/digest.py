"""The command that says what is new since a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import click

from kept.cli.exit_codes import OK
from kept.cli.options import Day, Project, as_of_option, root_option, today, trust_ref_option, trusted
from kept.edition.gate import gates
from kept.findings import UsageError
from kept.report import digest_formats
from kept.report.digest import digest as digest_of
from kept.resources import Resources


@click.command()
@root_option
@click.option("--since", type=Day(), metavar="DATE", help="The day before the news, e.g. 2026-11-01.")
@click.option("--days", type=click.IntRange(1, 3660), metavar="N", help="Instead: so many days before today.")
@as_of_option
@trust_ref_option
@click.option("--audience", type=click.Choice(["public", "internal"]), default="internal", show_default=True)
@click.option("--format", "form", type=click.Choice(["md", "html", "slack", "teams"]), default="md", show_default=True)
def digest(
    root: Path,
    since: datetime | None,
    days: int | None,
    as_of: datetime | None,
    trust_ref: str | None,
    audience: str,
    form: str,
) -> int:
    """Say what is new since a day: results, misses and what was changed, voices per role, what waits for whom.

    It compares the site of that day, as the repository remembers it, with the site of today, and tells only what its
    readers may see there. Quotes are linked, never repeated; what waits is told inside only. html is an e-mail; slack
    and teams are the body of a call to a webhook.
    """
    revision, project = trusted(root, trust_ref), Project(root)
    portfolio, _ = project.load(revision)
    now = today(portfolio.register.organisation, as_of)
    if (since is None) == (days is None):
        message = "say since when: either --since DATE or --days N."
        raise UsageError(message)
    then = since.date() if since else now - timedelta(days=days or 0)
    if then >= now:
        message = f"--since {then}: the news begins after that day, and today is {now}. Name an earlier day."
        raise UsageError(message)
    earlier = gates(project.portfolio_on(revision, then) or portfolio, as_of=then)
    site = 0 if audience == "public" else 1
    found = digest_of(earlier[site][0], gates(portfolio, as_of=now)[site][0])
    if form == "html":
        click.echo(digest_formats.as_html(found, Resources.of(root).roots), nl=False)
    else:
        written = {"md": digest_formats.as_markdown, "slack": digest_formats.as_slack, "teams": digest_formats.as_teams}
        click.echo(written[form](found), nl=False)
    return OK
