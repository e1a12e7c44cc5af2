"""One pass over a portfolio for one audience: what is asked of the approvers, and what is noted on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from kept.approvals.digests import Contents, promise_digest, wording_digest
from kept.approvals.entitlement import Entitlement, once_committed
from kept.approvals.messages import Waiting, approval_message, closest_answer, public_approvers, without_repeats
from kept.approvals.naming import names
from kept.approvals.states import NO_AUTHORS, Answer, Question, Requirement, answers_to, supported_wordings
from kept.approvals.whom_to_ask import can_approve
from kept.findings import Finding, Severity
from kept.model.approval import ApprovalState
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.fields import Audience
from kept.model.portfolio import FieldPath, Portfolio
from kept.model.register import Promise
from kept.rules import rules_for
from kept.rules.repeats import Repeats, own_words, withdrawn_quotes
from kept.rules.rule import Context, Objection

PREVIEWED = frozenset(ApprovalState) - {ApprovalState.REVOKED, ApprovalState.BAD_SIGNATURE}
"""What a preview shows although it is not approved: whatever waits for somebody's decision."""


@dataclass(slots=True, kw_only=True)
class Judging:
    """One pass for one audience and day, collecting findings."""

    portfolio: Portfolio
    contents: Contents
    context: Context
    """What the rules may know; grows as promises and metrics pass."""
    entitlement: Entitlement
    preview: bool
    """True where items that wait for a decision are shown as proposed."""
    without: Mapping[str, str] = field(default_factory=dict)
    """Promises that stay off this site all the same, and why."""
    findings: list[Finding] = field(default_factory=list)
    good_until: dict[str, date] = field(default_factory=dict)
    proposed: set[str] = field(default_factory=set)
    """What a preview shows and nobody has approved yet."""
    supported_wordings: dict[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    """By promise and person: the earlier wordings that are still supported. Asked for once the promises are known."""

    _wordings: dict[str, str] = field(default_factory=dict)
    _blank_question: Question = field(init=False)
    """A question about no item; thousands are made of it."""
    meant_promises: frozenset[str] = field(init=False)
    """Ids of the promises that are meant for this audience, shown or not."""
    withdrawn_words: Repeats = field(init=False)
    """Finds words that were withdrawn or taken down, unless they are the organisation's own."""
    upcoming: Entitlement = field(init=False)
    """Who would be entitled once the files under review are committed; only to be told about."""
    publicly: Entitlement = field(init=False)
    """Who is asked for the public site; only to be told about."""
    _public: frozenset[str] = field(init=False)
    """Ids of the promises that are meant for the public site, shown or not."""

    def __post_init__(self) -> None:
        taken_back = {voice.id: voice for voice in withdrawn_quotes(self.portfolio)}
        others = (voice for item, voice in self.portfolio.testimonials.items() if item not in taken_back)
        self.withdrawn_words = Repeats(taken_back.values(), own_words(self.portfolio), others)
        self.upcoming = Entitlement(once_committed(self.portfolio), self.context.policy, self.audience)
        self.publicly = Entitlement(self.portfolio.trusted, self.context.policy, Audience.PUBLIC)
        self._public = frozenset(
            promise.id for promise in self.portfolio.register.promises if promise.audience is Audience.PUBLIC
        )
        self._blank_question = Question(
            item="",
            audience=self.audience,
            as_of=self.as_of,
            policy=self.context.policy,
            named=self.contents.people.named,
            names=names(self.portfolio),
        )
        self.meant_promises = frozenset(
            promise.id for promise in self.portfolio.register.promises if self.is_meant_for(promise.audience)
        )

    @property
    def audience(self) -> Audience:
        """Who the site is for."""
        return self.context.audience

    @property
    def as_of(self) -> date:
        """The day that counts as today."""
        return self.context.as_of

    def is_meant_for(self, audience: Audience) -> bool:
        """True where what is meant for `audience` may be on this site: the public's is also for the people inside."""
        return audience is Audience.PUBLIC or self.audience is Audience.INTERNAL

    def withhold(
        self, code: str, item: str, path: FieldPath, message: str, hint: str, promise: str | None = None
    ) -> bool:
        """Notes why an item, or a part of it, stays off this audience's site; True where it really does."""
        return self.object(item, [Objection(code, path, message, hint)], promise)

    def object(self, item: str, objections: Iterable[Objection], promise: str | None = None) -> bool:
        """Notes every objection to an item; True where one of them keeps the whole item off this audience's site."""
        is_withheld = False
        for objection in objections:
            self.findings.append(self._finding(item, objection, self.context.weight(objection), promise))
            is_withheld |= self.context.withholds(objection)
        return is_withheld

    def _finding(self, item: str, objection: Objection, weight: Severity, promise: str | None) -> Finding:
        place = self.portfolio.place(item, objection.path)
        if objection.offset and place.line:
            below, column = objection.offset
            place = place._replace(line=place.line + below, column=column)
        return Finding(
            code=objection.code,
            place=place,
            message=f"{objection.message}.",
            hint=objection.hint,
            item=item,
            promise=promise,
            audience=str(self.audience),
            weight=weight,
        )

    def judged(self, item: Promise | Testimonial | CaseStudy | Metric) -> Iterator[Objection]:
        """What the rules object to. What is the same on both sites is worked out once for both."""
        kind = type(item)
        for check in rules_for(kind, per_site=True):
            yield from check(item, self.context)
        same = rules_for(kind, per_site=False)
        yield from self.contents.once(
            f"{kind.__name__} {item.id}", lambda: (found for check in same for found in check(item, self.context))
        )

    def holds_until(self, item: str, day: date) -> None:
        """Notes when something an item rests on runs out; the first such day counts."""
        self.good_until[item] = min(day, self.good_until.get(item, day))

    def _wording(self, promise: str) -> str:
        """The digest of what evidence is approved for: the promise as this site shows it, else as it is written."""
        if promise not in self._wordings:
            shown = self.context.promises.get(promise)
            self._wordings[promise] = wording_digest(shown) if shown else self.contents.wordings[promise]
        return self._wordings[promise]

    def about_promise(self, promise: str, digest: str, authors: Mapping[str, tuple[str, ...]] = NO_AUTHORS) -> Question:
        """What is asked about a promise in the state that has this digest."""
        item = f"promise.{promise}"
        return self._blank_question._replace(
            item=item,
            requirements=self.entitlement.for_promise(promise),
            publicly=self._asked_publicly(promise, Audience.PUBLIC),
            digest=lambda _: digest,
            text=self.portfolio.texts.get(item),
            authors=authors,
            promise=promise,
        )

    def _asked_publicly(self, promise: str, audience: Audience) -> tuple[Requirement, ...]:
        """Who must approve a promise, or words for it, for the public site; nobody where it is not meant for that."""
        is_public = audience is Audience.PUBLIC and promise in self._public
        return self.publicly.for_promise(promise) if is_public else ()

    def about_words(self, voice: Testimonial | CaseStudy, promise: str) -> Question:
        """What is asked about a testimonial or a story, as evidence for a promise of the register."""
        digest = self.contents.digest(voice)
        return self._blank_question._replace(
            item=voice.id,
            requirements=self.entitlement.for_promise(promise),
            publicly=self._asked_publicly(promise, voice.audience),
            digest=lambda _: digest,
            text=self.portfolio.texts.get(voice.id),
            authors=self.contents.authors(voice),
            promise=promise,
            wording=self._wording(promise),
            supported_wordings=self._supported_wordings(promise),
        )

    def about_metric(self, metric: Metric) -> Question:
        """What is asked about a metric, through any of its periods."""
        return self._blank_question._replace(
            item=metric.id,
            requirements=self.entitlement.for_metric(metric.id),
            publicly=self.publicly.for_metric(metric.id) if metric.audience is Audience.PUBLIC else (),
            digest=lambda last: self.contents.digest(metric, last),
            text=self.portfolio.texts.get(metric.id),
            authors=self.contents.authors(metric),
            calendar=metric.calendar,
        )

    def _supported_wordings(self, promise: str) -> Mapping[str, frozenset[str]]:
        """By person: the earlier wordings of a promise that its approvers, as it is shown, say are supported."""
        shown = self.context.promises.get(promise)
        if promise not in self.supported_wordings:
            question = self.about_promise(promise, promise_digest(shown) if shown else "")
            self.supported_wordings[promise] = supported_wordings(
                question, self.portfolio.trusted.records.get(question.item, ())
            )
        return self.supported_wordings[promise]

    def answers_to(self, question: Question) -> tuple[Answer, ...]:
        """Where an item stands with its approvers; nothing is noted."""
        item, portfolio = question.item, self.portfolio
        return answers_to(question, portfolio.trusted.records.get(item, ()), portfolio.proposed.get(item, ()))

    def approved(self, question: Question) -> tuple[Answer, ...] | None:
        """The approvals an item rests on; None, and a finding for each one that is lacking, where any is.

        In a preview, what waits for a decision passes too, and is noted as proposed.
        """
        answers = self.answers_to(question)
        if all(answer.holds for answer in answers):
            for answer in answers:
                self.holds_until(question.item, answer.until)
            return answers
        elsewhere = self._public_answers(question)
        for answer in without_repeats(answers):
            lacking = closest_answer(answer, elsewhere)
            waiting = self._waiting(question, lacking.requirement.role)
            code, message, hint = approval_message(question, lacking, waiting, public_approvers(elsewhere))
            self.withhold(code, question.item, (), message, hint, question.promise)
            able = can_approve(lacking.requirement, question.authors)
            self.findings[-1] = replace(self.findings[-1], waits_on=tuple(able))
        if self.preview and all(answer.state in PREVIEWED for answer in answers):
            self.proposed.add(question.item)
            return answers
        return None

    def _public_answers(self, question: Question) -> tuple[Answer, ...]:
        """Where the same item stands with those who are asked for the public site."""
        return self.answers_to(question._replace(audience=Audience.PUBLIC, requirements=question.publicly))

    def _waiting(self, question: Question, role: str) -> Waiting:
        """Who waits to hold a role: for words and promises by the promise, for a metric by itself."""
        upcoming, promise = self.upcoming, question.promise
        requirements = upcoming.for_promise(promise) if promise else upcoming.for_metric(question.item)
        people = frozenset[str]().union(*(one.people for one in requirements if one.role == role))
        return Waiting(people, first=self.portfolio.trusted.awaits_first_commit)

    def taken_down(self, item: str) -> bool:
        """True, and a finding, where an item was taken down, or nobody can say whether it was."""
        takedowns = self.portfolio.ledgers.takedowns
        if takedowns is None:
            message = "nobody can say whether it was taken down: evidence/takedowns.toml cannot be read"
            return self.withhold("KPT605", item, (), message, "repair that file first; `kept check` says where.")
        day = takedowns.get(item)
        if day is None:
            return False
        hint = (
            "nothing to do: it is gone from both sites. Only deleting its line in evidence/takedowns.toml undoes that."
        )
        return self.withhold("KPT605", item, (), f"it was taken down on {day}", hint)
