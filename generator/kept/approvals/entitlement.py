"""Who must approve what on one site, according to the policy and the owners in the trusted revision."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from kept.approvals.states import Requirement
from kept.model.fields import Audience

if TYPE_CHECKING:
    from kept.model.policy import Policy
    from kept.model.portfolio import Portfolio, Trusted

PROMISE_OWNER = "promise-owner"
DATA_OWNER = "data-owner"


def once_committed(portfolio: Portfolio) -> Trusted:
    """What the trusted revision would say with the register and metrics under review.

    Only hints use it: it entitles nobody.
    """
    register = portfolio.register
    return replace(
        portfolio.trusted,
        people={person.id: person for person in register.people},
        promise_owners={promise.id: promise.owner for promise in register.promises if promise.owner},
        data_owners={metric.id: metric.data_owner for metric in portfolio.metrics.values() if metric.data_owner},
        regulated=frozenset(promise.id for promise in register.promises if promise.regulated),
        promise_metrics={promise.id: frozenset(promise.metrics) for promise in register.promises},
    )


class Entitlement:
    """The requirements for one site. The change under review cannot add to them."""

    def __init__(self, trusted: Trusted, policy: Policy, audience: Audience) -> None:
        self._trusted = trusted
        self._policy = policy
        require = policy.require
        # Public items are also on the internal site, so they need the internal approvers too.
        self._roles = (*require.public, *require.internal) if audience is Audience.PUBLIC else require.internal
        self._number_roles = require.public_numbers if audience is Audience.PUBLIC else ()
        self._known: dict[str, tuple[Requirement, ...]] = {}
        self._users: defaultdict[str, set[str]] = defaultdict(set)
        for promise, metrics in trusted.promise_metrics.items():
            for metric in metrics:
                self._users[metric].add(promise)

    def for_promise(self, promise: str) -> tuple[Requirement, ...]:
        """Who must approve a promise, or a testimonial or case study for it."""
        if promise not in self._known:
            owner = {self._trusted.promise_owners.get(promise)}
            roles = (*self._roles, *self._regulated({promise}))
            self._known[promise] = self._requirements(roles, {PROMISE_OWNER: owner})
        return self._known[promise]

    def for_site(self) -> tuple[Requirement, ...]:
        """Who must approve the site's own words."""
        return self._requirements(self._policy.require.site, {})

    def for_metric(self, metric: str) -> tuple[Requirement, ...]:
        """Who must approve a metric: whoever answers for the figures, and the owner of each promise that uses it."""
        counts = {self._trusted.data_owners.get(metric)}
        owners = {self._trusted.promise_owners.get(promise) for promise in self._users[metric]}
        roles = (*self._roles, *self._number_roles, *self._regulated(self._users[metric]))
        return self._requirements(roles, {PROMISE_OWNER: owners | counts, DATA_OWNER: counts})

    def _regulated(self, promises: set[str]) -> tuple[str, ...]:
        """The additional approver roles, where the law regulates any of these promises."""
        return () if self._trusted.regulated.isdisjoint(promises) else self._policy.require.regulated

    def _requirements(self, roles: tuple[str, ...], owners: dict[str, set[str | None]]) -> tuple[Requirement, ...]:
        named = self._policy.roles
        return tuple(
            Requirement(
                role=role,
                people=frozenset(
                    person
                    for person in (*owners.get(role, ()), *named.get(role, ()))
                    if person is not None and person in self._trusted.people
                ),
                owners=frozenset(person for person in owners.get(role, ()) if person is not None),
            )
            for role in dict.fromkeys(roles)
        )
