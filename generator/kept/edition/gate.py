"""The gate: the only way from a Portfolio to an Edition. Pure: no clock, no files, no network."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Literal, overload

from kept.approvals.digests import Contents
from kept.approvals.recorders import recorded_by_others
from kept.approvals.wrong_records import wrong_records
from kept.edition import internal_projection
from kept.edition.asked import speakers_inside
from kept.edition.clearance import Clearance, clear
from kept.edition.held import held
from kept.edition.projection import Views, views
from kept.edition.site_words import ApprovedWords, approved_words, with_organisation, with_words
from kept.edition.uses import with_uses
from kept.edition.withheld import withheld
from kept.findings import Finding, Report
from kept.model.edition import Edition, InternalEdition, PublicEdition, VoiceView
from kept.model.fields import Audience
from kept.model.ledgers import Term
from kept.model.portfolio import Portfolio
from kept.model.site_words import SITE, SiteWords
from kept.model.verdict import Status, Verdict
from kept.record import permalinks, terms
from kept.record.broken_terms import broken_terms
from kept.record.contradictions import contradicted
from kept.record.rewritten import rewritten
from kept.rules.voices import of_promise
from kept.verdicts.inflation import inflation
from kept.verdicts.measured import Measured, promise_on
from kept.verdicts.published import by_promise, published_misses
from kept.verdicts.unfinished import unfinished
from kept.verdicts.verdict import verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What one audience may see, with the verdicts."""

    cleared: Clearance
    measured: dict[str, Measured]
    verdicts: dict[str, Verdict]
    findings: tuple[Finding, ...]

    @property
    def addresses(self) -> frozenset[str]:
        """The permanent addresses of everything in it."""
        items = {
            "promises": self.cleared.promises,
            "voices": self.cleared.testimonials,
            "stories": self.cleared.case_studies,
            "metrics": self.cleared.metrics,
        }
        return frozenset(permalinks.addresses(items, self.verdicts.values()))

    def terms(self, portfolio: Portfolio, *, with_results: bool = False) -> Iterator[Term]:
        """What results are read by, promises first; `with_results` leaves out what has no result yet."""
        for_the_public = {item for item, one in portfolio.metrics.items() if one.audience is Audience.PUBLIC}
        for item, promise in self.cleared.promises.items():
            if self.verdicts[item].record or not with_results:
                yield from terms.of_promise(promise, for_the_public)
        for known in self.measured.values():
            if known.rows or not with_results:
                yield from terms.of_metric(known.metric, known.rows)


@overload
def gate(portfolio: Portfolio, audience: Literal[Audience.PUBLIC], *, as_of: date) -> tuple[PublicEdition, Report]: ...
@overload
def gate(
    portfolio: Portfolio, audience: Literal[Audience.INTERNAL], *, as_of: date
) -> tuple[InternalEdition, Report]: ...
@overload
def gate(portfolio: Portfolio, audience: Audience, *, as_of: date) -> tuple[Edition, Report]: ...
def gate(portfolio: Portfolio, audience: Audience, *, as_of: date) -> tuple[Edition, Report]:
    """What this audience may see on this day, and a finding for every item or field held back from it.

    Both audiences are always judged, because the internal site also says what is public.

    Args:
        portfolio: everything that was read.
        audience: who the site is for.
        as_of: the day that counts as today.

    Findings:
        Everything `clear` finds, KPT405, and KPT702 to KPT705.
    """
    public, internal = gates(portfolio, as_of=as_of)
    return public if audience is Audience.PUBLIC else internal


def gates(
    portfolio: Portfolio, *, as_of: date, preview: bool = False
) -> tuple[tuple[PublicEdition, Report], tuple[InternalEdition, Report]]:
    """The results of `gate` for the public and the internal site, without doing the shared work twice.

    Args:
        portfolio: everything that was read.
        as_of: the day that counts as today.
        preview: whether items that wait for a decision are shown too, marked as proposed.
    """
    contents = Contents(portfolio)
    within = _judge(portfolio, contents, Audience.INTERNAL, as_of, preview=preview)
    words = approved_words(portfolio, contents, as_of, preview=preview)
    told = with_organisation(portfolio, words)
    public = _judge(told, contents, Audience.PUBLIC, as_of, preview=preview)
    if flattering := _inflated(public, within):
        public = _judge(told, contents, Audience.PUBLIC, as_of, preview=preview, without=flattering)
    edition = _public_edition(portfolio, public, words, as_of, preview=preview)
    return (
        (
            edition,
            Report.of(
                (
                    *public.findings,
                    *words.findings,
                    *permalinks.lost(portfolio, public.addresses),
                    *_rewritten(portfolio, public, as_of),
                    *recorded_by_others(portfolio),
                    *wrong_records(portfolio, contents),
                )
            ),
        ),
        (
            _internal_edition(portfolio, contents, within, public, as_of, alike=edition.voices, preview=preview),
            Report.of((*within.findings, *unfinished(portfolio, as_of))),
        ),
    )


