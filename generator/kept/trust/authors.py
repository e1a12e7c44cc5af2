"""Who made an item: they cannot also be its check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kept.model.evidence import CaseStudy, Evidence, Testimonial

if TYPE_CHECKING:
    from kept.model.register import Person


class Authors:
    """Recognises people by whatever they are called in a file: id, name, e-mail address or login."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._ids: dict[str, set[str]] = {}
        for person in people:
            for name in (person.id, person.name, *person.emails, *person.logins):
                self._ids.setdefault(_folded(name), set()).add(person.id)

    def of(self, item: Evidence) -> frozenset[str]:
        """The ids of those who submitted, captured or verified an item."""
        names = {item.submitted_by}
        if isinstance(item, (Testimonial, CaseStudy)):
            names |= {item.source.captured_by, item.verified.by if item.verified else None}
        return frozenset[str]().union(*(self._ids.get(_folded(name), ()) for name in names if name))


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
