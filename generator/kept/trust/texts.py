"""The texts of an item, each with the way to it."""

from __future__ import annotations

from collections.abc import Iterator

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


def texts(noun: BaseModel) -> Iterator[tuple[FieldPath, str]]:
    """Every text a person wrote into an item, in the order of its fields."""
    for name in type(noun).model_fields:
        if name not in {"id", "rows"}:
            yield from _within((name,), getattr(noun, name))


def _within(path: FieldPath, value: object) -> Iterator[tuple[FieldPath, str]]:
    if type(value) is str:
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _within((*path, name), getattr(value, name))
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from _within((*path, index), entry)
