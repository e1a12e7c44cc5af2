"""Commands that write into the project: drafts, approvals, revocations, withdrawals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from kept import loading
from kept.cli import waiting
from kept.cli.each import of_each, report
from kept.cli.exit_codes import OK
from kept.cli.options import Day, Project, root_option, today
from kept.files.tree import WorkingTree
from kept.findings import UsageError
from kept.model.fields import Audience
from kept.portfolio.defaults import defaults_of
from kept.write import drafts
from kept.write.approve import Decision, approval_files
from kept.write.not_asked import unasked
from kept.write.save import write_files
from kept.write.signing import signing_key, write_records
from kept.write.withdraw import withdrawal


@click.command()
@click.argument("kind", type=click.Choice(drafts.KINDS))
@click.argument("item", metavar="ID")
@click.option("--full", is_flag=True, help="With every field there is, each explained, instead of about ten.")
@root_option
def new(kind: str, item: str, root: Path, *, full: bool) -> int:
    """Write a new evidence file to start from.

    The ID is permanent: lower-case letters, digits and hyphens. It becomes the file's name and part of a web address.
    """
    files = drafts.draft(root, kind, item, full=full, defaults=defaults_of(WorkingTree(root)))
    write_files(root, files)
    for path in files:
        click.echo(f"wrote {path}")
    click.echo(f"Fill it in, then run `kept check`. Every field it can have: kept explain {kind}")
    return OK


@click.command()
@click.argument("items", nargs=-1, metavar="ID...")
@root_option
@click.option("--as", "person", required=True, metavar="PERSON", help="Your id in [[people]].")
@click.option("--audience", type=click.Choice(["public", "internal", "all"]), required=True, help="For which site.")
@click.option("--role", metavar="ROLE", help="In which role you decide, e.g. legal; for the record.")
@click.option("--waiting", "is_all", is_flag=True, help="List everything that waits for you.")
@click.option("--yes", is_flag=True, help="With --waiting: approve everything on that list.")
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
    is_all: bool,
    yes: bool,
    reattest: bool,
    sign: bool,
    key: str | None,
) -> int:
    """Record that PERSON approves these items, exactly as they are now.

    An ID is an evidence id, or promise.<id> for a promise itself. What is approved for the public site may be seen
    inside too; approving for the internal site never approves for the public one. The record counts once it is
    committed to the protected branch.

    With --waiting, everything that waits for PERSON is listed and nothing is written; --waiting --yes approves it all.
    """
    audiences = tuple(Audience) if audience == "all" else (Audience(audience),)
    if yes and not is_all:
        message = "--yes goes with --waiting: it approves everything that --waiting lists."
        raise UsageError(message)
    if is_all:
        items = _waiting(root, items, person, audiences)
        if not items or not yes:
            hint = "To approve them all: the same with --yes. To approve some: name them." if items else ""
            click.echo(hint or f"Nothing waits for {person}.")
            return OK
    decided = partial(Decision, person=person, audiences=audiences, role=role, reattest=reattest)
    return _decide(root, items, decided, sign=sign or key is not None, key=key)


@click.command()
@click.argument("items", nargs=-1, metavar="ID...")
@root_option
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


@click.command()
@click.argument("items", nargs=-1, required=True, metavar="ID...")
@root_option
@click.option(
    "--on",
    "day",
    required=True,
    type=Day(),
    metavar="DATE",
    help="The day the speaker withdrew, e.g. 2026-11-20.",
)
def withdraw(items: tuple[str, ...], root: Path, day: datetime) -> int:
    """Record that the speaker of each ID withdrew their permission.

    The next build shows it nowhere: on neither site, in no story that quotes it. A notice that names nobody stands at
    its old address. Whatever day is given, it is gone from then on.
    """
    stock = loading.inventory(root)
    changed, refused = of_each(items, lambda item: withdrawal(root, stock.words, item, day.date()))
    for path, text in changed.values():
        write_files(root, {path: text})
        click.echo(f"wrote {path}")
    if day.date() > today(stock.organisation, None):
        click.echo(
            f"{day.date()} is still to come. The words go with the next build all the same: nobody waits for it."
        )
    click.echo(f"Commit it and run `kept build`. To take it off the sites in one go: kept takedown {' '.join(changed)}")
    report(refused)
    return OK


def _waiting(root: Path, items: tuple[str, ...], person: str, audiences: tuple[Audience, ...]) -> tuple[str, ...]:
    """The ids of everything that waits for somebody, once it has been printed.

    Raises:
        UsageError: items are named too, or nobody has this id.
    """
    if items:
        message = "name items, or use --waiting for everything that waits; not both."
        raise UsageError(message)
    portfolio, _ = Project(root).load(None)
    found = waiting.waiting(portfolio, person, audiences, today(portfolio.register.organisation, None))
    waiting.show(found)
    return tuple(found)


def _decide(
    root: Path, items: tuple[str, ...], decided: Callable[..., Decision], *, sign: bool, key: str | None
) -> int:
    if not items:
        message = "name at least one item: an evidence id, or promise.<id>. `kept check` lists what is waiting."
        raise UsageError(message)
    portfolio, _ = Project(root).load(None)
    decision = decided(on=today(portfolio.register.organisation, None))
    policy = portfolio.trusted.policy
    if decision.decision == "approve" and policy and policy.signatures == "required" and not sign:
        message = "the policy asks for signed approvals: add --sign."
        raise UsageError(message)
    records, refused = of_each(items, lambda item: approval_files(portfolio, (item,), decision))
    files = {path: text for each in records.values() for path, text in each.items()}
    for path in write_records(root, files, signing_key(root, key) if sign else None):
        click.echo(f"wrote {path}")
    idle = unasked(portfolio, records, decision)
    for note in idle.values():
        click.echo(f"kept: {note}", err=True)
    if len(idle) < len(files):
        click.echo("Commit the records: they count once they are on the protected branch.")
    report(refused)
    return OK
