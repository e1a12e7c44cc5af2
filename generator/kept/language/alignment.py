"""Checks whether a shown quote is the original: the same words in the same order, with only cuts between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kept.language.edits import ORNAMENT, added, corrected, joined, spelt_out, without_html
from kept.language.plain_text import Prose, plain_prose, prose

# Characters that are not part of a word. Other punctuation counts as a letter, which is only stricter.
_MARKS = (
    r"\s!-/:-@\[-`{-~\u00a1-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u055a-\u055f\u0589\u05be\u05c0"
    r"\u05c3\u05f3\u05f4\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u2010-\u2027\u2030-\u205e\u20a0-\u20cf"
    r"\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3003\u3008-\u3020\u3030\uff01-\uff0f\uff1a-\uff20\U0001f000-\U0001faff"
)
# Thai, Lao, Burmese, Khmer, Japanese and Chinese have no spaces between words, so every letter is a word.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_SIGNS = r"\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u17b4-\u17d3\u3099\u309a"
_LETTER = rf"[^{_MARKS}{_UNSPACED}]"
_DOTS = r"(?:\u2026|\.(?: ?\.){2,})"
_TOKEN = re.compile(
    rf"{_DOTS}|{_LETTER}+(?:(?:['\-\u2013]|(?<=\d)[.,:](?=\d)){_LETTER}+)*|[{_UNSPACED}][{_SIGNS}]*|-+|\S"
)
# Brackets before `:`, `(` or `[` make a link, so a reader would see their content without them.
_BREAK = re.compile(
    rf"[\[(] ?{_DOTS} ?[\])]|{_DOTS}|\[(?P<letter>{_LETTER})\](?={_LETTER})|\[(?P<insertion>[^\[\]]*)\](?![:(\[])"
)
_LEFT_OUT = re.compile(rf"(?<= ){_DOTS} ")
_DASH = re.compile(r"(?<= )[\-\u2013\u2014]+(?= )")
_QUOTE = re.compile(r"(?<= )'(?= )")
_ORNAMENT = re.compile(ORNAMENT)
_LOOSE_BEFORE, _LOOSE_AFTER = frozenset('",;:-)'), frozenset('".,;:-(\u3002\u3001\u0964\u060c\u06d4')

# Each cut is one search in the original; a text with more cuts is not a quote.
_MOST_CUTS = 500
_QUOTED_WORDS = 5


class Cut(NamedTuple):
    """Words that were left out at one point."""

    words: tuple[str, ...]
    """The words, as in the original."""
    position: int
    """The position in the shown words of what follows."""


class Insertion(NamedTuple):
    """Words in square brackets, which are somebody else's."""

    words: str
    position: int


class Correction(NamedTuple):
    """A word in square brackets that corrects the spelling of the speaker's word."""

    said: tuple[str, ...]
    words: str
    position: int


class Stranger(NamedTuple):
    """The first shown words that were not said at this point."""

    words: str
    position: int
    is_earlier: bool
    """True where these words stand in the original, but before the words last found."""
    is_later: bool
    """True where they were said, but after something that was left out without a mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """How the shown words match the original."""

    stranger: Stranger | None = None
    cuts: tuple[Cut, ...] = ()
    insertions: tuple[Insertion, ...] = ()
    corrections: tuple[Correction, ...] = ()
    left: float = 1.0
    """The share of the original's characters that is shown."""
    is_chopped: bool = False
    """True where there are too many cuts to understand what was said; the other fields are then empty."""

    @property
    def is_whole(self) -> bool:
        """True where nothing was cut or inserted."""
        return not self.cuts and not self.insertions


class _Segment(NamedTuple):
    """Words without a cut between them."""

    words: list[str]
    found: list[re.Match[str]]
    """The match of each word in this part of the shown words."""
    start: int
    """The position where this part begins."""
    letter: int
    """The number of characters of the first word before that."""
    inserted: tuple[Insertion, ...] = ()
    """The insertion in square brackets directly before it."""

    @property
    def canonical(self) -> str:
        return _canonical(self.words)

    def span(self, index: int) -> tuple[int, int]:
        """The start and end of a word in the shown words."""
        first, end = self.found[index].span()
        return self.start + first - (0 if index else self.letter), self.start + end


@lru_cache(maxsize=512)
def align(shown: str, said: str, *, is_plain: bool = False) -> Alignment:
    """Matches the shown words with the original: each part between two cuts, at the first place where it fits.

    Args:
        shown: the words in the file.
        said: the original. It is read as it is; if that does not fit, without the HTML of the website it was copied
            from.
        is_plain: True where the shown words are plain text, False for Markdown.
    """
    if shown.strip() == said.strip():
        return Alignment()
    body = plain_prose(shown) if is_plain else prose(shown)
    readings = [] if is_plain else [prose(said).words]
    readings += [plain_prose(text).words for text in (said, without_html(said))]
    found = [_aligned(body, reading) for reading in dict.fromkeys(readings)]
    return next((one for one in found if not one.stranger and not one.is_chopped), found[0])


