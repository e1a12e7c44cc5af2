"""The states of files on the protected branch, commit by commit: approval records, the pull lock and evidence.

Only commits on the branch itself are used. Intermediate commits of a merged branch are ignored: nobody reviewed them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from functools import cached_property, partial
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from kept.files.git_history import History
from kept.files.tree import EVIDENCE, Files, TreeOnDay
from kept.findings import Severity
from kept.model.ledgers import SOURCES
from kept.model.portfolio import Former
from kept.portfolio import evidence
from kept.portfolio.committers import EVIDENCE_FOLDERS, item_of
from kept.portfolio.defaults import defaults_of
from kept.portfolio.reading import Reading
from kept.portfolio.references import POLICY
from kept.portfolio.signatures import APPROVALS, decided_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kept.files.git_history import Change
    from kept.files.tree import GitTree
    from kept.model.evidence import CaseStudy, Metric, Testimonial

# Every pull rewrites the whole lock, so there are many versions, and parsing each of them completely is slow.
_PULLED = re.compile(rb"^pulled_on = (\d{4}-\d{2}-\d{2})\s*$", re.MULTILINE)


class State(NamedTuple):
    """The versions of some files between one commit that changed them and the next."""

    commit: str
    """The commit that created this state."""
    objects: Mapping[str, str]
    """By path: the git object id of the content."""


class Branch:
    """The commits of a trusted revision's first-parent line, from the first commit to the revision."""

    def __init__(self, tree: GitTree) -> None:
        self._tree = tree
        self._history = History(tree.root, tree.ref)

    def tree_on(self, day: date) -> TreeOnDay:
        """The revision with the approval records, their signatures and the pull lock as they were on a day.

        A record is valid from its own date until the date of the record that replaced it; the lock changes on the days
        of its pulls. A file that was added and deleted again, or a change that was undone, is ignored: somebody who
        adds and removes something in one merge must not change what was known on a day.

        Args:
            day: the last day whose decisions count.
        """
        objects: dict[str, str | None] = {}
        for path in self._changes:
            if _is_record(path):
                objects |= self._objects_on(day, decided_on, path, f"{path}.sig")
        if SOURCES in self._changes:
            objects |= self._objects_on(day, _pulled_on, SOURCES)
        return TreeOnDay(self._tree.root, self._tree.ref, objects)

    def formerly(self, item: str) -> Iterator[tuple[date, Callable[[], Former]]]:
        """The states of an evidence item's files, newest first, each with the first day it was on the branch.

        The days never go backwards, and no day is earlier than a decision in the same commit.
        """
        own = self._files.get(item, [])
        # The policy's defaults are part of what an item says, so a change to them begins a new state of it.
        paths = [*own, POLICY] if own and self._has_defaults else own
        contents = self._history.contents(change for path in paths for change in self._changes[path])
        for state in self._states(*paths):
            files = Files({path: contents[name] for path, name in state.objects.items()})
            yield self._days[state.commit], partial(_former, item, files)

    def _objects_on(self, day: date, dated: Callable[[bytes], date | None], *paths: str) -> dict[str, str | None]:
        """By path: the id of the object that was there on a day. The content at the first path has the date."""
        by_then = [objects for since, objects in self._versions(dated, *paths) if since <= day]
        return {path: by_then[-1].get(path) if by_then else None for path in paths}

    def _versions(self, dated: Callable[[bytes], date | None], *paths: str) -> list[tuple[date, Mapping[str, str]]]:
        """The objects at some paths, oldest first, each with its first day."""
        versions: list[tuple[date, Mapping[str, str]]] = []
        for state in reversed(self._states(*paths)):
            name = state.objects.get(paths[0])
            since = dated(self._decisions[name]) if name else None
            if since is None:
                versions.clear()
                continue
            before = (index for index, (_, objects) in enumerate(versions) if objects[paths[0]] == name)
            versions[next(before, len(versions)) :] = [(since, state.objects)]
        return versions

    def _states(self, *paths: str) -> list[State]:
        """The states of some paths, newest first."""
        changes = [change for path in paths for change in self._changes.get(path, ())]
        changes.sort(key=lambda change: self._ages[change.commit.id])
        now = {path: self._changes[path][0].after for path in paths if path in self._changes}
        states = []
        for commit, together in groupby(changes, key=lambda change: change.commit.id):
            states.append(State(commit, {path: name for path, name in now.items() if name}))
            now |= {change.path: change.before[0] for change in together}
        return states

    @cached_property
    def _changes(self) -> Mapping[str, list[Change]]:
        """By path: the changes to it, newest first."""
        found: defaultdict[str, list[Change]] = defaultdict(list)
        for change in self._everything:
            found[change.path].append(change)
        return dict(found)

    @cached_property
    def _files(self) -> Mapping[str, list[str]]:
        """By evidence item: its files, including deleted ones."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for path in self._changes:
            if path.startswith(tuple(f"{folder}/" for folder in EVIDENCE_FOLDERS)):
                found[item_of(path)].append(path)
        return dict(found)

    @cached_property
    def _everything(self) -> tuple[Change, ...]:
        return self._history.changes(EVIDENCE, mainline=True)

    @cached_property
    def _ages(self) -> Mapping[str, int]:
        """By commit: how many commits came after it."""
        return {name: age for age, name in enumerate(dict.fromkeys(change.commit.id for change in self._everything))}

    @cached_property
    def _decisions(self) -> Mapping[str, bytes]:
        """By object id: the content of every approval record and of every version of the pull lock."""
        return self._history.contents(
            change for change in self._everything if _is_record(change.path) or change.path == SOURCES
        )

    @cached_property
    def _has_defaults(self) -> bool:
        """True where any version of the policy may have defaults."""
        versions = self._history.contents(self._changes.get(POLICY, ()))
        return any(b"defaults" in content for content in versions.values())

    @cached_property
    def _days(self) -> Mapping[str, date]:
        """By commit: the first day on which its changes count.

        The days never go backwards and are never before a decision in the commit, even where somebody's clock was
        wrong.
        """
        found: dict[str, date] = {}
        newest = date.min
        for change in reversed(self._everything):
            decided = decided_on(self._decisions[change.after]) if change.after and _is_record(change.path) else None
            newest = max(newest, _parsed(change.commit.on), decided or date.min)
            found[change.commit.id] = newest
        return found


def _is_record(path: str) -> bool:
    return path.startswith(APPROVALS) and path.endswith(".toml")


def _pulled_on(content: bytes) -> date | None:
    """The day of the newest pull in a lock; None where it has no pull."""
    return max((_parsed(day.decode()) for day in _PULLED.findall(content)), default=None)


def _parsed(day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:  # not a day in the calendar
        return date.min


def _former(item: str, files: Files) -> Former:
    """An item, read from its own files only."""
    reading = Reading(files, defaults=defaults_of(files))
    stories, images = evidence.case_studies(reading)
    nouns: dict[str, Testimonial | CaseStudy | Metric] = {**evidence.testimonials(reading), **stories}
    nouns |= evidence.metrics(reading)
    is_faulty = any(finding.severity is Severity.ERROR for finding in reading.findings)
    return Former(item=None if is_faulty else nouns.get(item), text=reading.texts.get(item), images=images)
