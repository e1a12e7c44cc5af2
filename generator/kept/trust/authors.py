"""Who made an item: they cannot also be its check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from kept.model.evidence import CaseStudy, Evidence, Testimonial
from kept.model.register import Promise

if TYPE_CHECKING:
    from kept.model.register import Person

_PRIVATE = "@users.noreply."
"""Forges write `12345+login@users.noreply.forge.example` for somebody who keeps their address to themselves."""


class Authors:
    """Recognises people by whatever they are called in a file or a commit: id, name, e-mail address or login."""

    def __init__(
        self, people: Iterable[Person], committers: Mapping[str, frozenset[str]] = MappingProxyType({})
    ) -> None:
        """Takes the people, and by item the e-mail addresses of whoever changed it in the commits under review."""
        self._committers = committers
        self._named: dict[str, frozenset[str]] = {}
        self._ids: dict[str, set[str]] = {}
        for person in people:
            for name in (person.id, person.name, *person.emails, *person.logins):
                self._ids.setdefault(_folded(name), set()).add(person.id)

    def of(self, item: Evidence | Promise) -> frozenset[str]:
        """The ids of those who submitted, captured or verified an item, or committed a change to it under review."""
        if isinstance(item, Promise):
            return self._committed(f"promise.{item.id}")
        names = {item.submitted_by}
        if isinstance(item, (Testimonial, CaseStudy)):
            names |= {item.source.captured_by, item.verified.by if item.verified else None}
        return self._committed(item.id).union(*(self.named(name) for name in names if name))

    def named(self, name: str) -> frozenset[str]:
        """The ids of those whom a name, an e-mail address or a login means."""
        if name not in self._named:
            self._named[name] = self._known_as(_folded(name))
        return self._named[name]

    def _known_as(self, folded: str) -> frozenset[str]:
        login = folded.partition(_PRIVATE)[0].rpartition("+")[2] if _PRIVATE in folded else folded
        return frozenset(self._ids.get(folded, ())) | frozenset(self._ids.get(login, ()))

    def _committed(self, item: str) -> frozenset[str]:
        return frozenset[str]().union(*(self.named(email) for email in self._committers.get(item, ())))


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
