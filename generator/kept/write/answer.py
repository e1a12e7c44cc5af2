"""Turns a decision on a forge into approval records, and writes the reply."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kept.approvals.lookup import find
from kept.approvals.naming import called, names
from kept.findings import UsageError
from kept.model.fields import Audience
from kept.model.site_words import SITE
from kept.write.approve import Decision, approvable, approval_files, is_recorded
from kept.write.comment import HOW, Order
from kept.write.not_asked import unasked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from kept.model.portfolio import Portfolio
    from kept.write.comment import Comment

EVERYTHING = Order("approve", None, ())
"""What an approving review means: everything in the change that the reviewer is entitled to."""


_MARKS = re.compile(r"([\\`*_{}\[\]<>#|!~&])")
_LONGEST = 300


class Answer(NamedTuple):
    """The result of a comment."""

    files: dict[str, str]
    """By path: the records to write."""
    reply: str
    """What to answer, as Markdown."""


class _Line(NamedTuple):
    """The result for one item."""

    item: str
    says: str
    files: dict[str, str]


def person_of(portfolio: Portfolio, login: str) -> str | None:
    """The id of whoever has this name on the forge, as the trusted revision knows it; None where nobody has."""
    wanted = login.casefold()
    return next(
        (
            person.id
            for person in portfolio.trusted.people.values()
            if wanted in {one.removeprefix("@").casefold() for one in person.logins}
        ),
        None,
    )


def answer(portfolio: Portfolio, comment: Comment, login: str, on: date) -> Answer:
    """The records that a comment asks for, and what to reply.

    Whoever writes is known by their login in `[[people]]` of the trusted revision. Only what they are entitled to is
    recorded, exactly as it is in the change; the reply says what was not, and why.

    Args:
        portfolio: as it lies in the change.
        comment: what is asked for.
        login: of whoever wrote it.
        on: the day of the decision.
    """
    person = person_of(portfolio, login)
    if person is None:
        return Answer(
            {},
            f"Nothing was recorded: nobody in `promises.toml` has the login {_plain(login)}. Somebody adds it to the "
            "`logins` of a person in `[[people]]`, and that is merged first.",
        )
    lines = [line for order in comment.orders for line in _decided(portfolio, order, person, on)]
    unclear = [f"{_plain(line)} is not understood. It can be {HOW}." for line in comment.unclear]
    return Answer(
        {path: text for line in lines for path, text in line.files.items()},
        _reply(called(person, names(portfolio)), lines, unclear),
    )


def _decided(portfolio: Portfolio, order: Order, person: str, on: date) -> Iterator[_Line]:
    for item in order.items or _of_the_change(portfolio, order.but):
        yield from _one(portfolio, item, order, person, on)


def _of_the_change(portfolio: Portfolio, but: Sequence[str]) -> Iterator[str]:
    """What the commits under review change, in the order in which people read it."""
    return (item for item in approvable(portfolio) if item in portfolio.committers and item not in but)


def _one(portfolio: Portfolio, item: str, order: Order, person: str, on: date) -> Iterator[_Line]:
    """The result for one item. With "all", items that this person cannot decide are not mentioned."""
    is_named = bool(order.items)
    sites = tuple(_sites(portfolio, item, order, person, on)) or (tuple(Audience) if is_named else ())
    if not sites:
        return
    decision = Decision(person=person, audiences=sites, on=on, decision=order.decision)
    if order.decision == "approve" and is_recorded(portfolio, item, decision):
        yield _Line(item, "is recorded already", {})
        return
    try:
        files = approval_files(portfolio, [item], decision)
    except UsageError as error:
        yield _Line(item, f"is not recorded: {error}", {})
        return
    if note := unasked(portfolio, [item], decision).get(item):
        yield _Line(item, f"is not recorded: {note.partition(': ')[2]}", {})
        return
    verb = "approved" if order.decision == "approve" else "taken back"
    where = " and ".join(f"the {site} site" for site in Audience if site in sites)
    yield _Line(item, f"{verb} for {where}", files)


def _sites(portfolio: Portfolio, item: str, order: Order, person: str, on: date) -> Iterator[Audience]:
    """The sites that an item is meant for and that ask this person about it."""
    noun = find(portfolio, item)
    if order.decision == "revoke":
        yield from Audience
    elif noun is not None:
        is_public = item == SITE or getattr(noun, "audience", None) is Audience.PUBLIC
        meant = (
            tuple(Audience) if is_public and item != SITE else (Audience.PUBLIC if is_public else Audience.INTERNAL,)
        )
        for site in meant if order.audience is None else (order.audience,):
            decision = Decision(person=person, audiences=(site,), on=on)
            if not unasked(portfolio, [item], decision):
                yield site


def _reply(name: str, lines: Iterable[_Line], unclear: Sequence[str]) -> str:
    """The reply, as Markdown. Ids have no sign that Markdown knows; everything else stands in code."""
    found = list(lines)
    recorded = [line for line in found if line.files]
    others = [line for line in found if not line.files]
    parts = []
    if recorded:
        parts += [f"Recorded for {name}:", *(f"- `{line.item}`: {line.says}" for line in recorded), ""]
        parts += [
            "The records are a commit in this change. They count once it is merged, for exactly what is here now.",
            "",
        ]
    elif not others and not unclear:
        parts += [f"Nothing in this change waits for {name}.", ""]
    if others:
        parts += ["Nothing was recorded for:" if recorded else "Nothing was recorded:"]
        parts += [f"- `{line.item}`: {_plain(line.says)}" for line in others]
    parts += [f"- {line}" for line in unclear]
    return "\n".join(parts).rstrip() + "\n"


def _plain(text: str) -> str:
    """A text on one line that a forge takes for no markup, mention or link."""
    return _MARKS.sub(r"\\\1", " ".join(text.split())[:_LONGEST]).replace("@", "@\u200b").replace("://", ":\u200b//")
