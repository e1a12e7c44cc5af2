"""Checks whether the public verdict would be better than the internal one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kept.model.verdict import Verdict


def inflation(shown: Verdict, known: Verdict | None) -> Iterator[str]:
    """How a public verdict, now or for a past period, is better than the internal one; one clause for each way.

    Args:
        shown: the public verdict.
        known: the internal one; None where the promise is not on the internal site.
    """
    if known is None:
        yield "the promise is on the public site and not on the internal one"
        return
    now, inside = shown.last or shown.status, known.last or known.status
    if now.is_better_than(inside):
        yield f'the public site would say "{now}" of this promise, the internal one "{inside}"'
    periods = {entry.period: entry.status for entry in known.record}
    for entry in shown.record:
        status = periods.get(entry.period)
        if status and entry.status.is_better_than(status):
            yield f'for {entry.period} the public site would say "{entry.status}", the internal one "{status}"'
