"""The texts of an item, each with the way to it."""

from __future__ import annotations

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


def texts(noun: BaseModel) -> list[tuple[FieldPath, str]]:
    """Every text a person wrote into an item, in the order of its fields."""
    found: list[tuple[FieldPath, str]] = []
    for name, value in noun.__dict__.items():
        if name not in _NO_TEXT:
            _collect((name,), value, found)
    return found


def _collect(path: FieldPath, value: object, found: list[tuple[FieldPath, str]]) -> None:
    # Thousands of items are gone through: one list that grows is half the work of nested generators.
    if type(value) is str:
        found.append((path, value))
    elif isinstance(value, BaseModel):
        for name, entry in value.__dict__.items():
            if entry:
                _collect((*path, name), entry, found)
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            _collect((*path, index), entry, found)
