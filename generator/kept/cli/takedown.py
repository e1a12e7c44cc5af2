"""The command that takes items off both sites. It waits for nothing that somebody else has to mend."""

from __future__ import annotations

from pathlib import Path

import click

from kept import loading, pipeline
from kept.cli.build import built
from kept.cli.each import of_each, report
from kept.cli.options import out_folder, root_option, today, trust_ref_option, trusted
from kept.cli.output import print_report, short, show_progress
from kept.files.tree import REGISTER
from kept.findings import BuildError, Report, Severity, TrustRefError
from kept.model.fields import Audience
from kept.model.portfolio import Portfolio
from kept.site.difference import changes, snapshot
from kept.site.engine import Engine
from kept.write.save import write_files
from kept.write.takedown import by_hand, elsewhere, takedown_file

_MADE_BEFORE = ("preview-public", "preview-internal", "dossiers", "sheets")
"""Other sites in the output folder; a takedown does not build them again."""


@click.command()
@click.argument("items", nargs=-1, required=True, metavar="ID...")
@root_option
@trust_ref_option
@click.option("--out", default="dist", show_default=True, metavar="DIR", help="Where the sites are.")
@click.option("--engine", type=click.Choice(["mkdocs", "zensical"]), default="mkdocs", show_default=True)
def takedown(items: tuple[str, ...], root: Path, trust_ref: str | None, out: str, engine: str) -> int:
    """Take these items off both sites, at once and for good.

    Needs nobody's approval and works while other items are broken. Both sites are published again without them, a
    notice that names nobody stands at each old address, and every page and file that changed is listed. Where
    promises.toml cannot be used as it lies here, the one that was last committed takes its place.
    """
    target = out_folder(root, out)
    folders = {audience: target / audience for audience in Audience}
    stock = loading.inventory(root)
    day = today(stock.organisation, None)
    known, refused = of_each(items, lambda item: takedown_file(root, stock, (item,), day))
    items = tuple(known)
    files = takedown_file(root, stock, items, day)
    write_files(root, files)
    for path in files:
        click.echo(f"wrote {path}; commit it, so that it holds for every later build")
    for item in elsewhere(stock, items):
        click.echo(
            f"{item} has no file here. If its file was renamed, its words may still be shown under the new name: "
            "take that down too."
        )
    before = {audience: snapshot(folder) for audience, folder in folders.items()}
    still_there = by_hand(folders.values(), items, short)
    portfolio, found = _to_build_from(root, trust_ref, still_there)
    checked = pipeline.check(root, portfolio, found, today(portfolio.register.organisation, None))
    sites = pipeline.build(
        root,
        checked,
        tuple(Audience),
        out=target,
        engine=Engine(engine),
        tell=show_progress,
        urgent=True,
    )
    code = built(root, checked, pipeline.record(root, sites), "text")
    for site in sites:
        for verb, path in changes(before[site.audience], snapshot(site.folder)):
            click.echo(f"{site.audience}: {verb} /{path}")
    before_now = [*(target / name for name in _MADE_BEFORE), *sorted(target.glob("as-of-*"))]
    for folder in before_now:
        if folder.exists():
            click.echo(f"{short(folder)} was made before and may hold it still: delete that folder.")
    if not all(site.published for site in sites):
        click.echo(f"The takedown is recorded. {still_there}", err=True)
    report(refused)
    return code


def _to_build_from(root: Path, trust_ref: str | None, still_there: str) -> tuple[Portfolio, Report]:
    """The portfolio, if needed with the committed register, and the faults of the register here.

    Raises:
        TrustRefError, BuildError: there is no usable register. The takedown is recorded, and the message says what to
            do.
    """
    try:
        ref = trusted(root, trust_ref)
        portfolio, found = pipeline.load(root, ref)
        if portfolio:
            return portfolio, found
        portfolio, more = loading.load_beside_register(root, ref)
    except TrustRefError as error:
        message = f"the takedown is recorded, and no site was built without it: {error}\n{still_there}"
        raise TrustRefError(message) from error
    if portfolio is None:
        print_report("text", found, None, root)
        message = (
            f"the takedown is recorded, and no site was built without it: {_broken(found)} cannot be used, and nothing "
            f"that was committed can take its place. Repair it and commit that, then run `kept build`.\n{still_there}"
        )
        raise BuildError(message)
    revision = (portfolio.trusted.ref or "")[:10]
    click.echo(f"{_broken(found)} cannot be used; both sites are built with promises.toml as committed in {revision}.")
    return portfolio, Report.of(finding for finding in found if finding.place.path == REGISTER) + more


def _broken(found: Report) -> str:
    """The place in the register to repair first: `promises.toml:26`."""
    errors = (f for f in found if f.place.path == REGISTER and f.severity is Severity.ERROR)
    place = next((finding.place for finding in errors), None)
    return f"{REGISTER}:{place.line}" if place and place.line else REGISTER
