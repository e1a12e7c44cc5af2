"""The source of files: the working tree, or a git revision. Both give paths from the project's root."""

from __future__ import annotations

import os
import posixpath
import re
import unicodedata
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from kept.files.git import contents, git, in_repository, shown
from kept.findings import Finding, Place, TrustRefError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

REGISTER = "promises.toml"
EVIDENCE = "evidence"
_COMMIT = re.compile(r"[0-9a-f]{40,64}")
_SEVERAL = re.compile(r"^\^|\.\.|\^[@!-]")
"""Revision names that git reads as several commits: exclusions, ranges, or all parents."""


class Tree(Protocol):
    """A set of files at one moment."""

    def paths(self) -> tuple[str, ...]:
        """The register and every file under evidence/, sorted, with forward slashes."""

    def __contains__(self, path: object) -> bool:
        """True where this file exists."""

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of a file; at most `limit` + 1.

        Raises:
            OSError: the file no longer exists or cannot be read.
        """


class WorkingTree:
    """The files on disk. Symbolic links are never followed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def paths(self) -> tuple[str, ...]:
        """The register and every file under evidence/, sorted."""
        return tuple(self._scan[0])

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings about files that were skipped.

        Findings:
            KPT107: a symbolic link, a special file, two names that differ only in case, or a name that git cannot
                store.
        """
        return self._scan[1]

    def __contains__(self, path: object) -> bool:
        return path in self._scan[0]

    @cached_property
    def _scan(self) -> tuple[dict[str, None], tuple[Finding, ...]]:
        """The paths in order, and the findings about skipped files."""
        findings: list[Finding] = []
        found = [path for path in (REGISTER, EVIDENCE) if os.path.lexists(self.root / path)]
        for path in [path for path in found if (self.root / path).is_symlink()]:
            findings.append(_link(path))
            found.remove(path)
        files = [REGISTER] if REGISTER in found else []
        if EVIDENCE in found:
            files += _walk(self.root, EVIDENCE, findings)
        findings += _twins(files)
        return dict.fromkeys(sorted(files)), tuple(findings)

    def below(self, folder: str) -> tuple[str, ...]:
        """Every plain file below another folder of the project, sorted.

        Empty where that is a link or does not exist.
        """
        ways = accumulate(folder.split("/"), posixpath.join)
        if any((self.root / way).is_symlink() or not (self.root / way).is_dir() for way in ways):
            return ()
        return tuple(sorted(_walk(self.root, folder, [])))

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of a file; at most `limit` + 1."""
        # Since the scan, the file may have been replaced by a link, or by a pipe that would block forever.
        with os.fdopen(os.open(f"{self.root}/{path}", _PLAIN_FILE), "rb") as file:
            return file.read(limit + 1)


