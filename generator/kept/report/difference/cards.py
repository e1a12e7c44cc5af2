"""One item of a change as a card: its words, their speaker, the permission, the sites, and what is still needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.approvals.lookup import find
from kept.approvals.naming import names
from kept.edition.evidence_projection import voice_view
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.fields import Audience
from kept.model.policy import Channels
from kept.model.register import Promise
from kept.model.site_words import SITE, SiteWords
from kept.report.difference.compared import field_change, field_changes, pieces
from kept.report.difference.needs import decisions, needs
from kept.report.difference.risks import risks
from kept.report.difference.values import Card, Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kept.model.portfolio import Portfolio, Record
    from kept.model.site_words import Approvable
    from kept.report.approval_answers import SiteAnswers
    from kept.report.difference.on_sites import Sites
    from kept.report.difference.values import Change, FieldChange, Need, Piece

    ApprovePage = Callable[[str, str, tuple[str, ...]], str | None]

KINDS = {
    Testimonial: "quote",
    CaseStudy: "story",
    Metric: "figures",
    Promise: "promise",
    SiteWords: "the site's own words",
}
_GONE_CODE = "KPT313"
_OF_THE_WORDS = frozenset({"statement", "summary", "title"})


class Cards:
    """Makes the cards of one change."""

    def __init__(
        self,
        before: Portfolio | None,
        here: Portfolio,
        merged: Portfolio,
        *,
        lying: dict[str, tuple[Record, ...]],
        answers: SiteAnswers,
        sites: Sites,
        approve_page: ApprovePage,
    ) -> None:
        """Gets ready.

        Args:
            before: what was written down before; None where nothing that could be read.
            here: what lies here.
            merged: the same as it is judged once merged.
            lying: the records that lie here, by item.
            answers: where everything stands with its approvers once merged.
            sites: what both sites show.
            approve_page: gives the address of the page on which a person approves an item for some sites.
        """
        self._approve_page = approve_page
        self._before = before
        self._here = here
        self._merged = merged
        self._lying = lying
        self._answers = answers
        self._sites = sites

    def changed(self) -> tuple[str, ...]:
        """Every item that the change touches, and every one of which a site says something else because of it."""
        ids = dict.fromkeys((*self._ids(self._before), *self._ids(self._here)))
        touched = [item for item in ids if self._change(item) != "affected"]
        affected = (item for item in self._sites.touched() if item not in touched)
        return (*touched, *affected)

    def card(self, item: str, faults: Sequence[Fault]) -> Card:
        """The card of an item, with what rules newly say of it."""
        old, new = _find(self._before, item), _find(self._here, item)
        noun, change = new or old, self._change(item)
        silent = self._silent(item, old, new, faults)
        is_told = silent is None and new is not None
        words, beside = _words(old, new) if is_told else ((), None)
        fields = tuple(_fields(old, new)) if change == "altered" and is_told else ()
        shown = self._sites.of(item)
        needed = needs(self._merged, self._answers, new) if is_told and new and self._may_be_shown(item) else ()
        return Card(
            id=item,
            kind=KINDS[type(noun)] if noun else "a file that cannot be read",
            change=change,
            title=item if silent or noun is None else title(noun),
            words=words if change in {"added", "altered", "decided"} else (),
            beside=beside,
            silent=silent,
            speaker=_speaker(new) if is_told else None,
            permission=_permission(new) if is_told and change != "affected" else None,
            disclosure=new.disclosure if is_told and isinstance(new, Testimonial) else None,
            fields=fields,
            decisions=tuple(
                decisions(
                    self._before.trusted.records.get(item, ()) if self._before else (),
                    self._lying.get(item, ()),
                    self._merged.trusted.records.get(item, ()),
                    names(self._here),
                )
            ),
            sites=shown,
            needs=needed,
            approve_pages=tuple(self._approve_pages(item, needed)),
            risks=self._risks(item, new, change) if silent is None else (),
            faults=tuple(faults),
            is_internal=not (isinstance(noun, SiteWords) or (noun and noun.audience is Audience.PUBLIC)),
        )

    def _approve_pages(self, item: str, needed: Sequence[Need]) -> Iterator[tuple[str, str]]:
        """By name, the page of everybody who can approve an item, each once for all sites that ask them."""
        sites: dict[tuple[str, str], list[str]] = {}
        for need in needed:
            for one in zip(need.ids, need.people, strict=True):
                sites.setdefault(one, []).extend(need.sites)
        for (person, name), asked in sites.items():
            if page := self._approve_page(item, person, tuple(dict.fromkeys(asked))):
                yield name, page

    def _may_be_shown(self, item: str) -> bool:
        return item not in (self._merged.ledgers.takedowns or {})

    def _risks(self, item: str, new: Approvable | None, change: Change) -> tuple[str, ...]:
        leaves = [one.site for one in self._sites.of(item) if one.before and not one.merged]
        told = [f"Merging takes it off the {' and the '.join(leaves)} site."] if leaves else []
        if new is not None and change in {"added", "altered", "decided"}:
            told += risks(self._here, new)
        return tuple(told)

    def _silent(self, item: str, old: Approvable | None, new: Approvable | None, faults: Sequence[Fault]) -> str | None:
        """Why the words of an item may not be repeated here."""
        for portfolio in filter(None, (self._before, self._here)):
            if (portfolio.ledgers.takedowns is None) or item in portfolio.ledgers.takedowns:
                return "it was taken down"
        for noun in (old, new):
            if isinstance(noun, (Testimonial, CaseStudy)) and noun.consent.withdrawn_on:
                return "the permission was withdrawn"
        if any(fault.code == _GONE_CODE for fault in faults):
            return "it repeats words that were withdrawn"
        return "the file is gone" if new is None and old is not None else None

    def _change(self, item: str) -> Change:
        old, new = _find(self._before, item), _find(self._here, item)
        was_there, is_there = self._is_known(self._before, item), self._is_known(self._here, item)
        if not was_there and is_there:
            return "added"
        if was_there and not is_there:
            return "removed"
        if old != new or self._files_of(self._before, item) != self._files_of(self._here, item):
            return "altered"
        records = self._before.trusted.records.get(item, ()) if self._before else ()
        then = {(one.path, one.digest) for one in records}
        now = {(one.path, one.digest) for one in self._lying.get(item, ())}
        takedowns = [one.ledgers.takedowns or {} if one else {} for one in (self._before, self._merged)]
        return "decided" if then != now or takedowns[0].get(item) != takedowns[1].get(item) else "affected"

    def _ids(self, portfolio: Portfolio | None) -> Iterator[str]:
        if portfolio:
            yield SITE
            yield from (f"promise.{promise.id}" for promise in portfolio.register.promises)
            yield from sorted((*portfolio.metrics, *portfolio.case_studies, *portfolio.testimonials))
            yield from sorted(portfolio.unreadable)

    @staticmethod
    def _is_known(portfolio: Portfolio | None, item: str) -> bool:
        return portfolio is not None and (_find(portfolio, item) is not None or item in portfolio.unreadable)

    @staticmethod
    def _files_of(portfolio: Portfolio | None, item: str) -> tuple[object, ...]:
        if portfolio is None:
            return ()
        pictures = {name: content for (story, name), content in portfolio.images.items() if story == item}
        return portfolio.texts.get(item), pictures, item in portfolio.unreadable


def _find(portfolio: Portfolio | None, item: str) -> Approvable | None:
    return find(portfolio, item) if portfolio else None


def title(noun: Approvable) -> str:
    """What an item is called, as readers will know it."""
    if isinstance(noun, Testimonial):
        return f"{_speaker(noun)}, {noun.said_on}"
    if isinstance(noun, SiteWords):
        return "Names, titles, stages and hand-written pages of the public site"
    return (noun.short or noun.statement) if isinstance(noun, Promise) else noun.title


def _words(old: Approvable | None, new: Approvable | None) -> tuple[tuple[Piece, ...], str | None]:
    """The words as they will be shown, beside the original where there is one, else beside the words before."""
    now = _text(new)
    if isinstance(new, Testimonial) and new.original:
        return pieces(new.original, now), "the original"
    if old is not None and _text(old) != now:
        return pieces(_text(old), now), "the words before"
    return pieces(now, now), None


def _text(noun: Approvable | None) -> str:
    if isinstance(noun, Testimonial):
        return noun.body
    if isinstance(noun, CaseStudy):
        return f"{noun.title}\n\n{noun.summary}\n\n{noun.body}"
    return noun.statement if isinstance(noun, Promise) else ""


def _fields(old: Approvable | None, new: Approvable | None) -> Iterator[FieldChange]:
    for one in field_changes(old, new):
        if not (isinstance(new, (CaseStudy, Promise)) and one.name in _OF_THE_WORDS):
            yield one
    if isinstance(old, Testimonial) and isinstance(new, Testimonial) and old.body != new.body and new.original:
        yield field_change("words as they are shown", old.body, new.body)
    if isinstance(old, Metric) and isinstance(new, Metric):
        then, now = ({row.period: row for row in one.rows} for one in (old, new))
        for period in dict.fromkeys((*then, *now)):
            if then.get(period) != now.get(period):
                yield field_change(f"row {period}", _row(old, period), _row(new, period))


def _row(metric: Metric, period: str) -> str | None:
    row = next((one for one in metric.rows if one.period == period), None)
    if row is None:
        return None
    parts = {"value": row.value, "n": row.n, "numerator": row.numerator, "published": row.published_on}
    told = ", ".join(f"{name} {value}" for name, value in parts.items() if value is not None)
    return ", ".join(part for part in (told, str(row.status), row.note) if part)


def _speaker(noun: Approvable | None) -> str | None:
    """The line below the words, as a reader will see it."""
    if isinstance(noun, CaseStudy):
        return ", ".join(part for part in (noun.customer, noun.sector, noun.place) if part)
    if not isinstance(noun, Testimonial):
        return None
    shown = voice_view(noun, (), "", Channels())
    who = shown.name or ("Name withheld at the speaker's wish" if shown.is_known else "Nobody knows who said it")
    return ", ".join(part for part in (who, shown.role, shown.organisation, shown.place) if part)


def _permission(noun: Approvable | None) -> str | None:
    if not isinstance(noun, (Testimonial, CaseStudy)):
        return None
    consent = noun.consent
    if consent.refused_on:
        return f"They said no on {consent.refused_on}."
    if not consent.granted_on or not consent.basis:
        return "No permission is on record."
    days = [f"given {consent.granted_on}"]
    days += [f"given again {consent.reconfirmed_on}"] if consent.reconfirmed_on else []
    days += [f"until {consent.expires_on}"] if consent.expires_on else []
    used = ", ".join(map(str, consent.channels)) or "nothing"
    where = ", ".join(consent.territories) or "all countries"
    assets = f"; also {', '.join(consent.assets)}" if consent.assets else ""
    asked = f" On one condition: {consent.conditions}" if consent.conditions else ""
    met = f" (met on {consent.conditions_met_on})" if asked and consent.conditions_met_on else ""
    return f"For {used}, in {where}{assets}; {', '.join(days)} ({consent.basis}).{asked}{met}"
