"""Lists what is held back, by which rules, and who can act. For internal readers, without the words themselves."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Literal

from kept.findings import Finding, Severity
from kept.model.edition import Held, PersonView
from kept.model.evidence import Metric, Testimonial
from kept.model.when import earliest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.edition.clearance import Clearance
    from kept.model.portfolio import Portfolio

Kind = Literal["promise", "voice", "story", "metric"]
_PROMISE = "promise."


def held(portfolio: Portfolio, cleared: Clearance, findings: Iterable[Finding]) -> Iterator[Held]:
    """One entry for everything that is held back and waits for somebody, oldest first.

    Items that were withdrawn or taken down wait for nobody and are left out.

    Args:
        portfolio: the items and the people.
        cleared: what internal readers may see. Other items are not named.
        findings: the findings of both sites.
    """
    by_item: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.item and finding.audience and finding.severity is not Severity.INFORMATION:
            by_item[finding.item].append(finding)
    withdrawn = portfolio.withdrawn
    entries = [_entry(portfolio, cleared, item, found) for item, found in by_item.items() if item not in withdrawn]
    known = [entry for entry in entries if entry]
    yield from sorted(known, key=lambda one: (one.since or date.max, one.kind, one.promises, one.codes))


def _entry(portfolio: Portfolio, cleared: Clearance, item: str, found: list[Finding]) -> Held | None:
    kind = _kind(portfolio, item)
    if kind is None:
        return None
    promises = _promises(portfolio, item)
    return Held(
        kind=kind,
        item=item.removeprefix(_PROMISE) if _is_shown(cleared, item) else None,
        promises=tuple(promise for promise in promises if promise in cleared.promises),
        sites=frozenset(finding.audience for finding in found if finding.audience),
        codes=tuple(dict.fromkeys(finding.code for finding in found)),
        waits_on=tuple(_people(portfolio, promises, found)),
        since=_since(portfolio, item, found),
    )


def _kind(portfolio: Portfolio, item: str) -> Kind | None:
    kinds: tuple[tuple[Kind, bool], ...] = (
        ("promise", item.startswith(_PROMISE)),
        ("voice", item in portfolio.testimonials),
        ("story", item in portfolio.case_studies),
        ("metric", item in portfolio.metrics),
    )
    return next((kind for kind, is_it in kinds if is_it), None)


def _is_shown(cleared: Clearance, item: str) -> bool:
    shown = (cleared.testimonials, cleared.case_studies, cleared.metrics)
    return item.removeprefix(_PROMISE) in cleared.promises or any(item in kind for kind in shown)


def _promises(portfolio: Portfolio, item: str) -> tuple[str, ...]:
    """The ids of the promises an item is for; for a metric, those that use it."""
    if item.startswith(_PROMISE):
        return (item.removeprefix(_PROMISE),)
    about = portfolio.testimonials.get(item) or portfolio.case_studies.get(item)
    if about:
        return about.promises
    return tuple(promise.id for promise in portfolio.register.promises if item in promise.metrics)


def _people(portfolio: Portfolio, promises: tuple[str, ...], found: list[Finding]) -> Iterator[PersonView]:
    """The people who can act: those who can approve the item, otherwise the owners of its promises."""
    asked = [person for finding in found for person in finding.waits_on]
    owners = [promise.owner for promise in portfolio.register.promises if promise.id in promises and promise.owner]
    others = [] if all(finding.waits_on for finding in found) else owners
    people = {person.id: person for person in portfolio.register.people}
    for person in dict.fromkeys((*asked, *others)):
        if person in people:
            yield PersonView(name=people[person].name, title=people[person].title)


def _since(portfolio: Portfolio, item: str, found: list[Finding]) -> date | None:
    """The day since which it waits: when it was checked or written down, or when its permission ended."""
    words = portfolio.testimonials.get(item) or portfolio.case_studies.get(item)
    if words is None:
        return _figures_since(portfolio.metrics.get(item))
    if words.consent.expires_on and any(finding.code == "KPT312" for finding in found):
        return words.consent.expires_on
    if words.verified:
        return words.verified.on
    said = earliest(words.said_on) if isinstance(words, Testimonial) else words.dates.end or words.dates.start
    return words.source.captured_on or said


def _figures_since(metric: Metric | None) -> date | None:
    rows = metric.rows if metric else ()
    return max((row.published_on for row in rows if row.published_on), default=None)