_PLAIN_FILE = sum(getattr(os, name, 0) for name in ("O_RDONLY", "O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
"""How a file is opened that may have become a link or a pipe; not every system has all of these."""


def _walk(root: Path, folder: str, findings: list[Finding]) -> Iterator[str]:
    """Every plain file below a folder, in no order."""
    folders = [folder]
    while folders:
        under = folders.pop()
        try:
            entries = list(os.scandir(root / under))
        except OSError as error:
            findings.append(_unsafe(under, f"the folder cannot be read ({error.strerror})", "check its permissions."))
            continue
        for entry in entries:
            path = f"{under}/{entry.name}"
            if entry.name.startswith("."):
                continue
            if not _is_plain(entry.name):
                findings.append(_unsafe(shown(path), "the name has characters that cannot be printed", "rename it."))
            elif entry.is_symlink():
                findings.append(_link(path))
            elif entry.is_dir(follow_symlinks=False):
                folders.append(path)
            elif entry.is_file(follow_symlinks=False):
                yield path
            else:
                findings.append(_unsafe(path, "this is neither a file nor a folder", "delete it."))


def _twins(paths: Iterable[str]) -> Iterator[Finding]:
    """Names that are the same on a Mac or on Windows: they differ only in case, or in how an accent is encoded."""
    first: dict[str, str] = {}
    for name in dict.fromkeys(name for path in sorted(paths) for name in (*_folders(path), path)):
        twin = first.setdefault(unicodedata.normalize("NFC", name).casefold(), name)
        # For files inside such a folder only the folder is reported.
        if posixpath.basename(twin) != posixpath.basename(name):
            message = f'on many computers the name is the same as "{twin}": only capital letters or accents differ'
            yield _unsafe(name, message, "rename one of the two.")


def _folders(path: str) -> Iterator[str]:
    return accumulate(path.split("/")[:-1], posixpath.join)


def _link(path: str) -> Finding:
    return _unsafe(path, "this is a symbolic link", "put the file or folder itself here; links are not followed.")


def _is_plain(name: str) -> bool:
    return name.isprintable() and "\\" not in name


def _unsafe(path: str, message: str, hint: str) -> Finding:
    return Finding(code="KPT107", place=Place(path), message=message + ".", hint=hint)


class GitTree:
    """The files of one git revision, read with git itself; nothing is checked out."""

    def __init__(self, root: Path, ref: str) -> None:
        self.root = root
        self.ref = ref

    @cached_property
    def head(self) -> str | None:
        """The id of the checked-out commit; None where there is none."""
        try:
            return git(self.root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").decode().strip()
        except TrustRefError:
            return None

    def paths(self) -> tuple[str, ...]:
        """The register and every file under evidence/, sorted."""
        return tuple(sorted(self._objects))

    @cached_property
    def _objects(self) -> dict[str, str]:
        """The object id of each path."""
        return self._listed()

    def _listed(self) -> dict[str, str]:
        """The object id of each path, for plain files only: links and submodules are left out."""
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
        """The bytes of every file that says who may approve what, and of what they approved; one git process."""
        return self._read((".toml", ".lock", ".csv"))

    @cached_property
    def _proofs(self) -> dict[str, bytes]:
        """The bytes of every signature and of the keys; one git process, and only on demand."""
        return self._read((".sig", "/allowed_signers"))

    def _read(self, endings: tuple[str, ...]) -> dict[str, bytes]:
        wanted = {path: name for path, name in self._objects.items() if path.endswith(endings)}
        found = contents(self.root, {name: path for path, name in wanted.items()})
        return {path: found[name] for path, name in wanted.items()}

    def __contains__(self, path: object) -> bool:
        return path in self._objects

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of a file about approvals; at most `limit` + 1.

        Other files of a trusted revision are never needed.
        """
        files = self._contents if path in self._contents else self._proofs
        if path not in files:
            raise FileNotFoundError(path)
        return files[path][: limit + 1]


class RevisionTree(GitTree):
    """All files of a git revision, as if it had been checked out."""

    findings: tuple[Finding, ...] = ()
    """Always empty: a revision has only plain files and links, and links are not read."""

    @cached_property
    def _others(self) -> dict[str, bytes]:
        """The bytes of all other files: words and pictures."""
        return self._read(("",))

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of any file; at most `limit` + 1."""
        try:
            return super().read(path, limit)
        except FileNotFoundError:
            if path not in self:
                raise
        return self._others[path][: limit + 1]


class TreeOnDay(RevisionTree):
    """A git revision in which some files have an earlier version."""

    def __init__(self, root: Path, ref: str, earlier: Mapping[str, str | None]) -> None:
        super().__init__(root, ref)
        self._earlier = earlier
        """By path: the object id of the earlier version; None where the file did not exist."""

    def _listed(self) -> dict[str, str]:
        everything = {**super()._listed(), **self._earlier}
        return {path: name for path, name in everything.items() if name}


class BesideRegister(WorkingTree):
    """The files on disk, with the register of another tree instead of an unusable one."""

    def __init__(self, root: Path, source: Tree) -> None:
        super().__init__(root)
        self._source = source

    def __contains__(self, path: object) -> bool:
        return path in self._source if path == REGISTER else super().__contains__(path)

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of a file; at most `limit` + 1."""
        return self._source.read(path, limit) if path == REGISTER else super().read(path, limit)


class Files:
    """A few files in memory, by path."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._contents = contents

    def paths(self) -> tuple[str, ...]:
        """Their paths, sorted."""
        return tuple(sorted(self._contents))

    def __contains__(self, path: object) -> bool:
        return path in self._contents

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of a file; at most `limit` + 1."""
        if path not in self._contents:
            raise FileNotFoundError(path)
        return self._contents[path][: limit + 1]


class EmptyTree:
    """A revision without files: a repository without any commit."""

    def paths(self) -> tuple[str, ...]:
        """No files."""
        return ()

    def __contains__(self, path: object) -> bool:
        return False

    def read(self, path: str, limit: int) -> bytes:  # noqa: ARG002  the protocol's signature
        """Always raises, because there is no file."""
        raise FileNotFoundError(path)


def trusted_tree(root: Path, ref: str | None, working: WorkingTree) -> tuple[Tree, str | None]:
    """The tree that says what is approved, and the name of its revision; without a repository the working tree.

    Args:
        root: the project's root.
        ref: the revision asked for; None for `HEAD`.
        working: used where there is no `.git` in `root` or above it.

    Raises:
        TrustRefError: the revision cannot be read. The message says what to do; there is no fallback.
    """
    if not in_repository(root):
        if ref is not None:
            message = (
                f'there is no git repository here, so "{shown(ref)}" cannot be read. Run `git init`, or leave '
                "--trust-ref out."
            )
            raise TrustRefError(message)
        return working, None
    name = "HEAD" if ref is None else ref
    if name == "HEAD" and (checked_out := _checked_out(root)):
        _refuse_ambiguous(root, name)
        tree = GitTree(root, checked_out)
        tree.head = checked_out
        return tree, checked_out
    _refuse_shallow(root)
    if name == "HEAD" and _is_unborn(root):
        return EmptyTree(), name
    revision = _resolve(root, name)
    return GitTree(root, revision), revision


def _checked_out(root: Path) -> str | None:
    """The id of the checked-out commit, if the repository has its whole history; one git process.

    None where more must be asked: in a shallow clone, before the first commit, in a broken repository.
    """
    try:
        shallow, _, commit = git(root, "rev-parse", "--is-shallow-repository", "HEAD^{commit}").decode().partition("\n")
    except (TrustRefError, UnicodeDecodeError):
        return None
    # git answers with a file's name where there is no such commit and a file is called like that.
    return commit.strip() if shallow == "false" and _COMMIT.fullmatch(commit.strip()) else None


def _refuse_shallow(root: Path) -> None:
    """Refuses a clone without its history, in which an old record that came back could not be recognised.

    Raises:
        TrustRefError: only the newest commits were fetched.
    """
    if git(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
        message = (
            "only the newest commits of this repository are here, and what is approved rests on all of them. In a CI "
            "job fetch the whole history (actions/checkout: `fetch-depth: 0`); elsewhere run `git fetch --unshallow`."
        )
        raise TrustRefError(message)


def _is_unborn(root: Path) -> bool:
    """True in a repository whose branch has no commit yet; False where a commit exists and cannot be read."""
    try:
        branch = git(root, "symbolic-ref", "--quiet", "HEAD").decode().strip()
    except TrustRefError:
        return False
    try:
        git(root, "rev-parse", "--verify", "--quiet", branch)
    except TrustRefError:
        return True
    return False


def _resolve(root: Path, name: str) -> str:
    """The id of the commit that a revision names.

    Raises:
        TrustRefError: the name fits no commit, or two, or a range. A tag with the name of a branch must not decide what
            is approved.
    """
    if _SEVERAL.search(name):
        message = (
            f'"{shown(name)}" excludes commits or is a range, and one commit says what is approved: name a branch, a '
            "tag or a commit with --trust-ref."
        )
        raise TrustRefError(message)
    _refuse_ambiguous(root, name)
    try:
        return git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}").decode().strip()
    except TrustRefError as error:
        message = (
            f'the git revision "{shown(name)}", which says what is approved, cannot be read. In a CI job fetch the '
            "whole history first (actions/checkout: `fetch-depth: 0`); elsewhere run `git fetch` or name another "
            "--trust-ref."
        )
        raise TrustRefError(message) from error


def _refuse_ambiguous(root: Path, name: str) -> None:
    """Refuses a name that fits several of branches, tags and remote branches.

    Raises:
        TrustRefError: it fits more than one.
    """
    full = [f"refs/{kind}/{name}" for kind in ("heads", "tags", "remotes")]
    existing = git(root, "for-each-ref", "--format=%(refname)", *full).decode("utf-8", "replace").splitlines()
    meant = [ref for ref in full if ref in existing]
    if len(meant) > 1:
        message = f"the git revision {shown(name)} is ambiguous: name one of {', '.join(meant)} with --trust-ref."
        raise TrustRefError(message)
