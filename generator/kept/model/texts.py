"""The texts of an item, each with the way to it."""

from __future__ import annotations

from functools import cache
from typing import get_args

from pydantic import BaseModel

from kept.language import markup
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.portfolio import FieldPath
from kept.model.units import kind


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
    """Every text a person wrote into an item, in the order of its fields. What they chose from a list is none."""
    found: list[tuple[FieldPath, str]] = []
    for name in _worded(type(noun)):
        if name not in _NO_TEXT and (value := noun.__dict__[name]) and not _is_known_unit(name, value):
            _collect((name,), value, found)
    return found


def _is_known_unit(name: str, value: object) -> bool:
    """True for a unit that has a name: it is chosen, not written."""
    return name == "unit" and isinstance(value, str) and not kind(value).is_free


def _collect(path: FieldPath, value: object, found: list[tuple[FieldPath, str]]) -> None:
    # Thousands of items are gone through: one list that grows is half the work of nested generators.
    if type(value) is str:
        found.append((path, value))
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            _collect((*path, index), entry, found)
    else:
        for name in _worded(type(value)) if isinstance(value, BaseModel) else ():
            if entry := value.__dict__[name]:
                _collect((*path, name), entry, found)


@cache
def _worded(noun: type[BaseModel]) -> tuple[str, ...]:
    """The fields of a noun in which a text can stand: no days, numbers and choices."""
    return tuple(name for name, field in noun.model_fields.items() if _may_be_text(field.annotation))


def _may_be_text(annotation: object) -> bool:
    """True for `str`, for a noun, and for whatever is made of them: `tuple[Text, ...]`, `Speaker | None`."""
    is_text = isinstance(annotation, type) and (annotation is str or issubclass(annotation, BaseModel))
    return is_text or any(map(_may_be_text, get_args(annotation)))
