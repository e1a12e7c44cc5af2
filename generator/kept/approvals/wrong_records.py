"""Approval records under review that can never count as they are: written by hand, or left behind by a later change."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kept.approvals.digests import promise_digest, site_digest
from kept.approvals.lookup import find
from kept.findings import Finding, Place, Severity
from kept.model.register import Promise
from kept.model.site_words import SiteWords

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.approvals.digests import Contents
    from kept.model.portfolio import Portfolio, Record

_AGAIN = "Look at it, and decide again: `kept approve {item} --as {person}`, or the “Approve as” link of the change."


def wrong_records(portfolio: Portfolio, contents: Contents) -> Iterator[Finding]:
    """What is wrong with each record under review, by itself; whether its approver is entitled is judged elsewhere.

    Args:
        portfolio: with the records that are not in the trusted revision.
        contents: the digests of its items.

    Findings:
        KPT103: nobody has that name, or there is no such item. KPT603: it is about other content.
    """
    people = {person.id for person in (*portfolio.register.people, *portfolio.trusted.people.values())}
    items = (*(f"promise.{one.id}" for one in portfolio.register.promises), *portfolio.testimonials)
    known = {*items, *portfolio.case_studies, *portfolio.metrics, *portfolio.unreadable}
    for record in (one for records in portfolio.proposed.values() for one in records):
        approval = record.approval
        if approval.approver not in people:
            message = f"this is the decision of {approval.approver}, and [[people]] has nobody with that id."
            hint = f"write the id of a person in promises.toml.{_near(approval.approver, people)}"
            yield _finding("KPT103", record, message, hint)
        elif find(portfolio, approval.item) is None and approval.item not in portfolio.unreadable:
            if approval.decision == "approve":
                message = f"this approves {approval.item}, and there is no such item."
                hint = f"write the id of an item, here and as the name of the folder.{_near(approval.item, known)}"
                yield _finding("KPT103", record, message, hint)
        elif approval.decision == "approve" and not _is_about_this(portfolio, contents, record):
            message = f"this approves {approval.item} as it is not here: its digest is that of other content."
            hint = _AGAIN.format(item=approval.item, person=approval.approver)
            yield _finding("KPT603", record, message, hint, Severity.INFORMATION)


def _is_about_this(portfolio: Portfolio, contents: Contents, record: Record) -> bool:
    noun, approval = find(portfolio, record.approval.item), record.approval
    if noun is None:
        return True
    if approval.file not in {None, portfolio.texts.get(approval.item)}:
        return False
    if isinstance(noun, Promise):
        return approval.digest == promise_digest(noun)
    if isinstance(noun, SiteWords):
        return approval.digest == site_digest(noun)
    try:
        return approval.digest == contents.digest(noun, approval.through)
    except ValueError:  # `through` is not a period of this metric
        return False


def _near(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f" Did you mean {close[0]}?" if close else ""


def _finding(code: str, record: Record, message: str, hint: str, weight: Severity | None = None) -> Finding:
    item = record.approval.item
    return Finding(code=code, place=Place(record.path), message=message, hint=hint, item=item, weight=weight)
