"""Reads the history from git: which commit changed which file, and the content then."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from kept.files import toml
from kept.files.git import contents, git
from kept.files.text import MAX_TEXT_BYTES, decode
from kept.files.tree import REGISTER, GitTree
from kept.files.validation import validate
from kept.findings import Place
from kept.model.register import Promise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from kept.files.tree import Tree

_MOST_STATES = 500
"""The limit of versions of the register that are read. Older promises are not looked for."""
_AT_ONCE = 20
# The user's configuration must not change what git prints.
_LOG = (
    *("-c", "log.showRoot=true", "log", "--full-history", "--raw", "-z", "--no-abbrev", "--no-renames"),
    *("--no-relative", "--no-show-signature", "--no-decorate", "--no-notes", "--no-mailmap", "--no-color"),
    *("--ignore-submodules=all", "--format=%x01%H%n%cs%n%ae%n%ce%n"),
)
# A merge counts with all its parents, and with what only the merge commit changed.
_EVERY_SIDE = ("-c",)
# A merge counts as its change to the branch it was merged into.
_MAINLINE = ("--first-parent", "-m")


class Commit(NamedTuple):
    """One commit."""

    id: str
    on: str
    """The author's local date, as year-month-day."""
    emails: frozenset[str]
    """The e-mail addresses of its author and committer."""


class Change(NamedTuple):
    """The change of one file in one commit."""

    commit: Commit
    path: str
    """From the project's root."""
    before: tuple[str | None, ...]
    """The object ids of the old content, one for each parent of a merge; None where the file did not exist."""
    after: str | None
    """The object id of the new content; None where the file was deleted."""


class History:
    """The commits up to one revision, as far as they change the project."""

    def __init__(self, root: Path, revision: str) -> None:
        self._root = root
        self._revision = revision

    @classmethod
    def of(cls, tree: Tree) -> Self | None:
        """The history of a tree; None where the tree is not a git revision."""
        return cls(tree.root, tree.ref) if isinstance(tree, GitTree) else None

    @cached_property
    def _prefix(self) -> str:
        """The path from the top of the repository to the project: empty, or ending in a slash."""
        return git(self._root, "rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").removesuffix("\n")

    def changes(
        self, *paths: str, since: str | None = None, most: int | None = None, mainline: bool = False
    ) -> tuple[Change, ...]:
        """Every change to these files or folders, newest commit first; runs one git process.

        Args:
            paths: from the project's root.
            since: leaves out commits that are part of this revision.
            most: how many commits to go back.
            mainline: leaves out the commits inside merged branches; each merge is one change.
        """
        sides = _MAINLINE if mainline else _EVERY_SIDE
        limits = [f"--max-count={most}"] if most else []
        without = [f"^{since}"] if since else []
        listing = git(self._root, *_LOG, *sides, *limits, self._revision, *without, "--", *paths)
        return tuple(self._parsed(listing.decode("utf-8", "surrogateescape")))

    def _parsed(self, listing: str) -> Iterator[Change]:
        commit = Commit("", "", frozenset())
        parts = iter(listing.split("\0"))
        for part in parts:
            text = part.strip("\n")
            if text.startswith("\x01"):
                name, day, author, committer = text[1:].split("\n")
                commit = Commit(name, day, frozenset((author, committer)))
            elif text.startswith(":"):
                # For each parent git prints one colon, one mode and one object more.
                parents = len(text) - len(text.lstrip(":"))
                fields = text.split(" ")
                # Links and submodules have no content here.
                modes, objects = fields[: parents + 1], fields[parents + 1 : 2 * parents + 2]
                plain = [_object(name) if "100" in mode else None for mode, name in zip(modes, objects, strict=True)]
                yield Change(commit, next(parts).removeprefix(self._prefix), tuple(plain[:-1]), plain[-1])

    def contents(self, changes: Iterable[Change]) -> dict[str, bytes]:
        """The contents before and after each change, by object id; runs one git process."""
        named = {name: change.path for change in changes for name in (change.after, *change.before) if name}
        return contents(self._root, named)

    def formerly(self, promise: str) -> Iterator[Promise]:
        """The versions of a promise in the revision and before it, newest first; unusable ones are skipped.

        Versions inside merged branches are included. Only the newest few hundred changes of the register are read.
        """
        last = None
        for entries in self._registers():
            entry = entries.get(promise)
            state = validate(Promise, entry, lambda *_, **__: Place(REGISTER), item=None)[0] if entry else None
            if state and state != last:
                last = state
                yield state

    def _registers(self) -> Iterator[Mapping[str, Mapping[str, Any]]]:
        """The promises in every version of the register, by id; each version is read once, and only on demand."""
        for start in range(0, len(self._states), _AT_ONCE):
            batch = self._states[start : start + _AT_ONCE]
            missing = {name: REGISTER for name in batch if name not in self._read}
            texts = contents(self._root, missing) if missing else {}
            self._read.update({name: entries(content) or {} for name, content in texts.items()})
            yield from (self._read[name] for name in batch)

    @cached_property
    def _states(self) -> tuple[str, ...]:
        found = self.changes(REGISTER, most=_MOST_STATES)
        return tuple(dict.fromkeys(change.after for change in found if change.after))

    @cached_property
    def _read(self) -> dict[str, Mapping[str, Mapping[str, Any]]]:
        return {}


def entries(register: bytes) -> dict[str, Mapping[str, Any]] | None:
    """The promises of a register by id, without ids that are used twice; None where the register cannot be read."""
    text, _ = decode(register[: MAX_TEXT_BYTES + 1], REGISTER)
    document, _ = toml.load(text, REGISTER) if text is not None else (None, ())
    promises = document.data.get("promises", ()) if document else None
    if not isinstance(promises, tuple):
        return None
    found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for entry in promises:
        if isinstance(entry, dict) and isinstance(name := entry.get("id"), str):
            found[name].append(entry)
    return {name: same[0] for name, same in found.items() if len(same) == 1}


def _object(name: str) -> str | None:
    return None if not name.strip("0") else name
