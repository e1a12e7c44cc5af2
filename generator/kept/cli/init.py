"""The command that starts a new repository."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from babel import Locale, UnknownLocaleError

from kept.cli.exit_codes import OK
from kept.cli.options import Project, today
from kept.cli.output import short
from kept.files.git import git
from kept.findings import TrustRefError, UsageError
from kept.model.fields import Audience
from kept.model.site_words import SITE
from kept.write.approve import Decision, approval_files
from kept.write.forges import Forge, forge_files
from kept.write.save import write_files
from kept.write.signing import write_records
from kept.write.start import Person, Written, project_files, promises_of

_MOST_PEOPLE = 2
_IDENTITY = ("user.name", "user.email")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", metavar="TEXT", help="The organisation's name.")
@click.option("--locale", default="en-GB", show_default=True, metavar="TAG", help="Its language and country.")
@click.option(
    "--person",
    "people",
    multiple=True,
    metavar='"NAME <MAIL>"',
    help="Somebody who answers for promises; the first one owns those that name nobody. Default: as git knows you.",
)
@click.option("--promise", "statements", multiple=True, metavar="TEXT", help="What you promise, in one sentence.")
@click.option(
    "--from",
    "table",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE.csv",
    help="A table of promises: statement, short, owner, id, and metric, at_least or at_most, from. Only the first is "
    "needed.",
)
@click.option("--alone", is_flag=True, help="One person collects, checks and approves; the method page then says so.")
@click.option(
    "--forge",
    type=click.Choice([*(one.value for one in Forge), "none"]),
    default=Forge.GITHUB.value,
    show_default=True,
    help="Where pull requests are made: workflows that check, publish and take down, code owners and forms.",
)
def init(  # noqa: PLR0913  one parameter per option
    folder: Path,
    name: str | None,
    locale: str,
    people: tuple[str, ...],
    statements: tuple[str, ...],
    table: Path | None,
    forge: str,
    *,
    alone: bool,
) -> int:
    """Start a new repository in DIR: promises, policy and what git needs. It builds at once, with empty pages.

    What no option says is asked. Nothing that exists is overwritten.
    """
    written = [Written(statement) for statement in statements] + (_from_table(table) if table else [])
    known = [Person.parsed(person) for person in people] or _known_to_git(folder)
    name = name or _asked("Name of the organisation", "--name")
    _require_locale(locale)
    known = known or [Person.parsed(_asked("Who answers for the promises (Name <mail>)", "--person"))]
    written = written or [Written(_asked("One promise to your customers, in one sentence", "--promise"))]
    files = project_files(name, locale, known, written, alone=alone)
    if forge != "none":
        files |= forge_files(Forge(forge), known[0].email or "@your-login", "main")
    taken = [path for path in files if os.path.lexists(folder / path)]
    if taken:
        message = f"nothing was written, because these are there already: {', '.join(taken)}. Choose another folder."
        raise UsageError(message)
    folder.mkdir(parents=True, exist_ok=True)
    write_files(folder, files)
    for path in files:
        click.echo(f"wrote {path}")
    _git_init(folder)
    if known[0] in _set_up(folder):
        _approve_own_words(folder, known[0])
    _say_what_comes_next(folder)
    return OK


def _from_table(table: Path) -> list[Written]:
    try:
        return promises_of(table.read_text(encoding="utf-8"), table.name)
    except UnicodeDecodeError as error:
        message = f"{table.name} is not written in UTF-8. Save it as “CSV UTF-8” and try again."
        raise UsageError(message) from error


def _asked(question: str, option: str) -> str:
    """The answer of the person at the terminal.

    Raises:
        UsageError: there is no terminal to ask at.
    """
    if not sys.stdin.isatty():
        message = f"{option} is missing, and nobody is here to be asked. kept init --help shows every option."
        raise UsageError(message)
    answer: str = click.prompt(question, type=str)
    return answer.strip()


def _require_locale(tag: str) -> None:
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        message = f'"{tag}" is not a locale. Write a language and a country, like --locale en-GB.'
        raise UsageError(message) from error


def _known_to_git(folder: Path) -> list[Person]:
    """Up to two people from git: the configured user, then other committers in the repository around the folder."""
    place = next(one for one in (folder.resolve(), *folder.resolve().parents) if one.is_dir())
    own = _set_up(place)
    committed = _git(place, "log", "-100", "--format=%an <%ae>").splitlines()
    others = [Person.parsed(line) for line in dict.fromkeys(committed)]
    return list({person.name: person for person in (*own, *others)}.values())[:_MOST_PEOPLE]


def _set_up(place: Path) -> list[Person]:
    """The user configured in git here; empty where there is none."""
    name, email = (_git(place, "config", key) for key in _IDENTITY)
    return [Person(name, email or None)] if name else []


def _approve_own_words(folder: Path, person: Person) -> None:
    """Records that the person at the terminal approves the names and titles they just entered."""
    portfolio, _ = Project(folder).load(None)
    approver = next(one for one in portfolio.register.people if one.name == person.name)
    on = today(portfolio.register.organisation, None)
    decision = Decision(person=approver.id, audiences=(Audience.PUBLIC,), on=on)
    for path in write_records(folder, approval_files(portfolio, [SITE], decision), None):
        click.echo(f"wrote {path}: {person.name}, who is set up in git here, approves the names and titles above")


def _git(place: Path, *arguments: str) -> str:
    try:
        return git(place, *arguments).decode("utf-8", "replace").strip()
    except TrustRefError:
        return ""


def _git_init(folder: Path) -> None:
    if not _git(folder, "rev-parse", "--git-dir"):
        git(folder, "-c", "init.defaultBranch=main", "init", "--quiet")
        click.echo(f"made a git repository in {short(folder)}")


def _say_what_comes_next(folder: Path) -> None:
    missing = [key for key in _IDENTITY if not _git(folder, "config", key)]
    click.echo("\nWhat comes next:")
    click.echo(f"  cd {short(folder)}")
    for key in missing:
        click.echo(f'  git config {key} "..."      # git does not know your {key.partition(".")[2]} yet')
    click.echo('  git add . && git commit -m "Our first promises"')
    if not (folder / "evidence/approvals/site").exists():
        click.echo("  kept approve site --as PERSON --audience public     # the names and titles that the public reads")
    click.echo("  kept check      # what is missing, where, and what to do about it")
    click.echo("  kept build      # both sites, in dist/")
