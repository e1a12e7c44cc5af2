"""One pass over a portfolio for one audience: what is asked of the approvers, and what is noted on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from kept.findings import Finding, Severity
from kept.model.approval import ApprovalState
from kept.model.base import Audience
from kept.model.period import Calendar
from kept.model.portfolio import FieldPath, Portfolio
from kept.trust.approvals import Question, Requirement, Standing, standings, vouched
from kept.trust.authors import Authors
from kept.trust.digests import Contents, promise_digest, wording_digest
from kept.trust.entitlement import Entitlement, once_committed
from kept.trust.messages import Waiting, approval_message, worth_saying
from kept.trust.rules.repeats import Repeats, gone, own_words
from kept.trust.rules.rule import Context, Objection

PREVIEWED = frozenset(ApprovalState) - {ApprovalState.REVOKED, ApprovalState.BAD_SIGNATURE}
"""What a preview shows although it is not approved: whatever waits for somebody's decision."""


@dataclass(slots=True, kw_only=True)
class Clearing:
    """One pass for one audience and day, collecting findings."""

    portfolio: Portfolio
    contents: Contents
    context: Context
    """What the rules may know; grows as promises and metrics pass."""
    entitlement: Entitlement
    authors: Authors
    preview: bool
    """True where items that wait for a decision are shown as proposed."""
    without: Mapping[str, str] = field(default_factory=dict)
    """Promises that stay off this site all the same, and why."""
    findings: list[Finding] = field(default_factory=list)
    good_until: dict[str, date] = field(default_factory=dict)
    proposed: set[str] = field(default_factory=set)
    """What a preview shows and nobody has approved yet."""
    vouchers: dict[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    """By promise and person: the earlier wordings that are still supported. Asked for once the promises are known."""

    _wordings: dict[str, str] = field(default_factory=dict)
    meant: frozenset[str] = field(init=False)
    """Ids of the promises that are meant for this audience, shown or not."""
    gone: Repeats = field(init=False)
    """Finds words that were withdrawn or taken down, unless they are the organisation's own."""
    upcoming: Entitlement = field(init=False)
    """Who would be entitled once the files under review are committed; only to be told about."""

    def __post_init__(self) -> None:
        self.gone = Repeats(gone(self.portfolio), own_words(self.portfolio))
        self.upcoming = Entitlement(once_committed(self.portfolio), self.context.policy, self.audience)
        self.meant = frozenset(
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

    def holds_until(self, item: str, day: date) -> None:
        """Notes when something an item rests on runs out; the first such day counts."""
        self.good_until[item] = min(day, self.good_until.get(item, day))

    def wording(self, promise: str) -> str:
        """The digest of what evidence is approved for: the promise as this site shows it, else as it is written."""
        if promise not in self._wordings:
            shown = self.context.promises.get(promise)
            self._wordings[promise] = wording_digest(shown) if shown else self.contents.wordings[promise]
        return self._wordings[promise]

    def question(
        self,
        item: str,
        digest: Callable[[str | None], str],
        wordings: Mapping[str, str] = MappingProxyType({}),
        authors: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        calendar: Calendar | None = None,
    ) -> Question:
        """What is asked of an item's approvers."""
        return Question(
            item=item,
            audience=self.audience,
            as_of=self.as_of,
            digest=digest,
            text=self.portfolio.texts.get(item),
            wordings=wordings,
            authors=authors,
            named=self.authors.named,
            must_sign=self.context.policy.signatures == "required",
            calendar=calendar,
            vouched={promise: self._vouched(promise) for promise in wordings},
        )

    def _vouched(self, promise: str) -> Mapping[str, frozenset[str]]:
        """By person: the earlier wordings of a promise that its approvers, as it is shown, say are supported."""
        shown = self.context.promises.get(promise)
        if promise not in self.vouchers:
            item = f"promise.{promise}"
            records = self.portfolio.trusted.records.get(item, ())
            question = self.question(item, lambda _: promise_digest(shown) if shown else "")
            requirements = self.entitlement.for_promise(promise)
            self.vouchers[promise] = vouched(question, requirements, self.context.policy, records)
        return self.vouchers[promise]

    def standings(self, question: Question, requirements: Sequence[Requirement]) -> tuple[Standing, ...]:
        """Where an item stands with its approvers; nothing is noted."""
        return standings(
            question,
            requirements,
            self.context.policy,
            self.portfolio.trusted.records.get(question.item, ()),
            self.portfolio.proposed.get(question.item, ()),
        )

    def approved(
        self, question: Question, requirements: Sequence[Requirement], promise: str | None
    ) -> tuple[Standing, ...] | None:
        """The approvals an item rests on; None, and a finding for each one that is lacking, where any is.

        In a preview, what waits for a decision passes too, and is noted as proposed.
        """
        answers = self.standings(question, requirements)
        if all(answer.holds for answer in answers):
            for answer in answers:
                self.holds_until(question.item, answer.until)
            return answers
        for answer in worth_saying(answers):
            waiting = self._waiting(question.item, answer.requirement.role, promise)
            code, message, hint = approval_message(question, answer, waiting)
            self.withhold(code, question.item, (), message, hint, promise)
        if self.preview and all(answer.state in PREVIEWED for answer in answers):
            self.proposed.add(question.item)
            return answers
        return None

    def _waiting(self, item: str, role: str, promise: str | None) -> Waiting:
        """Who waits to hold a role: for words and promises by the promise, for a metric by itself."""
        requirements = self.upcoming.for_promise(promise) if promise else self.upcoming.for_metric(item)
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
