"""What a change does to who decides: the policy, the people, the owners and the signing keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.report.difference.compared import field_changes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kept.model.portfolio import Trusted

POLICY = "evidence/policy.toml"
SIGNERS = "evidence/allowed_signers"


def setting_changes(before: Trusted, after: Trusted, changed: frozenset[str]) -> Iterator[str]:
    """Each change, in a sentence.

    Args:
        before: what the revision says that the change began with.
        after: what the files say that lie here.
        changed: the paths of the files that the change touches.
    """
    yield from _policy(before, after)
    yield from _people(before, after)
    names = {one.id: one.name for one in (*before.people.values(), *after.people.values())}
    yield from _owners("promise", "owner", before.promise_owners, after.promise_owners, names)
    yield from _owners("metric", "data owner", before.data_owners, after.data_owners, names)
    for promise, owner in before.promise_owners.items():
        if promise in after.promise_metrics and promise not in after.promise_owners:
            yield f"The promise {promise} has no owner any more; it was {names.get(owner, owner)}."
    for promise in sorted(before.regulated ^ after.regulated):
        if promise in before.promise_owners and promise in after.promise_owners:
            verb = "is marked" if promise in after.regulated else "is no longer marked"
            yield f"The promise {promise} {verb} as regulated."
    if SIGNERS in changed:
        yield f"The signing keys change ({SIGNERS}): whoever holds a key listed there can sign in that name."


def _policy(before: Trusted, after: Trusted) -> Iterator[str]:
    if after.policy is None:
        yield f"The policy ({POLICY}) cannot be read: once this is merged nobody is entitled, and nothing is shown."
        return
    for one in field_changes(before.policy, after.policy):
        yield f"Policy, {one.name}: {one.was or 'nothing said'} becomes {one.now or 'nothing said'}."


def _people(before: Trusted, after: Trusted) -> Iterator[str]:
    for person in dict.fromkeys((*before.people, *after.people)):
        old, new = before.people.get(person), after.people.get(person)
        if new is None and old:
            yield f"{old.name} ({person}) is no longer among the people: what they approved counts no more."
        elif old is None and new:
            yield f"{new.name} ({person}) joins the people."
        elif old and new:
            for one in field_changes(old, new):
                yield f"{new.name} ({person}), {one.name}: {one.was or 'nothing'} becomes {one.now or 'nothing'}."


def _owners(
    kind: str, title: str, before: Mapping[str, str], after: Mapping[str, str], names: Mapping[str, str]
) -> Iterator[str]:
    for item in dict.fromkeys((*before, *after)):
        old, new = before.get(item), after.get(item)
        # An owner who comes or goes with the item itself is told with the item.
        if old != new and old and new:
            yield f"The {title} of the {kind} {item} is no longer {names.get(old, old)}, but {names.get(new, new)}."
