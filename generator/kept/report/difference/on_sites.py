"""What an edition shows, item by item, and what two editions of one site show differently."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from kept.model.edition import InternalEdition, PublicEdition
from kept.model.verdict import Status, Verdict
from kept.report.difference.values import AtOnce, OnSite

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kept.model.edition import Edition
    from kept.model.fields import Audience
    from kept.report.difference.verdict_changes import States

_Items = dict[str, object]
_NOTHING: tuple[str, ...] = ()
_NO_VERDICT = Verdict(status=Status.MEASURING, period=None, results=(), because="", record=(), next_result=None)


def items(edition: Edition | None) -> dict[str, object]:
    """By id, what is said of each item, less what follows from other items; nothing without an edition."""
    if edition is None:
        return {}
    found: dict[str, object] = {voice.id: replace(voice, person=None) for voice in edition.voices}
    found |= {story.id: replace(story, voices=()) for story in edition.stories}
    found |= {metric.id: replace(metric, promises=()) for metric in edition.metrics}
    # Verdicts are compared by themselves, with their figures.
    promises = (
        replace(
            one,
            verdict=_NO_VERDICT,
            misses=(),
            strength=None,
            metrics=(),
            voices=(),
            stories=(),
            changes=(),
            first_result=None,
        )
        for one in edition.promises
    )
    return found | {f"promise.{one.id}": one for one in promises}


def pages(edition: Edition | None) -> Mapping[str, tuple[str, ...]]:
    """By id, the addresses of the pages on which an item stands, its own first."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    if edition is None:
        return {}
    for voice in edition.voices:
        found[voice.id] += [f"voices/{voice.id}/", *(f"promises/{one}/" for one in voice.promises)]
    for story in edition.stories:
        found[story.id] += [f"stories/{story.id}/", *(f"promises/{one}/" for one in story.promises)]
        for name in story.voices:
            found[name].append(f"stories/{story.id}/")
    for metric in edition.metrics:
        found[metric.id] += [f"metrics/{metric.id}/", *(f"promises/{one}/" for one in metric.promises)]
    for promise in edition.promises:
        found[f"promise.{promise.id}"].append(f"promises/{promise.id}/")
    return {name: tuple(dict.fromkeys(addresses)) for name, addresses in found.items()}


class Sites:
    """Both sites at four moments."""

    def __init__(self, states: Mapping[Audience, States]) -> None:
        self._items = {site: [items(one) for one in three] for site, three in states.items()}
        self._pages = {site: [pages(one) for one in three] for site, three in states.items()}
        self._states = states

    def of(self, item: str) -> tuple[OnSite, ...]:
        """Where an item is, on each site on which it is at any of the three moments."""
        found = []
        for site, three in self._items.items():
            before, merged, approved, _ = (item in one for one in three)
            if before or merged or approved:
                # As it will be, else as it is, else as it was.
                addresses = (where.get(item, _NOTHING) for where in reversed(self._pages[site][:3]))
                found.append(
                    OnSite(
                        site=str(site),
                        before=before,
                        merged=merged,
                        approved=approved,
                        pages=next((one for one in addresses if one), _NOTHING),
                    )
                )
        return tuple(found)

    def touched(self) -> tuple[str, ...]:
        """Every item of which a site says something else at one of the three moments."""
        names = dict.fromkeys(name for all_four in self._items.values() for one in all_four for name in one)
        return tuple(name for name in names if any(_moves(name, *four) for four in self._items.values()))

    def brings(self) -> bool:
        """True where a site says something more, or something else, once everything in the change is approved."""
        return any(
            _more(merged.keys() | approved.keys(), merged, approved, waiting)
            for _, merged, approved, waiting in self._items.values()
        ) or any(
            _all(three.merged) != _all(three.approved)
            and (three.waiting is None or _all(three.approved) != _all(three.waiting))
            for three in self._states.values()
        )

    def at_once(self) -> Iterator[AtOnce]:
        """What merging alone changes, in sentences, without the verdicts."""
        for site, (before, merged, *_) in self._items.items():
            for name in dict.fromkeys((*before, *merged)):
                if name not in merged:
                    yield AtOnce(site=str(site), what=f"{name} is taken off")
                elif name not in before:
                    yield AtOnce(site=str(site), what=f"{name} appears")
                elif before[name] != merged[name]:
                    yield AtOnce(site=str(site), what=f"{name} reads otherwise")
            three = self._states[site]
            if three.before and _frame(three.before) != _frame(three.merged):
                yield AtOnce(site=str(site), what="names, titles, stages or notes of the site itself read otherwise")
            if isinstance(three.before, InternalEdition) and isinstance(three.merged, InternalEdition):
                yield from (AtOnce(site=str(site), what=one) for one in _inside(three.before, three.merged))


def _moves(name: str, before: _Items, merged: _Items, approved: _Items, waiting: _Items) -> bool:
    """True where the change makes a site say something else of an item, at once or later."""
    return before.get(name) != merged.get(name) or _more((name,), merged, approved, waiting)


def _more(names: Iterable[str], merged: _Items, approved: _Items, waiting: _Items) -> bool:
    return any(merged.get(one) != approved.get(one) and approved.get(one) != waiting.get(one) for one in names)


def _all(edition: Edition) -> tuple[object, ...]:
    """The verdicts, and what belongs to no item."""
    return {one.id: (one.verdict, one.misses) for one in edition.promises}, _frame(edition)


def _frame(edition: Edition) -> tuple[object, ...]:
    """What belongs to no item."""
    left_out = edition.pages_left_out if isinstance(edition, PublicEdition) else frozenset[str]()
    return edition.publisher, edition.stages, left_out


def _inside(before: InternalEdition, merged: InternalEdition) -> Iterator[str]:
    """What only the people inside see, and nobody approves."""
    then = {one.promise: replace(one, published=None) for one in before.promises_inside}
    now = {one.promise: replace(one, published=None) for one in merged.promises_inside}
    for name in then.keys() & now.keys():
        if then[name].open_period != now[name].open_period or then[name].live != now[name].live:
            yield f"the period under way of promise.{name} reads otherwise"
        elif then[name] != now[name]:
            yield f"the notes about promise.{name} read otherwise"
    if before.roles != merged.roles:
        yield "what roles say and offer reads otherwise"
    own = [(one.why, one.how, one.what, one.contribute_url, one.stages_inside) for one in (before, merged)]
    if own[0] != own[1]:
        yield "the home or the journey inside reads otherwise"
