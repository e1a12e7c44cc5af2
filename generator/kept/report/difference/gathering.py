"""From two portfolios to the difference between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from kept.edition.gate import gates
from kept.findings import Finding, Report, Severity
from kept.model.fields import Audience
from kept.model.portfolio import Portfolio, Record
from kept.report.approval_answers import SiteAnswers
from kept.report.difference.cards import Cards
from kept.report.difference.on_sites import Sites
from kept.report.difference.settings import POLICY, SIGNERS, setting_changes
from kept.report.difference.values import AtOnce, Card, Difference, Fault, PageChange, VerdictChange, counted_errors
from kept.report.difference.verdict_changes import States, verdict_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kept.model.edition import Edition

_WAITING = frozenset(("KPT601", "KPT602", "KPT603", "KPT604", "KPT606", "KPT608"))
"""What a card says in its own words: who has to approve."""
_APPROVALS = "evidence/approvals/"
_LOOK = ("site_templates/", "mkdocs.yml")


def _no_pages(_before: Edition | None, _after: Edition) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change as it was read: what was there before, what lies here, and what merging makes of it."""

    organisation: str
    as_of: date
    ref: str
    base: str
    newer: int
    before: Portfolio | None
    """None where what was there before cannot be used."""
    here: Portfolio
    merged: Portfolio
    lying: Mapping[str, tuple[Record, ...]]
    """The records that lie here, by item."""
    found_before: Report
    """What was found on reading what was there before."""
    found: Report
    """What a check of what lies here finds."""
    files: frozenset[str]
    """The paths that the change touches, from the project's root."""
    preview_url: str | None = None
    pages: Callable[[Edition | None, Edition], Iterable[str]] = _no_pages
    """The addresses of the pages that read otherwise in a later edition of a site."""
    approve_page: Callable[[str, str, tuple[str, ...]], str | None] = lambda *_: None
    """The address of the page on which a person (an id) approves an item for some sites."""


def difference(change: Change) -> Difference:
    """What the change does. What was so before is left out and counted."""
    states, known = _states(change)
    sites = Sites(states)
    fresh = tuple(_fresh(change, known))
    cards_of = Cards(
        change.before,
        change.here,
        change.merged,
        lying=dict(change.lying),
        answers=SiteAnswers(change.merged, change.as_of),
        sites=sites,
        approve_page=change.approve_page,
    )
    items = cards_of.changed()
    faults = [_fault(one) for one in fresh]
    cards = tuple(cards_of.card(item, [one for one in faults if one.item == item]) for item in items)
    published = change.before.ledgers.results if change.before else ()
    verdicts = verdict_changes(states, published or ())
    loose = tuple(one for one in faults if one.item not in items)
    return Difference(
        organisation=change.organisation,
        as_of=change.as_of,
        ref=change.ref,
        base=change.base,
        newer=change.newer,
        verdicts=verdicts,
        at_once=(*_verdicts_at_once(verdicts), *_named(sites.at_once(), cards)),
        waits_for=tuple(dict.fromkeys(_waited_for(cards))),
        brings=sites.brings(),
        settings=tuple(_settings(change)),
        cards=cards,
        faults=loose,
        backlog=sum(_key(one) in known for one in change.found if one.severity is not Severity.INFORMATION),
        look=tuple(sorted(path for path in change.files if path.startswith(_LOOK))),
        preview_url=change.preview_url,
        pages=tuple(_pages(change, states)),
        errors=counted_errors(tuple(faults)),
    )


def _pages(change: Change, states: Mapping[Audience, States]) -> Iterator[PageChange]:
    """Each page that reads otherwise, with the merge or once everything is approved."""
    for site, four in states.items():
        at_once = change.pages(four.before, four.merged)
        later = change.pages(four.waiting, four.approved)
        yield from (PageChange(site=str(site), path=path) for path in dict.fromkeys((*at_once, *later)))


def broken(organisation: str, as_of: date, where: tuple[str, str, int], found: Report) -> Difference:
    """What there is to say of a change whose register cannot be used: every finding, and nothing else.

    Args:
        organisation: whose register it is, where that is known.
        as_of: the day that counts as today.
        where: the revision, the commit where the branch left it, and how many commits it has had since.
        found: what was found on reading.
    """
    ref, base, newer = where
    faults = tuple(map(_fault, found))
    return Difference(
        organisation=organisation,
        as_of=as_of,
        ref=ref,
        base=base,
        newer=newer,
        faults=faults,
        is_broken=True,
        errors=counted_errors(faults),
    )


