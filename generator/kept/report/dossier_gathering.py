"""Gathers the dossier of one item from a portfolio, its editions and its history."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kept.approvals.digests import evidence_digest, last_final, promise_digest, wording_digest
from kept.approvals.states import expiry
from kept.findings import Severity, UsageError, rules
from kept.history.decisions import chronicle
from kept.model.edition import InternalEdition
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.fields import Audience
from kept.model.register import Promise
from kept.report.approval_answers import SiteAnswers
from kept.report.dossier import Answer, Asked, Decision, Dossier, Judged, Logged, Shown
from kept.report.item_history import events

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kept.files.git_history import History
    from kept.findings import Report
    from kept.model.edition import Edition
    from kept.model.ledgers import Permalink
    from kept.model.page import Page
    from kept.model.portfolio import Portfolio, Record
    from kept.model.verdict import Result
    from kept.report.approval_answers import SiteAnswer

Item = Testimonial | CaseStudy | Metric

_KINDS = {Testimonial: "testimonial", CaseStudy: "case-study", Metric: "metric", Promise: "promise"}
_FOLDERS = {"testimonial": "voices", "case-study": "stories", "metric": "metrics", "promise": "promises"}
_ASKED = {
    "testimonial": r"KPT(10[1-4]|20[1-5]|30[1-3]|31[0-6]|32[0-2]|40[12]|505|60[1-9]|701)",
    "case-study": r"KPT(10[1-47]|20[1-5]|31[0-6]|40[12]|505|60[1-9])",
    "metric": r"KPT(10[1-4]|203|40[3-8]|60[1-79])",
    "promise": r"KPT(10[1-6]|408|505|60[1-79]|70[2-5])",
}
"""By kind of item: a pattern for the codes of the rules that apply to it."""


def items_by_id(portfolio: Portfolio) -> dict[str, Item | Promise | None]:
    """By id: every item that exists or existed; None where it cannot be read or is deleted."""
    found: dict[str, Item | Promise | None] = dict.fromkeys(portfolio.trusted.records)
    found |= dict.fromkeys((*portfolio.proposed, *(portfolio.ledgers.takedowns or {}), *portfolio.unreadable))
    found |= {f"promise.{promise.id}": promise for promise in portfolio.register.promises}
    return found | dict(portfolio.testimonials) | dict(portfolio.case_studies) | dict(portfolio.metrics)


def gathered(
    portfolio: Portfolio,
    name: str,
    *,
    as_of: date,
    report: Report,
    editions: Mapping[Audience, Edition],
    pages: Mapping[Audience, Sequence[tuple[str, str]]],
    history: History | None,
) -> Dossier:
    """Everything about one item on one day.

    Args:
        portfolio: everything that was read.
        name: an evidence id, or `promise.<id>`.
        as_of: the day that counts as today.
        report: the findings of a check.
        editions: the edition of each site.
        pages: by site, the (path, title) of each page that shows the item or links to it.
        history: the git history; None without a repository.

    Raises:
        UsageError: there is no such item. The message names the most similar id.
    """
    items = items_by_id(portfolio)
    if name not in items:
        raise UsageError(_unknown(name, items))
    item = items[name]
    kind = _KINDS[type(item)] if item is not None else None
    promises = _promises(portfolio, item)
    return Dossier(
        organisation=portfolio.register.organisation.name,
        as_of=as_of,
        revision=portfolio.trusted.ref,
        id=name,
        kind=kind,
        title=_title(item, name),
        path=portfolio.place(name).path if item is not None else None,
        record=item.model_dump(mode="json", by_alias=True) if item is not None else None,
        digest=_digest(portfolio, item),
        wordings={promise.id: wording_digest(promise) for promise in promises},
        statements={promise.id: promise.statement for promise in promises},
        taken_down=(portfolio.ledgers.takedowns or {}).get(name),
        usable_until=_usable_until(name, editions),
        shown=tuple(_shown(portfolio, name, kind, report, editions, pages)),
        verdicts=tuple(_verdicts(name, editions)),
        answers=tuple(map(_answer, SiteAnswers(portfolio, as_of).of(item))) if item is not None else (),
        decisions=tuple(_decisions(portfolio, name, item)),
        rules=tuple(_rules(portfolio, name, item, kind, report)),
        log=_log(history, name) if history else None,
        history=events(history, name) if history else None,
    )


def pages_with(name: str, pages: Iterable[Page]) -> list[tuple[str, str]]:
    """The (path, title) of every page that shows an item or links to it."""
    promise = name.removeprefix("promise.")
    folders = "promises" if promise != name else "voices|stories|metrics"
    link = re.compile(rf'href="(?:\./|(?:\.\./)*)(?:{folders})/{re.escape(promise)}/')
    own = re.compile(rf"(?:{folders})/{re.escape(promise)}/.*")
    return [(page.path, page.title) for page in pages if own.fullmatch(page.path) or link.search(page.body)]


def _log(history: History, name: str) -> tuple[Logged, ...]:
    return tuple(
        Logged(
            on=event.date,
            commit=event.commit,
            kind=event.fact.kind,
            person=event.fact.person,
            audiences=event.fact.audiences,
            digest=event.fact.digest,
            detail=event.fact.detail,
        )
        for event in chronicle(history)
        if event.fact.item == name
    )


def _unknown(name: str, items: Iterable[str]) -> str:
    names = sorted(items)
    near = [one for one in names if one == f"promise.{name}"] or get_close_matches(name, names, 1)
    hint = f'did you mean "{near[0]}"?' if near else "an id is the name of its file; a promise is promise.<id>."
    return f'there is no item "{name}"; {hint}'


def _title(item: Item | Promise | None, name: str) -> str:
    if isinstance(item, Testimonial):
        speaker = item.speaker
        return f"{speaker.name or speaker.role or 'A voice'}, {item.said_on}"
    return item.title if item is not None else name


def _digest(portfolio: Portfolio, item: Item | Promise | None) -> str | None:
    if item is None:
        return None
    if isinstance(item, Promise):
        return promise_digest(item)
    return evidence_digest(portfolio, item, last_final(item) if isinstance(item, Metric) else None)


def _promises(portfolio: Portfolio, item: Item | Promise | None) -> list[Promise]:
    register = portfolio.register.promises
    if isinstance(item, Metric):
        return [promise for promise in register if item.id in promise.metrics]
    names = item.promises if isinstance(item, (Testimonial, CaseStudy)) else [item.id] if item is not None else []
    return [promise for promise in register if promise.id in names]


def _shown(
    portfolio: Portfolio,
    name: str,
    kind: str | None,
    report: Report,
    editions: Mapping[Audience, Edition],
    pages: Mapping[Audience, Sequence[tuple[str, str]]],
) -> Iterator[Shown]:
    link = _published(portfolio, name, kind)
    for audience, edition in editions.items():
        is_shown = name in _items(edition)
        dates = (link.since, link.gone) if link and audience is Audience.PUBLIC else (None, None)
        faults = [one for one in report if one.item == name and one.audience in {None, audience}]
        because = [one.message for one in faults if one.severity is not Severity.INFORMATION and not is_shown]
        yield Shown(
            audience=str(audience),
            now=is_shown,
            pages=tuple(pages.get(audience, ())),
            because=tuple(dict.fromkeys(because)),
            since=dates[0],
            gone=dates[1],
        )


def _usable_until(name: str, editions: Mapping[Audience, Edition]) -> date | None:
    internal = editions[Audience.INTERNAL]
    entries = internal.evidence if isinstance(internal, InternalEdition) else ()
    return next((entry.usable_until for entry in entries if entry.id == name), None)


def _items(edition: Edition) -> set[str]:
    entries = {entry.id for kind in (edition.voices, edition.stories, edition.metrics) for entry in kind}
    return entries | {f"promise.{promise.id}" for promise in edition.promises}


def _published(portfolio: Portfolio, name: str, kind: str | None) -> Permalink | None:
    """The first publication of its address; None where it is not known."""
    folders = [_FOLDERS[kind]] if kind else _FOLDERS.values()
    links = ((portfolio.ledgers.permalinks or {}).get(f"{one}/{name.removeprefix('promise.')}/") for one in folders)
    return next((link for link in links if link), None)


def _verdicts(name: str, editions: Mapping[Audience, Edition]) -> Iterator[Judged]:
    for audience, edition in editions.items():
        for promise in edition.promises:
            if f"promise.{promise.id}" == name:
                verdict = promise.verdict
                yield Judged(
                    audience=str(audience),
                    status=str(verdict.status),
                    because=verdict.because,
                    record=tuple(
                        (str(entry.period), str(entry.status), tuple(map(_result, entry.results)))
                        for entry in reversed(verdict.record)
                    ),
                )


def _result(result: Result) -> str:
    told = "not reported" if result.value is None else str(result.value)
    cases = f" (n = {result.n})" if result.n is not None else ""
    return f"{result.metric}: {told}{cases}, {result.direction.replace('-', ' ')} {result.target}"


def _answer(site_answer: SiteAnswer) -> Answer:
    answer, record = site_answer.answer, site_answer.answer.record
    approval = record.approval if record else None
    return Answer(
        audience=str(site_answer.audience),
        promise=site_answer.promise,
        requires=answer.requirement.role,
        entitled=tuple(sorted(answer.requirement.people)),
        state=str(answer.state),
        approver=approval.approver if approval else None,
        decided_on=approval.approved_on if approval else None,
        holds_until=answer.until if answer.until != date.max else None,
        digest=approval.digest if approval else None,
        record=record.path if record else None,
    )


def _decisions(portfolio: Portfolio, name: str, item: Item | Promise | None) -> Iterator[Decision]:
    for record in portfolio.trusted.records.get(name, ()):
        yield _decision(portfolio, record, item, protected=True)
    for record in portfolio.proposed.get(name, ()):
        yield _decision(portfolio, record, item, protected=False)


def _decision(portfolio: Portfolio, record: Record, item: Item | Promise | None, *, protected: bool) -> Decision:
    approval, policy = record.approval, portfolio.trusted.policy
    person = portfolio.trusted.people.get(approval.approver)
    return Decision(
        path=record.path,
        approver=approval.approver,
        name=person.name if person else None,
        role=approval.role,
        decision=approval.decision,
        audiences=tuple(map(str, approval.audiences)),
        approved_on=approval.approved_on,
        expires_on=expiry(approval, policy) if policy else approval.expires_on or approval.approved_on,
        digest=approval.digest,
        is_current=approval.digest == _digest_through(portfolio, item, approval.through),
        protected=protected,
        seal=str(record.seal),
        record_digest=record.digest,
        supersedes=approval.supersedes,
        note=approval.note,
    )


def _digest_through(portfolio: Portfolio, item: Item | Promise | None, through: str | None) -> str | None:
    if not isinstance(item, Metric):
        return _digest(portfolio, item)
    try:
        return evidence_digest(portfolio, item, through)
    except ValueError:  # `through` is not a period of this metric
        return None


def _rules(
    portfolio: Portfolio, name: str, item: Item | Promise | None, kind: str | None, report: Report
) -> Iterator[Asked]:
    """Every objection, and every rule for this kind that had none."""
    objections = [finding for finding in report if finding.item == name]
    for finding in objections:
        place = finding.place
        yield Asked(
            code=finding.code,
            slug=finding.rule.slug,
            outcome=str(finding.severity),
            audience=finding.audience,
            message=finding.message,
            hint=finding.hint,
            place=":".join(str(part) for part in place if part is not None),
        )
    asked = re.compile(_ASKED[kind] if kind else "")
    outcome = "no objection" if _was_judged(portfolio, name, item) else "not asked"
    broken = {finding.code for finding in objections}
    for code, rule in rules().items():
        if kind and code not in broken and asked.fullmatch(code):
            yield Asked(code=code, slug=rule.slug, outcome=outcome)


def _was_judged(portfolio: Portfolio, name: str, item: Item | Promise | None) -> bool:
    """False where the item is held back before the other rules are asked."""
    is_withdrawn = isinstance(item, (Testimonial, CaseStudy)) and item.consent.withdrawn_on is not None
    return not is_withdrawn and name not in portfolio.faulty and name not in (portfolio.ledgers.takedowns or {})
