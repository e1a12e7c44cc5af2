"""The command that uses the network. No other does."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from pathlib import Path

import click

from kept import pipeline
from kept.cli.exit_codes import FOUND, OK
from kept.cli.options import Project, root_option, today, trust_ref_option, trusted
from kept.cli.output import print_report
from kept.findings import UsageError
from kept.model.portfolio import Portfolio
from kept.pull.run import Asking, Outcome, Pulling


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@root_option
@trust_ref_option
def pull(sources: tuple[str, ...], root: Path, trust_ref: str | None, *, dry_run: bool) -> int:
    """Fetch figures from the sources of evidence/policy.toml into the tables of their metrics.

    A SOURCE is the id of one; all of them where none is named. They count as the trusted revision has them, because
    secrets are sent to them. This is the only command that uses the network. What somebody has changed by hand is never
    overwritten. Rows inside the approved bounds are shown once what was written is committed.
    """
    # Importing the network code takes a tenth of a second, and only this command needs it.
    from kept.pull.fetch import Network  # noqa: PLC0415

    portfolio, _ = Project(root).load(trusted(root, trust_ref))
    asking = Asking(
        wanted=sources,
        metrics=portfolio.metrics,
        on=today(portfolio.register.organisation, None),
        environment=os.environ,
        fetch=Network(authorities=_authorities()).fetch,
    )
    pulling = pipeline.pull(root, trusted(root, trust_ref), asking, dry_run=dry_run)
    print_report("text", pulling.report, None, root)
    for line in (*_lines(pulling, dry_run=dry_run), *_waiting(portfolio, pulling)):
        click.echo(line)
    return FOUND if pulling.report.has_errors else OK


def _authorities() -> str | None:
    """The file of trusted certificates, where one is configured.

    Raises:
        UsageError: the file does not exist.
    """
    path = os.environ.get("REQUESTS_CA_BUNDLE")
    if path and not Path(path).exists():
        message = f"REQUESTS_CA_BUNDLE names {path}, and there is no such file. Correct it, or unset it."
        raise UsageError(message)
    return path or None


def _lines(pulling: Pulling, *, dry_run: bool) -> Iterator[str]:
    if not pulling.outcomes and not pulling.report:
        yield "There is nothing to pull: evidence/policy.toml has no [[sources]] that are committed."
    for outcome in pulling.outcomes:
        yield _summary(outcome)
        if dry_run:
            yield from _difference(outcome)
    for path in pulling.files:
        yield f"would write {path}" if dry_run else f"wrote {path}"
    if pulling.files:
        yield (
            "Nothing was written." if dry_run else "Commit them: rows are shown once they are on the protected branch."
        )


def _waiting(portfolio: Portfolio, pulling: Pulling) -> Iterator[str]:
    """The sources that are only in the uncommitted policy, if that is why nothing was pulled."""
    drafted = portfolio.drafted.sources if portfolio.drafted else ()
    if drafted and not pulling.outcomes and not pulling.report:
        names = " and ".join(source.id for source in drafted)
        yield f"The file here has {names}: commit that to the protected branch first, because secrets are sent there."


def _summary(outcome: Outcome) -> str:
    merged = outcome.merged
    if merged is None:
        return f"{outcome.source.id}: nothing was pulled, because of the errors above"
    added = f"{len(merged.added)} row{'' if len(merged.added) == 1 else 's'} added"
    kept = len(merged.kept) + len(merged.conflicts)
    return f"{outcome.source.id}: {added}, {len(merged.changed)} changed, {kept} kept as they are here"


def _difference(outcome: Outcome) -> Iterator[str]:
    """The removed and added lines of the table."""
    lines = difflib.unified_diff(outcome.before.splitlines(), outcome.after.splitlines(), n=0, lineterm="")
    for line in list(lines)[2:]:
        if not line.startswith("@@"):
            yield f"  {line[0]} {line[1:]}"
