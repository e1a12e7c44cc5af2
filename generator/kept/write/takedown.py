"""Taking an item off both sites at once: one more line in a list that nobody has to approve."""

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
"""Faults that otherwise stop a site: what is taken down must not stay online because of another item, of a claim on a
hand-written page, or of a link that leads nowhere. A leak and unsafe markup still stop it."""

_KINDS = ("voices", "stories", "metrics")
_ITEM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_RENAMED = " It is called like its file; where that was renamed, name what it is called now."
_HEAD = "# What was taken off both sites for good. `kept takedown` writes it; nobody has to approve it.\n"


def takedown_file(root: Path, inventory: Inventory, items: Iterable[str], on: date) -> dict[str, str]:
    """Path and new text of the list of takedowns; empty where every item stands there already.

    Works for items that cannot be read, and for those whose file is gone and whose page was published once; and where
    neither the register nor the repository can be used.

    Raises:
        UsageError: an item nobody knows, a promise, or a list that cannot be read; the text says what to do.
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
    """Those of the items that were published and have no file here: it may have been renamed, with its words in it."""
    return tuple(item for item in dict.fromkeys(items) if item not in inventory.words | inventory.metrics)


def by_hand(folders: Iterable[Path], items: Iterable[str], show: Callable[[Path], str]) -> str:
    """How to take items off finished sites that cannot be built again; one sentence or two.

    Args:
        folders: where the sites may stand.
        items: what is to be gone.
        show: how a person would type a folder.
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
    """The id in the address of a page of evidence, `boiler-sunday` of `voices/boiler-sunday/`; else None."""
    kind, _, item = path.rstrip("/").partition("/")
    return item if kind in _KINDS else None


def _read(path: Path) -> str:
    text = path.read_bytes().decode("utf-8") if os.path.lexists(path) else ""
    return text if not text or text.endswith("\n") else text + "\n"
