"""The commands. The only module that prints, prompts, reads the clock or exits."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from kept import __version__, pipeline
from kept.findings import BuildError, KeptError, Report, Severity, UsageError
from kept.model.base import Audience
from kept.model.portfolio import Portfolio
from kept.model.register import Organisation
from kept.pipeline import Checked, Site
from kept.report import status as status_report
from kept.report.dossier import as_json as dossier_json
from kept.report.dossier_page import as_html
from kept.report.findings import as_text
from kept.report.formats import FORMATS, below
from kept.report.github import ROOM, as_markdown
from kept.report.log import LOG_FORMATS
from kept.report.summary import Summary
from kept.resources import Resources
from kept.site.changes import changes, snapshot
from kept.site.engine import Engine
from kept.write import drafts
from kept.write.approvals import Decision, approval_files
from kept.write.files import write_files
from kept.write.signing import signing_key, write_records
from kept.write.takedown import NEVER_IN_THE_WAY, takedown_file
from kept.write.withdrawal import withdrawal

OK, FOUND, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130

_HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@dataclass(frozen=True, slots=True)
class _Project:
    """Where the command works."""

    root: Path

    def load(self, trust_ref: str | None, *, whole: bool = False) -> tuple[Portfolio, Report]:
        """The portfolio; ends the command with every finding where there is none.

        With `whole` everything is read at the revision, not only what is approved.
        """
        portfolio, report = (pipeline.load_revision if whole else pipeline.load)(self.root, trust_ref)
        if portfolio is None:
            _print("text", report, None, self.root)
            message = "promises.toml cannot be used as it is; nothing was judged and nothing was changed."
            raise BuildError(message)
        return portfolio, report


def _root(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Path:
    start = Path(value or ".").resolve()
    if value:
        if not start.is_dir():
            message = f"there is no folder {value}."
            raise UsageError(message)
        candidates = [start]
    else:
        candidates = [start, *start.parents]
    for folder in candidates:
        if (folder / "promises.toml").is_file():
            return folder
    where = value or "this folder or any above it"
    message = (
        f"there is no promises.toml in {where}. Go to the folder that has one, or name it with --root. To begin, "
        'write a promises.toml with [organisation] name and locale ("en-GB").'
    )
    raise UsageError(message)


_root_option = click.option(
    "--root",
    "root",
    callback=_root,
    metavar="DIR",
    help="The folder with promises.toml. Default: the nearest one upwards.",
)
_as_of_option = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day that counts as today, e.g. 2026-11-20. Default: today; in a demo, its own day.",
)
_format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    show_default=True,
    help="github: annotations, and a summary of the job; gitlab: Code Quality; sarif: for code scanning.",
)
_trust_ref_option = click.option(
    "--trust-ref",
    metavar="REF",
    help="The git revision that says what is approved. Default: in a pull-request job its target branch, else HEAD.",
)


@click.group(context_settings=_HELP)
@click.version_option(__version__, prog_name="kept")
def cli() -> None:
    """Show, promise by promise, whether an organisation keeps its word.

    promises.toml says what is promised, evidence/ holds what shows it. Begin with `kept check`: it reads and judges
    everything and changes nothing. `kept build` makes the public and the internal site in dist/.
    """


@cli.command()
@_root_option
@_as_of_option
@_trust_ref_option
@_format_option
def check(root: Path, as_of: datetime | None, trust_ref: str | None, form: str) -> int:
    """Read and judge everything, print every finding, change nothing.

    Exits with 1 where any finding is an error. What is merely held back (an approval or a permission that is not there
    yet) is normal work: it is listed, and the rest is fine.
    """
    project = _Project(root)
    portfolio, found = pipeline.load(root, _trusted(trust_ref))
    if portfolio is None:
        _print(form, found, None, root)
        return FOUND
    checked = pipeline.check(project.root, portfolio, found, _day(portfolio.register.organisation, as_of))
    _print(form, checked.report, checked.summary, root)
    return FOUND if checked.report.has_errors else OK


@cli.command()
@_root_option
@_as_of_option
@_trust_ref_option
@click.option("--audience", type=click.Choice(["public", "internal", "all"]), default="all", show_default=True)
@click.option(
    "--out", default="dist", show_default=True, metavar="DIR", help="Where the sites go: DIR/public, DIR/internal."
)
@click.option("--engine", type=click.Choice(["mkdocs", "zensical"]), default="mkdocs", show_default=True)
@_format_option
@click.option(
    "--preview",
    is_flag=True,
    help="Show what waits for a decision too, marked as proposed, in DIR/preview-public and DIR/preview-internal.",
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
) -> int:
    """Build the sites, audit every byte of them, and publish them into dist/.

    What may not be shown is left out and listed; the rest is published. A build that fails its audit, is stopped or
    runs out of disk leaves the last good site exactly as it was. Nothing is read from or sent to the network.

    A preview is for reviewers: it shows what nobody has approved yet, and never what a permission or a rule forbids. It
    says so on every page and is never published.
    """
    project = _Project(root)
    portfolio, found = project.load(_trusted(trust_ref))
    day = _day(portfolio.register.organisation, as_of)
    checked = pipeline.check(root, portfolio, found, day, preview=preview)
    audiences = tuple(Audience) if audience == "all" else (Audience(audience),)
    sites = pipeline.build(root, checked, audiences, out=_out(root, out), engine=Engine(engine), tell=_tell)
    return _built(root, checked, sites, form)


def _built(root: Path, checked: Checked, sites: list[Site], form: str) -> int:
    """Says what was found and what was published; the exit code."""
    _told()
    report = sum((site.report for site in sites), checked.report)
    _print(form, report, replace(checked.summary, errors=report.count(Severity.ERROR)), root)
    for site in sites:
        if site.published:
            published = f"The {site.audience} site is in {_short(site.folder)} ({site.pages} pages)."
            click.echo(published, err=form != "text")
        else:
            click.echo(f"The {site.audience} site was NOT published, because of the errors above.", err=True)
    return OK if all(site.published for site in sites) else FOUND


@cli.command()
@_root_option
@_as_of_option
@_trust_ref_option
@click.option("--audience", type=click.Choice(["public", "internal"]), default="public", show_default=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def status(root: Path, as_of: datetime | None, trust_ref: str | None, audience: str, form: str) -> int:
    """Print the verdict of each promise and why, and the next date on which something changes.

    With --as-of, what was known on that day: rows published, approvals given and targets set by then, and values as
    they stood before a later correction. With --as-of and --trust-ref, what the repository itself said at that
    revision: everything is read from there, and nothing from the files that lie here now.
    """
    revision = trust_ref if as_of and trust_ref else None
    portfolio, found = _Project(root).load(revision or _trusted(trust_ref), whole=revision is not None)
    checked = pipeline.check(root, portfolio, found, _day(portfolio.register.organisation, as_of))
    edition = checked.public if audience == "public" else checked.internal
    change = status_report.next_change(checked.public, checked.internal)
    click.echo((status_report.as_json if form == "json" else status_report.as_text)(edition, change), nl=False)
    return OK


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--root", "root", metavar="DIR", help="The project the site was built from: then leaks are checked too.")
@_as_of_option
@_trust_ref_option
@click.option("--audience", type=click.Choice(["public", "internal"]), default="public", show_default=True)
@click.option("--preview", is_flag=True, help="FOLDER is to be a preview, which says so on every page.")
@_format_option
def audit(
    folder: Path,
    root: str | None,
    as_of: datetime | None,
    trust_ref: str | None,
    audience: str,
    preview: bool,  # noqa: FBT001  click hands a flag over so
    form: str,
) -> int:
    """Check a finished site: leaks, broken links, image metadata, unsafe markup, fair presentation, weight.

    Only the bytes in FOLDER are read. To know what must not be in them, the audit needs the project (--root).
    """
    checked = None
    if root:
        home = _root(click.get_current_context(), click.Option(["--root"]), root)
        portfolio, found = _Project(home).load(_trusted(trust_ref))
        checked = pipeline.check(home, portfolio, found, _day(portfolio.register.organisation, as_of), preview=preview)
    report = pipeline.audit_site(folder, checked, Audience(audience), preview=preview)
    _print(form, report, None, folder.resolve().parent)
    if form == "text":
        faults = len(report) - report.count(Severity.INFORMATION)
        click.echo(f"{faults} faults found." if faults != 1 else "1 fault found.")
        if not root:
            click.echo("Leaks were not checked: name the project with --root to check them too.")
    return FOUND if report.has_errors else OK


@cli.command()
@click.argument("items", nargs=-1, metavar="ID...")
@_root_option
@click.option("--as", "person", required=True, metavar="PERSON", help="Your id in [[people]].")
@click.option("--audience", type=click.Choice(["public", "internal", "all"]), required=True, help="For which site.")
@click.option("--role", metavar="ROLE", help="In which role you decide, e.g. legal; for the record.")
@click.option(
    "--reattest", is_flag=True, help="Of a reworded promise: the evidence approved for it before supports it still."
)
@click.option("--sign", is_flag=True, help="Sign the record with your SSH key.")
@click.option("--key", metavar="FILE", help="The key to sign with. Default: the one git signs with, where that is SSH.")
def approve(  # noqa: PLR0913  one argument for each option
    items: tuple[str, ...],
    root: Path,
    person: str,
    audience: str,
    role: str | None,
    *,
    reattest: bool,
    sign: bool,
    key: str | None,
) -> int:
    """Record that PERSON approves these items, exactly as they are now.

    An ID is an evidence id, or promise.<id> for a promise itself. What is approved for the public site may be seen
    inside too; approving for the internal site never approves for the public one. The record counts once it is
    committed to the protected branch.
    """
    audiences = tuple(Audience) if audience == "all" else (Audience(audience),)
    decided = partial(Decision, person=person, audiences=audiences, role=role, reattest=reattest)
    return _decide(root, items, decided, sign=sign or key is not None, key=key)


@cli.command()
@click.argument("items", nargs=-1, metavar="ID...")
@_root_option
@click.option("--as", "person", required=True, metavar="PERSON", help="Your id in [[people]].")
@click.option("--sign", is_flag=True, help="Sign the record with your SSH key.")
@click.option("--key", metavar="FILE", help="The key to sign with. Default: the one git signs with, where that is SSH.")
def revoke(items: tuple[str, ...], root: Path, person: str, *, sign: bool, key: str | None) -> int:
    """Record that PERSON takes their approval of these items back, on both sites.

    One revocation by anybody entitled outweighs every approval. It counts once it is committed to the protected branch,
    signed or not, and until the same person approves anew.
    """
    decided = partial(Decision, person=person, audiences=tuple(Audience), decision="revoke")
    return _decide(root, items, decided, sign=sign or key is not None, key=key)


@cli.command()
@click.argument("item", metavar="ID")
@_root_option
@click.option(
    "--on",
    "day",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day the speaker withdrew, e.g. 2026-11-20.",
)
def withdraw(item: str, root: Path, day: datetime) -> int:
    """Record that the speaker of ID withdrew their permission.

    The next build shows it nowhere: on neither site, in no story that quotes it. A notice that names nobody stands at
    its old address. Whatever day is given, it is gone from then on.
    """
    portfolio, _ = _Project(root).load(None)
    path, text = withdrawal(root, portfolio, item, day.date())
    write_files(root, {path: text})
    click.echo(f"wrote {path}")
    click.echo("Commit it and run `kept build`. To take it off the sites in one go: kept takedown " + item)
    return OK


@cli.command()
@click.argument("items", nargs=-1, required=True, metavar="ID...")
@_root_option
@_trust_ref_option
@click.option("--out", default="dist", show_default=True, metavar="DIR", help="Where the sites are.")
@click.option("--engine", type=click.Choice(["mkdocs", "zensical"]), default="mkdocs", show_default=True)
def takedown(items: tuple[str, ...], root: Path, trust_ref: str | None, out: str, engine: str) -> int:
    """Take these items off both sites, at once and for good.

    Needs nobody's approval and works while other items are broken. Both sites are published again without them, a
    notice that names nobody stands at each old address, and every page and file that changed is listed.
    """
    portfolio, _ = _Project(root).load(_trusted(trust_ref))
    day = _day(portfolio.register.organisation, None)
    files = takedown_file(root, portfolio, items, day)
    write_files(root, files)
    for path in files:
        click.echo(f"wrote {path}; commit it, so that it holds for every later build")
    folders = {audience: _out(root, out) / audience for audience in Audience}
    before = {audience: snapshot(folder) for audience, folder in folders.items()}
    portfolio, found = _Project(root).load(_trusted(trust_ref))
    checked = pipeline.check(root, portfolio, found, day)
    sites = pipeline.build(
        root,
        checked,
        tuple(Audience),
        out=_out(root, out),
        engine=Engine(engine),
        tell=_tell,
        tolerate=NEVER_IN_THE_WAY,
    )
    code = _built(root, checked, sites, "text")
    for site in sites:
        for verb, path in changes(before[site.audience], snapshot(site.folder)):
            click.echo(f"{site.audience}: {verb} /{path}")
    return code


@cli.command()
@click.argument("item", metavar="ID")
@_root_option
@_as_of_option
@_trust_ref_option
@click.option("--format", "form", type=click.Choice(["html", "json"]), help="Only the page, or only the data.")
@click.option("--out", default="dist/dossiers", show_default=True, metavar="DIR", help="Where the dossier goes.")
def dossier(item: str, root: Path, as_of: datetime | None, trust_ref: str | None, form: str | None, out: str) -> int:
    """Write down everything behind one item, for a lawyer's letter or an audit: a page to print, and JSON.

    An ID is an evidence id, or promise.<id> for a promise itself. The dossier holds original words, permissions,
    approvals, where the item is shown, the rules it was checked by, and its history. It is confidential.
    """
    portfolio, found = _Project(root).load(_trusted(trust_ref))
    checked = pipeline.check(root, portfolio, found, _day(portfolio.register.organisation, as_of))
    gathered = pipeline.dossier(root, checked, item, _trusted(trust_ref))
    written = {"html": partial(as_html, gathered, Resources.of(root).roots), "json": partial(dossier_json, gathered)}
    folder = _out(root, out)
    folder.mkdir(parents=True, exist_ok=True)
    for kind, write in written.items():
        if form in {None, kind}:
            path = folder / f"{item}.{kind}"
            path.write_text(write(), encoding="utf-8", errors="backslashreplace")
            click.echo(f"wrote {_short(path).rstrip('/')}")
    click.echo("Confidential: it holds original words, names and references that are on no site.")
    return OK


@cli.command()
@click.argument("kind", type=click.Choice(drafts.KINDS))
@click.argument("item", metavar="ID")
@_root_option
def new(kind: str, item: str, root: Path) -> int:
    """Write a new evidence file in which every field is explained.

    The ID is permanent: lower-case letters, digits and hyphens. It becomes the file's name and part of a web address.
    """
    files = drafts.draft(root, kind, item)
    write_files(root, files)
    for path in files:
        click.echo(f"wrote {path}")
    click.echo("Fill it in, then run `kept check`.")
    return OK


@cli.command()
@_root_option
@click.option("--format", "form", type=click.Choice(list(LOG_FORMATS)), default="text", show_default=True)
def log(root: Path, form: str) -> int:
    """Print every approval, revocation, withdrawal, takedown and publication, from git history, oldest first.

    Only what is committed stands there, with the commit that brought it. `--format csv` opens in a spreadsheet.
    """
    click.echo(LOG_FORMATS[form](pipeline.log(root)), nl=False)
    return OK


def _decide(
    root: Path, items: tuple[str, ...], decided: Callable[..., Decision], *, sign: bool, key: str | None
) -> int:
    if not items:
        message = "name at least one item: an evidence id, or promise.<id>. `kept check` lists what is waiting."
        raise UsageError(message)
    portfolio, _ = _Project(root).load(None)
    decision = decided(on=_day(portfolio.register.organisation, None))
    policy = portfolio.trusted.policy
    if decision.decision == "approve" and policy and policy.signatures == "required" and not sign:
        message = "the policy asks for signed approvals: add --sign."
        raise UsageError(message)
    files = approval_files(portfolio, items, decision)
    for path in write_records(root, files, signing_key(root, key) if sign else None):
        click.echo(f"wrote {path}")
    click.echo("Commit the records: they count once they are on the protected branch.")
    return OK


def _print(form: str, report: Report, summary: Summary | None, home: Path) -> None:
    """Prints a report; in a job of GitHub Actions with `--format github` its summary page gets every finding.

    Args:
        form: the format.
        report: the findings.
        summary: what the run found in numbers.
        home: the folder that the paths in the findings begin at.
    """
    if form == "text":
        click.echo(as_text(report, summary, _paint), nl=False)
        return
    placed = below(report, _from_top(home)) if form != "json" else report
    click.echo(FORMATS[form](placed, summary), nl=False)
    page = os.environ.get("GITHUB_STEP_SUMMARY")
    if form == "github" and page:
        _add_to_summary(Path(page), placed, summary)


def _from_top(home: Path) -> str:
    """The way from the top of the repository, where a CI job says where that is, to a folder in it."""
    top = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR")
    try:
        return home.relative_to(Path(top).resolve()).as_posix() if top else "."
    except ValueError:
        return "."


def _add_to_summary(page: Path, report: Report, summary: Summary | None) -> None:
    try:
        room = ROOM - (page.stat().st_size if page.exists() else 0)
        with page.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(as_markdown(report, summary, room))
    except OSError as error:
        click.echo(
            f"kept: the job's summary could not be written ({error.strerror}); the findings are above.", err=True
        )


_COLOURS = {Severity.ERROR: "red", Severity.WITHHELD: "yellow", Severity.INFORMATION: "cyan"}


def _paint(text: str, severity: Severity) -> str:
    """The text in the severity's colour, for a person at a terminal who has not set NO_COLOR.

    Source:
        no-color.org: any value but the empty one turns colour off.
    """
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return text
    return click.style(text, fg=_COLOURS[severity])


def _day(organisation: Organisation, given: datetime | None) -> date:
    """The day that counts as today: as asked for, a demo's own, or today where the organisation is."""
    if given:
        return given.date()
    return organisation.as_of or datetime.now(UTC).astimezone(ZoneInfo(organisation.timezone)).date()


