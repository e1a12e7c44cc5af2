"""One pass over a portfolio for one audience: what is asked of the approvers, and what is noted on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from kept.findings import Finding
from kept.model.base import Audience
from kept.model.period import Cadence
from kept.model.policy import Policy
from kept.model.portfolio import FieldPath, Portfolio
from kept.trust.approvals import Question, Requirement, Standing, standings
from kept.trust.authors import Authors
from kept.trust.digests import Contents
from kept.trust.entitlement import Entitlement
from kept.trust.messages import approval_message, worth_saying


@dataclass(slots=True)
class Clearing:
    """One pass for one audience and day, collecting findings."""

    portfolio: Portfolio
    contents: Contents
    audience: Audience
    as_of: date
    policy: Policy
    entitlement: Entitlement
    authors: Authors
    meant: frozenset[str]
    """Ids of the promises that are meant for this audience, shown or not."""
    findings: list[Finding] = field(default_factory=list)
    good_until: dict[str, date] = field(default_factory=dict)

    def withhold(
        self, code: str, item: str, path: FieldPath, message: str, hint: str, promise: str | None = None
    ) -> None:
        """Notes why an item stays off this audience's site."""
        self.findings.append(
            Finding(
                code=code,
                place=self.portfolio.place(item, path),
                message=f"{message}.",
                hint=hint,
                item=item,
                promise=promise,
                audience=str(self.audience),
            )
        )

    def holds_until(self, item: str, day: date) -> None:
        """Notes when something an item rests on runs out; the first such day counts."""
        self.good_until[item] = min(day, self.good_until.get(item, day))

    def question(
        self,
        item: str,
        digest: Callable[[str | None], str],
        wordings: Mapping[str, str] = MappingProxyType({}),
        authors: frozenset[str] = frozenset(),
        cadence: Cadence | None = None,
    ) -> Question:
        """What is asked of an item's approvers."""
        return Question(
            item=item,
            audience=self.audience,
            as_of=self.as_of,
            digest=digest,
            wordings=wordings,
            authors=authors,
            cadence=cadence,
        )

    def approved(
        self, question: Question, requirements: Sequence[Requirement], promise: str | None
    ) -> tuple[Standing, ...] | None:
        """The approvals an item rests on; None, and a finding for each one that is lacking, where any is."""
        answers = standings(
            question,
            requirements,
            self.policy,
            self.portfolio.trusted.records.get(question.item, ()),
            self.portfolio.proposed.get(question.item, ()),
        )
        if all(answer.holds for answer in answers):
            for answer in answers:
                self.holds_until(question.item, answer.until)
            return answers
        for answer in worth_saying(answers):
            code, message, hint = approval_message(question, answer)
            self.withhold(code, question.item, (), message, hint, promise)
        return None
