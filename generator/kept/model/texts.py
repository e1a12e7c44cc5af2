"""Collects the texts of an item, each with its path."""

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
        """The same as `texts`, computed once."""
        if item.id not in self._known:
            self._known[item.id] = tuple(texts(item))
        return self._known[item.id]

    def whole(self, item: Testimonial | CaseStudy | Metric) -> str:
        """All texts in one, as written and as normalised, to check quickly whether a full search is worthwhile."""
        if item.id not in self._whole:
            written = "\n".join(text for _, text in self.of(item))
            read = (markup.plain(text) for _, text in self.of(item) if markup.may_hide(text))
            self._whole[item.id] = "\n".join([written, *read]) if markup.may_hide(written) else written
        return self._whole[item.id]


_NO_TEXT = frozenset(("id", "rows"))


def texts(noun: BaseModel) -> list[tuple[FieldPath, str]]:
    """Every text that a person wrote in an item, in the order of its fields. Values chosen from a list are left out."""
    found: list[tuple[FieldPath, str]] = []
    for name in _worded(type(noun)):
        if name not in _NO_TEXT and (value := noun.__dict__[name]) and not _is_known_unit(name, value):
            _collect((name,), value, found)
    return found


def _is_known_unit(name: str, value: object) -> bool:
    """True for a unit from the list: it is chosen, not written."""
    return name == "unit" and isinstance(value, str) and not kind(value).is_free


def _collect(path: FieldPath, value: object, found: list[tuple[FieldPath, str]]) -> None:
    # This runs for thousands of items. One growing list takes half the time of nested generators.
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
    """The fields of a model that can contain text: no dates, numbers or choices."""
    return tuple(name for name, field in noun.model_fields.items() if _may_be_text(field.annotation))


def _may_be_text(annotation: object) -> bool:
    """True for `str`, for a model, and for types made of them: `tuple[Text, ...]`, `Speaker | None`."""
    is_text = isinstance(annotation, type) and (annotation is str or issubclass(annotation, BaseModel))
    return is_text or any(map(_may_be_text, get_args(annotation)))
