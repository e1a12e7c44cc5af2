"""Several items in one command: what is wrong with one of them does not keep the others waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from kept.findings import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_T = TypeVar("_T")


def of_each(items: Iterable[str], do: Callable[[str], _T]) -> tuple[dict[str, _T], tuple[str, ...]]:
    """By item, what was done; and why it could not be done for the others, each reason once.

    Raises:
        UsageError: it could be done for none of them.
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
    """Ends the command with what could not be done, after the rest was.

    Raises:
        UsageError: something could not be done.
    """
    reasons = tuple(refused)
    if reasons:
        message = "\n".join((*reasons, "Everything else was done."))
        raise UsageError(message)
