"""Two texts, word by word; and the fields of two items, one by one."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from kept.model.evidence import Consent, Source, Speaker
from kept.model.exposure import Exposure, fields_of
from kept.report.difference.values import FieldChange, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel

_WORD = re.compile(r"\s+|\d+(?:[.,:]\d+)*|\w+|[^\w\s]")
_MOST_WORDS = 4000
"""A longer text is compared line by line."""
_NOT_TOLD = frozenset(
    (
        # The words have a part of the card of their own, and so have rows and permission.
        *("id", "body", "original", "rows", "consent", "disclosure", "schema"),
        # References to where something is kept are nobody's business here.
        *(name for noun in (Speaker, Source, Consent) for name in fields_of(noun, Exposure.REFERENCE)),
    )
)


def pieces(was: str | None, now: str | None) -> tuple[Piece, ...]:
    """What stands in one text, in the other, and in both, in the order of reading."""
    old, new = _parts(was or ""), _parts(now or "")
    if max(len(old), len(new)) > _MOST_WORDS:
        old, new = (was or "").splitlines(keepends=True), (now or "").splitlines(keepends=True)
    found: list[Piece] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("".join(old[i1:i2]), "same"))
            continue
        if i2 > i1:
            found.append(Piece("".join(old[i1:i2]), "out"))
        if j2 > j1:
            found.append(Piece("".join(new[j1:j2]), "in"))
    return tuple(found)


def _parts(text: str) -> list[str]:
    return _WORD.findall(text)


def field_changes(before: BaseModel | None, after: BaseModel | None) -> Iterator[FieldChange]:
    """Every field that is filled in otherwise than before, by what it is called in the file."""
    old = dict(_flat(before.model_dump(mode="json", by_alias=True))) if before else {}
    new = dict(_flat(after.model_dump(mode="json", by_alias=True))) if after else {}
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        if was != now and _NOT_TOLD.isdisjoint(name.split(": ")):
            yield field_change(name, was, now)


def field_change(name: str, was: str | None, now: str | None) -> FieldChange:
    """One field that says something else than before."""
    return FieldChange(name=name.replace("_", " "), was=was, now=now, pieces=pieces(was, now))


def _flat(fields: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Each field that is filled in, with a text for its value; what holds other fields as several."""
    for name, value in fields.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}: ")
        elif value not in (None, "", [], False):
            yield before + name, _text(value)


def _text(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    if isinstance(value, dict):
        filled = {key: one for key, one in value.items() if one not in (None, "", [], False) and key not in _NOT_TOLD}
        return ", ".join(f"{key.replace('_', ' ')} {_text(one)}" for key, one in filled.items())
    return "yes" if value is True else str(value)
