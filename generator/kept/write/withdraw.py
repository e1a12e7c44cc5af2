"""Records that a speaker withdraws their permission: changes one value in the item's file and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from kept.findings import UsageError
from kept.write.save import near

_FENCE = "---"


def withdrawal(root: Path, known: Collection[str], item: str, on: date) -> tuple[str, str]:
    """The path and new text of an item's file, in which the permission is withdrawn from a day on.

    It also works for items with errors, if their front matter is YAML, and without a usable register.

    Args:
        root: the project's root.
        known: the ids of all testimonials and case studies, to suggest one for a mistyped id.
        item: the item's id.
        on: the day of the withdrawal.

    Raises:
        UsageError: there is no such testimonial or case study, or its file cannot be changed safely.
    """
    candidates = (f"evidence/testimonials/{item}.md", f"evidence/case-studies/{item}/index.md")
    path = next((path for path in candidates if "/" not in item and (root / path).is_file()), None)
    if path is None:
        message = f'there is no testimonial and no story "{item}".{near(item, known)}'
        raise UsageError(message)
    try:
        text = (root / path).read_bytes().decode("utf-8")
        changed = _spliced(text, on)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        message = (
            f"{path} cannot be changed by kept, because its front matter cannot be read. Write `withdrawn_on: {on}` "
            f"below `consent:` by hand, or take it off both sites at once: kept takedown {item}"
        )
        raise UsageError(message) from error
    return path, changed


def _spliced(text: str, on: date) -> str:
    """The text with the day inserted.

    Raises:
        ValueError: there is no front matter, or the changed text would not mean what it should.
    """
    start = text.index("\n", text.index(_FENCE)) + 1
    end = text.index(f"\n{_FENCE}", start - 1) + 1
    front = text[start:end]
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(front, Loader=yaml.BaseLoader)):
        message = "a value that is repeated with an alias would change in several places, and a few can fill the memory"
        raise ValueError(message)
    before = _values(front)
    after = _with_day(front, on)
    expected = dict(before)
    consent = expected.get("consent")
    expected["consent"] = {**(consent if isinstance(consent, dict) else {}), "withdrawn_on": str(on)}
    if _values(after) != expected:
        message = "the day does not fit in"
        raise ValueError(message)
    return text[:start] + after + text[end:]


def _values(front: str) -> Mapping[str, Any]:
    """The front matter as texts, lists and mappings."""
    values = yaml.load(front, Loader=yaml.BaseLoader)  # noqa: S506  the base loader creates only texts
    if not isinstance(values, dict):
        message = "the front matter is no mapping"
        raise ValueError(message)  # noqa: TRY004  one kind of error for every file that cannot be changed
    return values


def _with_day(front: str, on: date) -> str:
    root = yaml.compose(front, Loader=yaml.SafeLoader)
    newline = "\r\n" if "\r\n" in front else "\n"
    consent = _entry(root, "consent")
    if consent is None:
        return f"consent: {{ withdrawn_on: {on} }}{newline}{front}"
    _, value = consent
    if not isinstance(value, yaml.MappingNode):
        return _replaced(front, value, f"{{ withdrawn_on: {on} }}")
    old = _entry(value, "withdrawn_on")
    if old:
        return _replaced(front, old[1], str(on))
    if not value.value:
        return _replaced(front, value, f"{{ withdrawn_on: {on} }}")
    first = value.value[0][0].start_mark
    gap = ", " if value.flow_style else newline + " " * first.column
    return f"{front[: first.index]}withdrawn_on: {on}{gap}{front[first.index :]}"


def _entry(node: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next(((name, value) for name, value in pairs if name.value == key), None)


def _replaced(front: str, node: yaml.Node, value: str) -> str:
    """The text with another value; where there is none yet, it is put after the colon."""
    start, end = node.start_mark.index, node.end_mark.index
    gap = " " if start == end and not front[:start].endswith(" ") else ""
    return f"{front[:start]}{gap}{value}{front[end:]}"
