"""How messages name people: the name, then the id in brackets, which commands ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kept.model.portfolio import Portfolio

_TWO = 2


def names(portfolio: Portfolio) -> Mapping[str, str]:
    """By id: each person's name. Where two revisions disagree, the trusted one wins."""
    people = (*portfolio.register.people, *portfolio.trusted.people.values())
    return {person.id: person.name for person in people}


def called(person: str, known: Mapping[str, str]) -> str:
    """A person by name and id, `Olive Owner (olive)`; only the id where the name is not known."""
    return f"{known[person]} ({person})" if person in known else person


def called_all(people: Iterable[str], known: Mapping[str, str], word: str = "or") -> str:
    """Several people, in order of their ids: `Connie Counts (connie) or Olive Owner (olive)`."""
    *others, last = [called(person, known) for person in sorted(people)]
    return f"{', '.join(others)} {word} {last}" if others else last


def approval_of(person: str, known: Mapping[str, str]) -> str:
    """`Olive Owner's approval (olive)`."""
    return f"{known[person]}'s approval ({person})" if person in known else f"{person}'s approval"


def none_of(people: Iterable[str]) -> str:
    """The word for none of these people: `neither` for two, `none of them` for more."""
    return "neither" if len(set(people)) == _TWO else "none of them"
