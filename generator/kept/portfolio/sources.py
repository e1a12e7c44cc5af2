"""Reads the sources of a policy: each has its own id and metric, and none contains a secret."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from kept.findings import Finding, Place
from kept.portfolio.reading import duplicate_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kept.files.document import Document
    from kept.model.policy import Policy
    from kept.model.portfolio import FieldPath
    from kept.model.sources import MetricSource

_SECRET_WORDS = frozenset(
    (
        *("accesskey", "accesstoken", "apikey", "auth", "authorization", "authtoken", "credential", "credentials"),
        *("key", "passwd", "password", "pwd", "secret", "session", "sessionid", "sig", "signature", "token"),
    )
)
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+")
_TOKEN = re.compile(r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9_+/=.~-]{24,}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""An id of a data set, which is not a secret."""
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,99}")
_ACCESS_KEY = re.compile(r"(?=[A-Z]*[0-9])[A-Z0-9]{16,}")
"""Looks like the name of a variable, but some services use such keys."""

_CHANGE_IT = "If it is secret and was ever committed, have it changed: history does not forget."
_NAME_IT = f"keep the value in an environment variable, and write only its name, like JOBS_TOKEN. {_CHANGE_IT}"


class _Secret(NamedTuple):
    path: FieldPath
    message: str
    hint: str


class Sourced(NamedTuple):
    """One source, its place, and why it cannot be pulled as it is."""

    source: MetricSource
    place: Place
    faults: tuple[Finding, ...]


def sourced(policy: Policy, document: Document) -> Iterator[Sourced]:
    """The sources of a policy that is otherwise readable, in order.

    Findings:
        KPT102: an id or a metric is used twice.
        KPT906: a secret instead of the name of a variable; the message does not repeat it.
    """
    ids: set[str] = set()
    targets: set[str] = set()
    for index, source in enumerate(policy.sources):
        at = partial(_at, document, index)
        faults = list(_secrets(source, at))
        if source.id in ids:
            faults.append(duplicate_id(at(("id",)), source.id, None))
        elif source.target in targets:
            faults.append(_another(at(("target",)), source.target))
        ids.add(source.id)
        targets.add(source.target)
        yield Sourced(source, at(()), tuple(faults))


def _at(document: Document, index: int, path: FieldPath) -> Place:
    return document.place(("sources", index, *path))


def _another(place: Place, target: str) -> Finding:
    message = f"the metric {target} has another source already."
    return Finding(
        code="KPT102",
        place=place,
        message=message,
        hint="keep one source for each metric; nobody could tell which of two is right.",
    )


def _secrets(source: MetricSource, at: Callable[[FieldPath], Place]) -> Iterator[Finding]:
    for found in (*_in_address(source.url), *_in_names(source)):
        yield Finding(code="KPT906", place=at(found.path), message=f"{source.id}: {found.message}.", hint=found.hint)


def _in_address(url: str | None) -> Iterator[_Secret]:
    parts = urlsplit(url or "")
    hint = f'put the whole address into an environment variable, and write its name: url_env = "JOBS_URL". {_CHANGE_IT}'
    if "@" in parts.netloc:
        yield _Secret(("url",), "the address has a name or a password before its @", hint)
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        words = {word.lower() for word in _WORD.findall(name)} | {re.sub(r"[^a-z]", "", name.lower())}
        if words & _SECRET_WORDS and value:
            yield _Secret(("url",), f'the parameter "{name[:40]}" of the address looks like a secret', hint)
        elif any(_TOKEN.fullmatch(part) and not _UUID.fullmatch(part) for part in (name, value)):
            yield _Secret(("url",), "a parameter of the address looks like a secret", hint)


def _in_names(source: MetricSource) -> Iterator[_Secret]:
    if source.url_env is not None and not _is_variable(source.url_env):
        yield _Secret(("url_env",), "`url_env` is not the name of an environment variable", _NAME_IT)
    for header, name in source.headers_env.items():
        if not _is_variable(name):
            message = f"what stands for the header {header} is not the name of an environment variable"
            yield _Secret(("headers_env", header), message, _NAME_IT)


def _is_variable(name: str) -> bool:
    return bool(_VARIABLE.fullmatch(name)) and not _ACCESS_KEY.fullmatch(name)
