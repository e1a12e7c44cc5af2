"""Sets values in the front matter of a file. Everything else in the file stays byte for byte as it was."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FENCE = "---"

Value = str | date | tuple[str, ...]


def file_of_words(root: Path, item: str) -> str | None:
    """The path of a testimonial or a story below the project's root; None where there is none with this id."""
    candidates = (f"evidence/testimonials/{item}.md", f"evidence/case-studies/{item}/index.md")
    return next((path for path in candidates if "/" not in item and (root / path).is_file()), None)


def with_values(text: str, section: str, values: Mapping[str, Value]) -> str:
    """The text of a file with these values set in one mapping of its front matter.

    Args:
        text: the whole file.
        section: the key of the mapping: `consent`. It is added where it is missing.
        values: by key, the value.

    Raises:
        ValueError: there is no front matter, or the changed text would not mean what it should.
        yaml.YAMLError: the front matter is not YAML.
        RecursionError: it is nested too deeply.
    """
    start = text.index("\n", text.index(_FENCE)) + 1
    end = text.index(f"\n{_FENCE}", start - 1) + 1
    front = text[start:end]
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(front, Loader=yaml.BaseLoader)):
        message = "a value that is repeated with an alias would change in several places, and a few can fill the memory"
        raise ValueError(message)
    expected = _mapping(front)
    inner = expected.get(section)
    expected = {**expected, section: {**(inner if isinstance(inner, dict) else {}), **_plain(values)}}
    after = front
    # The first value ends up first, because each new one is put before the others.
    for key, value in reversed(list(values.items())):
        after = _with_value(after, section, key, _written(value))
    if _mapping(after) != expected:
        message = "the values do not fit in"
        raise ValueError(message)
    return text[:start] + after + text[end:]


def section_of(text: str, section: str) -> Mapping[str, Any]:
    """What one mapping of the front matter says, as texts and lists; values that are empty or `null` are left out.

    Raises:
        ValueError: there is no front matter.
        yaml.YAMLError: it is not YAML.
    """
    start = text.index("\n", text.index(_FENCE)) + 1
    inner = _mapping(text[start : text.index(f"\n{_FENCE}", start - 1) + 1]).get(section)
    known = inner if isinstance(inner, dict) else {}
    return {key: value for key, value in known.items() if value not in ("", "null", "~", [])}


def _mapping(front: str) -> Mapping[str, Any]:
    """The front matter as texts, lists and mappings."""
    values = yaml.load(front, Loader=yaml.BaseLoader)  # noqa: S506  the base loader creates only texts
    if not isinstance(values, dict):
        message = "the front matter is no mapping"
        raise ValueError(message)  # noqa: TRY004  one kind of error for every file that cannot be changed
    return values


def _plain(values: Mapping[str, Value]) -> dict[str, str | list[str]]:
    return {key: list(value) if isinstance(value, tuple) else str(value) for key, value in values.items()}


def _written(value: Value) -> str:
    """The value as YAML on one line."""
    if isinstance(value, date):
        return str(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_written, value))}]"
    is_word = value.replace("-", "").isalpha() and value.isascii() and value.casefold() not in _NO_TEXT
    return value if is_word else json.dumps(value, ensure_ascii=False)


_NO_TEXT = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
"""Words that YAML does not read as text: a country code NO among them."""


def _with_value(front: str, section: str, key: str, value: str) -> str:
    root = yaml.compose(front, Loader=yaml.SafeLoader)
    newline = "\r\n" if "\r\n" in front else "\n"
    outer = _entry(root, section)
    if outer is None:
        return f"{section}: {{ {key}: {value} }}{newline}{front}"
    _, node = outer
    if not isinstance(node, yaml.MappingNode):
        return _replaced(front, node, f"{{ {key}: {value} }}")
    old = _entry(node, key)
    if old:
        return _replaced(front, old[1], value)
    if not node.value:
        return _replaced(front, node, f"{{ {key}: {value} }}")
    first = node.value[0][0].start_mark
    gap = ", " if node.flow_style else newline + " " * first.column
    return f"{front[: first.index]}{key}: {value}{gap}{front[first.index :]}"


def _entry(node: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next(((name, value) for name, value in pairs if name.value == key), None)


def _replaced(front: str, node: yaml.Node, value: str) -> str:
    """The text with another value; where there is none yet, it is put after the colon."""
    start, end = node.start_mark.index, node.end_mark.index
    gap = " " if start == end and not front[:start].endswith(" ") else ""
    return f"{front[:start]}{gap}{value}{front[end:]}"
