"""Writes the first files of a new repository."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from datetime import date
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, NamedTuple

from kept.findings import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_FILES = {
    "README.md": "README.md",
    ".gitignore": "gitignore",
    ".gitattributes": "gitattributes",
    "evidence/policy.toml": "policy.toml",
}
_ID_LENGTH = 40
_SMALL_WORDS = frozenset(
    ("a", "an", "and", "at", "for", "in", "is", "it", "of", "on", "or", "our", "the", "to", "we", "will", "you", "your")
)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MARKS = re.compile(r"[^a-z0-9]+")
_PERSON = re.compile(r"\s*(?P<name>[^<>]*[^<>\s])\s*(?:<(?P<email>[^<>\s]+@[^<>\s]+)>)?\s*")
STATEMENT, OWNER = "statement", "owner"
_TARGET = ("metric", "at_least", "at_most", "from")
COLUMNS = (STATEMENT, "short", OWNER, "id", *_TARGET)
"""The columns of a table of promises; only the first is required. The last four say how it is measured."""
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?")


class Person(NamedTuple):
    """A person who answers for promises or checks evidence."""

    name: str
    email: str | None = None

    @classmethod
    def parsed(cls, text: str) -> Person:
        """A person from a text like `Ada Example <ada@example.com>`; the address is optional.

        Raises:
            UsageError: the text has another form.
        """
        found = _PERSON.fullmatch(text)
        if not found:
            message = f'"{text}" is not a person. Write a name and an address: "Ada Example <ada@example.com>".'
            raise UsageError(message)
        return cls(found["name"], found["email"])


class Written(NamedTuple):
    """A promise, as somebody first wrote it down."""

    statement: str
    short: str | None = None
    owner: str | None = None
    """The name of a person; None where nobody is named."""
    id: str | None = None
    target: str | None = None
    """What it is measured by, as TOML: `metric = "answered", at_least = 95, from = 2026-01-01`."""


def promises_of(table: str, name: str) -> list[Written]:
    """The promises in a CSV table with a heading line.

    Args:
        table: the text of the table.
        name: its name in messages.

    Raises:
        UsageError: there is no column `statement`, or no promise. The message names every faulty line.
    """
    text = table.removeprefix("\ufeff")
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="", delimiter=delimiter)
    headings = [heading.strip().casefold() for heading in rows.fieldnames or ()]
    if STATEMENT not in headings:
        message = (
            f"{name} has no column `{STATEMENT}`; it has {', '.join(filter(None, headings)) or 'none'}. Its first line "
            f"names the columns: {','.join(COLUMNS)} (all but the first may be left out)."
        )
        raise UsageError(message)
    rows.fieldnames = headings
    found, faulty = [], []
    for row in rows:
        values = {column: " ".join((row.get(column) or "").split()) for column in COLUMNS}
        if not any(values.values()):
            continue
        if not values[STATEMENT]:
            faulty.append(f"{name}, line {rows.line_num}: there is no statement.")
        if values["id"] and not _SLUG.fullmatch(values["id"]):
            faulty.append(
                f'{name}, line {rows.line_num}: "{values["id"]}" cannot be an id. Use lower-case letters, digits and '
                "single hyphens, or leave it out."
            )
        target, wrong = _target(values)
        faulty += [f"{name}, line {rows.line_num}: {one}" for one in wrong]
        short, owner, item = (values[column] or None for column in ("short", OWNER, "id"))
        found.append(Written(values[STATEMENT], short, owner, item, target))
    if faulty or not found:
        raise UsageError("\n".join(faulty or [f"{name} has headings and no promise below them."]))
    return found


def _target(values: Mapping[str, str]) -> tuple[str | None, list[str]]:
    """What a promise is measured by, as TOML, and what is wrong with it; None where nothing is said about it."""
    if not any(values[column] for column in _TARGET):
        return None, []
    wrong = []
    metric, since = values["metric"], values["from"]
    limits = [(key, values[key].removesuffix("%").strip()) for key in ("at_least", "at_most") if values[key]]
    if not _SLUG.fullmatch(metric):
        wrong.append(f'"{metric}" cannot be the id of a metric. Use lower-case letters, digits and single hyphens.')
    if len(limits) != 1 or not _NUMBER.fullmatch(limits[0][1]):
        wrong.append("a target has one number, in `at_least` or in `at_most`.")
    try:
        date.fromisoformat(since)
    except ValueError:
        wrong.append(f'"{since}" in `from` is not a day. Write the first day of a period, like 2026-01-01.')
    if wrong:
        return None, wrong
    key, limit = limits[0]
    return f"metric = {_quoted(metric)}, {key} = {limit}, from = {since}", []


def project_files(
    name: str, locale: str, people: Sequence[Person], promises: Iterable[Written], *, alone: bool = False
) -> dict[str, str]:
    """By path: the text of every file of a new repository.

    Args:
        name: the organisation's name.
        locale: such as `en-GB`.
        people: at least one. The first one answers for every promise without an owner.
        promises: the promises to customers.
        alone: whether one person collects, checks and approves.
    """
    folder = files("kept.write").joinpath("start")
    first = next(_ids([people[0].name], 1))
    texts = {
        path: Template(folder.joinpath(source).read_text(encoding="utf-8")).safe_substitute(
            name=name, first=first, alone="" if alone else "# "
        )
        for path, source in _FILES.items()
    }
    return {"promises.toml": _register(name, locale, people, list(promises)), **texts}


def _register(name: str, locale: str, people: Sequence[Person], promises: Sequence[Written]) -> str:
    named = {person.name: person for person in people}
    for promise in promises:
        if promise.owner:
            named.setdefault(promise.owner, Person(promise.owner))
    ids = dict(zip(named, _ids(named, len(named)), strict=True))
    lines = [
        f"# What {name} promises, and who answers for it.",
        "",
        "[organisation]",
        f"name = {_quoted(name)}",
        f"locale = {_quoted(locale)}",
    ]
    for person in named.values():
        lines += ["", "[[people]]", f"id = {_quoted(ids[person.name])}", f"name = {_quoted(person.name)}"]
        lines += [f"emails = [{_quoted(person.email)}]"] if person.email else []
    asked = [promise.id or promise.short or promise.statement for promise in promises]
    for promise, item in zip(promises, _ids(asked, len(promises)), strict=True):
        owner = ids[promise.owner] if promise.owner else ids[people[0].name]
        lines += ["", "[[promises]]", f"id = {_quoted(item)}", f"statement = {_quoted(promise.statement)}"]
        lines += [f"short = {_quoted(promise.short)}"] if promise.short else []
        lines += ['audience = "public"', f"owner = {_quoted(owner)}"]
        example = 'metric = "answered-in-a-day", at_least = 95, from = 2026-01-01'
        lines += [f"{'' if promise.target else '# '}targets = [ {{ {promise.target or example} }} ]"]
    return "\n".join([*lines, ""])


def _ids(texts: Iterable[str], count: int) -> Iterator[str]:
    """An id for each text: the text if it is an id, otherwise its first words. Duplicates get a number."""
    taken: set[str] = set()
    for number, text in zip(range(1, count + 1), texts, strict=True):
        base = text if _SLUG.fullmatch(text) else _slug(text) or f"promise-{number}"
        item, more = base, 1
        while item in taken:
            more += 1
            item = f"{base}-{more}"
        taken.add(item)
        yield item


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    words = [word for word in _MARKS.sub(" ", plain.replace("'", "")).split() if word]
    telling = [word for word in words if word not in _SMALL_WORDS] or words
    slug = ""
    for word in telling:
        longer = f"{slug}-{word}" if slug else word[:_ID_LENGTH]
        if len(longer) > _ID_LENGTH:
            break
        slug = longer
    return slug


def _quoted(text: str) -> str:
    """A TOML string on one line."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
