"""Finds passages that identify a text: too long to be written twice by chance."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import TypeVar

RUN = 8
"""The number of words in a row that cannot be chance, in a language with spaces between words."""
SOUTH_EAST_ASIAN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Burmese, Khmer: no spaces between words, so every letter counts as a word here."""
CHINESE_JAPANESE = "\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
"""Chinese and Japanese also have no spaces; a character means more, so fewer are enough."""
_CHARACTERS = {SOUTH_EAST_ASIAN: 30, CHINESE_JAPANESE: 16}
LENGTHS = (RUN, *sorted(_CHARACTERS.values()))
"""The possible lengths of a passage, in words or characters."""

# The smallest length of a whole text or sentence that is shorter than a passage: words, and letters in them.
_WHOLE = {RUN: (5, 20), 16: (10, 10), 30: (18, 18)}
_SENTENCE = {RUN: (6, 28), 16: (12, 12), 30: (24, 24)}
_KINDS = {size: re.compile(f"[{script}]") for script, size in _CHARACTERS.items()}
_UNSPACED = re.compile(f"[{''.join(_CHARACTERS)}]")
_END = re.compile(r"(?<=[.!?…])\s+|(?<=[\u3002\uff01\uff1f])|\n+")

W = TypeVar("W", str, bytes)


def passages(text: str, split: Callable[[str], Sequence[W]]) -> Iterator[tuple[W, ...]]:
    """Every passage that identifies a text, and every sentence that is shorter but long enough.

    Args:
        text: the text.
        split: splits it into words in lower case; in a script without spaces into characters.
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
    """The length of a passage that begins with these words."""
    return max(map(_weight, words[:RUN]), default=RUN)


def _says_something(words: Sequence[str] | Sequence[bytes], least: dict[int, tuple[int, int]]) -> bool:
    count, letters = least[_size(words)]
    return len(words) >= count and sum(len(_text(word)) for word in words) >= letters


@lru_cache(maxsize=1 << 15)
def _weight(word: str | bytes) -> int:
    return next((size for size, kind in _KINDS.items() if kind.match(_text(word))), RUN)


def _text(word: str | bytes) -> str:
    return word if isinstance(word, str) else word.decode("utf-8", "replace")
