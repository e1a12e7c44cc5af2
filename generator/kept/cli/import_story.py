"""The command that imports stories."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from kept.cli.exit_codes import FOUND, OK
from kept.cli.options import Day, Project, root_option
from kept.findings import UsageError
from kept.ingest.documents import document
from kept.ingest.stories import Story, story
from kept.model.policy import NO_DEFAULTS
from kept.write.save import near, write_files


@click.command(name="story")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--id", "item", metavar="ID", help="The story's id, for one FILE. Default: from its title.")
@click.option("--promise", "promises", multiple=True, metavar="ID", help="The promises it is about.")
@click.option("--customer", metavar="TEXT", help="Who the customer is, as they want to be called.")
@click.option("--summary", metavar="TEXT", help="One or two sentences, for lists.")
@click.option("--terms", metavar="TEXT", help='What they paid, and any discount: "Full price, no discount".')
@click.option("--started", type=Day(), metavar="DATE", help="When it began.")
@click.option("--collected-by", metavar="NAME", help="Who wrote it down; that person cannot check or approve it.")
@click.option("--collected-on", type=Day(), metavar="DATE", help="When it was written down.")
@click.option("--alt", "alts", multiple=True, metavar="FILE=TEXT", help="The description of a picture without one.")
@root_option
def story_(  # noqa: PLR0913, PLR0917  one parameter per option
    files: tuple[Path, ...],
    root: Path,
    item: str | None,
    promises: tuple[str, ...],
    customer: str | None,
    summary: str | None,
    terms: str | None,
    started: datetime | None,
    collected_by: str | None,
    collected_on: datetime | None,
    alts: tuple[str, ...],
) -> int:
    """Turn each FILE (HTML, Markdown or DOCX) into a story for review, with its pictures. Nothing is approved by it.

    Headings, paragraphs, lists, tables and links are taken; whatever a page cannot show is left out and named. Fields
    are taken from the options, from front matter, and from lines above the first heading: "Customer: Corner Books". A
    picture needs a description for people who cannot see it. A story that is there is never overwritten.
    """
    portfolio, _ = Project(root).load(None)
    if item and len(files) > 1:
        message = "--id is for one file. Import them one by one, or let kept make the ids from the titles."
        raise UsageError(message)
    known = [one.id for one in portfolio.register.promises]
    if unknown := [one for one in promises if one not in known]:
        message = f'there is no promise "{unknown[0]}" in promises.toml.{near(unknown[0], known)}'
        raise UsageError(message)
    shared = portfolio.drafted.defaults if portfolio.drafted else NO_DEFAULTS
    source = {
        "kind": None if shared.source_kind else "interview",
        "captured_on": collected_on.date() if collected_on else None,
        "captured_by": collected_by,
    }
    given: dict[str, Any] = {
        "promises": list(promises),
        "customer": customer,
        "summary": summary,
        "terms": terms,
        "dates": {"start": started.date()} if started else None,
    }
    given = {key: value for key, value in given.items() if value}
    taken = {*portfolio.testimonials, *portfolio.metrics, *portfolio.unreadable}
    descriptions = dict(map(_description, alts))
    stories: list[Story] = []
    for file in files:
        read = document(file)
        whole = {"source": {key: value for key, value in source.items() if value}, **given}
        if "source" in read.fields and not (collected_by or collected_on):
            del whole["source"]
        one = story(file, read, whole, taken | {each.id for each in stories}, item)
        one.described({name: text for name, text in descriptions.items() if name in one.without_alt})
        stories.append(one)
    _ask_for_descriptions(stories)
    left = [one.id for one in stories if not _write(root, one)]
    return FOUND if left else OK


def _description(given: str) -> tuple[str, str]:
    name, equals, text = given.partition("=")
    if not equals or not text.strip():
        message = f'--alt {given}: write a file and its description, like --alt shelves.png="Full shelves"'
        raise UsageError(message)
    return name.strip(), text.strip()


def _ask_for_descriptions(stories: list[Story]) -> None:
    """Asks the person at the terminal for every description that is missing.

    Raises:
        UsageError: there is no terminal; the message names every picture.
    """
    lacking = [(one, name) for one in stories for name in one.without_alt]
    if lacking and not sys.stdin.isatty():
        options = " ".join(f'--alt {name}="..."' for _, name in lacking)
        message = (
            f"{len(lacking)} picture{'s have' if len(lacking) > 1 else ' has'} no description for people who cannot "
            f"see it. Nothing was written. Say what is on each: {options}"
        )
        raise UsageError(message)
    for one, name in lacking:
        one.described({name: click.prompt(f"{one.id}: what can be seen on {name}?", type=str).strip()})


def _write(root: Path, one: Story) -> bool:
    """Writes a story, unless there is one; True where the story is there as it was read."""
    folder = f"evidence/case-studies/{one.id}"
    path = root / folder / "index.md"
    for note in one.notes:
        click.echo(note)
    if os.path.lexists(path):
        is_same = path.read_text(encoding="utf-8", errors="replace") == one.text
        told = "is there already, as it was read" if is_same else "is there and says something else; it was left alone"
        click.echo(f"{folder}/index.md {told}.")
        return is_same
    write_files(root, {f"{folder}/index.md": one.text, **{f"{folder}/{name}": c for name, c in one.pictures.items()}})
    pictures = f" and {len(one.pictures)} picture{'s' if len(one.pictures) > 1 else ''}" if one.pictures else ""
    click.echo(f"wrote {folder}/index.md{pictures}")
    if one.missing:
        click.echo(f"{one.id}: still needed: {', '.join(one.missing)}. Fill them in; kept check says where.")
    return True
