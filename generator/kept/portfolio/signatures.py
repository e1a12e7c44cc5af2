"""Checks whether a record is genuine: signed where the policy asks for it, and not replaced by its approver."""

from __future__ import annotations

import hashlib
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from kept.files import toml
from kept.files.git_history import History
from kept.files.text import MAX_TEXT_BYTES, decode
from kept.findings import TrustRefError
from kept.model.portfolio import Record, Seal
from kept.portfolio.signing_keys import usable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kept.files.tree import Tree
    from kept.model.policy import Policy

APPROVALS = "evidence/approvals/"
SIGNERS = "evidence/allowed_signers"
NAMESPACE = "kept-approval"
"""The namespace of the signatures: a signature made for something else, such as a commit, does not count."""

_MAX_SIGNATURE = 20_000
_MISSING = "ssh-keygen is not installed, and the policy asks for signed approvals: install OpenSSH"
_TOO_OLD = "this ssh-keygen cannot check signatures; install OpenSSH 8.9 or newer."


class Superseded(NamedTuple):
    """Earlier decisions, from the history of the approvals, that the current records no longer show."""

    records: frozenset[tuple[str, str]]
    """The path and digest of every replaced record, according to a commit or to the record that replaced it."""
    revocations: tuple[tuple[str, bytes], ...]
    """The path and content of possible revocations that no later record of the same person names."""


def superseded(tree: Tree, day: date | None = None) -> Superseded:
    """The earlier decisions in the commits up to a revision; empty without a repository.

    Args:
        tree: the trusted tree.
        day: ignores later decisions.
    """
    history = History.of(tree)
    if history is None:
        return Superseded(frozenset(), ())
    changes = [change for change in history.changes(APPROVALS) if change.after and change.path.endswith(".toml")]
    contents = history.contents(changes)
    if day is not None:
        changes = [change for change in changes if change.after and _is_by(contents[change.after], day)]
    versions = sorted({(change.path, contents[change.after]) for change in changes if change.after})
    named = frozenset((path, name) for path, content in versions if (name := _supersedes(content)))
    overwritten = {
        (change.path, digest(contents[name]))
        for change in changes
        for name in change.before
        # The replacement must itself be a decision, not a broken file.
        if name and change.after and name != change.after and _texts(contents[change.after]).get("decision")
    }
    # A quick filter; the caller parses the file to see whether it is a revocation.
    revocations = ((path, content) for path, content in versions if b"revoke" in content)
    return Superseded(
        records=named | overwritten,
        revocations=tuple((path, content) for path, content in revocations if (path, digest(content)) not in named),
    )


def digest(content: bytes) -> str:
    """The digest of a record, as a later record names it in `supersedes`."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _supersedes(content: bytes) -> str | None:
    # Most records replace nothing and need not be parsed.
    return _texts(content).get("supersedes") if b"supersedes" in content else None


def decided_on(content: bytes) -> date | None:
    """The date of a record's decision; None where it has none."""
    day = _data(content).get("approved_on")
    # In Python a date-time is a date too, but it is not valid in a record.
    return day if type(day) is date else None


def _is_by(content: bytes, day: date) -> bool:
    """True unless the record's decision is dated after the day."""
    decided = decided_on(content)
    return decided is None or decided <= day


def _texts(content: bytes) -> dict[str, str]:
    """The text fields of a record, whether or not the record counts."""
    return {key: value for key, value in _data(content).items() if isinstance(value, str)}


def _data(content: bytes) -> Mapping[str, Any]:
    text, _ = decode(content[: MAX_TEXT_BYTES + 1], APPROVALS)
    document, _ = toml.load(text, APPROVALS) if text is not None else (None, ())
    return document.data if document else {}