def _rewritten(portfolio: Portfolio, public: _Judged, as_of: date) -> Iterator[Finding]:
    """Findings about text that was rewritten after it was approved or published; one for each place."""
    since_approved = tuple(rewritten(portfolio, as_of))
    yield from since_approved
    told = {finding.place for finding in since_approved}
    shown = {f"promise.{item}": promise for item, promise in public.cleared.promises.items()}
    metrics = {item: measured.metric for item, measured in public.measured.items()}
    since_published = (
        *contradicted(portfolio, public.cleared.promises, public.verdicts, as_of),
        *broken_terms(portfolio, {**shown, **metrics}, public.terms(portfolio), as_of),
    )
    yield from (finding for finding in since_published if finding.place not in told)


def _inflated(public: _Judged, within: _Judged) -> dict[str, str]:
    """The promises whose public verdict would be better than the internal one, each with the difference."""
    clauses = {item: next(inflation(shown, within.verdicts.get(item)), None) for item, shown in public.verdicts.items()}
    return {item: clause for item, clause in clauses.items() if clause}


def _judge(
    portfolio: Portfolio,
    contents: Contents,
    audience: Audience,
    as_of: date,
    *,
    preview: bool,
    without: Mapping[str, str] = MappingProxyType({}),
) -> _Judged:
    cleared, findings = clear(portfolio, contents, audience, as_of, preview=preview, without=without)
    cleared = replace(cleared, promises={item: promise_on(entry, as_of) for item, entry in cleared.promises.items()})
    measured = {
        item: Measured.known_on(
            metric,
            as_of,
            cleared.through.get(item),
            left_out=cleared.left_out.get(item, ()),
            is_shown=item in cleared.metrics,
        )
        for item, metric in portfolio.metrics.items()
    }
    said = by_promise(portfolio.ledgers.results or (), as_of)
    verdicts = {
        promise.id: verdict(promise, measured, as_of, published_misses(said.get(promise.id, ())))
        for promise in cleared.promises.values()
    }
    stale = tuple(_stale(portfolio, cleared, verdicts, audience))
    return _Judged(
        cleared=cleared,
        measured={item: measured[item] for item in cleared.metrics},
        verdicts=verdicts,
        findings=(*_in_part((*findings, *stale), cleared), *_advice(portfolio, cleared, verdicts, audience, as_of)),
    )


def _in_part(findings: Iterable[Finding], cleared: Clearance) -> Iterator[Finding]:
    """The same findings. Those about an item that is shown are marked: only a part of it is held back."""
    promises = {f"promise.{promise}" for promise in cleared.promises}
    shown = {*promises, *cleared.testimonials, *cleared.case_studies, *cleared.metrics} - cleared.proposed
    for finding in findings:
        yield replace(finding, in_part=True) if finding.item in shown else finding


def _stale(
    portfolio: Portfolio, cleared: Clearance, verdicts: dict[str, Verdict], audience: Audience
) -> Iterator[Finding]:
    """Why a promise is out of date: one finding for each metric whose newest usable row is the one that decided."""
    policy = portfolio.trusted.policy
    for promise in cleared.promises.values():
        answer = verdicts[promise.id]
        if answer.status is not Status.OUT_OF_DATE:
            continue
        for name in promise.metrics:
            if name in cleared.through and cleared.through[name] == answer.period:
                yield Finding(
                    code="KPT405",
                    place=portfolio.place(name, ("rows",)),
                    message=f"the newest result is about {answer.period}: too old to say the promise is kept.",
                    hint="add the rows of the periods since, and have them approved.",
                    item=name,
                    promise=promise.id,
                    audience=str(audience),
                    weight=policy.severity.get("KPT405") if policy else None,
                )


