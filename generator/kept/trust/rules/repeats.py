"""Words of a quote that may not be shown, told again in a story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from kept.model.evidence import CaseStudy, Testimonial
from kept.trust.rules.rule import Objection
from kept.trust.texts import texts

_RUN = 6
"""So many words in a row are no accident; the audit of the finished site looks for as many."""
_WORD = re.compile(r"\w+")


class Repeats:
    """Finds the words of withheld quotes."""

    def __init__(self, withheld: Iterable[Testimonial], shown: Iterable[Testimonial]) -> None:
        """The withheld quotes, less what those that are shown say too."""
        self._owners = {run: voice for voice in withheld for text in _told(voice) for run in _runs(text)}
        for run in chain.from_iterable(_runs(text) for voice in shown for text in _told(voice)):
            self._owners.pop(run, None)

    def in_story(self, story: CaseStudy) -> Iterator[Objection]:
        """The first such words in each text of a story.

        Findings:
            KPT313: of a quote that was withdrawn. KPT601: of one that is held back for another reason.

        Source:
            GDPR art. 7(3): what is withdrawn is gone from every story that quotes it.
        """
        for path, text in texts(story) if self._owners else ():
            run = next((run for run in _runs(text) if run in self._owners), None)
            if run is None:
                continue
            voice = self._owners[run]
            withdrawn = voice.consent.withdrawn_on
            yield Objection(
                "KPT313" if withdrawn else "KPT601",
                path,
                f'it repeats words of {voice.id} ("{" ".join(run)} ..."), '
                + (f"whose speaker withdrew them on {withdrawn}" if withdrawn else "which is not on this site"),
                "take these words out of the story; once the quote itself is shown, they may stand here too.",
            )


def _told(voice: Testimonial) -> tuple[str, ...]:
    return (voice.body, voice.original) if voice.original else (voice.body,)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return (tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1))
