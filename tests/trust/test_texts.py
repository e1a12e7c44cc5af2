"""The texts that the rules look through are all that a person wrote."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.fields import Noun
from kept.model.register import Promise
from kept.model.texts import texts
from portfolios import filled

WHAT, HOW = ("kind", "basis", "assets", "asset", "unit", "direction"), ("attribution", "relationship", "tone", "edit")
CHOICES = frozenset((*WHAT, *HOW, "outcome", "of", "format", "aggregation"))
"""Fields for which a person takes a word from a list."""

ITEMS: list[Noun] = [
    filled(Testimonial, str, incidental=("14 boxes",)),
    filled(CaseStudy, str),
    filled(Metric, str, rows=()),
    filled(Promise, str, targets=(), misses=()),
]


def written(value: object, *path: str | int) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text in the fields of a noun, with the way to it."""
    if type(value) is str:
        yield path, value
    elif isinstance(value, Noun):
        for name, entry in value:
            yield from written(entry, *path, name)
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from written(entry, *path, index)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: type(item).__name__)
def test_no_text_is_missed_but_ids_and_what_is_chosen_from_a_list(item: Noun) -> None:
    everything, found = dict(written(item)), dict(texts(item))
    assert everything.items() >= found.items()
    passed_by = {[step for step in path if isinstance(step, str)][-1] for path in everything.keys() - found.keys()}
    assert passed_by <= {"id", *CHOICES}
    assert ("body",) in found or ("title",) in found or ("statement",) in found
