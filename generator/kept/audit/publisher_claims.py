"""Finds sentences that claim more than a publisher of its own evidence can: to be complete, or neutral."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from kept.language import word_lists

_WORD = re.compile(r"[^\W_]+|%")
_OF = re.compile(r"\d+\D{1,20}\d+")
"""Two numbers close together: 31 of 40."""
_NEAR = 3
"""The most words between the two halves of a claim."""
_SPEAK = 4
_REACH = 200
"""The most characters that these words can take."""


class Span(NamedTuple):
    """The position of a phrase: its first word, and the first word after it."""

    start: int
    end: int


class _Phrases:
    """Finds phrases in a text in lower case: first their first words, all at once, and only there the whole phrases.

    A pattern with many alternatives, tried at each word of each page, takes ten times as long.
    """

    def __init__(self, phrases: Sequence[Sequence[str]]) -> None:
        self._firsts = AhoCorasick(sorted({phrase[0] for phrase in phrases}))
        alternatives = "|".join(sorted({r"\W*".join(map(re.escape, phrase)) for phrase in phrases}))
        self._whole = re.compile(rf"\b(?:{alternatives})(?!\w)")

    def ends(self, text: str) -> Iterator[int]:
        """Where each phrase in the text ends."""
        for _, start, _ in self._firsts.find_matches_as_indexes(text):
            if match := self._whole.match(text, start):
                yield match.end()


class Lexicon:
    """The claims in one language."""

    def __init__(self, language: str) -> None:
        """Reads the lists of this language; without lists nothing is found."""
        self._lists = {
            name: tuple(tuple(_WORD.findall(phrase.lower())) for phrase in phrases)
            for name, phrases in word_lists.words(language, "fair").items()
        }
        self._all, self._loud = self._any("all"), self._any("unfiltered", "independent")
        self._voices, self._people, self._say = map(self._first, ("voices", "people", "say"))

    def _any(self, *names: str) -> _Phrases | None:
        """A search for the phrases in some lists; None where there are none."""
        found = {phrase for name in names for phrase in self._lists.get(name, ()) if phrase}
        return _Phrases(sorted(found)) if found else None

    def _first(self, name: str) -> frozenset[str]:
        return frozenset(phrase[0] for phrase in self._lists.get(name, ()))

    def may_claim(self, text: str) -> bool:
        """False where there can be no claim: a fast test that is enough for nearly every page."""
        if self._all is None or self._loud is None:
            return False
        text = text.lower()
        is_loud = any(True for _ in self._loud.ends(text))
        return is_loud or any(self._goes_on(_words(text[end : end + _REACH])) for end in self._all.ends(text))

    def _goes_on(self, words: list[str]) -> bool:
        words = words[: 2 * _SPEAK + 1]
        near = words[: _NEAR + 1]
        return not self._voices.isdisjoint(near) or not (self._people.isdisjoint(near) or self._say.isdisjoint(words))

    def claims_everything(self, sentence: str) -> bool:
        """True for "all reviews", "unfiltered voices", "every customer says"; not for "not all", nor with "x of y".

        "We answer all reviews" is not a claim, nor is "all the feedback that developers need".
        """
        words = _words(sentence)
        everything, raw = self._spans(words, "all"), self._spans(words, "unfiltered")
        if not (everything or raw) or _OF.search(sentence):
            return False
        voices, people = self._spans(words, "voices"), self._spans(words, "people")
        said = self._spans(words, "say")
        unfiltered = [one for one, noun in product(raw, voices) if _close(one, noun)]
        found = [
            *((one, noun) for one, noun in product(everything, voices) if 0 <= noun.start - one.end <= _NEAR),
            *(
                (one, verb)
                for one, noun, verb in product(everything, people, said)
                if 0 <= noun.start - one.end <= _NEAR and 0 <= verb.start - noun.end <= _SPEAK
            ),
        ]
        return any(not self._is_denied(words, one) for one in unfiltered) or any(
            not self._is_denied(words, one) and not self._is_of_others(words, one, last) for one, last in found
        )

    def claims_independence(self, sentence: str) -> bool:
        """True for "an independent review site" and "this site is neutral", but not for statements about others.

        "An independent laboratory", "platform-independent", "independent reviews of games" and "listed on independent
        sites" are not about this site.
        """
        words = _words(sentence)
        independent = self._spans(words, "independent")
        if not independent:
            return False
        site, site_is = self._spans(words, "site"), self._spans(words, "site-is")
        compounds = self._spans(words, "compounds")
        return any(
            not self._is_denied(words, one)
            for one in independent
            if not any(span.start <= one.start < span.end for span in compounds)
            and not _is_second_half(sentence, words, one)
            if any(self._says_what_this_is(words, one, noun) for noun in site)
            or any(0 <= one.start - subject.end <= 1 for subject in site_is)
        )

    def _says_what_this_is(self, words: Sequence[str], one: Span, noun: Span) -> bool:
        """True for "an independent review" and, where adjectives follow the noun, for "un site indépendant"."""
        follows = bool(self._lists.get("adjective"))
        is_close = 0 <= noun.start - one.end < _NEAR - 1 or (follows and 0 <= one.start - noun.end < _NEAR - 1)
        start, end = min(one.start, noun.start), max(one.end, noun.end)
        before, after = words[max(start - 2, 0) : start], words[end : end + 2]
        elsewhere = self._spans(before, "elsewhere")
        other = any(span.start == 0 for span in self._spans(after, "bodies")) or (
            after[:1] in (["of"], ["von"], ["de"], ["über"]) and not self._spans(after, "of-us")
        )
        return is_close and not elsewhere and not other

    def _is_of_others(self, words: Sequence[str], one: Span, last: Span) -> bool:
        """True where the sentence says what is done with everything, or whose it is."""
        handled = any(span.end <= one.start for span in self._spans(words, "handled"))
        whose = any(one.end <= span.start <= last.end + _NEAR for span in self._spans(words, "others"))
        return whose or (handled and not self._spans(words, "shown"))

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


def _is_second_half(sentence: str, words: Sequence[str], one: Span) -> bool:
    """True for "independent" in "platform-independent", where there is a hyphen before it."""
    word = re.escape(words[one.start])
    written = re.findall(rf"(\w-)?\b{word}(?!\w)", sentence.lower())
    return bool(written) and all(written)


def _close(one: Span, other: Span) -> bool:
    return 0 <= other.start - one.end < _NEAR or 0 <= one.start - other.end < _NEAR


def _found(words: Sequence[str], phrases: Iterable[tuple[str, ...]]) -> Iterator[Span]:
    for phrase in phrases:
        for start in range(len(words) - len(phrase) + 1):
            if tuple(words[start : start + len(phrase)]) == phrase:
                yield Span(start, start + len(phrase))
