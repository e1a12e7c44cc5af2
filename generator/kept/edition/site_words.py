"""The site's own words, in their last approved version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kept.approvals.digests import site_digest
from kept.approvals.entitlement import Entitlement
from kept.approvals.messages import Waiting, approval_message, without_repeats
from kept.approvals.naming import names
from kept.approvals.states import Question, answers_to
from kept.findings import Finding, Severity
from kept.model.fields import Audience
from kept.model.site_words import SITE, SiteWords

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kept.approvals.digests import Contents
    from kept.model.portfolio import Portfolio
    from kept.model.register import Organisation, Register


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedWords:
    """The words that the public site may use about the organisation."""

    words: SiteWords
    findings: tuple[Finding, ...] = ()
    is_proposed: bool = False
    """True where a preview shows words that nobody has approved yet."""

    def organisation(self, organisation: Organisation) -> Organisation:
        """The organisation with its approved words."""
        words = self.words
        return organisation.model_copy(
            update={
                "name": words.name,
                "locale": words.locale,
                "territories": words.territories,
                "demo_note": words.demo_note,
                "publisher_note": words.publisher_note,
                "corrections": words.corrections,
                "site_url": organisation.site_url.model_copy(update={"public": words.site_url}),
            }
        )

    def register(self, register: Register) -> Register:
        """The register with the approved words; people without approved names get none."""
        names = {person.id: person for person in self.words.people}
        titles = {stage.id: stage for stage in self.words.stages}
        return register.model_copy(
            update={
                "organisation": self.organisation(register.organisation),
                "people": tuple(
                    person.model_copy(update={"name": names[person.id].name, "title": names[person.id].title})
                    for person in register.people
                    if person.id in names
                ),
                "journey": tuple(
                    stage.model_copy(update={"title": titles[stage.id].title, "question": titles[stage.id].question})
                    for stage in register.journey
                    if stage.id in titles
                ),
            }
        )

    def pages_left_out(self, now: SiteWords) -> frozenset[str]:
        """The hand-written pages here that differ from the approved ones."""
        return frozenset(path for path, digest in now.pages.items() if self.words.pages.get(path) != digest)


def approved_words(portfolio: Portfolio, contents: Contents, as_of: date, *, preview: bool = False) -> ApprovedWords:
    """The words in these files where all required people approved them, otherwise the last approved words.

    Where the policy's `require.site` names nobody, the words in these files are used: the protected branch accepted
    them.

    Findings:
        KPT601 to KPT609 about the item `site`; an error that stops the public site where none were ever approved.
    """
    now = SiteWords.of(portfolio.register, portfolio.metrics.values(), portfolio.pages)
    policy = portfolio.trusted.policy
    if policy is None or not policy.require.site:
        return ApprovedWords(words=now)
    requirements = Entitlement(portfolio.trusted, policy, Audience.PUBLIC).for_site()
    question = Question(
        item=SITE,
        audience=Audience.PUBLIC,
        as_of=as_of,
        policy=policy,
        named=contents.people.named,
        names=names(portfolio),
        requirements=requirements,
        digest=lambda _: site_digest(now),
    )
    records = portfolio.trusted.records.get(SITE, ())
    answers = answers_to(question, records, portfolio.proposed.get(SITE, ()))
    if all(answer.holds for answer in answers):
        return ApprovedWords(words=now)
    earlier = next(_approved(question, portfolio), None)
    waiting = Waiting(frozenset(), first=portfolio.trusted.awaits_first_commit)
    findings = tuple(
        _finding(portfolio, approval_message(question, answer, waiting), earlier) for answer in without_repeats(answers)
    )
    if preview:
        return ApprovedWords(words=now, findings=findings, is_proposed=True)
    return ApprovedWords(words=earlier or now, findings=findings)


def _approved(question: Question, portfolio: Portfolio) -> Iterator[SiteWords]:
    """The words in the records that all required people approved, newest first."""
    records = portfolio.trusted.records.get(SITE, ())
    for record in sorted(records, key=lambda one: one.approval.approved_on, reverse=True):
        words = record.approval.words
        if words is None or site_digest(words) != record.approval.digest:
            continue
        answers = answers_to(_about(question, record.approval.digest), records, ())
        if all(answer.holds for answer in answers):
            yield words


def _about(question: Question, digest: str) -> Question:
    """The same question for words with this digest."""
    return question._replace(digest=lambda _: digest)


def _finding(portfolio: Portfolio, told: tuple[str, str, str], earlier: SiteWords | None) -> Finding:
    code, message, hint = told
    instead = "the words approved last stand there" if earlier else "the public site is not built until somebody has"
    return Finding(
        code=code,
        place=portfolio.place("organisation", ()),
        message=f"the site's own words (names, titles, stages, notes, hand-written pages): {message}; {instead}.",
        hint=hint,
        item=SITE,
        audience=str(Audience.PUBLIC),
        weight=None if earlier else Severity.ERROR,
        stops=earlier is None,
    )


def with_organisation(portfolio: Portfolio, approved: ApprovedWords) -> Portfolio:
    """The portfolio with the approved countries and language, by which the public site is judged."""
    register = portfolio.register
    organisation = approved.organisation(register.organisation)
    if organisation == register.organisation:
        return portfolio
    return replace(portfolio, register=register.model_copy(update={"organisation": organisation}))


def with_words(portfolio: Portfolio, approved: ApprovedWords) -> Portfolio:
    """The portfolio with all approved words, from which the public site is made."""
    return replace(portfolio, register=approved.register(portfolio.register))
