"""What stood on the protected branch, one commit of its own after the other: records, pulls, evidence.

Only its own commits count. What came and went inside a merged branch never stood there, and nobody reviewed it.
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
from kept.portfolio.reading import Reading
from kept.portfolio.signatures import APPROVALS, decided_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kept.files.git_history import Change
    from kept.files.tree import GitTree
    from kept.model.evidence import CaseStudy, Metric, Testimonial

# Each pull writes the whole lock, so there are many of them, and reading them with everything in them takes time.
_PULLED = re.compile(rb"^pulled_on = (\d{4}-\d{2}-\d{2})\s*$", re.MULTILINE)


class State(NamedTuple):
    """Some files, from one commit that changed them to the next."""

    commit: str
    """The one that brought them."""
    objects: Mapping[str, str]
    """By path: the object id of the content."""


class Branch:
    """The commits of a trusted revision's own line, from its first to itself."""

    def __init__(self, tree: GitTree) -> None:
        self._tree = tree
        self._history = History(tree.root, tree.ref)

    def tree_on(self, day: date) -> TreeOnDay:
        """The revision with the records, their signatures and the lock of the pulls as they stood on a day.

        A record stands from its own day until the own day of the one that took its place, the lock by the days of its
        pulls. What was taken out, and what was undone by putting back what had been there, stands on no day: whoever
        slips something in and out again with one change must not decide what was known.
        """
        stood: dict[str, str | None] = {}
        for path in self._changes:
            if _is_record(path):
                stood |= self._objects_on(day, decided_on, path, f"{path}.sig")
        if SOURCES in self._changes:
            stood |= self._objects_on(day, _pulled_on, SOURCES)
        return TreeOnDay(self._tree.root, self._tree.ref, stood)

    def formerly(self, item: str) -> Iterator[tuple[date, Callable[[], Former]]]:
        """The states of an evidence item's files, newest first, each with its first day.

        No day is earlier than that of the commit before, nor than a decision that came with the commit.
        """
        paths = self._files.get(item, ())
        contents = self._history.contents(change for path in paths for change in self._changes[path])
        for state in self._states(*paths):
            files = Files({path: contents[name] for path, name in state.objects.items()})
            yield self._days[state.commit], partial(_former, item, files)

    def _objects_on(self, day: date, dated: Callable[[bytes], date | None], *paths: str) -> dict[str, str | None]:
        """By path: the object id of what stood there on a day, where the content at the first path is what has one."""
        by_then = [objects for since, objects in self._versions(dated, *paths) if since <= day]
        return {path: by_then[-1].get(path) if by_then else None for path in paths}

    def _versions(self, dated: Callable[[bytes], date | None], *paths: str) -> list[tuple[date, Mapping[str, str]]]:
        """What stood at some paths, oldest first, and from which day on."""
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
        """What stood at some paths, newest first."""
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
        """By evidence item: its files, those that are gone too."""
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
        """By commit: how many came after it."""
        return {name: age for age, name in enumerate(dict.fromkeys(change.commit.id for change in self._everything))}

    @cached_property
    def _decisions(self) -> Mapping[str, bytes]:
        """By object id: the content of every record and of every lock."""
        return self._history.contents(
            change for change in self._everything if _is_record(change.path) or change.path == SOURCES
        )

    @cached_property
    def _days(self) -> Mapping[str, date]:
        """By commit: the day from which what it brought stood there.

        No commit is older than the one before it, nor than the decisions it brings, whatever its maker's clock said.
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
    """The day of the newest pull in a lock; None where it holds none."""
    return max((_parsed(day.decode()) for day in _PULLED.findall(content)), default=None)


def _parsed(day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:  # a day that no calendar has
        return date.min


def _former(item: str, files: Files) -> Former:
    """An item from its files alone."""
    reading = Reading(files)
    stories, images = evidence.case_studies(reading)
    nouns: dict[str, Testimonial | CaseStudy | Metric] = {**evidence.testimonials(reading), **stories}
    nouns |= evidence.metrics(reading)
    is_faulty = any(finding.severity is Severity.ERROR for finding in reading.findings)
    return Former(item=None if is_faulty else nouns.get(item), text=reading.texts.get(item), images=images)
