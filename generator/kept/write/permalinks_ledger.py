"""Updates the list of published addresses when a public site is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.model.ledgers import PERMALINKS, Permalink
from kept.record.permalinks import addresses, names_somebody

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.model.edition import PublicEdition
    from kept.model.portfolio import Portfolio

_HEAD = (
    "# Every address that was ever published. `kept build --publish` writes it; commit it with the release.\n"
    "# `gone`: a notice stands there. `silent`: none ever does, because the address itself names somebody.\n"
)


def permalinks_file(portfolio: Portfolio, edition: PublicEdition) -> dict[str, str]:
    """The path and new text of the list; empty where it has not changed or cannot be read."""
    known = portfolio.ledgers.permalinks
    if known is None:
        return {}
    entries = dict(known)
    shown = set(_addresses(edition))
    for path in shown:
        before = known.get(path)
        if before is None or before.gone:
            since = before.since if before else edition.as_of
            # Decided now: once the item's file is deleted, nobody can tell whose name this is.
            entries[path] = Permalink(path=path, since=since, silent=names_somebody(portfolio, path))
    for path, before in known.items():
        if path not in shown and before.gone is None:
            is_silent = path not in edition.notices
            entries[path] = before.model_copy(update={"gone": edition.as_of, "silent": is_silent})
    if entries == known:
        return {}
    return {PERMALINKS: _HEAD + "".join(_entry(entries[path]) for path in sorted(entries))}


def _addresses(edition: PublicEdition) -> Iterator[str]:
    items = {
        "promises": [view.id for view in edition.promises],
        "voices": [view.id for view in edition.voices],
        "stories": [view.id for view in edition.stories],
        "metrics": [view.id for view in edition.metrics],
    }
    return addresses(items, (view.verdict for view in edition.promises))


def _entry(entry: Permalink) -> str:
    gone = f"gone = {entry.gone}\n" if entry.gone else ""
    silent = "silent = true\n" if entry.silent else ""
    return f'\n[[page]]\npath = "{entry.path}"\nsince = {entry.since}\n{gone}{silent}'
