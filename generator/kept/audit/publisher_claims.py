"""Sentences that claim more than a publisher of its own evidence can: that nothing was left out, that it is neutral."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from kept.language import word_lists

_WORD = re.compile(r"[^\W_]+|%")
_OF = re.compile(r"\d+\D{1,20}\d+")
"""Two numbers close together: 31 of 40."""
_NEAR = 3
"""Words that may stand between the two halves of a claim."""
_SPEAK = 4
_REACH = 200
"""Characters that those words take at most, in any text that people read."""


class Span(NamedTuple):
    """Where a word or phrase of a list stands: its first word, and the first after it."""

    start: int
    end: int


class Lexicon:
    """The claims of one language."""

    def __init__(self, language: str) -> None:
        """Take the lists of this language; of one without lists nothing is known, and nothing is found."""
        self._lists = {
            name: tuple(tuple(_WORD.findall(phrase.lower())) for phrase in phrases)
            for name, phrases in word_lists.words(language, "fair").items()
        }
        self._all, self._loud = self._any("all"), self._any("unfiltered", "independent")
        self._voices, self._people, self._say = map(self._first, ("voices", "people", "say"))

    def _any(self, *names: str) -> re.Pattern[str] | None:
        """A pattern for the phrases of some lists, in lower case."""
        phrases = (phrase for name in names for phrase in self._lists.get(name, ()))
        alternatives = "|".join(sorted({r"\W*".join(map(re.escape, phrase)) for phrase in phrases}))
        return re.compile(rf"\b(?:{alternatives})(?!\w)") if alternatives else None

    def _first(self, name: str) -> frozenset[str]:
        return frozenset(phrase[0] for phrase in self._lists.get(name, ()))

    def may_claim(self, text: str) -> bool:
        """False where no claim can stand: quick, and right for nearly every page."""
        if self._all is None or self._loud is None:
            return False
        text = text.lower()
        return bool(self._loud.search(text)) or any(map(self._goes_on, self._after(text, self._all)))

    def _after(self, text: str, pattern: re.Pattern[str]) -> Iterator[list[str]]:
        """The words that follow each place where a pattern stands."""
        for match in pattern.finditer(text):
            yield _words(text[match.end() : match.end() + _REACH])[: 2 * _SPEAK + 1]

    def _goes_on(self, words: list[str]) -> bool:
        near = words[: _NEAR + 1]
        return not self._voices.isdisjoint(near) or not (self._people.isdisjoint(near) or self._say.isdisjoint(words))

    def claims_everything(self, sentence: str) -> bool:
        """True for "all reviews", "unfiltered voices", "every customer says"; not for "not all", nor with "x of y"."""
        words = _words(sentence)
        if _OF.search(sentence):
            return False
        voices, people = self._spans(words, "voices"), self._spans(words, "people")
        said = self._spans(words, "say")
        everything = self._spans(words, "all")
        found = [
            *(one for one, noun in product(everything, voices) if 0 <= noun.start - one.end <= _NEAR),
            *(one for one, noun in product(self._spans(words, "unfiltered"), voices) if _close(one, noun)),
            *(
                one
                for one, noun, verb in product(everything, people, said)
                if 0 <= noun.start - one.end <= _NEAR and 0 <= verb.start - noun.end <= _SPEAK
            ),
        ]
        return any(not self._is_denied(words, one) for one in found)

    def claims_independence(self, sentence: str) -> bool:
        """True for "an independent review site" and "this site is neutral"; not for "an independent laboratory"."""
        words = _words(sentence)
        site, site_is = self._spans(words, "site"), self._spans(words, "site-is")
        return any(
            not self._is_denied(words, one)
            for one in self._spans(words, "independent")
            if any(_close(one, noun) for noun in site) or any(0 <= one.start - subject.end <= 1 for subject in site_is)
        )

    def _spans(self, words: Sequence[str], name: str) -> list[Span]:
        return list(_found(words, self._lists.get(name, ())))

    def _is_denied(self, words: Sequence[str], claim: Span) -> bool:
        return any(span.end <= claim.start for span in self._spans(words, "not"))


@lru_cache(maxsize=16)
def lexicon(language: str) -> Lexicon:
    """The claims of a language, read once."""
    return Lexicon(language)


def _words(sentence: str) -> list[str]:
    return _WORD.findall(sentence.lower())


def _close(one: Span, other: Span) -> bool:
    return 0 <= other.start - one.end < _NEAR or 0 <= one.start - other.end < _NEAR


def _found(words: Sequence[str], phrases: Iterable[tuple[str, ...]]) -> Iterator[Span]:
    for phrase in phrases:
        for start in range(len(words) - len(phrase) + 1):
            if tuple(words[start : start + len(phrase)]) == phrase:
                yield Span(start, start + len(phrase))
