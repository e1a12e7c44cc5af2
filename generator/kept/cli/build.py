"""Commands that build, publish and audit sites."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kept import pipeline
from kept.building.audited import audit_site
from kept.building.checked import Checked, Site
from kept.cli.exit_codes import FOUND, OK
from kept.cli.options import (
    Project,
    as_of_option,
    find_root,
    format_option,
    out_folder,
    root_option,
    today,
    trust_ref_option,
    trusted,
)
from kept.cli.output import clear_progress, print_report, short, show_progress
from kept.findings import Severity, UsageError
from kept.model.fields import Audience
from kept.model.ledgers import PERMALINKS, READINGS, RESULTS
from kept.site.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kept.model.portfolio import Portfolio


@click.command()
@root_option
@as_of_option
@trust_ref_option
@click.option("--audience", type=click.Choice(["public", "internal", "all"]), default="all", show_default=True)
@click.option(
    "--out", default="dist", show_default=True, metavar="DIR", help="Where the sites go: DIR/public, DIR/internal."
)
@click.option("--engine", type=click.Choice(["mkdocs", "zensical"]), default="mkdocs", show_default=True)
@format_option
@click.option(
    "--preview",
    is_flag=True,
    help="Show what waits for a decision too, marked as proposed, in DIR/preview-public and DIR/preview-internal.",
)
@click.option(
    "--publish",
    is_flag=True,
    help="This site goes online: add its addresses, results and words to the ledgers in evidence/.",
)
@click.option(
    "--locked",
    is_flag=True,
    help="With --publish: add nothing, and refuse a site that says anything the committed ledgers do not hold.",
)
def build(  # noqa: PLR0913  one parameter per option
    root: Path,
    as_of: datetime | None,
    trust_ref: str | None,
    audience: str,
    out: str,
    engine: str,
    form: str,
    *,
    preview: bool,
    publish: bool,
    locked: bool,
) -> int:
    """Build the sites, audit every byte of them, and put them into dist/.

    What may not be shown is left out and listed; the rest is built. A build that fails its audit, is stopped or runs
    out of disk leaves the last good site exactly as it was. Nothing is read from or sent to the network.

    Building publishes nothing: try targets, wordings and templates as you like. --publish is the decision to put the
    public site online; from then on its addresses and results are remembered in evidence/permalinks.lock and
    evidence/results.csv, and the words they are read by in evidence/readings.csv. A site of another day (--as-of) goes
    to DIR/as-of-DAY and is never published.

    A preview is for reviewers: it shows what nobody has approved yet, and never what a permission or a rule forbids. It
    says so on every page and is never published.
    """
    target = out_folder(root, out)
    portfolio, found = Project(root).load(trusted(root, trust_ref))
    day = today(portfolio.register.organisation, as_of)
    is_today = day == today(portfolio.register.organisation, None)
    _require_publishable(publish=publish, locked=locked, preview=preview, is_today=is_today)
    audiences = tuple(Audience) if audience == "all" else (Audience(audience),)
    if is_today and not preview and Audience.PUBLIC in audiences:
        _require_no_earlier_day(portfolio)
    checked = pipeline.check(root, portfolio, found, day, preview=preview, is_today=is_today)
    if locked and Audience.PUBLIC in audiences:
        pipeline.require_published(root, checked, trusted(root, trust_ref))
    sites = pipeline.build(root, checked, audiences, out=target, engine=Engine(engine), tell=show_progress)
    sites = pipeline.record(root, sites) if publish else sites
    return built(root, checked, sites, form)


def _require_publishable(*, publish: bool, locked: bool, preview: bool, is_today: bool) -> None:
    """Stops the command if it asks to publish something that is never published.

    Raises:
        UsageError: it cannot be published, or --locked is used without --publish.
    """
    if locked and not publish:
        message = "--locked goes with --publish: kept build --publish --locked"
        raise UsageError(message)
    if publish and preview:
        message = "a preview is never published. Build it without --publish."
        raise UsageError(message)
    if publish and not is_today:
        message = "a site of another day is never published. Leave out --as-of, or leave out --publish."
        raise UsageError(message)


def _require_no_earlier_day(portfolio: Portfolio) -> None:
    """Stops the command if a demo's own day is before its newest publication: the public site would forget it.

    Raises:
        UsageError: it is.
    """
    fixed, ledgers = portfolio.register.organisation.as_of, portfolio.ledgers
    days = [entry.since for entry in ledgers.results or ()]
    days += [entry.since for entry in ledgers.readings or ()]
    days += [entry.since for entry in (ledgers.permalinks or {}).values()]
    newest = max(days, default=None)
    if fixed and newest and fixed < newest:
        message = (
            f"promises.toml shows the day {fixed} (`as_of`), and the public site was published on {newest}: it would "
            f"be put back to an earlier day. Write {newest} or later, or take `as_of` out. To look at an earlier day: "
            f"take `as_of` out, and kept build --as-of {fixed}."
        )
        raise UsageError(message)


_REMEMBERED = {
    PERMALINKS: "every published address, so that none is ever lost",
    READINGS: "the words, deadlines and units by which results are read, so that none is changed in silence",
    RESULTS: "every published result, so that none is ever changed in silence",
}
"""What a publication writes into the project, and why."""


def _listed(paths: Iterable[str]) -> str:
    *most, last = paths
    return f"{', '.join(most)} and {last}" if most else last


def built(root: Path, checked: Checked, sites: list[Site], form: str) -> int:
    """Prints the findings and what was published; gives the exit code."""
    clear_progress()
    report = sum((site.report for site in sites), checked.report)
    print_report(form, report, replace(checked.summary, errors=report.count(Severity.ERROR)), root)
    for site in sites:
        if site.rewrites:
            click.echo(
                f"The new {site.audience} site was NOT published: it would change or lose a published result. The old "
                f"one stays in {short(site.folder)}, without what was taken back. Mend the errors above; build again.",
                err=True,
            )
        elif site.is_old:
            click.echo(
                f"No new {site.audience} site could be made, because of the errors above. The old one stays in "
                f"{short(site.folder)}, without what was taken back.",
                err=form != "text",
            )
        elif site.published:
            published = f"The {site.audience} site is in {short(site.folder)} ({site.pages} pages)."
            click.echo(published, err=form != "text")
            for path in site.wrote:
                click.echo(f"wrote {path}; commit it: it remembers {_REMEMBERED[path]}.", err=form != "text")
            if site.unrecorded:
                click.echo(
                    f"Not published: {_listed(site.unrecorded)} would change. To put this site online: "
                    "kept build --publish",
                    err=form != "text",
                )
        for folder in site.deleted:
            click.echo(
                f"Deleted {short(folder)}: it was made before, and held what was taken back.", err=form != "text"
            )
        for path in site.held_back:
            held = f"Held back: /{path}. It still said what was taken back, or has another of the errors above."
            click.echo(held, err=form != "text")
        if not site.published:
            click.echo(f"The {site.audience} site was NOT published, because of the errors above.", err=True)
    return OK if all(site.published and not site.rewrites for site in sites) else FOUND


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--root", "root", metavar="DIR", help="The project the site was built from: then leaks are checked too.")
@as_of_option
@trust_ref_option
@click.option("--audience", type=click.Choice(["public", "internal"]), default="public", show_default=True)
@click.option("--preview", is_flag=True, help="FOLDER is to be a preview, which says so on every page.")
@format_option
def audit(
    folder: Path,
    root: str | None,
    as_of: datetime | None,
    trust_ref: str | None,
    audience: str,
    preview: bool,  # noqa: FBT001  click passes a flag this way
    form: str,
) -> int:
    """Check a finished site: leaks, broken links, image metadata, unsafe markup, fair presentation, weight.

    Only the bytes in FOLDER are read. To know what must not be in them, the audit needs the project (--root).
    """
    checked = None
    if root:
        home = find_root(click.get_current_context(), click.Option(["--root"]), root)
        portfolio, found = Project(home).load(trusted(home, trust_ref))
        checked = pipeline.check(home, portfolio, found, today(portfolio.register.organisation, as_of), preview=preview)
    report = audit_site(folder, checked, Audience(audience), preview=preview)
    print_report(form, report, None, folder.resolve().parent)
    if form == "text":
        faults = len(report) - report.count(Severity.INFORMATION)
        click.echo(f"{faults} faults found." if faults != 1 else "1 fault found.")
        if not root:
            click.echo("Leaks were not checked: name the project with --root to check them too.")
    return FOUND if report.has_errors else OK
