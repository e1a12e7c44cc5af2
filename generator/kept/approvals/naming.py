"""How a message speaks of people: by name, with the id in brackets that commands ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kept.model.portfolio import Portfolio

_TWO = 2


def names(portfolio: Portfolio) -> Mapping[str, str]:
    """By id, what people are called; where two revisions disagree, as the trusted one has it."""
    people = (*portfolio.register.people, *portfolio.trusted.people.values())
    return {person.id: person.name for person in people}


def called(person: str, known: Mapping[str, str]) -> str:
    """Somebody by name and id: `Olive Owner (olive)`; the id alone of whom nobody knows."""
    return f"{known[person]} ({person})" if person in known else person


def called_all(people: Iterable[str], known: Mapping[str, str], word: str = "or") -> str:
    """Several, in order of their ids: `Connie Counts (connie) or Olive Owner (olive)`."""
    *others, last = [called(person, known) for person in sorted(people)]
    return f"{', '.join(others)} {word} {last}" if others else last


def approval_of(person: str, known: Mapping[str, str]) -> str:
    """`Olive Owner's approval (olive)`."""
    return f"{known[person]}'s approval ({person})" if person in known else f"{person}'s approval"


def none_of(people: Iterable[str]) -> str:
    """The word for none of these: `neither` of two, `none of them` of more."""
    return "neither" if len(set(people)) == _TWO else "none of them"
