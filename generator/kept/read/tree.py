"""Where files come from: the working tree, or a git revision. Both give paths from the project's root."""

from __future__ import annotations

import os
import subprocess
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from kept.findings import Finding, Place, TrustRefError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REGISTER = "promises.toml"
EVIDENCE = "evidence"


class Tree(Protocol):
    """A set of files at one moment."""

    def paths(self) -> tuple[str, ...]:
        """The register and every file under evidence/, sorted, with forward slashes."""

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of a file; at most `limit` and one more.

        Raises:
            OSError: the file has vanished or cannot be read.
        """


class WorkingTree:
    """The files as they lie on disk. Symbolic links are never followed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.findings: tuple[Finding, ...] = ()

    def paths(self) -> tuple[str, ...]:
        """The register and every file under evidence/, sorted.

        Findings (in `findings` afterwards):
            KPT107: a symbolic link, a special file, two names that differ only in case, a name no git can hold.
        """
        return self._scan

    @cached_property
    def _scan(self) -> tuple[str, ...]:
        findings: list[Finding] = []
        found = [REGISTER] if (self.root / REGISTER).is_file() else []
        found += _walk(self.root, EVIDENCE, findings)
        by_folded: dict[str, str] = {}
        for path in sorted(found):
            twin = by_folded.setdefault(path.casefold(), path)
            if twin != path:
                findings.append(
                    _unsafe(path, f'the name differs from "{twin}" only in capital letters', "rename one of the two.")
                )
        self.findings = tuple(findings)
        return tuple(sorted(found))

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of a file; at most `limit` and one more."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(self.root / path, flags), "rb") as file:
            return file.read(limit + 1)


def _walk(root: Path, under: str, findings: list[Finding]) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(root / under), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        findings.append(_unsafe(under, f"the folder cannot be read ({error.strerror})", "check its permissions."))
        return
    for entry in entries:
        path = f"{under}/{entry.name}"
        if entry.name.startswith("."):
            continue
        if not _is_plain(entry.name):
            shown = path.encode("utf-8", "backslashreplace").decode().encode("unicode_escape").decode("ascii")
            findings.append(_unsafe(shown, "the name has characters that cannot be printed", "rename it."))
        elif entry.is_symlink():
            findings.append(
                _unsafe(path, "this is a symbolic link", "put the file itself here; links are not followed.")
            )
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(root, path, findings)
        elif entry.is_file(follow_symlinks=False):
            yield path
        else:
            findings.append(_unsafe(path, "this is not a file", "delete it."))


def _is_plain(name: str) -> bool:
    return name.isprintable() and "\\" not in name


def _unsafe(path: str, message: str, hint: str) -> Finding:
    return Finding(code="KPT107", place=Place(path), message=message + ".", hint=hint)


