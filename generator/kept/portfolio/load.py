"""Reads a tree of files and a trusted tree into one Portfolio with its findings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kept.files.git_history import History
from kept.files.tree import REGISTER
from kept.findings import Finding, Place, Report, Severity
from kept.model.policy import NO_DEFAULTS
from kept.model.portfolio import Portfolio
from kept.portfolio import approval_records, collectors, consistency, evidence, one_speaker, references
from kept.portfolio.allowed_signers import signers
from kept.portfolio.committers import committers, recorders
from kept.portfolio.hand_written import public_pages
from kept.portfolio.heard import heard
from kept.portfolio.ledgers import ledgers
from kept.portfolio.published_before import past
from kept.portfolio.reading import Reading
from kept.portfolio.register import register
from kept.portfolio.signatures import Seals

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kept.files.tree import RevisionTree, Tree, WorkingTree


def read(
    working: WorkingTree | RevisionTree, trusted_tree: Tree, ref: str | None, day: date | None = None
) -> tuple[Portfolio | None, Report]:
    """Everything the organisation wrote, and every fault found on the way; None without a usable register.

    Args:
        working: the files under review.
        trusted_tree: the files that say what is approved.
        ref: the revision of `trusted_tree`; None where there is no repository.
        day: ignores that records were replaced or taken back after this day.

    Findings:
        KPT101 to KPT107, KPT202, KPT406, and KPT610 where no repository protects the approvals.
    """
    drafted, document, _ = approval_records.policy(working)
    reading = Reading(working, defaults=drafted.defaults if drafted else NO_DEFAULTS)
    written = register(reading)
    testimonials = evidence.testimonials(reading)
    case_studies, images = evidence.case_studies(reading)
    metrics = evidence.metrics(reading)
    evidence.unexpected(reading)
    seals = Seals.of(trusted_tree, approval_records.policy(trusted_tree)[0], day)
    base, decided = approval_records.trusted(trusted_tree, ref, seals)
    history = History.of(trusted_tree)
    proposed, proposed_faults = approval_records.proposed(working, base, seals) if ref else ({}, ())
    findings = [*working.findings, *reading.findings, *proposed_faults, *_committed(decided, proposed_faults, ref)]
    if written:
        nouns = references.Nouns(written, testimonials, case_studies, metrics, frozenset(reading.unreadable))
        if document:
            reading.documents[references.POLICY] = (document, ())
        findings += references.check(nouns, drafted, reading.place)
        findings += signers(reading, drafted, (person.id for person in written.people))
        findings += consistency.check(nouns, reading.place)
        findings += collectors.check(nouns, reading.place)
        findings += one_speaker.check(testimonials, reading.place)
    books, book_faults = ledgers(working, trusted_tree)
    known = [promise.id for promise in written.promises] if written else []
    told, told_faults = heard(working, known)
    findings += [*book_faults, *(told_faults if written else ())]
    if ref is None:
        findings.append(_unprotected())
    whole = written.register if written else None
    if whole is None:
        return None, Report.of(findings)
    portfolio = Portfolio(
        register=whole,
        testimonials=testimonials,
        case_studies=case_studies,
        metrics=metrics,
        images=images,
        texts=reading.texts,
        trusted=base,
        proposed=proposed,
        faulty=frozenset(f.item for f in findings if f.item and f.severity is Severity.ERROR),
        unreadable=frozenset(reading.unreadable),
        drafted=drafted,
        ledgers=books,
        heard=told,
        committers=committers(trusted_tree, (promise.id for promise in whole.promises)),
        pages=public_pages(working),
        recorders=recorders(trusted_tree),
        formerly=history.formerly if history else lambda _: iter(()),
        past=past(trusted_tree, working),
        locate=reading.place,
    )
    return portfolio, Report.of(findings)


def _committed(faults: Iterable[Finding], here: Iterable[Finding], ref: str | None) -> Iterable[Finding]:
    """Faults in the trusted revision's files, marked so that they differ from faults in the same files here."""
    known = frozenset(here)
    for fault in faults:
        if ref is None or fault in known:
            yield fault
        else:
            words = f"{fault.message.removesuffix('.')} (in the commit {ref[:10]}, which says what is approved)."
            yield replace(fault, message=words, hint=f"{fault.hint.removesuffix('.')}; then commit it.")


def _unprotected() -> Finding:
    return Finding(
        code="KPT610",
        place=Place(REGISTER),
        message="there is no git repository here, so nothing protects the approvals: anyone can write one.",
        hint="run `git init`, commit, and protect the branch before you publish.",
    )