@dataclass(frozen=True, slots=True)
class Seals:
    """Checks the signatures of approval records, as the policy of the trusted revision demands."""

    superseded: Superseded
    signers: bytes | None
    """The approvers' keys, each for one person; None where the policy asks for no signatures."""

    @classmethod
    def of(cls, tree: Tree, policy: Policy | None, day: date | None = None) -> Seals:
        """Prepares the checks from the files and the history of a tree.

        Args:
            tree: the trusted tree.
            policy: its policy. Without a policy nobody is entitled, and no signature is checked.
            day: ignores later decisions.
        """
        signers = None
        if policy and policy.signatures == "required":
            signers = usable(tree.read(SIGNERS, MAX_TEXT_BYTES)) if SIGNERS in tree else b""
        return cls(superseded(tree, day), signers)

    def sealed(self, tree: Tree, records: Iterable[Record]) -> list[Record]:
        """The records of a tree, each with the result of its check.

        A revocation needs no signature: it is safe to believe, because it only takes words away.

        Raises:
            TrustRefError: signatures must be checked and no suitable ssh-keygen is installed.
        """
        checked = [self._unless_replaced(record) for record in records]
        if self.signers is None:
            return checked
        with TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
            check = _Check.prepared(Path(folder), self.signers, tree)
            return list(pool.map(check, checked))

    def _unless_replaced(self, record: Record) -> Record:
        is_old = (record.path, record.digest) in self.superseded.records
        return replace(record, seal=Seal.REPLAYED) if is_old and record.approval.decision == "approve" else record


@dataclass(frozen=True, slots=True)
class _Check:
    """Asks ssh-keygen to check one record."""

    folder: Path
    tree: Tree

    @classmethod
    def prepared(cls, folder: Path, signers: bytes, tree: Tree) -> Callable[[Record], Record]:
        (folder / "signers").write_bytes(signers)
        empty = folder / "empty"
        empty.touch()
        # With an empty signature an old ssh-keygen fails because of the option, and a new one because of the signature.
        nobody = ("-f", str(empty), "-I", "nobody", "-n", NAMESPACE, "-s", str(empty), "-O", "verify-time=20200101")
        words = ssh_keygen("-Y", "verify", *nobody, content=b"").stderr.lower()
        if b"usage" in words or b"unsupported" in words or b"invalid" in words:
            raise TrustRefError(_TOO_OLD)
        return cls(folder, tree)

    def __call__(self, record: Record) -> Record:
        approval = record.approval
        if approval.decision == "revoke" or not record.is_genuine:
            return record
        try:
            content = self.tree.read(record.path, MAX_TEXT_BYTES)
            signature = self.tree.read(f"{record.path}.sig", _MAX_SIGNATURE)
        except OSError:
            return replace(record, seal=Seal.MISSING)
        name = self.folder / f"{hashlib.sha256(record.path.encode()).hexdigest()}.sig"
        name.write_bytes(signature)
        about = ("-n", NAMESPACE, "-s", str(name))
        # Checked as of the day of the decision: a key that has expired since was valid then.
        on = ("-O", f"verify-time={approval.approved_on:%Y%m%d}120000")
        signers = ("-f", str(self.folder / "signers"), "-I", approval.approver)
        if digest(content) != record.digest or not _passes("check-novalidate", *about, content=content):
            return replace(record, seal=Seal.BROKEN)
        is_theirs = _passes("verify", *signers, *about, *on, content=content)
        return replace(record, seal=Seal.GOOD if is_theirs else Seal.FOREIGN)


def _passes(operation: str, *arguments: str, content: bytes) -> bool:
    return ssh_keygen("-Y", operation, *arguments, content=content).returncode == 0


def ssh_keygen(*arguments: str, content: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """The result of ssh-keygen. Without `content` it may ask the person at the terminal for a passphrase.

    Raises:
        TrustRefError: ssh-keygen is not installed.
    """
    try:
        return subprocess.run(  # noqa: S603  a fixed program, arguments as a list
            ["ssh-keygen", *arguments],  # noqa: S607  the user's own ssh-keygen
            input=content,
            capture_output=True,
            check=False,
            # A fixed time zone: the day must begin at the same moment on every machine.
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
        )
    except FileNotFoundError as error:
        message = f"{_MISSING} (Debian, Ubuntu: apt install openssh-client; macOS and Windows 10 bring it)."
        raise TrustRefError(message) from error
