"""Commands that only read: findings, verdicts, the history, everything behind one item."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

import click

from kept import loading, pipeline, questions
from kept.cli.exit_codes import OK
from kept.cli.options import (
    Project,
    as_of_option,
    out_folder,
    root_option,
    today,
    trust_ref_option,
    trusted,
)
from kept.cli.output import short
from kept.edition.gate import gates
from kept.report import schemas
from kept.report import status as status_report
from kept.report.decision_log import LOG_FORMATS
from kept.report.dossier import as_json as dossier_json
from kept.report.dossier_page import as_html
from kept.report.schemas import NAMES
from kept.resources import Resources


@click.command()
@root_option
@as_of_option
@trust_ref_option
@click.option("--audience", type=click.Choice(["public", "internal"]), default="public", show_default=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def status(root: Path, as_of: datetime | None, trust_ref: str | None, audience: str, form: str) -> int:
    """Print the verdict of each promise and why, and the next date on which something changes.

    With --as-of a day that is over, what was known then, as the repository remembers it: rows published, approvals,
    permissions and targets as they stood, and values before a later correction. Nothing is read from files that are
    not committed. With --trust-ref, what that revision says of the day.
    """
    revision = trust_ref if as_of and trust_ref else None
    project = Project(root)
    portfolio, _ = project.load(revision or trusted(root, trust_ref), whole=revision is not None)
    day, unnamed = today(portfolio.register.organisation, as_of), frozenset[str]()
    if day < today(portfolio.register.organisation, None):
        unnamed = portfolio.withdrawn
        portfolio = project.portfolio_on(revision or trusted(root, trust_ref), day) or portfolio
    (public, _), (internal, _) = gates(portfolio, as_of=day)
    edition = public if audience == "public" else internal
    change = status_report.next_change(edition, internal, unnamed)
    click.echo((status_report.as_json if form == "json" else status_report.as_text)(edition, change), nl=False)
    return OK


@click.command()
@click.argument("item", metavar="ID")
@root_option
@as_of_option
@trust_ref_option
@click.option("--format", "form", type=click.Choice(["html", "json"]), help="Only the page, or only the data.")
@click.option("--out", default="dist/dossiers", show_default=True, metavar="DIR", help="Where the dossier goes.")
def dossier(item: str, root: Path, as_of: datetime | None, trust_ref: str | None, form: str | None, out: str) -> int:
    """Write down everything behind one item, for a lawyer's letter or an audit: a page to print, and JSON.

    An ID is an evidence id, or promise.<id> for a promise itself. The dossier holds original words, permissions,
    approvals, where the item is shown, the rules it was checked by, and its history. It is confidential.
    """
    folder = out_folder(root, out)
    portfolio, found = Project(root).load(trusted(root, trust_ref))
    checked = pipeline.check(root, portfolio, found, today(portfolio.register.organisation, as_of))
    gathered = questions.dossier(root, checked, item, trusted(root, trust_ref))
    written = {"html": partial(as_html, gathered, Resources.of(root).roots), "json": partial(dossier_json, gathered)}
    folder.mkdir(parents=True, exist_ok=True)
    for kind, write in written.items():
        if form in {None, kind}:
            path = folder / f"{item}.{kind}"
            path.write_text(write(), encoding="utf-8", errors="backslashreplace")
            click.echo(f"wrote {short(path).rstrip('/')}")
    click.echo("Confidential: it holds original words, names and references that are on no site.")
    return OK


@click.command()
@root_option
@click.option("--format", "form", type=click.Choice(list(LOG_FORMATS)), default="text", show_default=True)
def log(root: Path, form: str) -> int:
    """Print every approval, revocation, withdrawal, takedown and publication, from git history, oldest first.

    Only what is committed stands there, with the commit that brought it. `--format csv` opens in a spreadsheet.
    """
    click.echo(LOG_FORMATS[form](loading.log(root)), nl=False)
    return OK


@click.command()
@click.argument("name", required=False, type=click.Choice(list(NAMES)), metavar="[NAME]")
@click.option("--out", metavar="DIR", help="Write every schema into DIR, or only the one named.")
def schema(name: str | None, out: str | None) -> int:
    """Print a JSON Schema: of a file you write, of a report, or of the data on the public site.

    Without a NAME the names are listed. An editor that is given the schema of a file offers its keys and underlines
    what is wrong while you type; `kept check` asks for more than a schema can say.
    """
    if out:
        folder = Path(out)
        folder.mkdir(parents=True, exist_ok=True)
        for one in [name] if name else NAMES:
            path = folder / f"{one}.schema.json"
            path.write_text(schemas.schema(one), encoding="utf-8")
            click.echo(f"wrote {path}")
    elif name:
        click.echo(schemas.schema(name), nl=False)
    else:
        width = max(map(len, NAMES))
        click.echo("".join(f"{one:<{width}}  {about}\n" for one, about in NAMES.items()), nl=False)
    return OK
