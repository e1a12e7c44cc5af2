"""Publishing a public site: its additions to the two ledgers, and whether they are already committed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.files.text import MAX_TEXT_BYTES
from kept.findings import BuildError
from kept.model.ledgers import PERMALINKS, READINGS, READINGS_COLUMNS, RESULTS, RESULTS_COLUMNS
from kept.write.permalinks_ledger import permalinks_file
from kept.write.readings_ledger import readings_file
from kept.write.results_ledger import results_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kept.files.tree import Tree
    from kept.model.edition import PublicEdition
    from kept.model.portfolio import Portfolio

_SHOWN = 3


def additions(portfolio: Portfolio, edition: PublicEdition) -> dict[str, str]:
    """By path: the new text of each ledger that lacks something this edition says; empty where all are complete."""
    return permalinks_file(portfolio, edition) | readings_file(portfolio, edition) | results_file(portfolio, edition)


def require_recorded(added: Mapping[str, str], working: Tree, trusted: Tree) -> None:
    """Stops a locked build unless the committed ledgers contain everything its public site says.

    Args:
        added: the result of `additions`.
        working: the files in the working tree.
        trusted: the committed files.

    Raises:
        BuildError: something is missing. The message says what, and what to do.
    """
    lacking = [f"{path} lacks {_lines(_text(working, path), text)}" for path, text in sorted(added.items())]
    lacking += [
        f"{path} is not committed as it is here"
        for path in (PERMALINKS, READINGS, RESULTS)
        if path not in added and _text(working, path) != _text(trusted, path)
    ]
    if lacking:
        message = (
            f"the committed ledgers do not hold what this site says, so nothing was published: {'; '.join(lacking)}. "
            "Run `kept build --publish` on a checkout of this branch, commit evidence/permalinks.lock, "
            "evidence/readings.csv and evidence/results.csv, and build again."
        )
        raise BuildError(message)


def _lines(before: str, after: str) -> str:
    """A summary of the lines added to a ledger, with the first few: `2 lines: "a", "b"`."""
    known = {*before.splitlines(), "", "[[page]]", ",".join(RESULTS_COLUMNS), ",".join(READINGS_COLUMNS)}
    fresh = [line for line in after.splitlines() if line not in known and not line.startswith(("#", "since", "gone"))]
    shown = ", ".join(f'"{line}"' for line in fresh[:_SHOWN])
    more = f" and {len(fresh) - _SHOWN} more" if len(fresh) > _SHOWN else ""
    return f"{len(fresh)} line{'' if len(fresh) == 1 else 's'}: {shown}{more}"


def _text(tree: Tree, path: str) -> str:
    try:
        return tree.read(path, MAX_TEXT_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
