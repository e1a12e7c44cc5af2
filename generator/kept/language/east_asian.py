"""Shares and changes in Japanese and Chinese, which put no space between a number and what it counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_LETTER = "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_NUMBER = "(?:[0-9]+(?:[.,][0-9]+)*|[一二三四五六七八九十百千〇零两]+)"
_NEAR = "[^、。,;!?.;!?]"  # the full-width comma has become an ordinary one
_INTO = "降到|降至|降低到|减到|减少到|减少至|缩短到|缩短至|提高到|提升到|提升至|增加到|增至|升到"
_BECAME = "短縮|削減|減少|改善|増加|向上|増え|減り|減っ|なり|なっ"

_SHARES = re.compile(rf"{_NUMBER} ?(?:%(?={_LETTER})|パーセント|ポイント(?={_LETTER})|割(?!引))|百分之{_NUMBER}")
_CHANGES = re.compile(
    rf"{_NUMBER}倍|{_NUMBER}分の[1一]に"
    rf"|从{_NEAR}{{0,12}}?{_NUMBER}{_NEAR}{{0,8}}?(?:{_INTO}){_NEAR}{{0,6}}?{_NUMBER}"
    rf"|{_NUMBER}{_NEAR}{{0,8}}?から{_NEAR}{{0,12}}?{_NUMBER}{_NEAR}{{0,8}}?[にへ](?:{_BECAME})"
)
_ANY = re.compile(_LETTER)


class Said(NamedTuple):
    """A share or a change, and where it stands."""

    start: int
    end: int
    is_share: bool


def shares_and_changes(text: str) -> Iterator[Said]:
    """What stands in a text, changes first; none overlaps another."""
    if text.isascii() or not _ANY.search(text):
        return
    taken: list[tuple[int, int]] = []
    for pattern in (_CHANGES, _SHARES):
        for found in pattern.finditer(text):
            if all(found.end() <= start or found.start() >= end for start, end in taken):
                taken.append(found.span())
                yield Said(*found.span(), is_share=pattern is _SHARES)
