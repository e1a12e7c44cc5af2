"""Processes several items in one command: an error in one does not stop the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from kept.findings import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_T = TypeVar("_T")


def of_each(items: Iterable[str], do: Callable[[str], _T]) -> tuple[dict[str, _T], tuple[str, ...]]:
    """By item: its result. Also the reasons why other items failed, each reason once.

    Raises:
        UsageError: all of them failed.
    """
    done, refused = {}, []
    for item in dict.fromkeys(items):
        try:
            done[item] = do(item)
        except UsageError as error:
            refused.append(str(error))
    reasons = tuple(dict.fromkeys(refused))
    if not done:
        raise UsageError("\n".join(reasons))
    return done, reasons


def report(refused: Iterable[str]) -> None:
    """Stops the command with the failures, after everything else was done.

    Raises:
        UsageError: something failed.
    """
    reasons = tuple(refused)
    if reasons:
        message = "\n".join((*reasons, "Everything else was done."))
        raise UsageError(message)
