"""A portfolio as it stood on a day that is over: each item as it was approved, and nothing gone that went later."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.trust.digests import evidence_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from kept.model.evidence import Evidence
    from kept.model.ledgers import Ledgers
    from kept.model.portfolio import Former, Portfolio, Record


def as_it_stood(portfolio: Portfolio, formerly: Callable[[str], Iterable[Former]], day: date) -> Portfolio:
    """The portfolio with every evidence item as the records of the day approved it, where that is not as it is now.

    Nothing is approved here. What is put in an item's place is judged like everything else, and a record counts for no
    other content than the one whose digest it holds. Promises need no help: the gate falls back on what was approved.

    Args:
        portfolio: as the trusted revision has it, with the records that stood on the day.
        formerly: an item's states on the protected branch, newest first.
        day: the day.
    """
    there: dict[str, Evidence] = {**portfolio.testimonials, **portfolio.case_studies, **portfolio.metrics}
    found = {}
    for item in sorted(portfolio.trusted.records.keys() & {*there, *portfolio.unreadable}):
        is_settled = _is_settled(portfolio, there.get(item), item, day)
        if not is_settled and (state := _on(portfolio, formerly(item), day)):
            found[item] = state
    return replace(_with(portfolio, found), ledgers=_known(portfolio.ledgers, day))


def gone(portfolio: Portfolio) -> frozenset[str]:
    """The ids of everything that was withdrawn or taken down, on whatever day."""
    voices: Iterator[Testimonial | CaseStudy] = chain(portfolio.testimonials.values(), portfolio.case_studies.values())
    withdrawn = (voice.id for voice in voices if voice.consent.withdrawn_on)
    return frozenset((*withdrawn, *(portfolio.ledgers.takedowns or ())))


def _is_settled(portfolio: Portfolio, now: Evidence | None, item: str, day: date) -> bool:
    """True where an item needs no other state: it is what was approved, or its words had been withdrawn by then."""
    if now is None:
        return False
    withdrawn_on = None if isinstance(now, Metric) else now.consent.withdrawn_on
    return (withdrawn_on is not None and withdrawn_on <= day) or _is_approved(portfolio, now, portfolio.texts.get(item))


def _is_approved(portfolio: Portfolio, item: Evidence, text: str | None) -> bool:
    """True where an item is what any of its records holds the digest of."""
    records = portfolio.trusted.records[item.id]
    return any(_is_about(portfolio, record, item, text) for record in records if record.approval.decision == "approve")


def _is_about(portfolio: Portfolio, record: Record, item: Evidence, text: str | None) -> bool:
    approval = record.approval
    try:
        is_same = evidence_digest(portfolio, item, approval.through) == approval.digest
    except ValueError:  # `through` is no period of this state of the metric
        return False
    return is_same and approval.file in {None, text}


def _on(portfolio: Portfolio, states: Iterable[Former], day: date) -> Former | None:
    """The newest state that was approved; None where another one, approved by nobody, had taken its place by then."""
    for state in states:
        if state.item and _is_approved(replace(portfolio, images=state.images), state.item, state.text):
            return state
        if state.since <= day and not (state.item and _is_later(state.item, day)):
            return None
    return None


def _is_later(item: Evidence, day: date) -> bool:
    """True where an item says itself that it cannot have stood like this on a day."""
    return any(on > day for on in _days(item) if on)


def _days(item: Evidence) -> Iterator[date | None]:
    if isinstance(item, Metric):
        yield from (row.published_on for row in item.rows)
        yield from (entry.on for entry in item.restatements)
    else:
        yield item.consent.withdrawn_on


def _with(portfolio: Portfolio, states: dict[str, Former]) -> Portfolio:
    """The portfolio with other states of some items."""
    items = [state.item for state in states.values() if state.item]
    return replace(
        portfolio,
        testimonials={**portfolio.testimonials, **{item.id: item for item in items if isinstance(item, Testimonial)}},
        case_studies={**portfolio.case_studies, **{item.id: item for item in items if isinstance(item, CaseStudy)}},
        metrics={**portfolio.metrics, **{item.id: item for item in items if isinstance(item, Metric)}},
        images={**portfolio.images, **{key: image for state in states.values() for key, image in state.images.items()}},
        texts={**portfolio.texts, **{item: state.text for item, state in states.items() if state.text}},
        faulty=portfolio.faulty - states.keys(),
        unreadable=portfolio.unreadable - states.keys(),
    )


def _known(ledgers: Ledgers, day: date) -> Ledgers:
    """The ledgers without what was taken down later."""
    by_then = {item: on for item, on in (ledgers.takedowns or {}).items() if on <= day}
    return replace(ledgers, takedowns=None if ledgers.takedowns is None else by_then)
