"""A comment on a forge in which somebody approves or takes back: `/kept approve public cold-sunday`."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from kept.model.fields import Audience

HOW = (
    "`/kept approve ID ...`, `/kept approve all`, `/kept approve all except ID ...` or `/kept revoke ID ...`; "
    "after `approve` may stand `public` or `internal`"
)
"""What can be written, for a reply."""
_ID = re.compile(r"(promise\.)?[a-z0-9]+(-[a-z0-9]+)*")
_ALL = "all"
_EXCEPT = "except"
_FENCE = ("```", "~~~")


class Order(NamedTuple):
    """One line of a comment that kept understands."""

    decision: Literal["approve", "revoke"]
    audience: Audience | None
    """For which site; None: for each site that asks this person."""
    items: tuple[str, ...]
    """The ids that are named; empty: everything in the change."""
    but: tuple[str, ...] = ()
    """Of everything: what is left out."""


class Comment(NamedTuple):
    """What a comment asks for."""

    orders: tuple[Order, ...]
    unclear: tuple[str, ...]
    """Lines that begin like an order and are none."""


def read(text: str) -> Comment:
    """The orders in a comment; what is quoted or stands in a block of code is none."""
    orders, unclear, in_code = [], [], False
    for line in text.splitlines():
        words = line.strip()
        if words.startswith(_FENCE):
            in_code = not in_code
        if in_code or not words.casefold().startswith("/kept"):
            continue
        order = _order(words)
        if order is None:
            unclear.append(words)
        else:
            orders.append(order)
    return Comment(tuple(orders), tuple(unclear))


def _order(line: str) -> Order | None:
    start, *words = [word.strip("`,;") for word in line.casefold().replace(",", " ").split()]
    if start != "/kept" or not words or words[0] not in {"approve", "revoke"}:
        return None
    decision, names = words[0], words[1:]
    audience = Audience(names.pop(0)) if decision == "approve" and names and names[0] in set(Audience) else None
    but: list[str] = []
    if decision == "approve" and names and names[0] == _ALL:
        names, but = [], names[1:]
        if but and (but.pop(0) != _EXCEPT or not but):
            return None
    elif not names:
        return None
    if not all(_ID.fullmatch(name) and name != _ALL for name in (*names, *but)):
        return None
    return Order("approve" if decision == "approve" else "revoke", audience, tuple(names), tuple(but))
