"""Finds many words and phrases in a text at once, as whole words."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Hit(NamedTuple):
    """A phrase and its position in a text."""

    phrase: str
    start: int
    end: int


class Phrases:
    """A list of phrases in lower case, prepared for searching. At each place the longest one counts."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._entries = tuple(dict.fromkeys(entries))

    @cached_property
    def _longest(self) -> AhoCorasick:
        return AhoCorasick(self._entries, matchkind=MatchKind.LeftmostLongest)

    @cached_property
    def _every(self) -> AhoCorasick:
        return AhoCorasick(self._entries, matchkind=MatchKind.Standard)

    def pieces(self, text: str) -> Iterator[Hit]:
        """Each phrase in a text in lower case, also inside words."""
        for index, start, end in self._longest.find_matches_as_indexes(text):
            yield Hit(self._entries[index], start, end)

    def are_in(self, text: str) -> bool:
        """True where a text in lower case contains one of the phrases, also inside a word."""
        return bool(self._longest.find_matches_as_indexes(text))

    def find(self, text: str) -> Iterator[Hit]:
        """Each phrase in a text in lower case, as whole words.

        A part of a word does not hide a phrase: "extra dozens" contains "dozens", but not "a dozen".
        """
        hits = self._every.find_matches_as_indexes(text, overlapping=True)
        if not hits:
            return
        whole = sorted((start, -end, index) for index, start, end in hits if is_whole(text, start, end))
        reached = 0
        for start, end, index in whole:
            if start >= reached:
                reached = -end
                yield Hit(self._entries[index], start, reached)


def is_whole(text: str, start: int, end: int) -> bool:
    """True where neither end is inside a word."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() and text[start].isalnum()) and not (after.isalnum() and text[end - 1].isalnum())
