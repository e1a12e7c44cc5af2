"""Where two versions of a file of data first differ, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import zip_longest

_SHOWN = 80
_NOTHING = object()


def difference(path: str, found: bytes, true: bytes) -> tuple[str, str, str]:
    """(where, what is said there, what the engine says) of the first difference."""
    here, there = found.decode("utf-8", "replace"), true.decode("utf-8", "replace")
    if path.endswith(".json"):
        try:
            return next(_in_json("", json.loads(here), json.loads(there)), _in_text(here, there))
        except ValueError:
            return _in_text(here, there)
    return _in_text(here, there)


def _in_json(at: str, here: object, there: object) -> Iterator[tuple[str, str, str]]:
    if isinstance(here, dict) and isinstance(there, dict):
        for key in dict.fromkeys((*there, *here)):
            yield from _in_json(f"{at}.{key}" if at else key, here.get(key, _NOTHING), there.get(key, _NOTHING))
    elif isinstance(here, list) and isinstance(there, list):
        for number, (one, other) in enumerate(zip_longest(here, there, fillvalue=_NOTHING)):
            yield from _in_json(f"{at}[{number}]", one, other)
    elif here != there or type(here) is not type(there):
        yield at, _told(here), _told(there)


def _told(value: object) -> str:
    return "nothing" if value is _NOTHING else _short(json.dumps(value, ensure_ascii=False))


def _in_text(here: str, there: str) -> tuple[str, str, str]:
    for number, (one, other) in enumerate(zip_longest(here.split("\n"), there.split("\n")), start=1):
        if one != other:
            return f"line {number}", _line(one), _line(other)
    return "the end", "nothing", "nothing"


def _line(text: str | None) -> str:
    return "nothing" if text is None else f"“{_short(text.strip())}”"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