def _aligned(body: Prose, said: str) -> Alignment:
    original = _canonical(_words(said))
    if _trimmed(original) == _trimmed(_canonical(_words(body.words))):
        return _adorned(Alignment(), body.words, said)
    original = _LEFT_OUT.sub("", original)
    segments, last = _segments(spelt_out(body.words))
    insertions = tuple(one for segment in segments for one in segment.inserted) + last
    if len(segments) > _MOST_CUTS:
        return Alignment(is_chopped=True)
    cuts, corrections, at, shown_characters = [], [], 0, 0
    for segment in segments:
        wanted = segment.canonical
        start = _find(original, wanted, at)
        if start < 0:
            return Alignment(stranger=_stranger(original, segment, at, body.words), insertions=insertions)
        left_out, spelt = _spelt(original[at:start], segment.inserted)
        corrections += spelt
        cuts += _cut(left_out, segment.span(0)[0])
        at = start + len(wanted) - 1
        shown_characters += len(wanted.replace(" ", ""))
    left_out, spelt = _spelt(original[at:], last)
    corrections += spelt
    cuts += _cut(left_out, len(body.words) - 1)
    shown_characters += sum(len(word) for one in corrections for word in one.said)
    places = {one.position for one in corrections}
    alignment = Alignment(
        cuts=tuple(cuts),
        insertions=tuple(one for one in insertions if one.position not in places),
        corrections=tuple(corrections),
        left=shown_characters / max(len(original.replace(" ", "")), 1),
    )
    return _adorned(alignment, body.words, said)


def _adorned(alignment: Alignment, shown: str, said: str) -> Alignment:
    """The alignment, in which an added emoji or sign is the first stranger."""
    found = list(_ORNAMENT.finditer(shown))
    strange = added((one[0] for one in found), _ORNAMENT.findall(said))
    if strange is None:
        return alignment
    place = next(one.start() for one in found if one[0] == strange)
    stranger = Stranger(words=strange, position=place, is_earlier=False, is_later=False)
    return Alignment(stranger=stranger, insertions=alignment.insertions)


def _spelt(left_out: str, inserted: tuple[Insertion, ...]) -> tuple[str, list[Correction]]:
    """The words left out at one point, without those that were corrected there; and the corrections."""
    words, corrections = left_out.split(), []
    for insertion in inserted:
        shown = insertion.words.split()
        spoken = [index for index, word in enumerate(words) if word[0].isalnum()]
        for run in (spoken[: len(shown)], spoken[-len(shown) :]):
            said = tuple(words[index] for index in run)
            if corrected(said, shown):
                corrections.append(Correction(said, insertion.words, insertion.position))
                words = [word for index, word in enumerate(words) if index not in run]
                break
    return " ".join(words), corrections


def _tokens(text: str) -> list[re.Match[str]]:
    """The words and marks of a text, without what an editor may leave out."""
    dropped = {place for one in _ORNAMENT.finditer(text) for place in range(*one.span())}
    return [token for token in _TOKEN.finditer(text) if token.start() not in dropped]


def _words(text: str) -> list[str]:
    return [token[0] for token in _tokens(text)]


def _canonical(words: list[str]) -> str:
    """The words with single spaces around them, so that a search finds only whole words."""
    spaced = f" {' '.join(map(joined, words))} "
    return _QUOTE.sub('"', _DASH.sub("-", spaced)).replace("\u2013", "-")


def _trimmed(canonical: str) -> str:
    return canonical.strip(' ".')


def _segments(text: str) -> tuple[list[_Segment], tuple[Insertion, ...]]:
    """The parts between marks, and the insertions after the last one."""
    segments: list[_Segment] = []
    inserted: list[Insertion] = []
    start, letter = 0, ""
    for mark in (*_BREAK.finditer(text), None):
        segment = _segment(text[start : mark.start() if mark else len(text)], start, letter, tuple(inserted))
        if segment.words:
            segments.append(segment)
            inserted = []
        if mark:
            start, letter = mark.end(), mark["letter"] or ""
            if mark["insertion"] is not None:
                inserted.append(Insertion(mark["insertion"], mark.start()))
    return segments, tuple(inserted)


def _segment(text: str, start: int, letter: str, inserted: tuple[Insertion, ...]) -> _Segment:
    """The words of a part, without what an editor may change at its ends."""
    found = _tokens(text)
    words = [token[0] for token in found]
    if letter:
        words[0] = letter + words[0]
    first, last = 0, len(found)
    while first < last and _plain(words[first]) in _LOOSE_BEFORE:
        first += 1
    while last > first and _plain(words[last - 1]) in _LOOSE_AFTER:
        last -= 1
    moved = len(f"[{letter}]") if letter and not first else 0
    return _Segment(words[first:last], found[first:last], start, moved, inserted)


def _plain(token: str) -> str:
    return _canonical([token])[1:2]


def _find(original: str, wanted: str, at: int) -> int:
    """The first position from `at` on, whether or not the first letter is a capital; -1 where there is none."""
    letter, flipped = wanted[1:2], wanted[1:2].swapcase()
    other = wanted.replace(letter, flipped, 1) if len(flipped) == 1 else wanted
    places = [place for place in (original.find(wanted, at), original.find(other, at)) if place >= 0]
    return min(places, default=-1)


def _cut(left_out: str, position: int) -> list[Cut]:
    """The cut, if words were left out; empty for punctuation only."""
    words = tuple(left_out.split())
    return [Cut(words, position)] if any(word[0].isalnum() for word in words) else []


def _stranger(original: str, segment: _Segment, at: int, text: str) -> Stranger:
    words = segment.words
    is_earlier = _find(original, segment.canonical, 0) >= 0
    # The longest beginning that was said. All shorter ones were said too, so a binary search finds it.
    said = bisect_left(
        range(1, len(words) + 1), True, key=lambda count: _find(original, _canonical(words[:count]), at) < 0
    )
    # A full stop at the end of a shortened sentence does not count as a difference.
    first = next((index for index in range(said, len(words)) if words[index] not in _LOOSE_AFTER), said)
    rest = words[first:]
    start = 0 if is_earlier else first
    last = min(start + _QUOTED_WORDS, len(words)) - 1
    return Stranger(
        words=text[segment.span(start)[0] : segment.span(last)[1]].rstrip(".,;:"),
        position=segment.span(start)[0],
        is_earlier=is_earlier,
        is_later=said > 0 and rest[0].isalnum() and _canonical(rest) in original[at:],
    )
