"""What git remembers: which commit changed which file, and what stood in it."""

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
"""Of the register: whoever wants to go back further has forgotten what was promised."""
_AT_ONCE = 20
# Nobody's own configuration may change what git prints.
_LOG = (
    *("-c", "log.showRoot=true", "log", "--full-history", "--raw", "-z", "--no-abbrev", "--no-renames"),
    *("--no-relative", "--no-show-signature", "--no-decorate", "--no-notes", "--no-mailmap", "--no-color"),
    *("--ignore-submodules=all", "--format=%x01%H%n%cs%n%ae%n%ce%n"),
)
# Every side of a merge counts, and what only the merge says.
_EVERY_SIDE = ("-c",)
# A merge is what it did to the line that it was merged into.
_MAINLINE = ("--first-parent", "-m")


class Commit(NamedTuple):
    """One commit."""

    id: str
    on: str
    """The day it was made where its maker was, as year-month-day."""
    emails: frozenset[str]
    """Of its author and its committer, as git has them."""


class Change(NamedTuple):
    """What one commit did to one file."""

    commit: Commit
    path: str
    """From the project's root."""
    before: tuple[str | None, ...]
    """The object ids of the contents it replaced, one for each side of a merge; None where there was none."""
    after: str | None
    """The object id of the content it left; None where it took the file away."""


class History:
    """The commits that lead to one revision, as far as they touch a project."""

    def __init__(self, root: Path, revision: str) -> None:
        self._root = root
        self._revision = revision

    @classmethod
    def of(cls, tree: Tree) -> Self | None:
        """The commits that lead to a tree; None where it is no revision of any."""
        return cls(tree.root, tree.ref) if isinstance(tree, GitTree) else None

    @cached_property
    def _prefix(self) -> str:
        """The way from the repository's top to the project: empty, or with a slash at its end."""
        return git(self._root, "rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").removesuffix("\n")

    def changes(
        self, *paths: str, since: str | None = None, most: int | None = None, mainline: bool = False
    ) -> tuple[Change, ...]:
        """Every change to these files or folders, newest commit first; one git process.

        Args:
            paths: from the project's root.
            since: leaves out the commits that lead to this revision too.
            most: how many commits to go back.
            mainline: leaves out what happened inside merged branches: a merge is one change.
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
                # One colon, and one mode and object more, for each parent.
                parents = len(text) - len(text.lstrip(":"))
                fields = text.split(" ")
                # A link or a submodule has no content that counts.
                modes, objects = fields[: parents + 1], fields[parents + 1 : 2 * parents + 2]
                plain = [_object(name) if "100" in mode else None for mode, name in zip(modes, objects, strict=True)]
                yield Change(commit, next(parts).removeprefix(self._prefix), tuple(plain[:-1]), plain[-1])

    def contents(self, changes: Iterable[Change]) -> dict[str, bytes]:
        """What stood in these files before and after each change, by object id; one git process."""
        named = {name: change.path for change in changes for name in (change.after, *change.before) if name}
        return contents(self._root, named)

    def formerly(self, promise: str) -> Iterator[Promise]:
        """What a promise said in the revision and before it, newest first; states that cannot be used are passed over.

        The states of merged branches count too. Going back ends after the newest few hundred changes of the register.
        """
        last = None
        for entries in self._registers():
            entry = entries.get(promise)
            state = validate(Promise, entry, lambda *_, **__: Place(REGISTER), item=None)[0] if entry else None
            if state and state != last:
                last = state
                yield state

    def _registers(self) -> Iterator[Mapping[str, Mapping[str, Any]]]:
        """The promises of every state of the register, by id; each read once, and only when somebody asks."""
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
    """The promises of a register by id, without those that stand in it twice; None where it cannot be read."""
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
