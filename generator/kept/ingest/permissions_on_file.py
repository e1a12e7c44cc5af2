"""Puts what speakers answered into the files of their words. It never changes a permission that is on record."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

import yaml

from kept.files.front_matter_values import file_of_words, section_of, with_values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from kept.ingest.permissions import Answer

_ON_RECORD = ("basis", "granted_on", "reconfirmed_on", "withdrawn_on", "refused_on")
"""A file with one of these has an answer already."""


@dataclass(slots=True, kw_only=True)
class Recorded:
    """What the answers change."""

    files: dict[str, str] = field(default_factory=dict)
    """By path: the new text."""
    answers: list[Answer] = field(default_factory=list)
    """The answers that are in these texts."""
    kept: list[str] = field(default_factory=list)
    """The ids of items with an answer on record, which stays."""
    notes: list[str] = field(default_factory=list)
    """Answers that differ from what is on record, with what to do."""
    problems: list[str] = field(default_factory=list)
    """Answers that cannot be recorded."""


def recorded(root: Path, name: str, answers: Iterable[Answer], known: Collection[str]) -> Recorded:
    """The files with these answers in them.

    Args:
        root: the project's root.
        name: what the table of answers is called, for messages.
        answers: the answers, one for each item.
        known: the ids of all testimonials and stories, to suggest one for a mistyped id.
    """
    found = Recorded()
    for answer in answers:
        place = f"{name}:{answer.line}"
        path = file_of_words(root, answer.item)
        if path is None:
            found.problems.append(
                f'{place}: there is no testimonial and no story "{answer.item}".{_near(answer.item, known)}'
            )
            continue
        try:
            text = (root / path).read_bytes().decode("utf-8")
            before = section_of(text, "consent")
            if any(key in before for key in _ON_RECORD):
                found.kept.append(answer.item)
                found.notes += _differing(place, answer, before)
                continue
            found.files[path] = with_values(text, "consent", answer.consent)
        except (ValueError, RecursionError, yaml.YAMLError):
            found.problems.append(f"{place}: {path} cannot be changed, because its front matter cannot be read.")
            continue
        found.answers.append(answer)
    return found


def _differing(place: str, answer: Answer, before: Mapping[str, object]) -> list[str]:
    """What to do where the answer is not what is on record; nothing where it is."""
    item = answer.item
    is_yes = "granted_on" in before and "withdrawn_on" not in before and "refused_on" not in before
    if answer.word == "no" and is_yes:
        return [
            f"{place}: {item} has a permission, and now they say no. To take it off both sites: kept withdraw {item}"
        ]
    if answer.word != "no" and not is_yes:
        return [f"{place}: {item} has a no on record, and now they say yes. Change its file by hand, if that is so."]
    return []


def _near(item: str, known: Collection[str]) -> str:
    near = get_close_matches(item, known, n=1)
    return f" Did you mean {near[0]}?" if near else ""
