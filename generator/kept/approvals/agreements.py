"""Which employees agreed to be named. One agreement in an approved item is enough, until any item takes it back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from kept.language.names import name_key
from kept.model.evidence import CaseStudy, Testimonial


@dataclass(frozen=True, slots=True)
class Agreements:
    """For each employee, by name: when they agreed to be named and when they took it back, over all items."""

    given: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    """The days on which they agreed, from approved items only."""
    taken_back: Mapping[str, date] = field(default_factory=dict)
    """The last day on which one was taken back, in any item."""

    @classmethod
    def of(cls, items: Iterable[Testimonial | CaseStudy], approved: Iterable[str]) -> Agreements:
        """Collects what these items say. An agreement in an item that nobody approved counts only for that item.

        Args:
            items: testimonials and case studies.
            approved: the ids of the approved ones.
        """
        given, taken_back = defaultdict[str, list[date]](list), dict[str, date]()
        known = frozenset(approved)
        for item in items:
            for person in item.thanks.people:
                name = name_key(person.name)
                if person.withdrawn_on:
                    taken_back[name] = max(person.withdrawn_on, taken_back.get(name, person.withdrawn_on))
                elif person.agreed_on and item.id in known:
                    given[name].append(person.agreed_on)
        return cls({name: tuple(days) for name, days in given.items()}, taken_back)

    def cover(self, name: str, item: Testimonial | CaseStudy, as_of: date) -> bool:
        """True where this person agreed, in this item or in an approved one, and has not taken it back since."""
        key = name_key(name)
        own = [person for person in item.thanks.people if name_key(person.name) == key]
        if any(person.withdrawn_on for person in own):
            return False
        days = [*self.given.get(key, ()), *(person.agreed_on for person in own if person.agreed_on)]
        back = self.taken_back.get(key)
        return any(day <= as_of and (back is None or back < day) for day in days)

    def took_back(self, name: str) -> bool:
        """True where this person ever took an agreement back."""
        return name_key(name) in self.taken_back
