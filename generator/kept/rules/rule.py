"""The definition of a rule: a small pure function from an item and its context to objections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from kept.approvals.agreements import Agreements
from kept.approvals.authors import Authors
from kept.findings import Severity, rules
from kept.language.names import Names
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.fields import Audience
from kept.model.policy import Policy
from kept.model.portfolio import FieldPath, Portfolio
from kept.model.register import Promise, Role
from kept.model.texts import Texts
from kept.rules.business import Business


class Objection(NamedTuple):
    """One reason why an item, or a part of it, may not be shown."""

    code: str
    path: FieldPath
    """The path to the faulty value in the item."""
    message: str
    """One clause, without a capital letter and without a full stop."""
    hint: str
    withholds_item: bool = True
    """False where only a part of the item is left out."""
    weight: Severity | None = None
    """Its severity on this site, where it differs from the catalogue's."""
    offset: tuple[int, int] | None = None
    """The place of the fault in a text of several lines: lines below the first, and the column from 1."""


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a rule may use besides the item: one audience on one day."""

    portfolio: Portfolio
    audience: Audience
    as_of: date
    policy: Policy
    metrics: Mapping[str, Metric]
    """The metrics that passed for this audience, with the rows it may see."""
    promises: Mapping[str, Promise]
    """Every promise of the register in the version that would be shown, by id."""
    texts: Texts = field(default_factory=Texts, compare=False)
    """The texts of the items."""
    agreements: Agreements = field(default_factory=Agreements, compare=False)
    """Which employees agreed to be named."""

    # Computed once for all items, so that the time grows only with the number of items.

    @cached_property
    def employees(self) -> Names:
        """Finds the names of the people in the register."""
        return Names(person.name for person in self.portfolio.register.people)

    @cached_property
    def people(self) -> Authors:
        """Recognises people by id, name, e-mail address or login."""
        return Authors((*self.portfolio.trusted.people.values(), *self.portfolio.register.people))

    @cached_property
    def business(self) -> Business:
        """Names that may be used without naming an employee: the organisation, its web address, its promises."""
        return Business.of(self.portfolio.register)

    @cached_property
    def roles(self) -> Mapping[str, Role]:
        """The roles of the register, by id."""
        return {role.id: role for role in self.portfolio.register.roles}

    @cached_property
    def asked(self) -> Mapping[str, int]:
        """By speaker: how many times they were asked for their words in this quarter, up to this day."""
        asks = (ask for ask in self.portfolio.ledgers.asks if ask.asked_on <= self.as_of)
        return Counter(ask.speaker for ask in asks if _quarter(ask.asked_on) == _quarter(self.as_of))

    def language(self, item: Testimonial | CaseStudy | Promise) -> str:
        """The language of an item's words, as a BCP 47 tag."""
        own = None if isinstance(item, Promise) else item.lang
        return own or self.portfolio.register.organisation.locale

    def weight(self, objection: Objection) -> Severity:
        """The severity of an objection here: from the policy, otherwise from the rule, otherwise from the catalogue.

        Information stays information, however strict the policy is about its code.
        """
        if objection.weight is Severity.INFORMATION and not objection.withholds_item:
            return Severity.INFORMATION
        return self.policy.severity.get(objection.code) or objection.weight or rules()[objection.code].severity

    def withholds(self, objection: Objection) -> bool:
        """True where an objection keeps the whole item off the site."""
        return objection.withholds_item and self.weight(objection) is not Severity.INFORMATION


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


T = TypeVar("T")
Check = Callable[[T, Context], Iterator[Objection]]
"""A rule: from an item and its context to the objections."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, and what it applies to."""

    check: Check[Any]
    kinds: tuple[type, ...]
    per_site: bool
    """True where the result depends on what else is on the site; False where it is the same for both sites."""


RULES: list[Rule] = []
"""Every rule of this package, registered by `rule`."""


def rule(*kinds: type, per_site: bool = False) -> Callable[[Check[T]], Check[T]]:
    """Registers a function as a rule.

    Args:
        kinds: the kinds of items it checks.
        per_site: whether its result depends on what else is on the site.
    """

    def enter(check: Check[T]) -> Check[T]:
        RULES.append(Rule(check, kinds, per_site))
        return check

    return enter
