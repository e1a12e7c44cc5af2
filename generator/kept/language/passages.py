"""Which runs of words give a text away: so long that nobody writes them twice by chance."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import TypeVar

RUN = 8
"""Words in a row that are no coincidence, in a language that puts spaces between its words."""
SOUTH_EAST_ASIAN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Burmese, Khmer: no spaces between words, and every letter counts as one here."""
CHINESE_JAPANESE = "\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
"""The same; a character says more there, so that fewer are enough."""
_CHARACTERS = {SOUTH_EAST_ASIAN: 30, CHINESE_JAPANESE: 16}
LENGTHS = (RUN, *sorted(_CHARACTERS.values()))
"""How many words, or characters, a run can have."""

# A text or sentence that is shorter than a run and still says something: so many words, and letters in all of them.
_WHOLE = {RUN: (5, 20), 16: (10, 10), 30: (18, 18)}
_SENTENCE = {RUN: (6, 28), 16: (12, 12), 30: (24, 24)}
_KINDS = {size: re.compile(f"[{script}]") for script, size in _CHARACTERS.items()}
_UNSPACED = re.compile(f"[{''.join(_CHARACTERS)}]")
_END = re.compile(r"(?<=[.!?…])\s+|(?<=[\u3002\uff01\uff1f])|\n+")

W = TypeVar("W", str, bytes)


def passages(text: str, split: Callable[[str], Sequence[W]]) -> Iterator[tuple[W, ...]]:
    """Every run of words that gives a text away, and every sentence too short for one that does.

    Args:
        text: what somebody wrote.
        split: makes words of it, in small letters; one for each character of a script without spaces.
    """
    words = split(text)
    if len(words) < _size(words):
        if _says_something(words, _WHOLE):
            yield tuple(words)
        return
    if not _UNSPACED.search(text):
        yield from windows(words, RUN)
    else:
        for start in range(len(words) - RUN + 1):
            run = tuple(words[start : start + _size(words[start : start + RUN])])
            if len(run) == _size(run):
                yield run
    for sentence in _END.split(text):
        short = split(sentence)
        if len(short) < _size(short) and _says_something(short, _SENTENCE):
            yield tuple(short)


def windows(words: Sequence[W], length: int) -> Iterator[tuple[W, ...]]:
    """Every run of this many words."""
    return zip(*(islice(words, start, None) for start in range(length)), strict=False)


def _size(words: Sequence[str] | Sequence[bytes]) -> int:
    """How long a run is that begins with these words."""
    return max(map(_weight, words[:RUN]), default=RUN)


def _says_something(words: Sequence[str] | Sequence[bytes], least: dict[int, tuple[int, int]]) -> bool:
    count, letters = least[_size(words)]
    return len(words) >= count and sum(len(_text(word)) for word in words) >= letters


@lru_cache(maxsize=1 << 15)
def _weight(word: str | bytes) -> int:
    return next((size for size, kind in _KINDS.items() if kind.match(_text(word))), RUN)


def _text(word: str | bytes) -> str:
    return word if isinstance(word, str) else word.decode("utf-8", "replace")
