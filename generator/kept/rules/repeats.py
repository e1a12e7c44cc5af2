"""Finds words of a withheld quote that are repeated elsewhere: in a case study, a metric or a promise."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

from kept.language.passages import CHINESE_JAPANESE, SOUTH_EAST_ASIAN, passages, windows
from kept.language.plain_text import prose
from kept.model.evidence import Testimonial
from kept.model.portfolio import FieldPath, Portfolio
from kept.rules.rule import Objection

_PREFIX = 5
"""The number of words that is searched for first; no passage is shorter."""
_WORD = re.compile(rf"[{CHINESE_JAPANESE}{SOUTH_EAST_ASIAN}]|[^\W_{CHINESE_JAPANESE}{SOUTH_EAST_ASIAN}]+")

_Passage = tuple[str, ...]


class Repeats:
    """Finds passages of withheld quotes that are too long to be repeated by chance."""

    def __init__(
        self, withheld: Iterable[Testimonial], allowed: Iterable[str], others: Iterable[Testimonial] = ()
    ) -> None:
        """Prepares the search for withheld quotes.

        Args:
            withheld: the quotes whose words must not be repeated.
            allowed: texts that may say the same.
            others: quotes of other speakers, who may say the same.
        """
        self._owners: dict[_Passage, Testimonial] = {}
        common: set[_Passage] = set()
        for voice in withheld:
            for passage in chain.from_iterable(passages(text, _words) for text in quoted_texts(voice)):
                owner = self._owners.setdefault(passage, voice)
                if owner is not voice and speaker(owner) != speaker(voice):
                    common.add(passage)
        self._by_prefix: defaultdict[_Passage, list[_Passage]] = defaultdict(list)
        for passage in self._owners.keys() - common:
            self._by_prefix[passage[:_PREFIX]].append(passage)
        if self._owners:
            self._allow(allowed, others)

    def _allow(self, texts: Iterable[str], others: Iterable[Testimonial]) -> None:
        said = [passage for text in texts for passage in self._found(text)]
        for other in others:
            found = (passage for text in quoted_texts(other) for passage in self._found(text))
            said += [passage for passage in found if speaker(self._owners[passage]) != speaker(other)]
        for passage in set(said):
            self._by_prefix[passage[:_PREFIX]].remove(passage)

    def within(self, texts: Iterable[tuple[FieldPath, str]], kind: str) -> Iterator[Objection]:
        """An objection to the first repeated passage in each of these texts.

        Args:
            texts: the texts, each with its path.
            kind: the kind of item they belong to, for the message: `story`.

        Findings:
            KPT313: the quote was withdrawn. KPT601: the quote is held back for another reason.

        Source:
            GDPR art. 7(3): withdrawn words must go from every page that repeats them.
        """
        for path, text in texts if self._owners else ():
            passage = next(self._found(text), None)
            if passage is None:
                continue
            voice = self._owners[passage]
            withdrawn = voice.consent.withdrawn_on
            yield Objection(
                "KPT313" if withdrawn else "KPT601",
                path,
                f'it repeats words of {voice.id} ("{_quoted(passage)}"), '
                + (f"whose speaker withdrew them on {withdrawn}" if withdrawn else "which is not on this site"),
                f"take these words out of the {kind}"
                + ("." if withdrawn else "; once the quote itself is shown, they may stand here too."),
            )

    def _found(self, text: str) -> Iterator[_Passage]:
        """The passages that are in a text."""
        words = _words(text)
        for start, prefix in enumerate(windows(words, _PREFIX)):
            for passage in self._by_prefix.get(prefix, ()):
                if tuple(words[start : start + len(passage)]) == passage:
                    yield passage


def speaker(voice: Testimonial) -> str:
    """A key for the speaker. Quotes with the same contact, name or words are by the same person."""
    return voice.speaker.contact_ref or voice.speaker.name or " ".join(_words(voice.original or voice.body))


def quoted_texts(voice: Testimonial) -> tuple[str, ...]:
    """The words of a quote, as shown and as originally said."""
    return (voice.markdown, voice.original) if voice.original else (voice.markdown,)


def withdrawn_quotes(portfolio: Portfolio) -> Iterator[Testimonial]:
    """The quotes whose words must not be shown anywhere: withdrawn by the speaker or taken down."""
    withdrawn = portfolio.withdrawn
    return (voice for item, voice in portfolio.testimonials.items() if item in withdrawn)


def own_words(portfolio: Portfolio) -> Iterator[str]:
    """The organisation's own promises, which it may repeat even if a speaker used the same words."""
    for promise in portfolio.register.promises:
        yield from filter(None, (promise.statement, promise.short, promise.counts, promise.excludes, promise.remedy))


def _words(text: str) -> list[str]:
    """The words as a reader sees them: without markup, with accents in one form, in lower case."""
    return _WORD.findall(prose(text).words.casefold())


def _quoted(passage: _Passage) -> str:
    """A passage for a message; without spaces in scripts that use none."""
    return ("" if all(len(word) == 1 for word in passage) else " ").join(passage)
