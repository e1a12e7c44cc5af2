"""Finds testimonials that may have one author although two are named, so that nobody is counted twice unnoticed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kept.findings import Finding, Place, Severity
from kept.language.names import name_key
from kept.language.plain_text import prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kept.model.evidence import Testimonial
    from kept.model.portfolio import FieldPath

    Locate = Callable[[str, FieldPath], Place]

_LISTED = 4
"""So many are named in a message; of the others it says how many there are."""
_CHANCE = 25
"""Two people may both write fewer letters than this: "Great service, thank you!"."""


def check(testimonials: Mapping[str, Testimonial], locate: Locate) -> Iterator[Finding]:
    """Different names with one contact, and the same words in several files.

    What the speaker took back is left out: it counts for nobody.

    Findings:
        KPT202: for information, once for each contact and once for the same words.

    Source:
        16 CFR 465.2: a testimonial is by the person it names.
    """
    voices = [voice for _, voice in sorted(testimonials.items()) if voice.consent.withdrawn_on is None]
    contacts = _grouped(voices, lambda voice: name_key(voice.speaker.contact_ref))
    for same in contacts.values():
        names = {name_key(voice.speaker.name): voice.speaker.name for voice in same if voice.speaker.name}
        if len(names) > 1:
            yield _names_of_one(same, list(filter(None, names.values())), locate)
    for same in _grouped(voices, _letters).values():
        if len(same) > 1:
            yield _same_words(same, locate)


def _names_of_one(voices: Sequence[Testimonial], names: Sequence[str], locate: Locate) -> Finding:
    reference = next(voice.speaker.contact_ref for voice in voices)
    last = max(voice.id for voice in voices if voice.speaker.name)
    return _told(
        locate(last, ("speaker", "contact_ref")),
        f"{_several(names)} have one contact ({reference}), and count as one person: {_several(_ids(voices))}",
        "give each person a reference of their own, or write the name the same way in each file.",
        last,
    )


def _same_words(voices: Sequence[Testimonial], locate: Locate) -> Finding:
    last = voices[-1].id
    return _told(
        locate(last, ("body",)),
        f"the same words stand in {_several(_ids(voices))}",
        "keep one of them, or look up who said it: two customers hardly ever say the same.",
        last,
    )


def _told(place: Place, message: str, hint: str, item: str) -> Finding:
    return Finding(code="KPT202", place=place, message=f"{message}.", hint=hint, item=item, weight=Severity.INFORMATION)


def _grouped(voices: Iterable[Testimonial], trait: Callable[[Testimonial], str]) -> dict[str, list[Testimonial]]:
    """The testimonials by a trait, in their order; without those that do not have it."""
    groups = defaultdict(list)
    for voice in voices:
        if key := trait(voice):
            groups[key].append(voice)
    return groups


def _letters(voice: Testimonial) -> str:
    """The letters and digits of the words, without case; nothing where two people may say the same by chance."""
    said = "".join(filter(str.isalnum, prose(voice.body).lower))
    room = _CHANCE if said.isascii() else _CHANCE // 2
    return said if len(said) >= room else ""


def _ids(voices: Iterable[Testimonial]) -> list[str]:
    return [voice.id for voice in voices]


def _several(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are: `a, b, c, d and 3 more`."""
    others = len(names) - _LISTED
    if others > 1:
        return f"{', '.join(names[:_LISTED])} and {others} more"
    return f"{', '.join(names[:-1])} and {names[-1]}"
