"""Whom to ask for an approval: people who may approve and did not make the item.

Also what to do where nobody is left.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kept.approvals.naming import called, called_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kept.approvals.states import Requirement


def can_approve(requirement: Requirement, authors: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The ids of the people who may approve and did not make the item, in order."""
    return sorted(requirement.people - authors.keys())


def nobody_else(requirement: Requirement, authors: Mapping[str, tuple[str, ...]], names: Mapping[str, str]) -> str:
    """Why none of the entitled people can approve an item, and what to do.

    Args:
        requirement: a role; all who hold it made the item.
        authors: by id, the fields that say they made it.
        names: by id, the names of people.
    """
    made = " and ".join(_maker(person, authors, names) for person in sorted(requirement.people))
    return (
        f"nobody approves their own work, and whoever holds the role made it: {made}. Have somebody else do that part, "
        f"or name one more person under [roles] in evidence/policy.toml, on the protected branch: {requirement.role} = "
        '["..."].'
    )


def _maker(person: str, authors: Mapping[str, tuple[str, ...]], names: Mapping[str, str]) -> str:
    return f"{called(person, names)}, named in {' and '.join(authors.get(person, ()))}"


def whom(requirements: Iterable[Requirement], authors: Mapping[str, tuple[str, ...]], names: Mapping[str, str]) -> str:
    """Everybody who can approve an item: `Olive Owner (olive) as promise-owner, Lena Law (lena) as legal`.

    May be "".
    """
    able: defaultdict[str, set[str]] = defaultdict(set)
    for requirement in requirements:
        able[requirement.role].update(can_approve(requirement, authors))
    return ", ".join(f"{called_all(people, names)} as {role}" for role, people in able.items() if people)
