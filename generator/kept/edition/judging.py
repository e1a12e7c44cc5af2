"""Judges a portfolio for one audience: asks for approvals and collects findings."""

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
"""The approval states that a preview shows: all those that wait for somebody's decision."""


@dataclass(slots=True, kw_only=True)
class Judging:
    """The judging of one audience's site for one day. Collects findings."""

    portfolio: Portfolio
    contents: Contents
    context: Context
    """What the rules may use. Promises and metrics are added once they have passed."""
    entitlement: Entitlement
    preview: bool
    """True where items that wait for a decision are shown as proposed."""
    without: Mapping[str, str] = field(default_factory=dict)
    """Promises to keep off this site for another reason, each with that reason."""
    findings: list[Finding] = field(default_factory=list)
    good_until: dict[str, date] = field(default_factory=dict)
    proposed: set[str] = field(default_factory=set)
    """The items that a preview shows and nobody has approved yet."""
    supported_wordings: dict[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    """By promise and person: the earlier wordings that are still supported.

    Computed on demand, once the promises have passed.
    """

    _wordings: dict[str, str] = field(default_factory=dict)
    _blank_question: Question = field(init=False)
    """A question about no item, copied for each real one."""
    meant_promises: frozenset[str] = field(init=False)
    """The ids of the promises that are meant for this audience, shown or not."""
    withdrawn_words: Repeats = field(init=False)
    """Finds words that were withdrawn or taken down, unless the organisation says them itself."""
    upcoming: Entitlement = field(init=False)
    """Who will be entitled once the files under review are committed. Only for hints."""
    publicly: Entitlement = field(init=False)
    """Who must approve for the public site. Used in hints; it decides nothing."""
    _public: frozenset[str] = field(init=False)
    """The ids of the promises that are meant for the public site, shown or not."""

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
        """True where items for `audience` may be on this site: public items are also on the internal site."""
        return audience is Audience.PUBLIC or self.audience is Audience.INTERNAL

    def withhold(
        self, code: str, item: str, path: FieldPath, message: str, hint: str, promise: str | None = None
    ) -> bool:
        """Adds a finding that an item, or a part of it, stays off this site; True where the item really does."""
        return self.object(item, [Objection(code, path, message, hint)], promise)

    def object(self, item: str, objections: Iterable[Objection], promise: str | None = None) -> bool:
        """Adds a finding for each objection to an item; True where one of them keeps the whole item off this site."""
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
        """The objections of all rules. Those that are the same on both sites are computed once."""
        kind = type(item)
        for check in rules_for(kind, per_site=True):
            yield from check(item, self.context)
        same = rules_for(kind, per_site=False)
        yield from self.contents.once(
            f"{kind.__name__} {item.id}", lambda: (found for check in same for found in check(item, self.context))
        )

    def holds_until(self, item: str, day: date) -> None:
        """Notes the day on which something an item needs runs out. The earliest day counts."""
        self.good_until[item] = min(day, self.good_until.get(item, day))

    def _wording(self, promise: str) -> str:
        """The digest of a promise's wording: of the version this site shows, otherwise of the one in the file."""
        if promise not in self._wordings:
            shown = self.context.promises.get(promise)
            self._wordings[promise] = wording_digest(shown) if shown else self.contents.wordings[promise]
        return self._wordings[promise]

    def about_promise(self, promise: str, digest: str, authors: Mapping[str, tuple[str, ...]] = NO_AUTHORS) -> Question:
        """The question whether a promise with this digest is approved."""
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
        """Who must approve a promise, or words for it, for the public site.

        Empty where it is not meant for that site.
        """
        is_public = audience is Audience.PUBLIC and promise in self._public
        return self.publicly.for_promise(promise) if is_public else ()

    def about_words(self, voice: Testimonial | CaseStudy, promise: str) -> Question:
        """The question whether a testimonial or case study is approved as evidence for a promise of the register."""
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
        """The question whether a metric is approved, up to any of its periods."""
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
        """By person: the earlier wordings of a promise that its approvers say are still supported."""
        shown = self.context.promises.get(promise)
        if promise not in self.supported_wordings:
            question = self.about_promise(promise, promise_digest(shown) if shown else "")
            self.supported_wordings[promise] = supported_wordings(
                question, self.portfolio.trusted.records.get(question.item, ())
            )
        return self.supported_wordings[promise]

    def answers_to(self, question: Question) -> tuple[Answer, ...]:
        """The approval state of an item for each requirement. Adds no findings."""
        item, portfolio = question.item, self.portfolio
        return answers_to(question, portfolio.trusted.records.get(item, ()), portfolio.proposed.get(item, ()))

    def approved(self, question: Question) -> tuple[Answer, ...] | None:
        """The approvals of an item; None where one is missing, with a finding for each missing one.

        In a preview, items that wait for a decision pass too and are noted as proposed.
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
        """The approval state of the same item for the public site."""
        return self.answers_to(question._replace(audience=Audience.PUBLIC, requirements=question.publicly))

    def _waiting(self, question: Question, role: str) -> Waiting:
        """Who will hold a role after the next commit: for words and promises by the promise, for a metric by itself."""
        upcoming, promise = self.upcoming, question.promise
        requirements = upcoming.for_promise(promise) if promise else upcoming.for_metric(question.item)
        people = frozenset[str]().union(*(one.people for one in requirements if one.role == role))
        return Waiting(people, first=self.portfolio.trusted.awaits_first_commit)

    def taken_down(self, item: str) -> bool:
        """True, with a finding, where an item was taken down or where the list of takedowns cannot be read."""
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