def _trusted(given: str | None) -> str | None:
    """The trust ref: as asked for; in a pull-request job the target branch; else None, which means HEAD."""
    if given is not None:
        return given
    target = os.environ.get("GITHUB_BASE_REF") or os.environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
    # In full, because a tag of the same name would come first.
    return f"refs/remotes/origin/{target}" if target else None


def _out(root: Path, out: str) -> Path:
    return (root / out).resolve() if not Path(out).is_absolute() else Path(out)


def _short(folder: Path) -> str:
    try:
        return f"{folder.relative_to(Path.cwd())}/"
    except ValueError:
        return f"{folder}/"


def _tell(step: str) -> None:
    """Progress: one line that replaces itself for a person, plain lines into a file or a log."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{step} ...", err=True, nl=False)
    else:
        click.echo(step, err=True)


def _told() -> None:
    """Takes the progress line away."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)


def main() -> None:
    """Runs a command and ends the process with the promised exit code.

    0 clean, 1 findings of severity error, 2 wrong usage or an unreadable trust ref, 3 a bug of kept, 130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        # A console without Unicode shows a replacement rather than ending a check half-way.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # both are text streams
    try:
        code = cli.main(standalone_mode=False, prog_name="kept")
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        code = OK
    except click.ClickException as error:
        error.show()
        code = USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nInterrupted. Nothing was published.", err=True)
        code = INTERRUPTED
    except BuildError as error:
        click.echo(f"kept: {error}", err=True)
        code = FOUND
    except KeptError as error:
        click.echo(f"kept: {error}", err=True)
        code = USAGE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = OK
    except OSError as error:
        click.echo(f"kept: {_disk_trouble(error)}", err=True)
        code = FOUND
    except Exception:  # noqa: BLE001  whatever is left is our bug, and is reported as one
        code = _bug()
    sys.exit(code)


def _disk_trouble(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    return (
        f"the disk said: {error.strerror or error}{where}. Nothing was published; make room or check the permissions."
    )


def _bug() -> int:
    report = Path.cwd() / "kept-bug.txt"
    text = f"kept {__version__}\npython {sys.version}\n\n{traceback.format_exc()}"
    try:
        report.write_text(text, encoding="utf-8")
        kept_at = f"The details are in {report.name}; please send them with what you ran."
    except OSError:
        kept_at = text
    click.echo(f"kept: this is a fault of kept, not yours. Nothing was published. {kept_at}", err=True)
    return BUG
