"""Who collected, checked or submitted an item: these people cannot approve it too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from kept.language.names import name_key
from kept.model.evidence import CaseStudy, Evidence, Testimonial
from kept.model.register import Promise

if TYPE_CHECKING:
    from kept.model.portfolio import Portfolio
    from kept.model.register import Person

COMMITS = "the commits under review"
"""Stands for the field name where somebody changed an item in a commit and no field names them."""
_PRIVATE = "@users.noreply."
"""Forges use `12345+login@users.noreply.forge.example` for people who hide their e-mail address."""


class Authors:
    """Recognises a person by any name used in a file or a commit: id, name, e-mail address or login.

    Two entries of [[people]] with the same e-mail address or login are one person.
    """

    def __init__(
        self,
        people: Iterable[Person],
        committers: Mapping[str, frozenset[str]] = MappingProxyType({}),
        *,
        four_eyes: bool = True,
    ) -> None:
        """Prepares the look-up of people.

        Args:
            people: everybody in [[people]].
            committers: by item, the e-mail addresses of whoever changed it in the commits under review.
            four_eyes: False where the policy lets one person do everything; then no item has an author.
        """
        people = tuple(people)
        self._four_eyes = four_eyes
        self._committers = committers
        self._same = _same_people(people)
        self._named: dict[str, frozenset[str]] = {}
        self._ids: dict[str, set[str]] = {}
        for person in people:
            for name in (person.id, person.name, *person.emails, *person.logins):
                self._ids.setdefault(name_key(name), set()).add(person.id)

    def of(self, item: Evidence | Promise) -> Mapping[str, tuple[str, ...]]:
        """The people who submitted, captured or verified an item, or changed it in a commit under review.

        By person id: the fields that name this person, spelled as in the item's file, or `COMMITS`.
        """
        made: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        if not self._four_eyes:
            return {}
        for field, name in () if isinstance(item, Promise) else _names(item):
            for person in self.named(name) if name else ():
                made[person] += (field,)
        for person in self._committed(f"promise.{item.id}" if isinstance(item, Promise) else item.id):
            made[person] += (COMMITS,)
        return dict(made)

    def named(self, name: str) -> frozenset[str]:
        """The ids of everybody who has this name, e-mail address or login."""
        if name not in self._named:
            self._named[name] = self._known_as(name_key(name))
        return self._named[name]

    def is_same(self, one: str, other: str) -> bool:
        """True where both names mean the same person, whether or not that person is in [[people]]."""
        return name_key(one) == name_key(other) or not self.named(one).isdisjoint(self.named(other))

    def _known_as(self, folded: str) -> frozenset[str]:
        login = folded.partition(_PRIVATE)[0].rpartition("+")[2] if _PRIVATE in folded else folded
        found = {*self._ids.get(folded, ()), *self._ids.get(login, ())}
        return frozenset[str]().union(*(self._same[person] for person in found))

    def _committed(self, item: str) -> frozenset[str]:
        emails = self._committers.get(item)
        return frozenset[str]().union(*map(self.named, emails)) if emails else frozenset()


def named_in_register(portfolio: Portfolio) -> Authors:
    """Recognises the people in the register under review; used when a command writes a new record."""
    policy = portfolio.trusted.policy
    return Authors(portfolio.register.people, four_eyes=policy is None or policy.four_eyes)


def _names(item: Evidence) -> Iterator[tuple[str, str | None]]:
    """Each field of an item that says who made it, with the person it names."""
    if isinstance(item, (Testimonial, CaseStudy)):
        yield "source.captured_by", item.source.captured_by
        yield "verified.by", item.verified.by if item.verified else None
    yield "submitted_by", item.submitted_by


def _same_people(people: Iterable[Person]) -> dict[str, frozenset[str]]:
    """By id: all ids of the same person. People with the same e-mail address or login are one person."""
    groups: dict[str, set[str]] = {}
    owner: dict[str, str] = {}
    for person in people:
        group = groups.setdefault(person.id, {person.id})
        for contact in map(name_key, (*person.emails, *person.logins)):
            other = groups[owner.setdefault(contact, person.id)]
            if other is not group:
                group |= other
                groups.update(dict.fromkeys(group, group))
    return {person: frozenset(group) for person, group in groups.items()}
