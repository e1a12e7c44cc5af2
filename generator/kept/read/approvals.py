"""Approval records, the policy and the people, from one tree."""

from __future__ import annotations

import hashlib
import tomllib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from kept.findings import Finding, Place
from kept.model.approval import Approval
from kept.model.policy import Policy
from kept.model.portfolio import Record, Trusted
from kept.model.register import Person
from kept.read import toml
from kept.read.text import MAX_TEXT_BYTES, decode
from kept.read.tree import REGISTER
from kept.read.validate import validate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kept.read.tree import Tree

APPROVALS = "evidence/approvals/"
POLICY = "evidence/policy.toml"


def records(
    tree: Tree, known: Mapping[str, tuple[Record, ...]] | None = None
) -> tuple[dict[str, tuple[Record, ...]], tuple[Finding, ...]]:
    """Every approval record of a tree, by item; a record that cannot be read counts for nothing.

    Args:
        tree: where to look.
        known: records of another tree; one with the same path and bytes is not read again.

    Findings:
        KPT101, KPT102, KPT104: a record that cannot be read, or whose name and content disagree.
    """
    by_path = {record.path: record for entries in (known or {}).values() for record in entries}
    found: defaultdict[str, list[Record]] = defaultdict(list)
    findings: list[Finding] = []
    for path in tree.paths():
        if path.startswith(APPROVALS):
            record, faults = _record(tree, path, by_path.get(path))
            findings += faults
            if record:
                found[record.approval.item].append(record)
    return {item: tuple(entries) for item, entries in found.items()}, tuple(findings)


def _record(  # noqa: PLR0911  one return per way a record fails to count
    tree: Tree, path: str, known: Record | None
) -> tuple[Record | None, tuple[Finding, ...]]:
    try:
        content = tree.read(path, MAX_TEXT_BYTES)
    except OSError as error:
        return None, (unreadable(path, error),)
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    if known and known.digest == digest:
        return known, ()
    text, faults = decode(content, path)
    if text is None:
        return None, faults
    document, faults = toml.load(text, path)
    if document is None:
        return None, faults
    approval, faults = validate(Approval, document.data, document.place, item=None)
    if approval is None:
        return None, faults
    expected = f"{APPROVALS}{approval.item}/{approval.approver}.toml"
    if path != expected:
        return None, (
            Finding(
                code="KPT101",
                place=document.place(("item",)),
                message=f"this record is {approval.approver}'s decision about {approval.item}, but stands elsewhere.",
                hint=f"it belongs at {expected}; `kept approve` puts it there.",
            ),
        )
    return Record(path=path, digest=digest, approval=approval), ()


def unreadable(path: str, error: OSError) -> Finding:
    """The finding for a file that was listed and then could not be opened."""
    return Finding(
        code="KPT104",
        place=Place(path),
        message=f"the file cannot be read ({error.strerror or 'it is not there any more'}).",
        hint="check that it still exists and may be read, then run kept again.",
    )


def trusted(tree: Tree, ref: str | None) -> tuple[Trusted, tuple[Finding, ...]]:
    """What a tree says about who may approve what, and what they approved.

    Findings:
        KPT101, KPT104: a policy or record that cannot be read. Without a readable policy nobody is entitled.
    """
    policy, findings = _policy(tree)
    register = _lenient(tree, REGISTER)
    approved, faults = records(tree)
    people = {
        person.id: person
        for entry in _tables(register, "people")
        if (person := validate(Person, entry, lambda *_, **__: Place(REGISTER), item=None)[0])
    }
    base = Trusted(
        ref=ref,
        policy=policy,
        people=people,
        promise_owners=_owners((entry.get("id"), entry.get("owner")) for entry in _tables(register, "promises")),
        data_owners=_owners(
            (_metric_id(path), _lenient(tree, path).get("data_owner")) for path in tree.paths() if _metric_id(path)
        ),
        records=approved,
    )
    return base, findings + faults


def _policy(tree: Tree) -> tuple[Policy | None, tuple[Finding, ...]]:
    if POLICY not in tree.paths():
        return Policy(), ()
    text, faults = decode(tree.read(POLICY, MAX_TEXT_BYTES), POLICY)
    document, more = toml.load(text, POLICY) if text is not None else (None, faults)
    if document is None:
        return None, more
    return validate(Policy, document.data, document.place, item=None)


def _lenient(tree: Tree, path: str) -> Mapping[str, Any]:
    """A TOML file's values, or nothing: an unreadable file at the trust ref entitles nobody."""
    try:
        text, _ = decode(tree.read(path, MAX_TEXT_BYTES), path)
        return toml.freeze(tomllib.loads(text or ""))  # type: ignore[no-any-return]  # a TOML document is a table
    except (OSError, tomllib.TOMLDecodeError, RecursionError):
        return {}


def _tables(data: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], ...]:
    entries = data.get(key, ())
    return tuple(entry for entry in entries if isinstance(entry, dict)) if isinstance(entries, tuple) else ()


def _owners(pairs: Any) -> dict[str, str]:  # noqa: ANN401  an iterable of pairs of whatever the file holds
    return {item: owner for item, owner in pairs if isinstance(item, str) and isinstance(owner, str)}


def _metric_id(path: str) -> str:
    stem = path.removeprefix("evidence/metrics/")
    return stem.removesuffix(".toml") if stem != path and stem.endswith(".toml") and "/" not in stem else ""
