"""Takes an item off both sites: adds a line to a list that needs no approval."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kept.findings import UsageError
from kept.model.ledgers import TAKEDOWNS
from kept.write.save import near

if TYPE_CHECKING:
    from kept.portfolio.inventory import Inventory

NEVER_IN_THE_WAY = frozenset({"KPT106", "KPT408", "KPT501", "KPT502", "KPT503", "KPT504", "KPT802"})
"""Faults that usually stop a site but do not stop a takedown: a fault of another item, a claim on a hand-written page
or a broken link must not keep the item online. A leak or unsafe markup still stops it. Where KPT408 or KPT106 says that
a published result would change or get lost, the old public site goes on without the item instead (building/site.py).
"""

_KINDS = ("voices", "stories", "metrics")
_ITEM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_RENAMED = " It is called like its file; where that was renamed, name what it is called now."
_HEAD = "# What was taken off both sites for good. `kept takedown` writes it; nobody has to approve it.\n"


def takedown_file(root: Path, inventory: Inventory, items: Iterable[str], on: date) -> dict[str, str]:
    """The path and new text of the list of takedowns; empty where all items are already in it.

    It also works for items that cannot be read, for published items whose file is deleted, and without a usable
    register or repository.

    Raises:
        UsageError: an unknown item, a promise, or a list that cannot be read. The message says what to do.
    """
    takedowns, permalinks = inventory.ledgers.takedowns, inventory.ledgers.permalinks
    if takedowns is None:
        message = f"{TAKEDOWNS} cannot be read, so nothing of the evidence is shown until it is repaired."
        raise UsageError(message)
    published = {item for path in permalinks or () if (item := _item(path))}
    known = {item for item in inventory.words | inventory.metrics | published if _ITEM.fullmatch(item)}
    wanted = tuple(dict.fromkeys(items))
    promised = inventory.promises - known
    promises = [item for item in wanted if item.startswith("promise.") or item in promised]
    if promises:
        message = (
            f"{promises[0]} is a promise, and what was promised in public is never hidden. End it in promises.toml: "
            'retired = { on = 2026-01-31, why = "..." }. Its page and its record stay.'
        )
        raise UsageError(message)
    unknown = [item for item in wanted if item not in known]
    if unknown:
        message = "\n".join(f'there is no item "{item}".{near(item, known) or _RENAMED}' for item in unknown)
        raise UsageError(message)
    fresh = [item for item in wanted if item not in takedowns]
    if not fresh:
        return {}
    before = _read(root / TAKEDOWNS)
    entries = "".join(f'\n[[takedown]]\nitem = "{item}"\non = {on}\n' for item in fresh)
    return {TAKEDOWNS: (before or _HEAD) + entries}


def elsewhere(inventory: Inventory, items: Iterable[str]) -> tuple[str, ...]:
    """The items that were published but have no file here: a renamed file may still contain their words."""
    return tuple(item for item in dict.fromkeys(items) if item not in inventory.words | inventory.metrics)


def by_hand(folders: Iterable[Path], items: Iterable[str], show: Callable[[Path], str]) -> str:
    """How to take items off finished sites by hand, where they cannot be built again; one or two sentences.

    Args:
        folders: the folders where sites may be.
        items: the items to remove.
        show: gives a folder as a person would type it.
    """
    sites = [folder for folder in folders if folder.is_dir()]
    if not sites:
        return "kept knows of no site here; wherever one was published before, take it off the web by hand."
    pages = [site / kind / item for site in sites for kind in _KINDS for item in items]
    own = " and ".join(show(page) for page in pages if page.is_dir())
    first = f"Take it off by hand: delete {own}. Its words" if own else "Its words"
    whole = " and ".join(map(show, sites))
    return f"{first} may stand on other pages too: until the sites are built again, take {whole} off the web."


def _item(path: str) -> str | None:
    """The id in the address of an evidence page, `boiler-sunday` in `voices/boiler-sunday/`; otherwise None."""
    kind, _, item = path.rstrip("/").partition("/")
    return item if kind in _KINDS else None


def _read(path: Path) -> str:
    text = path.read_bytes().decode("utf-8") if os.path.lexists(path) else ""
    return text if not text or text.endswith("\n") else text + "\n"