def _states(change: Change) -> tuple[dict[Audience, States], frozenset[tuple[str | None, ...]]]:
    """Both sites at four moments, and what was found before."""
    merged = gates(change.merged, as_of=change.as_of)
    approved = gates(change.merged, as_of=change.as_of, preview=True)
    before = gates(change.before, as_of=change.as_of) if change.before else None
    waiting = gates(change.before, as_of=change.as_of, preview=True) if change.before else None
    states = {
        site: States(
            before[index][0] if before else None,
            merged[index][0],
            approved[index][0],
            waiting[index][0] if waiting else None,
        )
        for index, site in enumerate((Audience.PUBLIC, Audience.INTERNAL))
    }
    held_back = (*before[0][1], *before[1][1]) if before else ()
    # What concerns both sites is said once, of none of them.
    return states, frozenset(key for one in (*change.found_before, *held_back) for key in (_key(one), _of_both(one)))


def _fresh(change: Change, known: frozenset[tuple[str | None, ...]]) -> Iterator[Finding]:
    """What a check finds of the change itself."""
    for one in change.found:
        is_loose = one.item is None and one.place.path not in change.files
        if _key(one) in known or is_loose:
            continue
        if one.severity is Severity.INFORMATION:
            # Of what holds nothing back, only what is said of the records of this change is for whoever decides on it.
            if one.place.path.startswith(_APPROVALS) and one.place.path in change.files:
                yield one
        elif one.code not in _WAITING or one.severity is Severity.ERROR:
            yield one


def _key(finding: Finding) -> tuple[str | None, ...]:
    return finding.code, finding.item or finding.place.path, finding.audience, finding.message


def _of_both(finding: Finding) -> tuple[str | None, ...]:
    message = finding.message.replace(f" for the {finding.audience} site", "", 1)
    return finding.code, finding.item or finding.place.path, None, message


def _fault(finding: Finding) -> Fault:
    return Fault(
        code=finding.code,
        slug=finding.rule.slug,
        severity=str(finding.severity),
        message=finding.message,
        hint=finding.hint,
        item=finding.item,
        path=finding.place.path,
        line=finding.place.line,
    )


def _verdicts_at_once(verdicts: Iterable[VerdictChange]) -> Iterator[AtOnce]:
    for one in verdicts:
        moved = [move for move in one.moves if move.was != move.merged]
        told = [f"{_span(move.periods)}: {move.was} becomes {move.merged}" for move in moved]
        if not told and one.was != one.merged:
            told = [f"{one.was} becomes {one.merged}"]
        for site in one.sites:
            yield from (AtOnce(site=site, what=f"{one.title} ({one.promise}), {what}") for what in told)


def _named(changes: Iterable[AtOnce], cards: Iterable[Card]) -> Iterator[AtOnce]:
    """The changes with what each item is called before its id, where that may be said."""
    titles = {card.id: f"{card.title} ({card.id})" for card in cards if card.title != card.id}
    for one in changes:
        name, space, rest = one.what.partition(" ")
        yield replace(one, what=f"{titles.get(name, name)}{space}{rest}")


def _span(periods: tuple[str, ...]) -> str:
    return periods[0] if len(periods) == 1 else f"{periods[0]} and {len(periods) - 1} more"


def _waited_for(cards: Iterable[Card]) -> Iterator[str]:
    """The names of those without whom what the change brings does not appear."""
    for card in cards:
        if card.change != "affected":
            asked = [frozenset(need.people) for need in card.needs]
            for need in card.needs:
                # Where fewer people are asked for something else of the same item, theirs is what counts.
                if not any(other and other < frozenset(need.people) for other in asked):
                    yield " or ".join(need.people)


def _settings(change: Change) -> Iterator[str]:
    if change.before:
        yield from setting_changes(change.before.trusted, change.merged.trusted, change.files)
    elif change.files & {POLICY, SIGNERS}:
        yield "The policy and the signing keys are new, and so is everybody who decides."
    # What the policy withholds, by name and number, as a check says it.
    for one in change.found:
        if one.place.path == POLICY and one.severity is Severity.INFORMATION:
            yield f"{one.message[:1].upper()}{one.message[1:]}"
