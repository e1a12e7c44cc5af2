"""Reads TOML with a place for every value: tomllib gives the values, tree-sitter the places."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import tree_sitter
import tree_sitter_toml

from kept.files.document import Document, Positions
from kept.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.model.portfolio import FieldPath

_LANGUAGE = tree_sitter.Language(tree_sitter_toml.language())
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_MAX_DEPTH = 20
_SEGMENT = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
# tomllib's memory use grows with the square of a dotted key's length: 200 kB of "a.a.a" would take 40 GB.
_ENDLESS_KEY = re.compile(rf"(?<![A-Za-z0-9_-]){_SEGMENT}(?:[ \t]*+\.[ \t]*+{_SEGMENT}){{{_MAX_DEPTH}}}")
_TOO_DEEP = "the values are nested too deeply"
_ENOUGH = 20
_TWICE = ("Cannot overwrite a value", "Cannot declare", "Duplicate inline table key")


def load(text: str, path: str) -> tuple[Document | None, tuple[Finding, ...]]:
    """The document, with exact decimals and tuples for lists; None where it is not TOML.

    Findings:
        KPT102: a key is repeated in one table; one finding for each.
        KPT104: any other fault in the TOML, with its place; an invisible character produced by an escape.
    """
    endless = _ENDLESS_KEY.search(text)
    if endless:
        return None, (_not_toml(_place_of(text, path, endless.start()), _TOO_DEEP),)
    try:
        data = freeze(tomllib.loads(text, parse_float=Decimal))
    except RecursionError:
        return None, (_not_toml(Place(path, 1, 1), _TOO_DEEP),)
    except (ValueError, ArithmeticError) as error:
        return None, _faults(text, path, str(error))
    document = Document(path, data, lambda: positions(text))
    hidden = tuple(document.hidden_characters()) if "\\" in text else ()
    return (None, hidden) if hidden else (document, ())


@lru_cache(maxsize=4)
def load_once(text: str, path: str) -> tuple[Document | None, tuple[Finding, ...]]:
    """The same as `load`, computed once for equal text.

    It is for the register and the policy: both are read from the files here and from the trusted revision, which are
    most often the same.
    """
    return load(text, path)


def freeze(value: Any, depth: int = 0) -> Any:  # noqa: ANN401  any TOML value
    """The same value with tuples instead of lists, as frozen models need them.

    Raises:
        RecursionError: it is nested deeper than any real file.
    """
    if depth > _MAX_DEPTH:
        raise RecursionError(_TOO_DEEP)
    if isinstance(value, list):
        return tuple(freeze(entry, depth + 1) for entry in value)
    if isinstance(value, dict):
        return {key: freeze(entry, depth + 1) for key, entry in value.items()}
    return value


def _faults(text: str, path: str, message: str) -> tuple[Finding, ...]:
    twice = positions(text)
    findings = [
        Finding(
            code="KPT102",
            place=Place(path, *twice.keys[key]),
            message=f'the key "{key[-1]}" stands twice in the same table.',
            hint="keep one of the two lines and delete the other.",
        )
        for key in twice.duplicates[:_ENOUGH]
    ]
    if not findings or not message.startswith(_TWICE):
        at = _AT.search(message)
        place = Place(path, int(at[1]), int(at[2])) if at and at[1] else Place(path, max(text.count("\n"), 1), 1)
        comma = _decimal_comma(text, place)
        findings.append(comma or _not_toml(place, *_plainly(_AT.sub("", message))))
    return tuple(findings)


# By the beginning of tomllib's message: the same in words for people who do not know TOML.
_PLAIN_WORDS = {
    "Illegal character '\\n'": ("the text has no closing quotation mark", 'end it with " on the same line.'),
    "Unterminated string": ("the text has no closing quotation marks", 'end it with """ where the text ends.'),
    "Invalid value": (
        "the value is neither text between quotation marks, nor a number, a date, true, false or a list",
        'put words between straight quotation marks: name = "Fred".',
    ),
    "Expected '=' after": ('there is no "=" after the key', "write: key = value."),
    "Expected newline or end of document": (
        "something follows the value on this line",
        'put text between quotation marks ("12:30"), and write one `key = value` to a line.',
    ),
    "Invalid statement": (
        "this line is neither a key with a value nor a [table]",
        "write: key = value. Keys have only the letters a to z, digits, hyphens and underscores.",
    ),
    "Invalid initial character for a key part": ("a key is missing or has an odd character", "write: key = value."),
    "Invalid date or datetime": ("this is not a day that exists", "write a real date: year-month-day."),
    "Unclosed array": ("a list is not closed", "look for a missing ] or a missing comma."),
    "Unclosed inline table": ("a block is not closed", "look for a missing } or a missing comma."),
    "Expected ']": ("the brackets of this heading are not closed", "write [name] or [[name]] on a line of its own."),
    "Unescaped '\\'": ("there is a lone \\ in the text", "write two of them, or put the text between single quotes."),
    "Cannot declare": ("this heading stands twice", "keep one of the two and move what is below it there."),
    "Exceeds the limit": ("a number has thousands of digits", "write the number that is meant."),
    "[<class 'decimal": ("a number is far too large", "write the number that is meant."),
}
_DECIMAL_COMMA = re.compile(r"(?<==)[ \t]*+([+-]?[0-9.]+),([0-9]+)(?![0-9.])")
_LOOK = 'look for a missing quotation mark, bracket or "=" on this line or the one before.'


