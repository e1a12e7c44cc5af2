"""Addresses that were published once: what stands there now, and which would be lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kept.findings import Finding, Place
from kept.model.ledgers import PERMALINKS
from kept.trust.rules.names import Names

if TYPE_CHECKING:
    from kept.model.evidence import CaseStudy, Testimonial
    from kept.model.portfolio import Portfolio
    from kept.trust.cleared import Cleared


def addresses(cleared: Cleared) -> Iterator[str]:
    """The permanent addresses of everything that has passed, below the site's root."""
    yield from (f"promises/{item}/" for item in cleared.promises)
    yield from (f"voices/{item}/" for item in cleared.testimonials)
    yield from (f"stories/{item}/" for item in cleared.case_studies)
    yield from (f"metrics/{item}/" for item in cleared.metrics)


def notices(portfolio: Portfolio, cleared: Cleared) -> Iterator[str]:
    """The addresses at which a nameless notice stands, because what was there is not shown any more.

    An address that holds a withheld person's name gets no notice: there the promise to the person counts for more.
    """
    known = portfolio.ledgers.permalinks or {}
    shown = set(addresses(cleared))
    for path, entry in known.items():
        kind, _ = _parts(path)
        if path not in shown and kind and not entry.silent and not names_somebody(portfolio, path):
            yield path


def lost(portfolio: Portfolio, cleared: Cleared) -> Iterator[Finding]:
    """What was published and is hidden or deleted, where it should have been retired or taken down.

    Findings:
        KPT106.

    Source:
        Judgement: whoever quotes a page must find it, and a promise that was made in public is not unmade in silence.
    """
    ledgers = portfolio.ledgers
    if ledgers.permalinks is None:
        hint = "repair evidence/permalinks.lock; git has its last good state."
        message = "nobody can say which addresses were published: evidence/permalinks.lock cannot be read"
        yield _lost(Place(PERMALINKS), message, hint, None)
        return
    shown = set(addresses(cleared))
    for path, entry in ledgers.permalinks.items():
        kind, item = _parts(path)
        if path in shown or not kind:
            continue
        if kind == "promises":
            yield from _lost_promise(portfolio, item, path)
        elif not entry.gone and not _is_on_file(portfolio, item) and item not in (ledgers.takedowns or {}):
            message = f"/{path} was published on {entry.since}, and its file is gone"
            hint = f"bring the file back, or take the page down for good, which leaves a notice: kept takedown {item}"
            yield _lost(Place(PERMALINKS), message, hint, item)


def _lost_promise(portfolio: Portfolio, item: str, path: str) -> Iterator[Finding]:
    name = f"promise.{item}"
    promise = next((entry for entry in portfolio.register.promises if entry.id == item), None)
    hint = 'keep it, and say why it ended: retired = { on = 2026-01-31, why = "..." }. Its page and its record stay.'
    if promise is None and name not in portfolio.unreadable:
        message = f"the promise at /{path} was public and is not in the register any more"
        yield _lost(Place("promises.toml", 1, 1), message, hint, name)
    elif promise and promise.audience != "public":
        message = f"the promise at /{path} was public and would be hidden"
        yield _lost(portfolio.place(name, ("audience",)), message, hint, name)


def _lost(place: Place, message: str, hint: str, item: str | None) -> Finding:
    return Finding(code="KPT106", place=place, message=f"{message}.", hint=hint, item=item, audience="public")


def _parts(path: str) -> tuple[str | None, str]:
    """The kind and the id of an item's address; None where it is none."""
    kind, _, item = path.rstrip("/").partition("/")
    is_one = kind in {"promises", "voices", "stories", "metrics"} and item and "/" not in item
    return (kind if is_one else None), item


def _is_on_file(portfolio: Portfolio, item: str) -> bool:
    kinds = (portfolio.testimonials, portfolio.case_studies, portfolio.metrics)
    return item in portfolio.unreadable or any(item in kind for kind in kinds)


def names_somebody(portfolio: Portfolio, path: str) -> bool:
    """True where an address holds a name of the person or the customer whose words stood there."""
    _, item = _parts(path)
    voice: Testimonial | None = portfolio.testimonials.get(item)
    story: CaseStudy | None = portfolio.case_studies.get(item)
    people = Names([voice.speaker.name] if voice and voice.speaker.name else [])
    named = [voice.speaker.organisation] if voice else [story.customer] if story else []
    # A word of a company's name says nothing; the whole of it does.
    companies = (hit for hit in Names(filter(None, named)).find(item, is_prose=False) if hit.part == "name")
    return any(people.find(item, is_prose=False)) or any(companies)