def _advice(
    portfolio: Portfolio, cleared: Clearance, verdicts: dict[str, Verdict], audience: Audience, as_of: date
) -> Iterator[Finding]:
    """Findings that hold nothing back, for the owners of promises."""
    policy = portfolio.trusted.policy
    tones: defaultdict[str, set[str]] = defaultdict(set)
    told: Counter[str] = Counter()
    for voice in cleared.testimonials.values():
        for name in cleared.shown_under[voice.id]:
            tones[name].add(voice.tone)
    for story in cleared.case_studies:
        told.update(cleared.shown_under[story])
    for promise in cleared.promises.values():
        objections = of_promise(promise, verdicts[promise.id], tones[promise.id], told[promise.id], as_of)
        for objection in objections:
            yield Finding(
                code=objection.code,
                place=portfolio.place(f"promise.{promise.id}", objection.path),
                message=f"{objection.message}.",
                hint=objection.hint,
                item=f"promise.{promise.id}",
                promise=promise.id,
                audience=str(audience),
                weight=policy.severity.get(objection.code) if policy else None,
            )


def _views(
    portfolio: Portfolio, judged: _Judged, audience: Audience, as_of: date, alike: Iterable[VoiceView] = ()
) -> Views:
    return views(portfolio, judged.cleared, judged.measured, judged.verdicts, audience, as_of, alike)


def _public_edition(
    portfolio: Portfolio, judged: _Judged, words: ApprovedWords, as_of: date, *, preview: bool
) -> PublicEdition:
    shown = _views(with_words(portfolio, words), judged, Audience.PUBLIC, as_of)
    proposed = (*judged.cleared.proposed, SITE) if words.is_proposed else judged.cleared.proposed
    now = SiteWords.of(portfolio.register, portfolio.metrics.values(), portfolio.pages)
    return PublicEdition(
        publisher=shown.publisher,
        as_of=as_of,
        stages=shown.stages,
        promises=shown.promises,
        voices=shown.voices,
        stories=shown.stories,
        metrics=shown.metrics,
        tally=shown.tally,
        pages_left_out=words.pages_left_out(now),
        terms=tuple(judged.terms(portfolio, with_results=True)),
        notices=tuple(permalinks.notices(portfolio, judged.addresses)),
        proposed=tuple(sorted(proposed)) if preview else None,
        withheld=tuple(withheld(portfolio, judged.cleared, judged.findings, Audience.PUBLIC)) if preview else (),
    )


def _proposed(judged: _Judged, *, preview: bool) -> tuple[str, ...] | None:
    return tuple(sorted(judged.cleared.proposed)) if preview else None


def _internal_edition(
    portfolio: Portfolio,
    contents: Contents,
    within: _Judged,
    public: _Judged,
    as_of: date,
    *,
    alike: Iterable[VoiceView],
    preview: bool,
) -> InternalEdition:
    shown = _views(portfolio, within, Audience.INTERNAL, as_of, alike)
    organisation = portfolio.register.organisation
    entries = internal_projection.evidence(within.cleared, public.cleared, within.measured)
    asides = internal_projection.voices_inside(portfolio, within.cleared, contents.agreements, as_of)
    return InternalEdition(
        publisher=shown.publisher,
        as_of=as_of,
        why=organisation.why,
        how=organisation.how,
        what=organisation.what,
        contribute_url=organisation.contribute_url,
        switchboard=portfolio.trusted.policy.switchboard if portfolio.trusted.policy else None,
        public_url=organisation.site_url.public,
        stages=shown.stages,
        stages_inside=tuple(internal_projection.stages_inside(portfolio, within.cleared)),
        promises=shown.promises,
        promises_inside=tuple(internal_projection.promises_inside(portfolio, within.cleared, public.verdicts, as_of)),
        voices=shown.voices,
        voices_inside=tuple(asides[voice.id] for voice in shown.voices),
        stories=shown.stories,
        metrics=shown.metrics,
        roles=tuple(internal_projection.roles(portfolio, within.cleared)),
        evidence=tuple(with_uses(entries, portfolio, public.cleared, public.findings)),
        tally=shown.tally,
        held=tuple(held(portfolio, within.cleared, (*public.findings, *within.findings))),
        owners=tuple(internal_projection.owners(portfolio, within.cleared)),
        heard=tuple(internal_projection.heard(portfolio, within.cleared, as_of)),
        speakers=tuple(speakers_inside(portfolio, (voice.id for voice in shown.voices), as_of)),
        proposed=_proposed(within, preview=preview),
        withheld=tuple(withheld(portfolio, within.cleared, within.findings, Audience.INTERNAL)) if preview else (),
    )