def _decimal_comma(text: str, place: Place) -> Finding | None:
    """The finding for a number with a decimal comma that ends at a place or just before it; None without one."""
    line = text.split("\n")[(place.line or 1) - 1]
    for found in _DECIMAL_COMMA.finditer(line):
        if found.start(1) < (place.column or 1) <= found.end() + 1:
            number = f"{found[1].replace('.', '')}.{found[2]}"
            hint = f"write it with a point, without commas: {number}."
            return _not_toml(place._replace(column=found.start(1) + 1), f"{found[1]},{found[2]} has a comma", hint)
    return None


def _plainly(words: str) -> tuple[str, str]:
    known = (plain for start, plain in _PLAIN_WORDS.items() if words.startswith(start))
    return next(known, (f"{words[:1].lower()}{words[1:]}", _LOOK))


def _place_of(text: str, path: str, offset: int) -> Place:
    return Place(path, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _not_toml(place: Place, words: str, hint: str = _LOOK) -> Finding:
    return Finding(code="KPT104", place=place, message=f"this cannot be read as TOML: {words}.", hint=hint)


def positions(text: str) -> Positions:
    """The places of all keys and values in a TOML text; for a broken text, as many as can be found."""
    source = text.encode()
    tree = tree_sitter.Parser(_LANGUAGE).parse(source)
    walk = _Walk(source.split(b"\n"))
    walk.document(tree.root_node)
    return walk.found


class _Walk:
    """Walks once through a syntax tree and notes the places."""

    def __init__(self, lines: list[bytes]) -> None:
        self.found = Positions()
        self._lines = lines
        self._last = (0, 0, 1)
        self._entries: defaultdict[FieldPath, int] = defaultdict(int)

    def document(self, root: tree_sitter.Node) -> None:
        for node in root.children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type in {"table", "table_array_element"}:
                self._table(node)

    def _table(self, node: tree_sitter.Node) -> None:
        header, *pairs = (child for child in node.children if child.is_named and child.type != "comment")
        path: FieldPath = ()
        names = list(self._names(header))
        for index, name in enumerate(names):
            path = (*path, name)
            is_last = index == len(names) - 1
            if node.type == "table_array_element" and is_last:
                path = (*path, self._entries[path])
                self._entries[path[:-1]] += 1
            elif self._entries.get(path):
                path = (*path, self._entries[path] - 1)
        self._note(path, header, header)
        for pair in pairs:
            if pair.type == "pair":
                self._pair(pair, path)

    def _pair(self, node: tree_sitter.Node, above: FieldPath) -> None:
        named = [child for child in node.children if child.is_named and child.type != "comment"]
        if len(named) < 2:  # noqa: PLR2004  a broken line without a value
            return
        key, value = named[0], named[-1]
        path = (*above, *self._names(key))
        self._note(path, key, value)
        self._value(value, path)

    def _value(self, node: tree_sitter.Node, path: FieldPath) -> None:
        if len(path) > _MAX_DEPTH:
            return
        if node.type == "array":
            entries = [child for child in node.children if child.is_named and child.type != "comment"]
            for index, entry in enumerate(entries):
                self.found.values[(*path, index)] = self._position(entry)
                self._value(entry, (*path, index))
        elif node.type == "inline_table":
            for pair in node.children:
                if pair.type == "pair":
                    self._pair(pair, path)

    def _note(self, path: FieldPath, key: tree_sitter.Node, value: tree_sitter.Node) -> None:
        if path in self.found.keys and key.type != "ERROR":
            self.found.duplicates.append(path)
        self.found.keys[path] = self._position(key)
        self.found.values[path] = self._position(value)

    def _names(self, key: tree_sitter.Node) -> Iterator[str]:
        if key.type == "dotted_key":
            for child in key.children:
                yield from self._names(child)
        elif key.type == "bare_key":
            yield (key.text or b"").decode()
        elif key.type == "quoted_key":
            yield (key.text or b"").decode()[1:-1]

    def _position(self, node: tree_sitter.Node) -> tuple[int, int]:
        """Line and column, counted in characters.

        It continues from the last position, so that long lines are not read again.
        """
        row, offset = node.start_point
        last_row, last_offset, column = self._last
        if row != last_row or offset < last_offset:
            last_offset, column = 0, 1
        column += len(self._lines[row][last_offset:offset].decode("utf-8", "replace"))
        self._last = (row, offset, column)
        return row + 1, column
