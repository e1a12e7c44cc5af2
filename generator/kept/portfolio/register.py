"""Reads the register, promises.toml; each faulty entry is reported alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pydantic import BaseModel

from kept.files import toml
from kept.files.tree import REGISTER
from kept.files.validation import invalid, unknown_key, validate
from kept.findings import Place
from kept.model.portfolio import ORGANISATION
from kept.model.register import Organisation, Person, Promise, Register, Role, Stage
from kept.portfolio.reading import Reading, duplicate_id

if TYPE_CHECKING:
    from kept.files.document import Document

N = TypeVar("N", bound=BaseModel)


class Written(NamedTuple):
    """The usable parts of promises.toml."""

    organisation: Organisation | None
    people: tuple[Person, ...]
    journey: tuple[Stage, ...]
    roles: tuple[Role, ...]
    promises: tuple[Promise, ...]

    @property
    def register(self) -> Register | None:
        """The register; None where the organisation is missing."""
        if self.organisation is None:
            return None
        return Register(
            organisation=self.organisation,
            people=self.people,
            journey=self.journey,
            roles=self.roles,
            promises=self.promises,
        )


def register(reading: Reading) -> Written | None:
    """The valid parts of promises.toml; None where the file cannot be read at all.

    Findings:
        KPT101, KPT102, KPT104.
    """
    text = reading.text(REGISTER) if REGISTER in reading.tree else None
    document, faults = toml.load_once(text, REGISTER) if text is not None else (None, ())
    reading.findings += faults
    if document is None:
        return None
    known = list(Register.model_fields)
    for key in document.data:
        if key not in known:
            message, hint = unknown_key(key, known, _heading)
            # A finding about all of [[promise]] points to its first entry.
            first = (key,) if (key,) in document.positions.keys else (key, 0)
            reading.findings.append(invalid(document.place(first, key=True), message, hint))
    return Written(
        organisation=_organisation(reading, document),
        people=_entries(reading, document, "people", Person),
        journey=_entries(reading, document, "journey", Stage),
        roles=_entries(reading, document, "roles", Role),
        promises=_entries(reading, document, "promises", Promise),
    )


def _heading(key: str) -> str:
    """The heading of a key's block in the register."""
    return f"[{key}]" if key == "organisation" else f"[[{key}]]"


def _organisation(reading: Reading, document: Document) -> Organisation | None:
    if "organisation" not in document.data:
        hint = 'begin the file with [organisation], and below it name = "..." and locale = "en-GB".'
        reading.findings.append(invalid(Place(REGISTER, 1, 1), "there is no [organisation]", hint))
        return None
    values = document.data["organisation"]
    organisation, faults = validate(Organisation, values, document.place, item=None, at=("organisation",))
    reading.findings += faults
    reading.documents[ORGANISATION] = (document, ("organisation",))
    return organisation


def _entries(reading: Reading, document: Document, key: str, noun: type[N]) -> tuple[N, ...]:
    """The valid entries of one array of tables; each faulty one is reported alone."""
    entries = document.data.get(key, ())
    if not isinstance(entries, tuple):
        hint = f"write [[{key}]], with two brackets on each side, above each entry."
        message = f'"{key}" is a single block, but a list of entries is needed'
        reading.findings.append(invalid(document.place((key,), key=True), message, hint))
        return ()
    good: dict[str, N] = {}
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        name = str(entry.get("id", "")) if isinstance(entry, dict) else ""
        item = f"promise.{name}" if key == "promises" else f"{key}.{name}"
        read, faults = validate(noun, entry, document.place, item=item if name else None, at=(key, index))
        reading.findings += faults
        if name and name in seen:
            reading.findings.append(duplicate_id(document.place((key, index, "id")), name, item))
            continue
        seen.add(name)
        reading.documents.setdefault(item, (document, (key, index)))
        if read:
            good[name] = read
        elif name:
            reading.unreadable.add(item)
    return tuple(good.values())
