"""Taking an item off both sites at once: one more line in a list that nobody has to approve."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kept.findings import UsageError
from kept.model.ledgers import TAKEDOWNS
from kept.write.files import near

if TYPE_CHECKING:
    from kept.model.portfolio import Portfolio

NEVER_IN_THE_WAY = frozenset({"KPT106", "KPT408", "KPT501", "KPT502", "KPT503", "KPT504", "KPT802"})
"""Faults that otherwise stop a site: what is taken down must not stay online because of another item, of a claim on a
hand-written page, or of a link that leads nowhere. A leak and unsafe markup still stop it."""

_ITEM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HEAD = "# What was taken off both sites for good. `kept takedown` writes it; nobody has to approve it.\n"


def takedown_file(root: Path, portfolio: Portfolio, items: Iterable[str], on: date) -> dict[str, str]:
    """Path and new text of the list of takedowns; empty where every item stands there already.

    Works for items that cannot be read, and for those whose file is gone and whose page was published once.

    Raises:
        UsageError: an item nobody knows, a promise, or a list that cannot be read; the text says what to do.
    """
    takedowns, permalinks = portfolio.ledgers.takedowns, portfolio.ledgers.permalinks
    if takedowns is None:
        message = f"{TAKEDOWNS} cannot be read, so nothing of the evidence is shown until it is repaired."
        raise UsageError(message)
    published = {item for path in permalinks or () if (item := _item(path))}
    evidence = {*portfolio.testimonials, *portfolio.case_studies, *portfolio.metrics, *portfolio.unreadable}
    known = {item for item in evidence | published if _ITEM.fullmatch(item)}
    wanted = tuple(dict.fromkeys(items))
    promised = {promise.id for promise in portfolio.register.promises} - known
    promises = [item for item in wanted if item.startswith("promise.") or item in promised]
    if promises:
        message = (
            f"{promises[0]} is a promise, and what was promised in public is never hidden. End it in promises.toml: "
            'retired = { on = 2026-01-31, why = "..." }. Its page and its record stay.'
        )
        raise UsageError(message)
    unknown = [item for item in wanted if item not in known]
    if unknown:
        message = "\n".join(f'there is no item "{item}".{near(item, known)}' for item in unknown)
        raise UsageError(message)
    fresh = [item for item in wanted if item not in takedowns]
    if not fresh:
        return {}
    before = _read(root / TAKEDOWNS)
    entries = "".join(f'\n[[takedown]]\nitem = "{item}"\non = {on}\n' for item in fresh)
    return {TAKEDOWNS: (before or _HEAD) + entries}


def _item(path: str) -> str | None:
    """The id in the address of a page of evidence, `boiler-sunday` of `voices/boiler-sunday/`; else None."""
    kind, _, item = path.rstrip("/").partition("/")
    return item if kind in {"voices", "stories", "metrics"} else None


def _read(path: Path) -> str:
    text = path.read_bytes().decode("utf-8") if os.path.lexists(path) else ""
    return text if not text or text.endswith("\n") else text + "\n"
