"""KPT504: no page has review or rating markup about its own publisher."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from kept.audit.folder import File
from kept.audit.html import Tag, tag
from kept.findings import Finding

_KINDS = frozenset(
    {"review", "aggregaterating", "claimreview", "rating", "criticreview", "userreview", "employerreview"}
    | {"employeraggregaterating", "endorsementrating", "mediareview", "recommendation"}
)
_PROPERTIES = frozenset({"review", "reviews", "aggregaterating", "reviewrating", "ratingvalue", "starrating"})
_TELLING = re.compile(r"ld\+json|item(?:type|prop)|typeof|property", re.IGNORECASE)
_LOCAL = re.compile(r"(?:.*[/#:])?([A-Za-z]+)/?", re.DOTALL)


def is_telling(token: str) -> bool:
    """True for a tag that could have such markup: a fast test that is enough for nearly every tag."""
    return _TELLING.search(token) is not None


def problems(file: File, token: str) -> Iterator[Finding]:
    """Review and rating markup in a tag or data block: JSON-LD, microdata or RDFa."""
    found = tag(token) if is_telling(token) else None
    if found is None:
        return
    for name in sorted(set(_in_json(found) if found.name == "script" else _in_attributes(found))):
        yield Finding(
            code="KPT504",
            place=file.place(token),
            message=f"This page tells search engines about a review or rating ({name}) that its own publisher gives.",
            hint="Take that markup out of the template: a page about oneself must carry none.",
        )


def _in_json(found: Tag) -> Iterator[str]:
    if not (found.get("type") or "").strip().lower().startswith("application/ld+json"):
        return
    try:
        data = json.loads(found.content or "")
    except ValueError:  # KPT805 reports it
        return
    yield from _in_data(data)


def _in_data(data: object) -> Iterator[str]:
    """The names of reviews and ratings at any depth; a list of pending parts avoids deep recursion."""
    waiting = [data]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            waiting += one.values()
            kinds = one.get("@type", one.get("type"))
            for kind in kinds if isinstance(kinds, list) else [kinds]:
                yield from _named(kind, _KINDS)
            for name in one:
                yield from _named(name, _PROPERTIES)


def _in_attributes(found: Tag) -> Iterator[str]:
    for name, value in found.attributes:
        words = value.split()
        if name in {"itemtype", "typeof"}:
            yield from (kind for word in words for kind in _named(word, _KINDS))
        elif name in {"itemprop", "property"}:
            yield from (kind for word in words for kind in _named(word, _PROPERTIES))


def _named(value: object, names: frozenset[str]) -> Iterator[str]:
    """The last part of a name, if it is one of these: `https://schema.org/Review`, `schema:Review`, `Review`."""
    match = _LOCAL.fullmatch(value) if isinstance(value, str) else None
    if match and match[1].lower() in names:
        yield match[1]
