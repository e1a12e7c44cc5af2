"""Finds misspelt names of collectors, so that nobody approves their own work unnoticed."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kept.findings import Severity
from kept.model.evidence import CaseStudy, Testimonial
from kept.portfolio.references import unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kept.findings import Finding, Place
    from kept.model.evidence import Evidence
    from kept.model.portfolio import FieldPath
    from kept.model.register import Person
    from kept.portfolio.references import Nouns

_NEARLY = 0.8
"""The similarity, from 0 to 1, from which two names are probably the same: tesa and tessa, but not olivia and olive."""
_LOOKED_UP = 200
"""Comparing names is slow. A project with more unknown names than this keeps its people somewhere else."""


def check(nouns: Nouns, locate: Callable[[str, FieldPath], Place]) -> Iterator[Finding]:
    """Every name of a collector that is nobody's in [[people]] but nearly the same as somebody's.

    Findings:
        KPT103: for information, because collectors need not be in [[people]].
    """
    ids = _ids(nouns.register.people)
    near: dict[str, str | None] = {}
    kinds: tuple[Mapping[str, Evidence], ...] = (nouns.testimonials, nouns.case_studies, nouns.metrics)
    for item in (item for kind in kinds for item in kind.values()):
        for path, name in _names(item):
            folded = _folded(name)
            if folded not in near and len(near) < _LOOKED_UP:
                near[folded] = _nearest(folded, ids)
            person = near.get(folded)
            if person:
                yield unknown(
                    locate(item.id, path),
                    f'"{name}" is nobody in [[people]], and is nearly {person}',
                    item.id,
                    f"if it is {person}, write that; else {person} could approve their own work unnoticed.",
                    Severity.INFORMATION,
                )


def _names(item: Evidence) -> Iterator[tuple[FieldPath, str]]:
    """The fields that say who made an item, each with the name in it."""
    if isinstance(item, (Testimonial, CaseStudy)):
        if item.source.captured_by:
            yield ("source", "captured_by"), item.source.captured_by
        if item.verified:
            yield ("verified", "by"), item.verified.by
    if item.submitted_by:
        yield ("submitted_by",), item.submitted_by


def _ids(people: Iterable[Person]) -> dict[str, str]:
    """The id of each person, by every name they have in [[people]]."""
    return {
        _folded(name): person.id
        for person in people
        for name in (person.id, person.name, *person.emails, *person.logins)
    }


def _nearest(folded: str, ids: dict[str, str]) -> str | None:
    """The id of the person whose name is nearly this one.

    None where it is exactly somebody's or not close to any; names that differ only in digits are different names.
    """
    if folded in ids:
        return None
    near = get_close_matches(folded, ids, n=1, cutoff=_NEARLY)
    return ids[near[0]] if near and _letters(near[0]) != _letters(folded) else None


def _letters(name: str) -> str:
    return "".join(character for character in name if not character.isdigit())


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
