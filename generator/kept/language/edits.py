"""Edits that do not change somebody's words: signs, spelling in brackets, "&" for "and"."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Emoji, the signs before a hashtag or handle, and emoticons may be left out. Those that change the meaning may not:
# stars are a rating, and a thumb down or rolled eyes can reverse the words.
ORNAMENT = (
    r"(?![\u2605\u2606\u2611-\u2612\u26a0\u2713-\u2718\u274c\u274e\U0001f44e\U0001f641\U0001f643\U0001f644\U0001f612\U0001f620-\U0001f622"
    r"\U0001f624\U0001f62d\U0001f92c\U0001f92e\U0001f926\U0001f595\U0001f61e\U0001f61f\U0001f625\U0001f629\U0001f62b])"
    r"[\u2600-\u27bf\U0001f000-\U0001faff]|(?<![^\s(\"'])[@#](?=[^\W\d_])|(?<!\S)(?:[:;=]-?[)D]|<3)(?!\w)"
)
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|div|em|font|h[1-6]|hr|i|img|li|mark|ol|p|small|span|strong|sub|sup|u|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_WITHIN_A_WORD = re.compile(r"</?(?:a|abbr|b|big|em|font|i|mark|small|span|strong|sub|sup|u)\b", re.IGNORECASE)

# "and" in the languages people write here; "&" can replace each of them.
_AND = frozenset(
    "and und et y e en och og oraz ja ve és și şi και".split()  # noqa: SIM905  easier to read
)

_SPELT = re.compile(r"(?<![^\W_])([^\W\d_]+'(?=\[)|[^\W\d_]+)\[((?<='\[)[^\W\d_]+|[^\W\d_]{1,3}|')\]([^\W\d_]*)")
_SIC = re.compile(r"\[sic!?\]", re.IGNORECASE)

_SHORT, _SHORTEST = 5, 3
"""Words of at most 5 letters may differ in one letter; words of fewer than 3 letters must be the same."""


def joined(word: str) -> str:
    """The word, or "&" for a word that means "and"."""
    return "&" if word in _AND else word


def without_html(said: str) -> str:
    """The text that a reader saw on the website from which the words were copied."""
    if "<" in said:
        said = _TAG.sub(lambda tag: "" if _WITHIN_A_WORD.match(tag[0]) else " ", said)
    return unescape(said) if "&" in said else said


def spelt_out(shown: str) -> str:
    """The text with "definit[e]ly" as "[definitely]" and without "[sic]", in the same length, so positions stay."""
    if "[" not in shown:
        return shown
    return _SIC.sub(lambda sic: " " * len(sic[0]), _SPELT.sub(r"[\1\2\3]", shown))


def corrected(said: Sequence[str], shown: Sequence[str]) -> bool:
    """True where each shown word is the spoken word with one or two letters changed."""
    return len(said) == len(shown) > 0 and all(map(_is_spelling, said, shown))


def _is_spelling(said: str, shown: str) -> bool:
    one, other = said.lower().replace("'", ""), shown.lower().replace("'", "")
    if one == other:
        return True
    shortest = min(len(one), len(other))
    if shortest < _SHORTEST or not (one + other).isalpha():
        return False
    if sorted(one) == sorted(other):
        return _distance(one, other) == 1
    if one[0] != other[0] or shortest == _SHORTEST:
        return False
    return _distance(one, other) <= (1 if shortest <= _SHORT else 2)


def _distance(one: str, other: str) -> int:
    """The number of letters that must be changed, removed, added or swapped with the next one.

    Source:
        Optimal string alignment distance (Damerau 1964).
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, wanted in enumerate(other, 1):
            least = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                least = min(least, before[column - 2] + 1)
            current.append(least)
        before, last = last, current
    return last[-1]


def added(shown: Iterable[str], said: Iterable[str]) -> str | None:
    """The first shown ornament that is not in the original in this order; None where there is none."""
    rest = iter(said)
    return next((one for one in shown if one not in rest), None)
