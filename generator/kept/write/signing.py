"""Signing records with the approver's own SSH key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from kept.files.git import git, shown
from kept.findings import TrustRefError, UsageError
from kept.portfolio.signatures import NAMESPACE, ssh_keygen
from kept.write.save import write_files

_ASK = "Name it with --key FILE; `ssh-keygen -t ed25519` makes one."


def write_records(root: Path, files: Mapping[str, str], key: str | None) -> list[str]:
    """Writes records and, with a key, a signature beside each. The paths of all written files.

    Raises:
        UsageError: ssh-keygen cannot sign with that key, or a path contains a link. Nothing is written.
    """
    everything = {**files, **(signatures(files, key) if key else {})}
    write_files(root, everything)
    for path in files:
        if key is None:
            # The old signature does not fit the new record.
            (root / f"{path}.sig").unlink(missing_ok=True)
    return list(everything)


def signatures(files: Mapping[str, str], key: str) -> dict[str, str]:
    """A detached signature for each record, by the record's path plus .sig.

    Args:
        files: the text of each record, by path.
        key: the file of a private key, or of a public key whose private key is in the SSH agent; or the public key
            itself.

    Raises:
        UsageError: ssh-keygen cannot sign with that key.
    """
    with TemporaryDirectory() as folder:
        if key.startswith(("ssh-", "ecdsa-", "sk-")):
            public = Path(folder) / "key.pub"
            public.write_text(key + "\n", encoding="utf-8")
            key = str(public)
        drafts = {path: Path(folder) / f"{number}.toml" for number, path in enumerate(files)}
        for path, draft in drafts.items():
            draft.write_text(files[path], encoding="utf-8", newline="\n")
        done = ssh_keygen("-Y", "sign", "-n", NAMESPACE, "-f", key, *map(str, drafts.values()))
        if done.returncode:
            lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
            reason = shown(lines[-1]) if lines else "it gave no reason"
            message = f"ssh-keygen did not sign: {reason}. Nothing was written. {_ASK}"
            raise UsageError(message)
        return {f"{path}.sig": Path(f"{draft}.sig").read_text(encoding="ascii") for path, draft in drafts.items()}


def signing_key(root: Path, given: str | None) -> str:
    """The key to sign with: the given one, otherwise the one that git signs commits with.

    Raises:
        UsageError: there is no key.
    """
    key = given or _of_git(root)
    if key is None:
        message = f"there is no key to sign with: git has no user.signingkey with gpg.format = ssh. {_ASK}"
        raise UsageError(message)
    if key.startswith("key::"):
        return key.removeprefix("key::")
    if key.startswith(("ssh-", "ecdsa-", "sk-")):
        return key
    path = Path(key).expanduser()
    if not path.is_file():
        message = f"there is no key {shown(key)}. {_ASK}"
        raise UsageError(message)
    return str(path.resolve())


def _of_git(root: Path) -> str | None:
    def setting(*name: str) -> str | None:
        try:
            return git(root, "config", "--get", *name).decode("utf-8", "surrogateescape").strip() or None
        except TrustRefError:
            return None

    return setting("user.signingkey") if setting("gpg.format") == "ssh" else None
