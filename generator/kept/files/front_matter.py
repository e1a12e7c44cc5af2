"""Reads Markdown with YAML front matter by the rules of YAML 1.2: `no` is a word, and 1.10 is not 1.1."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml

from kept.files.document import Document, Positions
from kept.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.model.portfolio import FieldPath


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]  # written in C, where libyaml is installed
    """Builds nodes and leaves the type of plain scalars to `_Reading`.

    Resolving them twice would take twice the time.
    """

    def resolve(self, kind: type[yaml.Node], value: str, implicit: object) -> str:  # noqa: ARG002  PyYAML's signature
        """Gives no tag: `_Reading` looks at the text."""
        return _UNTAGGED

    def descend_resolver(self, current_node: object, current_index: object) -> None:
        """Does nothing: no state is needed."""

    def ascend_resolver(self) -> None:
        """Does nothing: no state is needed."""


_UNTAGGED = "!"

_BEGIN = re.compile(r"---[ \t]*\n")
_END = re.compile(r"^---[ \t]*(?:\n|\Z)", re.MULTILINE)
# The numbers and words of the core schema. A number with a leading zero or an exponent stays text.
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?[0-9]{1,18}\.[0-9]{1,18}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MAX_DEPTH = 12
_MAX_FRONT_MATTER = 200_000
_HARMLESS_NESTING = 1000
_ENOUGH = 20


def load(text: str, path: str) -> tuple[Document | None, tuple[Finding, ...]]:
    """The values of the front matter, with the text below it as `body`; None where either cannot be read.

    Findings:
        KPT101: a key `body`, which is reserved for the text below; the rest is read.
        KPT102: a key is repeated in one mapping.
        KPT104: no front matter, or YAML that cannot be read or that hides something (anchors, tags, escapes).
    """
    begin = _BEGIN.match(text)
    end = _END.search(text, begin.end()) if begin else None
    if begin is None or end is None:
        return None, (_no_front_matter(path, has_begun=begin is not None),)
    # The line of the opening fence stays as an empty line, so that line numbers match the file.
    block = "\n" + text[begin.end() : end.start()]
    body = text[end.end() :]
    node = _compose(block, path)
    if isinstance(node, Finding):
        return None, (node,)
    reading = _Reading(path)
    data = reading.mapping(node, 0)
    if reading.findings:
        return None, tuple(reading.findings[:_ENOUGH])
    stray = tuple(_stray_body(path, node) if "body" in data else ())
    data["body"] = body.strip("\n")
    blank = len(body) - len(body.lstrip("\n"))
    first_body_line = text.count("\n", 0, end.end()) + 1 + blank
    document = Document(path, data, lambda: _positions(block, first_body_line))
    hidden = tuple(document.hidden_characters()) if "\\" in block else ()
    return (None, hidden) if hidden else (document, stray)


def _stray_body(path: str, node: yaml.MappingNode) -> Iterator[Finding]:
    for key, _ in node.value:
        if key.value == "body":
            place = Place(path, key.start_mark.line + 1, key.start_mark.column + 1)
            message = "the body is the text below the front matter, not a key in it."
            hint = "take the key out, and put its text below the second line of ---."
            yield Finding(code="KPT101", place=place, message=message, hint=hint)


def _compose(block: str, path: str) -> yaml.MappingNode | Finding:
    """The front matter as nodes, or the finding that says why it cannot be read."""
    if len(block) > _MAX_FRONT_MATTER:
        return _fault(Place(path, 1, 1), "the front matter is far too long", "keep long text in the body.")
    try:
        if _is_too_deep(block):
            return _fault(Place(path, 2, 1), _TOO_DEEP, _LOOK_AT_INDENTATION)
        node = yaml.compose(block, Loader=_Loader)
    except yaml.YAMLError as error:
        return _not_yaml(path, error)
    return node if isinstance(node, yaml.MappingNode) else _no_mapping(path, is_empty=not block.strip())


def _is_too_deep(block: str) -> bool:
    """True where the nesting is too deep to compose: libyaml's binding recurses in C and would crash the process."""
    if sum(block.count(opener) for opener in "[{-?:") < _HARMLESS_NESTING:
        return False
    depth = 0
    for event in yaml.parse(block, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _HARMLESS_NESTING:
            return True
    return False


class _Reading:
    """Turns YAML nodes into values and collects faults."""

    def __init__(self, path: str) -> None:
        self.findings: list[Finding] = []
        self._path = path
        self._seen: set[int] = set()

    def mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str):
                self._fault("KPT104", key_node, "a list or a block stands where a key must be", "write: key: value.")
                continue
            if key in values:
                self._fault("KPT102", key_node, f'the key "{key}" stands twice in the same block', _KEEP_ONE)
            values[key] = self._value(value_node, depth + 1)
        return values

    def _value(self, node: yaml.Node, depth: int) -> Any:  # noqa: ANN401  any YAML value
        if id(node) in self._seen:
            hint = "write the value out in both places, or put quotation marks around text that begins with *."
            self._fault("KPT104", node, "this value is repeated elsewhere with an alias (*)", hint)
            return None
        self._seen.add(id(node))
        if node.tag != _UNTAGGED:
            hint = "take the word with the ! away and keep the value."
            self._fault("KPT104", node, f"the tag {node.tag} is not allowed", hint)
        if depth > _MAX_DEPTH:
            self._fault("KPT104", node, _TOO_DEEP, _LOOK_AT_INDENTATION)
            return None
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self._value(entry, depth + 1) for entry in node.value)
        assert isinstance(node, yaml.ScalarNode)  # noqa: S101  there are only three kinds of nodes
        return node.value if node.style else self._plain(node)

    def _plain(self, node: yaml.ScalarNode) -> Any:  # noqa: ANN401  any YAML value
        """The value of a scalar without quotation marks: the core schema of YAML 1.2, plus dates.

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


_TOO_DEEP = "the values are nested too deeply"
_LOOK_AT_INDENTATION = "look at the indentation and the brackets."
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


def _no_front_matter(path: str, *, has_begun: bool) -> Finding:
    if has_begun:
        message = "the front matter has a first line of ---, but no second one"
        return _fault(Place(path, 1, 1), message, "put a line of --- between the last `key: value` and the text.")
    return _fault(
        Place(path, 1, 1),
        "the file does not begin with front matter between two lines of ---",
        "begin with ---, then one `key: value` per line, then --- and the text; `kept new` writes such a file.",
    )


def _no_mapping(path: str, *, is_empty: bool) -> Finding:
    message = "the front matter is empty" if is_empty else "the front matter is not made of `key: value` lines"
    return _fault(
        Place(path, 2, 1), message, "write one `key: value` per line; `kept new` writes a file with all of them."
    )


# By the beginning of libyaml's message: the same in words for people who do not know YAML.
_PLAIN_WORDS = {
    "mapping values are not allowed": (
        'there is a ": " where none can be',
        "put text with a colon in it between quotation marks, and begin the line in the column of the keys above it.",
    ),
    "did not find expected key": (
        "this line does not fit the ones above it",
        "begin it in the same column as the other keys, and close every quotation mark and bracket above it.",
    ),
    "did not find expected ','": ("a list or block is not closed", "look for a missing comma, ] or }."),
    "could not find expected ':'": ("this line has no `key: value`", "write a key, a colon and a space first."),
    "found unexpected end of stream": ("a quotation mark is not closed", "end the text with the same mark."),
    "found character that cannot start": (
        "text cannot begin with this character",
        "put the text between quotation marks; use spaces instead of a tab.",
    ),
    "found a tab character": ("this line is indented with a tab", "use spaces."),
    "did not find expected alphabetic": ("text cannot begin with * or &", "put the text between quotation marks."),
    "found undefined alias": ("text cannot begin with *", "put the text between quotation marks."),
    "did not find expected '-'": ("this line does not fit the list above it", "begin it with a hyphen and a space."),
    "block sequence entries are not": ("a list begins on the line of its key", "put each - on a line of its own."),
    "block mapping entries are not": ("a block begins on the line of its key", "put it on the next line, indented."),
    "found unknown escape": ("there is a lone \\ in the text", "put the text between single quotation marks."),
}


_NEVER_CLOSED = ("did not find expected ','", "found unexpected end of stream")


def _not_yaml(path: str, error: Exception) -> Finding:
    problem = str(getattr(error, "problem", None) or error)
    # For something that was never closed, the place where it was opened is more helpful.
    begun = getattr(error, "context_mark", None) if problem.startswith(_NEVER_CLOSED) else None
    mark = begun or getattr(error, "problem_mark", None)
    place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path, 1, 1)
    hint = 'look at the indentation, and put text with ": " or "#" in it between quotation marks.'
    known = (plain for start, plain in _PLAIN_WORDS.items() if problem.startswith(start))
    words, hint = next(known, (problem, hint))
    return _fault(place, f"the front matter cannot be read: {words}", hint)


def _fault(place: Place, message: str, hint: str) -> Finding:
    return Finding(code="KPT104", place=place, message=message + ".", hint=hint)
