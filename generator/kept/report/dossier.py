"""Everything behind one item, for a lawyer's letter or an audit: gathered here, written by `dossier_page`."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from kept import __version__
from kept.findings import UsageError, rules
from kept.model.base import Audience
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.register import Promise
from kept.report.standing import stands
from kept.trust.approvals import expiry
from kept.trust.digests import evidence_digest, last_final, promise_digest, wording_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kept.findings import Report
    from kept.model.portfolio import Portfolio, Record
    from kept.render.page import Page
    from kept.report.standing import Item, Stand

_KINDS = {Testimonial: "testimonial", CaseStudy: "case-study", Metric: "metric", Promise: "promise"}
_FOLDERS = {"testimonial": "voices", "case-study": "stories", "metric": "metrics", "promise": "promises"}
_ASKED = {
    "testimonial": r"KPT(10[1-4]|20[1-5]|30[1-3]|31[0-6]|32[0-2]|40[12]|505|60[1-9]|701)",
    "case-study": r"KPT(10[1-47]|20[1-5]|31[0-6]|40[12]|505|60[1-9])",
    "metric": r"KPT(10[1-4]|203|40[3-8]|60[1-79])",
    "promise": r"KPT(10[1-6]|408|505|60[1-79]|70[2-5])",
}
"""Which rules are asked about each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Where one site shows an item."""

    audience: str
    now: bool
    pages: tuple[tuple[str, str], ...]
    """(path, title) of every page that shows it or leads to it."""
    since: date | None = None
    """When its address was first published, where that is remembered."""
    gone: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One requirement on one site, and what it rests on."""

    audience: str
    promise: str | None
    requires: str
    entitled: tuple[str, ...]
    state: str
    approver: str | None
    decided_on: date | None
    holds_until: date | None
    digest: str | None
    record: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One approval record as it lies on file."""

    path: str
    approver: str
    name: str | None
    role: str | None
    decision: str
    audiences: tuple[str, ...]
    approved_on: date
    expires_on: date
    digest: str
    is_current: bool
    """True where the content now is the content that was decided on."""
    protected: bool
    """True where the protected branch has the record, rather than only the change under review."""
    seal: str
    record_digest: str
    supersedes: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One rule and its outcome."""

    code: str
    slug: str
    outcome: str
    """`no objection`, `not asked`, or how much the objection weighs."""
    audience: str | None = None
    message: str | None = None
    hint: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change to a file of the item, from git."""

    on: str
    commit: str
    path: str
    what: str
    """`added`, `changed` or `deleted`."""
    by: tuple[str, ...]
    """The e-mail addresses of author and committer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything behind one item."""

    organisation: str
    as_of: date
    revision: str | None
    """The git revision that says what is approved; None where no repository protects anything."""
    id: str
    kind: str | None
    """None where the file is gone or cannot be read."""
    title: str
    path: str | None
    record: Mapping[str, Any] | None
    """Every field as it was written."""
    digest: str | None
    wordings: Mapping[str, str]
    """Of each of its promises: the digest of its wording now."""
    statements: Mapping[str, str]
    """Of each of its promises: what it says."""
    taken_down: date | None
    shown: tuple[Shown, ...]
    answers: tuple[Answer, ...]
    decisions: tuple[Decision, ...]
    rules: tuple[Asked, ...]
    history: tuple[Event, ...] | None = None
    """Newest first; None without a repository."""
    kept: str = field(default=__version__)


def known(portfolio: Portfolio) -> dict[str, Item | Promise | None]:
    """Every item there is or was, by its id; None where it cannot be read or is gone."""
    found: dict[str, Item | Promise | None] = dict.fromkeys(portfolio.trusted.records)
    found |= dict.fromkeys((*portfolio.proposed, *(portfolio.ledgers.takedowns or {}), *portfolio.unreadable))
    found |= {f"promise.{promise.id}": promise for promise in portfolio.register.promises}
    return found | dict(portfolio.testimonials) | dict(portfolio.case_studies) | dict(portfolio.metrics)


def dossier(
    portfolio: Portfolio,
    name: str,
    *,
    as_of: date,
    report: Report,
    pages: Mapping[Audience, Sequence[tuple[str, str]]],
    history: tuple[Event, ...] | None,
) -> Dossier:
    """Everything behind one item on one day.

    Args:
        portfolio: everything that was read.
        name: an evidence id, or `promise.<id>`.
        as_of: the day that counts as today.
        report: what a check found.
        pages: by site, the (path, title) of each page that shows it or leads to it.
        history: what git remembers of it.

    Raises:
        UsageError: there is no such item; the text names the nearest.
    """
    items = known(portfolio)
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
        shown=tuple(_shown(portfolio, name, kind, pages)),
        answers=tuple(map(_answer, stands(portfolio, item, as_of))) if item is not None else (),
        decisions=tuple(_decisions(portfolio, name, item)),
        rules=tuple(_rules(portfolio, name, item, kind, report)),
        history=history,
    )


def pages_with(name: str, pages: Iterable[Page]) -> list[tuple[str, str]]:
    """The (path, title) of every page that shows an item or leads to it."""
    promise = name.removeprefix("promise.")
    folders = "promises" if promise != name else "voices|stories|metrics"
    link = re.compile(rf'href="(?:\./|(?:\.\./)*)(?:{folders})/{re.escape(promise)}/')
    own = re.compile(rf"(?:{folders})/{re.escape(promise)}/.*")
    return [(page.path, page.title) for page in pages if own.fullmatch(page.path) or link.search(page.body)]


def _unknown(name: str, items: Iterable[str]) -> str:
    names = sorted(items)
    near = get_close_matches(name, names, 1) or [one for one in names if one == f"promise.{name}"]
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
    portfolio: Portfolio, name: str, kind: str | None, pages: Mapping[Audience, Sequence[tuple[str, str]]]
) -> Iterator[Shown]:
    published = portfolio.ledgers.permalinks or {}
    folders = [_FOLDERS[kind]] if kind else _FOLDERS.values()
    address = next(
        (path for folder in folders if (path := f"{folder}/{name.removeprefix('promise.')}/") in published), ""
    )
    link = published.get(address)
    for audience in Audience:
        found = tuple(pages.get(audience, ()))
        dates = (link.since, link.gone) if link and audience is Audience.PUBLIC else (None, None)
        yield Shown(audience=str(audience), now=bool(found), pages=found, since=dates[0], gone=dates[1])


def _answer(stand: Stand) -> Answer:
    standing, record = stand.standing, stand.standing.record
    approval = record.approval if record else None
    return Answer(
        audience=str(stand.audience),
        promise=stand.promise,
        requires=standing.requirement.role,
        entitled=tuple(sorted(standing.requirement.people)),
        state=str(standing.state),
        approver=approval.approver if approval else None,
        decided_on=approval.approved_on if approval else None,
        holds_until=standing.until if standing.until != date.max else None,
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
    except ValueError:  # `through` is no period of this metric
        return None


def _rules(
    portfolio: Portfolio, name: str, item: Item | Promise | None, kind: str | None, report: Report
) -> Iterator[Asked]:
    """Every objection, and every rule of this kind that had none."""
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
    """False for what is held back whatever the other rules would say."""
    is_withdrawn = isinstance(item, (Testimonial, CaseStudy)) and item.consent.withdrawn_on is not None
    return not is_withdrawn and name not in portfolio.faulty and name not in (portfolio.ledgers.takedowns or {})


def as_json(gathered: Dossier) -> str:
    """The dossier for a program: `{"schema": "kept.dossier/1", ...}`."""
    document = {"schema": "kept.dossier/1"} | asdict(gathered)
    return json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n"
