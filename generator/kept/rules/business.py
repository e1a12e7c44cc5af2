"""Names that belong to a business, a product or a place as well as to a person: using them names no employee."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError

from kept.language.names import Names, folded
from kept.model.fields import Audience

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.model.register import Person, Register

_SHORTEST_IN_ADDRESS = 5
"""A shorter surname can be in a web address by chance."""


@dataclass(frozen=True, slots=True)
class Business:
    """The business names: the organisation, its web address, its promises, and countries."""

    people: frozenset[str]
    """The people in the register who have the business's name, or who are named on its public pages anyway."""
    words: str
    """All names and public texts of the business, folded, with spaces around them."""

    @classmethod
    def of(cls, register: Register) -> Business:
        """The business of a register."""
        organisation = register.organisation
        said = [organisation.name, *_countries(organisation.locale)]
        for promise in register.promises:
            if promise.audience is Audience.PUBLIC:
                said += [text for text in (promise.statement, promise.short) if text]
        return cls(frozenset(_founders(register)), f" {' '.join(map(folded, said))} ")

    def is_named_after(self, person: str) -> bool:
        """True where a person's whole name is also a name of the business."""
        return person in self.people

    def says(self, words: str) -> bool:
        """True where these words are a name that the business uses, or the name of a country."""
        return f" {folded(words)} " in self.words


def holds(name: str, words: str) -> bool:
    """True where a name contains these words: "Tessa Takes" in "Tessa Takes & Daughters"."""
    return f" {folded(words)} " in f" {folded(name)} " or any(hit.part == "name" for hit in Names((words,)).find(name))


def _founders(register: Register) -> Iterator[str]:
    """The people after whom the business is named, or who are on its public pages with a title."""
    organisation = register.organisation
    called = f" {folded(organisation.name)} "
    address = _letters(organisation.site_url.public, organisation.site_url.internal)
    owners = {promise.owner for promise in register.promises if promise.audience is Audience.PUBLIC}
    surnames = [_surname(person) for person in register.people]
    for person, surname in zip(register.people, surnames, strict=True):
        glued = folded(person.name).replace(" ", "")
        is_whole = glued in called.replace(" ", "") or (bool(glued) and glued in address)
        in_address = len(surname) >= _SHORTEST_IN_ADDRESS and surname in address
        is_only = surnames.count(surname) == 1 and (f" {surname} " in called or in_address)
        if is_whole or is_only or (person.id in owners and person.title):
            yield person.name


def _surname(person: Person) -> str:
    first, comma, _ = person.name.partition(",")
    return folded(first if comma else person.name).split(" ")[-1]


def _letters(*addresses: str | None) -> str:
    """The letters of hosts and paths, with spaces between the addresses: `simonwillison net`."""
    parts = (urlsplit(address) for address in addresses if address)
    return " ".join(folded(f"{part.netloc} {part.path}").replace(" ", "") for part in parts)


@cache
def _countries(locale: str) -> Iterable[str]:
    try:
        found = Locale.parse(locale, sep="-").territories
    except (UnknownLocaleError, ValueError):
        return ()
    return tuple(name for code, name in found.items() if code.isalpha())
