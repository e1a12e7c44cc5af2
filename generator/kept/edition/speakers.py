"""Finds testimonials of the same person, who counts as one person on the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.language.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kept.model.evidence import Testimonial


def speakers(voices: Iterable[Testimonial]) -> dict[str, int]:
    """By testimonial: the number of its speaker, from 1 in the order of the testimonials' ids.

    Testimonials with the same contact reference, or with the same name and organisation, are by one person.
    """
    ordered = sorted(voices, key=lambda voice: voice.id)
    group = {voice.id: voice.id for voice in ordered}
    first: dict[tuple[str, ...], str] = {}
    for voice in ordered:
        for trait in _traits(voice):
            known = first.setdefault(trait, voice.id)
            _join(group, known, voice.id)
    numbers: dict[str, int] = {}
    return {voice.id: numbers.setdefault(_root(group, voice.id), len(numbers) + 1) for voice in ordered}


def _traits(voice: Testimonial) -> Iterable[tuple[str, ...]]:
    """What two testimonials of the same person have in common."""
    speaker = voice.speaker
    if speaker.contact_ref:
        yield ("reference", " ".join(speaker.contact_ref.split()))
    if speaker.name and (speaker.organisation or not speaker.contact_ref):
        yield ("name", *(name_key(text) for text in (speaker.name, speaker.organisation)))


def _root(group: dict[str, str], voice: str) -> str:
    while group[voice] != voice:
        voice = group[voice]
    return voice


def _join(group: dict[str, str], one: str, other: str) -> None:
    roots = sorted((_root(group, one), _root(group, other)))
    group[roots[1]] = roots[0]
