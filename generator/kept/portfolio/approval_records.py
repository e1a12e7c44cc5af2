"""Reads the approval records, the policy and the people from one tree."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kept.files import toml
from kept.files.text import MAX_TEXT_BYTES, decode
from kept.files.tree import REGISTER
from kept.files.validation import invalid, validate
from kept.findings import Finding, Place
from kept.model.approval import Approval
from kept.model.policy import Policy
from kept.model.portfolio import Record, Trusted
from kept.model.register import Person
from kept.portfolio import sources
from kept.portfolio.reading import unreadable_file
from kept.portfolio.references import POLICY
from kept.portfolio.signatures import APPROVALS, Seals, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kept.files.document import Document
    from kept.files.tree import Tree

_ALWAYS_THERE = tuple(field.alias or name for name, field in Approval.model_fields.items() if field.is_required())


def records(
    tree: Tree, known: Mapping[str, tuple[Record, ...]] | None = None
) -> tuple[dict[str, tuple[Record, ...]], tuple[Finding, ...]]:
    """Every approval record of a tree, by item; records that cannot be read are left out.

    Args:
        tree: where to look.
        known: records of another tree; a file with the same path and content is not read again.

    Findings:
        KPT101, KPT102, KPT104: a record that cannot be read, or whose file name and content disagree.
    """
    by_path = {record.path: record for entries in (known or {}).values() for record in entries}
    found: list[Record] = []
    findings: list[Finding] = []
    for path in tree.paths():
        if path.startswith(APPROVALS) and path.endswith(".toml"):
            record, faults = _record(tree, path, by_path.get(path))
            findings += faults
            found += [record] if record else []
    return _by_item(found), tuple(findings)


def _by_item(records: Iterable[Record]) -> dict[str, tuple[Record, ...]]:
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        found[record.approval.item].append(record)
    return {item: tuple(entries) for item, entries in found.items()}


def _record(tree: Tree, path: str, known: Record | None) -> tuple[Record | None, tuple[Finding, ...]]:
    try:
        content = tree.read(path, MAX_TEXT_BYTES)
    except OSError as error:
        return None, (unreadable_file(path, error),)
    return (known, ()) if known and known.digest == digest(content) else _read(path, content)


def _read(path: str, content: bytes) -> tuple[Record | None, tuple[Finding, ...]]:
    text, faults = decode(content, path)
    document, more = toml.load(text, path) if text is not None else (None, ())
    if document is None:
        return None, (*faults, *more)
    lacking = [key for key in _ALWAYS_THERE if key not in document.data]
    if lacking:
        message = f"this is no whole approval record: it has no {', '.join(lacking)}"
        hint = "delete it and run `kept approve` again, which writes records."
        return None, (invalid(Place(path, 1, 1), message, hint),)
    approval, faults = validate(Approval, document.data, document.place, item=None)
    if approval is None:
        return None, faults
    expected = f"{APPROVALS}{approval.item}/{approval.approver}.toml"
    if path != expected:
        message = f"this record is {approval.approver}'s decision about {approval.item}, but stands elsewhere"
        hint = f"it belongs at {expected}; `kept approve` puts it there."
        return None, (invalid(document.place(("item",)), message, hint),)
    return Record(path=path, digest=digest(content), approval=approval), ()


def proposed(
    working: Tree, trusted_base: Trusted, seals: Seals
) -> tuple[dict[str, tuple[Record, ...]], tuple[Finding, ...]]:
    """The records that are only in the working tree, by item, where a git revision decides what is approved.

    Args:
        working: the files under review.
        trusted_base: what the trusted revision says.
        seals: checks whether records are genuine, as that revision asks.

    Findings:
        KPT101, KPT102, KPT104: as for `records`, and for the policy, which has no effect before it is committed.
    """
    found, faults = records(working, trusted_base.records)
    known = {(record.path, record.digest) for entries in trusted_base.records.values() for record in entries}
    fresh = [record for entries in found.values() for record in entries if (record.path, record.digest) not in known]
    return _by_item(seals.sealed(working, fresh)), faults + policy(working)[2]


def trusted(tree: Tree, ref: str | None, seals: Seals | None = None) -> tuple[Trusted, tuple[Finding, ...]]:
    """Who may approve what, and what they approved, according to a tree.

    Args:
        tree: the files that decide.
        ref: the name of that revision.
        seals: checks whether records are genuine; created here where it is not given.

    Findings:
        KPT101, KPT104: a policy or record that cannot be read. Without a readable policy nobody is entitled.
        KPT906: a policy that holds a secret.
    """
    rules, _, findings = policy(tree)
    register = _lenient(tree, REGISTER, toml.load_once)
    promises = _tables(register, "promises")
    approved, faults = records(tree)
    seals = seals or Seals.of(tree, rules)
    sealed = seals.sealed(tree, (record for entries in approved.values() for record in entries))
    people = {
        person.id: person
        for entry in _tables(register, "people")
        if (person := validate(Person, entry, lambda *_, **__: Place(REGISTER), item=None)[0])
    }
    base = Trusted(
        ref=ref,
        policy=rules,
        people=people,
        promise_owners=_named((entry.get("id"), entry.get("owner")) for entry in promises),
        data_owners=_named((item, _lenient(tree, path).get("data_owner")) for item, path in _metrics(tree)),
        records=_by_item([*_taken_away(seals, sealed), *sealed]),
        regulated=frozenset(
            entry["id"] for entry in promises if entry.get("regulated") is True and isinstance(entry.get("id"), str)
        ),
        promise_metrics={
            entry["id"]: frozenset(
                name for target in _tables(entry, "targets") if isinstance(name := target.get("metric"), str)
            )
            for entry in promises
            if isinstance(entry.get("id"), str)
        },
    )
    return base, findings + faults


def _taken_away(seals: Seals, here: Iterable[Record]) -> Iterator[Record]:
    """Revocations that were deleted although the person has not decided again: they still hold."""
    known = {(record.path, record.digest) for record in here}
    for path, content in seals.superseded.revocations:
        record, _ = _read(path, content)
        if record and record.approval.decision == "revoke" and (path, record.digest) not in known:
            yield record


def policy(tree: Tree) -> tuple[Policy | None, Document | None, tuple[Finding, ...]]:
    """The policy of a tree and its document; the default policy where there is none, None where it cannot be read.

    Findings:
        KPT101, KPT102, KPT104, KPT906.
    """
    if POLICY not in tree:
        return Policy(), None, ()
    try:
        text, faults = decode(tree.read(POLICY, MAX_TEXT_BYTES), POLICY)
    except OSError as error:
        return None, None, (unreadable_file(POLICY, error),)
    return _policy(text) if text is not None else (None, None, faults)


@lru_cache(maxsize=4)
def _policy(text: str) -> tuple[Policy | None, Document | None, tuple[Finding, ...]]:
    """The policy in a text. A check asks four times, most often for the same text: here, and as it is trusted."""
    document, faults = toml.load(text, POLICY)
    if document is None:
        return None, None, faults
    rules, faults = validate(Policy, document.data, document.place, item=None)
    return rules, document, (*faults, *_of_sources(rules, document))


def _of_sources(rules: Policy | None, document: Document) -> Iterator[Finding]:
    for entry in sources.sourced(rules, document) if rules else ():
        yield from entry.faults


def _lenient(
    tree: Tree, path: str, load: Callable[[str, str], tuple[Document | None, object]] = toml.load
) -> Mapping[str, Any]:
    """The values of a TOML file; empty where it cannot be read, because an unreadable trusted file entitles nobody."""
    try:
        text, _ = decode(tree.read(path, MAX_TEXT_BYTES), path)
    except OSError:
        return {}
    document, _ = load(text or "", path)
    return document.data if document else {}


def _tables(data: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], ...]:
    entries = data.get(key, ())
    return tuple(entry for entry in entries if isinstance(entry, dict)) if isinstance(entries, tuple) else ()


def _named(pairs: Iterable[tuple[object, object]]) -> dict[str, str]:
    return {item: owner for item, owner in pairs if isinstance(item, str) and isinstance(owner, str)}


def _metrics(tree: Tree) -> Iterator[tuple[str, str]]:
    """The id and path of every metric's definition."""
    for path in tree.paths():
        folder, _, name = path.rpartition("/")
        if folder == "evidence/metrics" and name.endswith(".toml"):
            yield name.removesuffix(".toml"), path
