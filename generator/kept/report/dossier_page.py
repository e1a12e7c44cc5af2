"""Prints a dossier as one page that needs no other files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kept.components.sandbox import drawn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kept.report.dossier import Dossier

TEMPLATE = "dossier/dossier.html"

_MOST_PAGES = 40
"""The most addresses printed for one site; the JSON file has all of them."""
_SHORT = 30
"""The most characters of list entries that are printed next to each other."""
_GROUPS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "testimonial": (
        (
            "Who said it",
            ("speaker", "attribution", "said_on", "relationship", "incentive", "disclosure", "tone", "lang"),
        ),
        ("Where the words come from", ("source", "verified", "submitted_by")),
        (
            "How they were edited",
            ("edit", "speaker_approved_edit_on", "original_lang", "translated_by", "substantiated_by"),
        ),
        ("Permission", ("consent", "review_by")),
    ),
    "case-study": (
        (
            "The customer",
            ("customer", "sector", "place", "dates", "terms", "customer_approved_on", "customer_approved_by"),
        ),
        ("The story", ("title", "summary", "callouts", "quotes", "images")),
        ("Where it comes from", ("source", "verified", "submitted_by")),
        ("Permission", ("consent", "review_by")),
    ),
    "metric": (
        (
            "What is measured",
            (
                *("title", "definition", "unit", "direction", "period", "denominator", "population", "exclusions"),
                *("method", "source", "data_owner", "survey", "bounds", "no_n_because"),
            ),
        ),
        ("Corrected values", ("restatements",)),
    ),
    "promise": (
        ("The promise", ("statement", "short", "kind", "owner", "made_on", "made_in", "retired")),
        ("What it means", ("counts", "excludes", "remedy", "wording")),
        ("What it is measured against", ("targets",)),
        ("What was said about misses", ("misses", "actions")),
    ),
}
_OWN_SECTIONS = frozenset({"id", "promises", "body", "original", "rows"})
"""Fields with their own section of the page."""


def as_html(gathered: Dossier, templates: Sequence[Path]) -> str:
    """The page, as HTML.

    Args:
        gathered: the dossier.
        templates: folders, each a `site_templates/`, the project's own first.
    """
    return drawn(TEMPLATE, templates, d=gathered, groups=list(_groups(gathered)), most=_MOST_PAGES)


def _groups(gathered: Dossier) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """The fields with a value, grouped by subject; fields without a subject are last."""
    record = {name: value for name, value in (gathered.record or {}).items() if _is_filled(value)}
    told = set(_OWN_SECTIONS)
    for heading, names in _GROUPS.get(gathered.kind or "", ()):
        told.update(names)
        found = [pair for name in names if name in record for pair in _pairs(name, record[name])]
        if found:
            yield heading, found
    rest = [pair for name, value in record.items() if name not in told for pair in _pairs(name, value)]
    if rest:
        yield "Further fields on file", rest


def _pairs(name: str, value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  any value of a record
    """A field as (label, value); a field with parts as several pairs."""
    if isinstance(value, dict):
        for inner, entry in value.items():
            if _is_filled(entry):
                yield f"{_label(name)}: {_label(inner).lower()}", _plain(entry)
    else:
        yield _label(name), _plain(value)


def _is_filled(value: object) -> bool:
    return value not in (None, "", [], {}) and (not isinstance(value, dict) or any(map(_is_filled, value.values())))


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _plain(value: Any) -> Any:  # noqa: ANN401  any value of a record
    """The value with labels instead of keys, yes and no in words, and no empty parts."""
    if isinstance(value, dict):
        return {_label(str(name)): _plain(entry) for name, entry in value.items() if _is_filled(entry)}
    if isinstance(value, list):
        entries = [_plain(entry) for entry in value]
        is_short = all(isinstance(entry, str) and len(entry) <= _SHORT for entry in entries)
        return ", ".join(entries) if is_short else entries
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
