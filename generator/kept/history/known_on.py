"""A portfolio as it was on an earlier day.

Each item is as approved then, even if it was withdrawn or taken down later.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from kept.approvals.digests import evidence_digest
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.portfolio import Former

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from kept.model.evidence import Evidence
    from kept.model.ledgers import Ledgers
    from kept.model.portfolio import Formerly, Portfolio

E = TypeVar("E", Testimonial, CaseStudy, Metric)


def as_it_stood(portfolio: Portfolio, formerly: Formerly, day: date) -> Portfolio:
    """The portfolio with each evidence item in the version that the records of that day approved.

    This approves nothing: the gate judges the earlier versions as usual, and a record only counts for content with the
    same digest. Promises are left as they are, because the gate itself shows the last approved version.

    Args:
        portfolio: the trusted revision's, with the approval records of that day.
        formerly: gives an item's states on the protected branch, newest first.
        day: the earlier day.
    """
    there: dict[str, Evidence] = {**portfolio.testimonials, **portfolio.case_studies, **portfolio.metrics}
    found = {}
    for item in sorted(portfolio.trusted.records.keys() & {*there, *portfolio.unreadable}):
        is_settled = _is_settled(portfolio, there.get(item), day)
        if not is_settled and (state := _on(portfolio, formerly(item), day)):
            found[item] = state
    return replace(_with(portfolio, found), ledgers=_ledgers_on(portfolio.ledgers, day))


def _is_settled(portfolio: Portfolio, now: Evidence | None, day: date) -> bool:
    """True for words that are still as approved, or that had been withdrawn by that day.

    Tables of metrics keep growing.
    """
    if now is None or isinstance(now, Metric):
        return False
    withdrawn_on = now.consent.withdrawn_on
    is_withdrawn = withdrawn_on is not None and withdrawn_on <= day
    return is_withdrawn or _is_approved(
        portfolio, Former(item=now, text=portfolio.texts.get(now.id), images=portfolio.images)
    )


def _is_approved(portfolio: Portfolio, state: Former) -> bool:
    """True where one of the item's records has the digest of this state."""
    item = state.item
    if item is None:
        return False
    then = replace(portfolio, images=state.images)
    approvals = (record.approval for record in portfolio.trusted.records[item.id])
    return any(
        approval.decision == "approve"
        and approval.file in {None, state.text}
        and approval.digest == _digest(then, item, approval.through)
        for approval in approvals
    )


def _digest(portfolio: Portfolio, item: Evidence, through: str | None) -> str | None:
    try:
        return evidence_digest(portfolio, item, through)
    except ValueError:  # `through` is not a period of this state of the metric
        return None


def _on(portfolio: Portfolio, states: Iterator[tuple[date, Callable[[], Former]]], day: date) -> Former | None:
    """The state of an item on a day; a later one where only that was ever approved; None where there is neither.

    Two cases need the later state: somebody approved a change before it was merged, or everything was committed only
    afterwards. A change made after the approval was not approved, so it is not used.
    """
    later = []
    for since, read in states:
        if since > day or _is_later(state := read(), day):
            later.append(read)
        # `any` goes through all remaining states, so the loop ends here.
        elif _is_approved(portfolio, state) or any(_is_approved(portfolio, earlier()) for _, earlier in states):
            return state
    return next((state for read in later if _is_approved(portfolio, state := read())), None)


def _is_later(state: Former, day: date) -> bool:
    """True where the item's own dates show that it cannot have been like this on that day."""
    return any(on > day for on in _days(state.item) if on)


def _days(item: Evidence | None) -> Iterator[date | None]:
    if item is None:
        return
    if isinstance(item, Metric):
        yield from (row.published_on for row in item.rows)
        yield from (entry.on for entry in item.restatements)
    else:
        yield item.consent.withdrawn_on


def _with(portfolio: Portfolio, states: Mapping[str, Former]) -> Portfolio:
    """The portfolio with these states of some items, and without those that could not be used."""
    return replace(
        portfolio,
        testimonials=_among(portfolio.testimonials, states, Testimonial),
        case_studies=_among(portfolio.case_studies, states, CaseStudy),
        metrics=_among(portfolio.metrics, states, Metric),
        images={**portfolio.images, **{key: image for state in states.values() for key, image in state.images.items()}},
        texts={**portfolio.texts, **{item: state.text for item, state in states.items() if state.text}},
        faulty=portfolio.faulty - states.keys(),
        unreadable=portfolio.unreadable - states.keys(),
    )


def _among(items: Mapping[str, E], states: Mapping[str, Former], kind: type[E]) -> dict[str, E]:
    others = {name: item for name, item in items.items() if name not in states}
    found = {name: state.item for name, state in states.items() if isinstance(state.item, kind)}
    return dict(sorted({**others, **found}.items()))


def _ledgers_on(ledgers: Ledgers, day: date) -> Ledgers:
    """The ledgers without later takedowns."""
    by_then = {item: on for item, on in (ledgers.takedowns or {}).items() if on <= day}
    return replace(ledgers, takedowns=None if ledgers.takedowns is None else by_then)
