"""The texts of an item, each with the way to it."""

from __future__ import annotations

from collections.abc import Container, Iterator

from pydantic import BaseModel

from kept import markup
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.portfolio import FieldPath


class Texts:
    """The texts of each item, collected once for all rules and both sites."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[FieldPath, str], ...]] = {}
        self._whole: dict[str, str] = {}

    def of(self, item: Testimonial | CaseStudy | Metric) -> tuple[tuple[FieldPath, str], ...]:
        """What `texts` gives."""
        if item.id not in self._known:
            self._known[item.id] = tuple(texts(item))
        return self._known[item.id]

    def whole(self, item: Testimonial | CaseStudy | Metric) -> str:
        """All of them, as written and as read, for a quick look whether a closer one is worth while."""
        if item.id not in self._whole:
            written = "\n".join(text for _, text in self.of(item))
            read = (markup.plain(text) for _, text in self.of(item) if markup.may_hide(text))
            self._whole[item.id] = "\n".join([written, *read]) if markup.may_hide(written) else written
        return self._whole[item.id]


_NO_TEXT = frozenset(("id", "rows"))


def texts(noun: BaseModel) -> Iterator[tuple[FieldPath, str]]:
    """Every text a person wrote into an item, in the order of its fields."""
    yield from _of_fields((), noun, _NO_TEXT)


def _of_fields(path: FieldPath, noun: BaseModel, without: Container[str] = ()) -> Iterator[tuple[FieldPath, str]]:
    # Most fields hold a text or nothing; thousands of items are gone through.
    for name in type(noun).model_fields:
        value = getattr(noun, name)
        if type(value) is str:
            if name not in without:
                yield (*path, name), value
        elif value and name not in without:
            yield from _within((*path, name), value)


def _within(path: FieldPath, value: object) -> Iterator[tuple[FieldPath, str]]:
    if type(value) is str:
        yield path, value
    elif isinstance(value, BaseModel):
        yield from _of_fields(path, value)
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from _within((*path, index), entry)
