"""Who must approve what for one audience: as the policy at the trust ref says, with the owners named there."""

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
    """What the trusted revision would say if it had the register and the metrics under review. It entitles nobody."""
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
    """The requirements of one audience. Nothing in the change under review can add to them."""

    def __init__(self, trusted: Trusted, policy: Policy, audience: Audience) -> None:
        self._trusted = trusted
        self._policy = policy
        require = policy.require
        # What is public is also for the people inside, so it needs everybody that the inside needs.
        self._roles = (*require.public, *require.internal) if audience is Audience.PUBLIC else require.internal
        self._number_roles = require.public_numbers if audience is Audience.PUBLIC else ()
        self._known: dict[str, tuple[Requirement, ...]] = {}
        self._users: defaultdict[str, set[str]] = defaultdict(set)
        for promise, metrics in trusted.promise_metrics.items():
            for metric in metrics:
                self._users[metric].add(promise)

    def for_promise(self, promise: str) -> tuple[Requirement, ...]:
        """Who must approve a promise, or words for it."""
        if promise not in self._known:
            owner = {self._trusted.promise_owners.get(promise)}
            roles = (*self._roles, *self._regulated({promise}))
            self._known[promise] = self._requirements(roles, {PROMISE_OWNER: owner})
        return self._known[promise]

    def for_site(self) -> tuple[Requirement, ...]:
        """Who must approve the site's own words."""
        return self._requirements(self._policy.require.site, {})

    def for_metric(self, metric: str) -> tuple[Requirement, ...]:
        """Who must approve a metric. Whoever counts a number answers for it, as does the owner of a promise on it."""
        counts = {self._trusted.data_owners.get(metric)}
        owners = {self._trusted.promise_owners.get(promise) for promise in self._users[metric]}
        roles = (*self._roles, *self._number_roles, *self._regulated(self._users[metric]))
        return self._requirements(roles, {PROMISE_OWNER: owners | counts, DATA_OWNER: counts})

    def _regulated(self, promises: set[str]) -> tuple[str, ...]:
        """Who approves in addition, where the law says more about any of these promises than about others."""
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
