"""Words of a quote that may not be shown, told again elsewhere: in a story, with a figure, about a promise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kept.language.plain_text import prose
from kept.model.evidence import Testimonial
from kept.model.portfolio import FieldPath, Portfolio
from kept.rules.rule import Objection

_RUN = 6
"""So many words in a row are no accident; the audit of the finished site looks for as many."""
_SHORTEST = (3, 12)  # words and letters of a quote that has fewer than that and still says something
# Scripts written without spaces: every character counts as a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")

_Run = tuple[str, ...]


class Repeats:
    """Finds the words of withheld quotes."""

    def __init__(self, withheld: Iterable[Testimonial], allowed: Iterable[str]) -> None:
        """The words of the withheld quotes, less what the allowed texts say too."""
        self._owners = {run: voice for voice in withheld for text in told(voice) for run in _telling(_words(text))}
        self._lengths = sorted({len(run) for run in self._owners})
        for text in allowed if self._owners else ():
            for run in self._runs(text):
                self._owners.pop(run, None)

    def within(self, texts: Iterable[tuple[FieldPath, str]], kind: str) -> Iterator[Objection]:
        """The first such words in each of these texts.

        Args:
            texts: each with the way to it.
            kind: what it is that repeats them: `story`.

        Findings:
            KPT313: of a quote that was withdrawn. KPT601: of one that is held back for another reason.

        Source:
            GDPR art. 7(3): what is withdrawn is gone from every page that repeats it.
        """
        for path, text in texts if self._owners else ():
            run = next((run for run in self._runs(text) if run in self._owners), None)
            if run is None:
                continue
            voice = self._owners[run]
            withdrawn = voice.consent.withdrawn_on
            yield Objection(
                "KPT313" if withdrawn else "KPT601",
                path,
                f'it repeats words of {voice.id} ("{" ".join(run)} ..."), '
                + (f"whose speaker withdrew them on {withdrawn}" if withdrawn else "which is not on this site"),
                f"take these words out of the {kind}"
                + ("." if withdrawn else "; once the quote itself is shown, they may stand here too."),
            )

    def _runs(self, text: str) -> Iterator[_Run]:
        words = _words(text)
        return (run for length in self._lengths for run in _windows(words, length))


def told(voice: Testimonial) -> tuple[str, ...]:
    """The words of a quote, as shown and as said."""
    return (voice.markdown, voice.original) if voice.original else (voice.markdown,)


def gone(portfolio: Portfolio) -> Iterator[Testimonial]:
    """The quotes whose words may stand nowhere any more: withdrawn by their speakers, or taken down."""
    taken_down = portfolio.ledgers.takedowns or {}
    for voice in portfolio.testimonials.values():
        if voice.consent.withdrawn_on or voice.id in taken_down:
            yield voice


def own_words(portfolio: Portfolio) -> Iterator[str]:
    """What the organisation itself promises, which it may say whoever else has said it."""
    for promise in portfolio.register.promises:
        yield from filter(None, (promise.statement, promise.short, promise.counts, promise.excludes, promise.remedy))


def _words(text: str) -> list[str]:
    """As they are read: without markup, accents in one form, in small letters."""
    return _WORD.findall(prose(text).words.casefold())


def _telling(words: list[str]) -> Iterator[_Run]:
    """The runs that give a quote away; a short one as a whole."""
    if len(words) >= _RUN:
        yield from _windows(words, _RUN)
    elif len(words) >= _SHORTEST[0] and sum(map(len, words)) >= _SHORTEST[1]:
        yield tuple(words)


def _windows(words: list[str], length: int) -> Iterator[_Run]:
    return (tuple(words[start : start + length]) for start in range(len(words) - length + 1))
