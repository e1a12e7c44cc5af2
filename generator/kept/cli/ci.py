"""Finds the branch that says what is approved in a CI job, from the job's variables and the table in ci.toml."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kept.files.branches import checked_out, default_branch, is_merged
from kept.files.git import git, in_repository, shown
from kept.findings import TrustRefError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NONE = frozenset(("", "false", "0"))
"""The values by which a CI says that a variable is not set."""
_HEADS = re.compile(r"^(?:refs/heads/|refs/remotes/origin/|origin/)")


class Review(NamedTuple):
    """One way in which a job can be about an unmerged change."""

    when: Mapping[str, str]
    target: tuple[str, ...] = ()
    within: str = "(.+)"


@dataclass(frozen=True, slots=True)
class CI:
    """One CI: how to recognise it, and its variables. The table explains the fields."""

    name: str
    known_by: Mapping[str, str]
    branch: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    default: tuple[str, ...] = ()
    primary: Mapping[str, str] | None = None
    review: tuple[Review, ...] = ()


@cache
def table() -> tuple[CI, ...]:
    """Every known CI, in the order in which they are tried."""
    text = files("kept.cli").joinpath("ci.toml").read_text(encoding="utf-8")
    return tuple(_read(entry) for entry in tomllib.loads(text)["ci"])


def variables() -> frozenset[str]:
    """The names of all variables in the table."""
    named: set[str] = set()
    for ci in table():
        named |= {*ci.known_by, *(ci.primary or ()), *(name for review in ci.review for name in review.when)}
        values = (*ci.branch, *ci.tag, *ci.default, *(name for review in ci.review for name in review.target))
        named |= {name.partition(":")[0] for name in values}
    return frozenset(named)


def trusted_ref(root: Path, environment: Mapping[str, str]) -> str | None:
    """The trusted revision; None for `HEAD`: outside a CI, or where the default branch itself is built.

    Args:
        root: the project's root.
        environment: the variables of the job.

    Raises:
        TrustRefError: this may be an unmerged change, and its target branch is unknown. The message says what to do.
    """
    ci = next((each for each in table() if any(_fits(environment, *pair) for pair in each.known_by.items())), None)
    if ci is None:
        return None
    ways = [each for each in ci.review if _all_fit(environment, each.when)]
    if ways:
        target = next(filter(None, (_target(way, environment) for way in ways)), None)
        if target is None:
            raise TrustRefError(_unknown(ci, default_branch(root)))
        return _remote(target)
    return _of_branch(ci, root, environment) if in_repository(root) else None


def _of_branch(ci: CI, root: Path, environment: Mapping[str, str]) -> str | None:
    """The same for a job about a branch, a tag or a commit."""
    if ci.primary and _all_fit(environment, ci.primary):
        return None
    git(root, "rev-parse", "--git-dir")  # an unreadable repository is handled elsewhere
    said = _branch(_first(ci.default, environment))
    default = said or default_branch(root)
    branch = _branch_built(ci, root, environment)
    if default and (branch == default or (branch is None and is_merged(root, default))):
        return None
    if said:
        return _remote(said)
    raise TrustRefError(_unmerged(ci, branch, default))


def _branch_built(ci: CI, root: Path, environment: Mapping[str, str]) -> str | None:
    """The branch of the job; None for a tag or a commit."""
    if _first(ci.tag, environment):
        return None
    named = _first(ci.branch, environment)
    return _branch(named) if named else checked_out(root)


def _target(review: Review, environment: Mapping[str, str]) -> str | None:
    named = _first(review.target, environment)
    found = re.match(review.within, named) if named else None
    return _branch(found.group(1)) if found else None


def _branch(named: str | None) -> str | None:
    """The name of a branch in any CI's notation; None for a tag and for a pull request's own ref."""
    bare = _HEADS.sub("", named or "")
    return None if not bare or bare.startswith("refs/") else bare


def _remote(branch: str) -> str:
    # The full name, because git would prefer a tag with the same short name.
    return f"refs/remotes/origin/{branch}"


def _first(names: Iterable[str], environment: Mapping[str, str]) -> str | None:
    """The first of these variables that is set."""
    values = (_value(name, environment) for name in names)
    return next((value for value in values if value.lower() not in _NONE), None)


def _value(name: str, environment: Mapping[str, str]) -> str:
    variable, _, keys = name.partition(":")
    value = environment.get(variable, "")
    return _in_event(value, keys.split(".")) if keys and value else value


def _in_event(path: str, keys: Iterable[str]) -> str:
    """A value in the file in which a CI describes the event that started the job; "" where it is missing."""
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def _all_fit(environment: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return all(_fits(environment, name, value) for name, value in wanted.items())


def _fits(environment: Mapping[str, str], name: str, wanted: str) -> bool:
    value = environment.get(name, "")
    return value.lower() not in _NONE and fnmatchcase(value.lower(), wanted.lower())


def _unknown(ci: CI, default: str | None) -> str:
    return (
        f"this job of {ci.name} is about a change that is not merged yet, and {ci.name} does not say which branch it "
        f"is to be merged into. What is approved is read from that branch, never from the change: {_fix(default)}"
    )


def _unmerged(ci: CI, branch: str | None, default: str | None) -> str:
    what = f'the branch "{shown(branch)}"' if branch else "a tag or a commit that is not on the default branch"
    known = (
        f'not about the default branch "{shown(default)}"' if default else "and nothing says which one is the default"
    )
    return (
        f"this job of {ci.name} is about {what}, {known}. What is approved is read from the branch that changes are "
        f"merged into, never from the change: {_fix(default)}"
    )


def _fix(default: str | None) -> str:
    name = shown(default) if default else "BRANCH"
    return (
        f"add --trust-ref origin/{name} to the command, and fetch that branch before (git fetch origin {name}). "
        "Where this very branch is the one that holds the approvals, add --trust-ref HEAD."
    )


def _read(entry: Mapping[str, object]) -> CI:
    lists = {key: tuple(value) for key, value in entry.items() if isinstance(value, list) and key != "review"}
    reviews = entry.get("review", ())
    review = tuple(Review(**{**each, "target": tuple(each.get("target", ()))}) for each in reviews)  # type: ignore[attr-defined]
    return CI(**{**entry, **lists, "review": review})  # type: ignore[arg-type]
