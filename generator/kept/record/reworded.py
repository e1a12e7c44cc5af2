"""Whether a published text was changed without a dated entry (KPT408)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from kept.model.evidence import Metric
from kept.model.register import Promise
from kept.model.text_digest import METRIC_TEXTS, PROMISE_TEXTS, text_digest
from kept.record.already_public import rewriting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.findings import Finding
    from kept.model.evidence import Rewording
    from kept.model.portfolio import Portfolio

N = TypeVar("N", Promise, Metric)

_TEXTS: dict[type, tuple[str, ...]] = {Promise: PROMISE_TEXTS, Metric: METRIC_TEXTS}
_LATELY = timedelta(days=45)
"""How long before its merge a dated entry may have been written."""


def since_lately(as_of: date) -> date:
    """The earliest allowed date of a new entry. A review takes some time, but nothing may be backdated further."""
    return as_of - _LATELY


def reworded(portfolio: Portfolio, then: N, now: N, item: str, as_of: date) -> Iterator[Finding]:
    """Published texts that were changed without an entry in `reworded`, and entries that were removed or backdated.

    Args:
        portfolio: knows the places of values.
        then: a promise or a metric as it was published.
        now: the same one as it is.
        item: its id in a finding.
        as_of: the day.

    Findings:
        KPT408.
    """
    known = {_key(entry) for entry in then.reworded}
    new = [entry for entry in now.reworded if _key(entry) not in known]
    for name in _TEXTS[type(now)]:
        was, is_now = getattr(then, name), getattr(now, name)
        if was != is_now and not any((entry.field, entry.was_digest) == (name, text_digest(was)) for entry in new):
            former = f'"{was}"' if was else "not there"
            words = f"`{name}` was {former} when results were published, and says something else now"
            yield rewriting(portfolio, item, (name,), words, wording_hint(name, as_of))
    for index, entry in enumerate(now.reworded):
        if entry in new and entry.on < (lately := since_lately(as_of)):
            words = f"the rewording of `{entry.field}` is new and dated {entry.on}"
            hint = f"write the day on which it is published, {lately} or later: `on`."
            yield rewriting(portfolio, item, ("reworded", index, "on"), words, hint)
    if not known <= {_key(entry) for entry in now.reworded}:
        words = "an entry of `reworded` is gone or another one now"
        yield rewriting(portfolio, item, ("reworded",), words, "put it back; add another one after it.")


def _key(entry: Rewording) -> tuple[object, ...]:
    """What of an entry stays: its reason may be improved, and its former words taken out by writing their digest."""
    return entry.field, entry.on, entry.was_digest


def wording_hint(name: str, on: date) -> str:
    """What to do about a text that was changed in silence.

    Args:
        name: the key of the text.
        on: the day on which the new text is published.
    """
    return (
        f'say what it said before: reworded = [ {{ field = "{name}", was = "...", why = "...", on = {on} }} ]. '
        "Where it is stricter or looser now, add `changes_meaning = true`: a new record begins beside the old one."
    )
