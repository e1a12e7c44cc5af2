"""Markdown with YAML front matter, read as YAML 1.2 says: `no` is a word and 1.10 is not 1.1."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml

from kept.findings import Finding, Place
from kept.read.document import Document, Positions

if TYPE_CHECKING:
    from kept.model.portfolio import FieldPath


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]  # the C one where libyaml is there
    """Composes nodes and leaves it to `_Reading` what a plain scalar is: half the time of resolving each twice."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: object) -> str:  # noqa: ARG002  PyYAML's signature
        """No tag: `_Reading` looks at the text."""
        return _UNTAGGED

    def descend_resolver(self, current_node: object, current_index: object) -> None:
        """Nothing to keep track of."""

    def ascend_resolver(self) -> None:
        """Nothing to keep track of."""


_UNTAGGED = "!"

_FENCE = "---"
_NULL = frozenset(("", "~", "null"))
_BOOL = {"true": True, "false": False}
_INT = re.compile(r"-?(0|[1-9]\d{0,17})")
_FLOAT = re.compile(r"-?\d{1,18}\.\d{1,18}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MAX_DEPTH = 12
_MAX_FRONT_MATTER = 200_000
_PLAIN_TAGS = frozenset(
    ("tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:null", "!", None)
)


def load(text: str, path: str) -> tuple[Document | None, tuple[Finding, ...]]:
    """The front matter's values, with the text below it as `body`; None where either cannot be read.

    Findings:
        KPT102: a key stands twice in one mapping; every one of them.
        KPT104: no front matter, or YAML that cannot be read or that hides something (anchors, tags).
    """
    block, body, first_body_line = _split(text)
    if block is None:
        return None, (_no_front_matter(path),)
    if len(block) > _MAX_FRONT_MATTER:
        return None, (_fault(Place(path, 1, 1), "the front matter is far too long", "keep long text in the body."),)
    try:
        node = yaml.compose(block, Loader=_Loader)
    except (yaml.YAMLError, RecursionError) as error:
        return None, (_not_yaml(path, error),)
    if not isinstance(node, yaml.MappingNode):
        return None, (_no_front_matter(path),)
    reading = _Reading(path)
    data = reading.mapping(node, (), 0)
    if reading.findings:
        return None, tuple(reading.findings)
    data["body"] = body.strip("\n")
    return Document(path, data, lambda: _positions(block, first_body_line)), ()


def _split(text: str) -> tuple[str | None, str, int]:
    """Front matter, body, and the line the body's words begin on."""
    if not text.startswith(_FENCE + "\n"):
        return None, text, 1
    end = text.find(f"\n{_FENCE}", len(_FENCE))
    while end >= 0 and text[end + 4 : end + 5] not in {"", "\n"}:
        end = text.find(f"\n{_FENCE}", end + 1)
    if end < 0:
        return None, text, 1
    # The fence's own line stays in front, so that line numbers are the file's.
    block, rest = "\n" + text[len(_FENCE) + 1 : end + 1], text[end + 5 :]
    blank = len(rest) - len(rest.lstrip("\n"))
    return block, rest, block.count("\n") + 2 + blank


class _Reading:
    """Turns YAML nodes into values, collecting what must not be there."""

    def __init__(self, path: str) -> None:
        self.findings: list[Finding] = []
        self._path = path
        self._seen: set[int] = set()

    def mapping(self, node: yaml.MappingNode, path: FieldPath, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in values:
                self._fault("KPT102", key_node, f'the key "{key}" stands twice in the same block', _KEEP_ONE)
            values[key] = self._value(value_node, (*path, key), depth + 1)
        return values

    def _value(self, node: yaml.Node, path: FieldPath, depth: int) -> Any:  # noqa: ANN401  any YAML value
        if id(node) in self._seen:
            self._fault("KPT104", node, "an alias (*) repeats another value", "write the value out in both places.")
            return None
        self._seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            self._fault("KPT104", node, f"the tag {node.tag} is not allowed", "take the tag away and keep the value.")
        if depth > _MAX_DEPTH:
            self._fault("KPT104", node, "the values are nested too deeply", "look at the indentation.")
            return None
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path, depth)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self._value(entry, (*path, index), depth + 1) for index, entry in enumerate(node.value))
        if isinstance(node, yaml.ScalarNode) and not node.style:
            return self._plain(node)
        return node.value

    def _plain(self, node: yaml.ScalarNode) -> Any:  # noqa: ANN401  any YAML value
        """A scalar without quotation marks, by the core schema of YAML 1.2 plus dates.

        Source:
            YAML 1.2.2, chapter 10.3 (core schema).
        """
        text: str = node.value
        if text in _NULL:
            return None
        if text in _BOOL:
            return _BOOL[text]
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return Decimal(text)
        if _DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                self._fault("KPT104", node, f"{text} is not a day that exists", "write a real date: year-month-day.")
        return text

    def _fault(self, code: str, node: yaml.Node, message: str, hint: str) -> None:
        mark = node.start_mark
        place = Place(self._path, mark.line + 1, mark.column + 1)
        self.findings.append(Finding(code=code, place=place, message=message + ".", hint=hint))


_KEEP_ONE = "keep one of the two lines and delete the other."


def _positions(block: str, first_body_line: int) -> Positions:
    found = Positions()

    def walk(node: yaml.Node | None, path: FieldPath) -> None:
        if node is None:
            return
        found.values[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                found.keys[*path, key.value] = (key.start_mark.line + 1, key.start_mark.column + 1)
                walk(value, (*path, key.value))
        elif isinstance(node, yaml.SequenceNode):
            for index, entry in enumerate(node.value):
                walk(entry, (*path, index))

    walk(yaml.compose(block, Loader=_Loader), ())
    found.values[()] = (1, 1)
    found.values["body",] = (first_body_line, 1)
    return found


def _no_front_matter(path: str) -> Finding:
    return _fault(
        Place(path, 1, 1),
        "the file does not begin with front matter between two lines of ---",
        "begin with ---, then one `key: value` per line, then --- and the text; `kept new` writes such a file.",
    )


def _not_yaml(path: str, error: Exception) -> Finding:
    mark = getattr(error, "problem_mark", None)
    place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path, 1, 1)
    problem = getattr(error, "problem", None) or "the file is nested too deeply"
    return _fault(
        place,
        f"the front matter is not YAML: {problem}",
        'look at the indentation, and put text with ": " or "#" in it between quotation marks.',
    )


def _fault(place: Place, message: str, hint: str) -> Finding:
    return Finding(code="KPT104", place=place, message=message + ".", hint=hint)