class GitTree:
    """The files of one git revision. Reads with git itself; nothing is checked out."""

    def __init__(self, root: Path, ref: str) -> None:
        self.root = root
        self.ref = ref

    def paths(self) -> tuple[str, ...]:
        """The register and every file under evidence/, sorted."""
        return tuple(sorted(self._objects))

    @cached_property
    def _objects(self) -> dict[str, str]:
        """Path to object id, of plain files only: links and submodules stay out."""
        listing = git(self.root, "ls-tree", "-r", "-z", self.ref, "--", REGISTER, EVIDENCE)
        found = {}
        for line in listing.decode("utf-8", "surrogateescape").split("\0"):
            if line:
                head, _, path = line.partition("\t")
                mode, _, object_id = head.split(" ")
                if mode.startswith("100"):
                    found[path] = object_id
        return found

    @cached_property
    def _contents(self) -> dict[str, bytes]:
        """The bytes of every file that says who may approve what, and of what they approved: one git process."""
        wanted = [path for path in self._objects if _matters(path)]
        request = "".join(self._objects[path] + "\n" for path in wanted).encode()
        answer = memoryview(git(self.root, "cat-file", "--batch", stdin=request))
        contents: dict[str, bytes] = {}
        start = 0
        for path in wanted:
            end = start + bytes(answer[start : start + 200]).index(b"\n")
            size = int(bytes(answer[start:end]).split(b" ")[2])
            contents[path] = bytes(answer[end + 1 : end + 1 + size])
            start = end + size + 2
        return contents

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of a file; at most `limit` and one more."""
        if path not in self._objects:
            raise FileNotFoundError(path)
        content = self._contents.get(path)
        if content is None:
            content = git(self.root, "cat-file", "blob", self._objects[path])
        return content[: limit + 1]


def _matters(path: str) -> bool:
    return path.endswith(".toml")


class EmptyTree:
    """A revision without files: a repository in which nothing has been committed yet."""

    def paths(self) -> tuple[str, ...]:
        """No files."""
        return ()

    def read(self, path: str, limit: int) -> bytes:  # noqa: ARG002  the protocol's signature
        """Never returns: there is no file."""
        raise FileNotFoundError(path)


def trusted_tree(root: Path, ref: str | None, working: WorkingTree) -> tuple[Tree, str | None]:
    """The tree that says what is approved, and the revision it is; the working tree where there is no repository.

    Args:
        root: the project's root.
        ref: the revision asked for; None for `HEAD`.
        working: what to fall back on where no `.git` stands above `root`.

    Raises:
        TrustRefError: the revision cannot be read. The text says what to do; there is no fallback.
    """
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        if ref:
            message = (
                f'there is no git repository here, so "{ref}" cannot be read. Run `git init`, or leave --trust-ref out.'
            )
            raise TrustRefError(message)
        return working, None
    name = ref or "HEAD"
    if name == "HEAD" and _is_unborn(root):
        return EmptyTree(), name
    revision = _resolve(root, name)
    return GitTree(root, revision), revision


def _is_unborn(root: Path) -> bool:
    """True in a repository whose branch has no commit yet."""
    git(root, "rev-parse", "--git-dir")
    try:
        git(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    except TrustRefError:
        return not _has_head_commit(root)
    return False


def _has_head_commit(root: Path) -> bool:
    """True where HEAD names a commit, whether or not it can be read."""
    try:
        branch = git(root, "symbolic-ref", "--quiet", "HEAD").decode().strip()
        git(root, "show-ref", "--verify", "--quiet", branch)
    except TrustRefError:
        return False
    return True


def _resolve(root: Path, name: str) -> str:
    try:
        return git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}").decode().strip()
    except TrustRefError as error:
        message = (
            f'the git revision "{name}", which says what is approved, cannot be read. In a CI job fetch the whole '
            "history first (actions/checkout: `fetch-depth: 0`); elsewhere run `git fetch` or name another --trust-ref."
        )
        raise TrustRefError(message) from error


def git(root: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    """What git prints.

    Raises:
        TrustRefError: git is missing, refuses this folder, or fails; the text says what to do.
    """
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(  # noqa: S603  fixed program, arguments as a list
            ["git", "-C", str(root), *arguments],  # noqa: S607  the git the user has
            input=stdin,
            stdin=None if stdin is not None else subprocess.DEVNULL,
            capture_output=True,
            check=True,
            env=environment,
        )
    except FileNotFoundError as error:
        message = "git is not installed, and this folder is a git repository: install git to read what is approved."
        raise TrustRefError(message) from error
    except subprocess.CalledProcessError as error:
        raise TrustRefError(_git_says(root, error.stderr.decode("utf-8", "replace"))) from error
    return done.stdout


def _git_says(root: Path, words: str) -> str:
    if "dubious ownership" in words:
        return (
            f"git refuses to read {root.name}/ because it belongs to another user (dubious ownership). If you trust "
            "it, run: git config --global --add safe.directory THIS_FOLDER"
        )
    lines = words.strip().splitlines()
    return f"git could not read the repository: {lines[-1] if lines else 'it gave no reason'}"
