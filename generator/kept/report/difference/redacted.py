"""The difference as it may be told in a public repository."""

from __future__ import annotations

import re
from dataclasses import replace

from kept.report.difference.values import Card, Difference, Fault

_INTERNAL = "internal"
_TITLE = re.compile(r"^.* \(([a-z0-9.-]+)\) ", re.DOTALL)
"""What an item is called, before its id: often a name."""


def redacted(difference: Difference) -> Difference:
    """Without originals, permissions, names of approvers, messages of rules and internal items, which are counted."""
    cards = tuple(card for card in difference.cards if not card.is_internal)
    verdicts = tuple(one for one in difference.verdicts if not one.is_internal)
    at_once = tuple(
        replace(one, what=_TITLE.sub(r"\1 ", one.what)) for one in difference.at_once if one.site != _INTERNAL
    )
    faults = difference.every_fault
    counts = {
        "originals": sum(card.beside == "the original" for card in cards),
        "permissions": sum(card.permission is not None for card in cards),
        "names of approvers": len({name for card in difference.cards for need in card.needs for name in need.people}),
        "decisions": sum(len(card.decisions) for card in cards),
        "messages of rules": len(faults),
        "changes of who decides": len(difference.settings),
        "internal items": len(difference.cards) - len(cards) + len(difference.verdicts) - len(verdicts),
        "changes of the internal site": len(difference.at_once) - len(at_once),
    }
    return replace(
        difference,
        cards=tuple(map(_card, cards)),
        verdicts=tuple(replace(one, sites=tuple(site for site in one.sites if site != _INTERNAL)) for one in verdicts),
        at_once=at_once,
        pages=tuple(one for one in difference.pages if one.site != _INTERNAL),
        waits_for=(),
        names_people=False,
        settings=(),
        faults=tuple(map(_fault, difference.faults)),
        left_out={name: count for name, count in counts.items() if count},
    )


def _card(card: Card) -> Card:
    """The card with the words as they will be shown, and nothing of what stands behind them."""
    # Whoever permitted nothing for the public site is not quoted in public here either.
    is_cleared = any(one.site != _INTERNAL and one.approved for one in card.sites)
    shown = tuple(piece._replace(kind="same") for piece in card.words if piece.kind != "out")
    return replace(
        card,
        title=card.title if is_cleared else card.id,
        words=shown if is_cleared else (),
        silent=card.silent if is_cleared or not card.words else "it is not cleared for the public site",
        speaker=card.speaker if is_cleared else None,
        disclosure=card.disclosure if is_cleared else None,
        beside=None,
        permission=None,
        fields=(),
        decisions=(),
        sites=tuple(one for one in card.sites if one.site != _INTERNAL),
        needs=tuple(dict.fromkeys(replace(need, people=(), ids=(), why="not approved") for need in card.needs)),
        approve_pages=(),
        risks=tuple(f"{len(card.risks)} reasons to read it by itself." for _ in card.risks[:1]),
        faults=tuple(map(_fault, card.faults)),
    )


def _fault(fault: Fault) -> Fault:
    return replace(fault, message="", hint="")
