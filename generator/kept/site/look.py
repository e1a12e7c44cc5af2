"""Checks a project's `mkdocs.yml` against the list in look.toml. Nothing in the file is executed."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

import yaml

from kept.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_EXTENSIONS = "markdown_extensions"
_PLAIN = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
)
_MARKUP = re.compile(r"<|=\s*[\"']")
_MARKUP_OR_QUOTE = re.compile(r"""[<"]""")
_LONG_NAME = "markdown.extensions."
_DATA = 'write it as plain words, a number, a list or keys; nothing that begins with "!".'


class _Mark(Protocol):
    """A position in a YAML file; both YAML readers have their own type for it."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Allowed:
    """The list of allowed settings."""

    ignored: frozenset[str]
    keys: frozenset[str]
    anything: frozenset[str]
    values: Mapping[str, tuple[str, ...]]
    refused: Mapping[str, str]
    extensions: Mapping[str, tuple[str, ...]]

    def knows(self, path: str) -> bool:
        """True where this key, or one below it, is allowed."""
        return path in self.keys | self.anything or any(key.startswith(f"{path}.") for key in self.keys | self.anything)


@cache
def _allowed() -> _Allowed:
    listed = tomllib.loads(files("kept.site").joinpath("look.toml").read_text(encoding="utf-8"))
    return _Allowed(
        ignored=frozenset(listed["ignored"]),
        keys=frozenset(listed["keys"]),
        anything=frozenset(listed["anything"]),
        values={key: tuple(values) for key, values in listed["values"].items()},
        refused=listed["refused"],
        extensions={name: tuple(options) for name, options in listed["extensions"].items()},
    )


def passed_on(key: str) -> bool:
    """True where the engine receives the project's value for this top-level key."""
    return key == _EXTENSIONS or _allowed().knows(key)


def read(text: str, path: str) -> tuple[yaml.MappingNode | None, tuple[Finding, ...]]:
    """The file as YAML nodes, with its faults; no nodes where it is not a YAML mapping.

    Args:
        text: the file.
        path: its path, for the findings.

    Findings:
        KPT104: the file is not YAML, or uses an alias.
        KPT101: a tag, a key, a Markdown extension or an option that is not allowed.
    """
    try:
        # A few nested aliases can expand until the memory is full.
        alias = next(
            (event for event in yaml.parse(text, Loader=yaml.SafeLoader) if isinstance(event, yaml.AliasEvent)), None
        )
        node = None if alias else yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        words = f"this is not YAML: {getattr(error, 'problem', None) or 'it is nested too deeply'}"
        return None, (_fault("KPT104", _place(path, mark), words, "look at this line and the one above it."),)
    if alias:
        words = "this repeats another part of the file with an alias"
        return None, (_fault("KPT104", _place(path, alias.start_mark), words, "write out what it stands for."),)
    if not isinstance(node, yaml.MappingNode):
        hint = "write keys and values, like `theme:` with `name: material` below it, or delete the file."
        return None, (_fault("KPT104", Place(path, 1, 1), "this file does not hold keys and values", hint),)
    return node, tuple(_faults(node, path))


def _faults(root: yaml.MappingNode, path: str) -> Iterator[Finding]:
    for node in _everything(root):
        if node.tag not in _PLAIN:
            words = f'"{_written(node.tag)}" asks for something to be run or looked up, and this file is only read'
            yield _fault("KPT101", _place(path, node.start_mark), words, _DATA)
    for key, value in root.value:
        if key.value == _EXTENSIONS:
            yield from _of_extensions(value, path)
        elif key.value == "plugins" and _texts(value) in ([], ["search"]):
            continue
        else:
            yield from _of_key(key, value, "", path)


def _everything(node: yaml.Node) -> Iterator[yaml.Node]:
    """The node and all nodes below it."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        if isinstance(each, yaml.MappingNode):
            waiting += [part for pair in each.value for part in pair]
        elif isinstance(each, yaml.SequenceNode):
            waiting += each.value


def _of_key(key: yaml.Node, value: yaml.Node, above: str, path: str) -> Iterator[Finding]:
    """The faults of one key and of everything below it."""
    allowed, name = _allowed(), str(key.value)
    full = f"{above}.{name}" if above else name
    if full in allowed.ignored:
        return
    if full in allowed.anything:
        yield from _of_anything(full, value, path)
        return
    if not allowed.knows(full) or full in allowed.refused:
        yield _refused(full, name, [known.rpartition(".")[2] for known in allowed.keys], key, path)
        return
    for each in value.value if isinstance(value, yaml.SequenceNode) else [value]:
        if isinstance(each, yaml.MappingNode):
            for inner, below in each.value:
                yield from _of_key(inner, below, full, path)
        elif full in allowed.values and each.value not in allowed.values[full]:
            words = f'{full} is "{each.value}", and can be {" or ".join(allowed.values[full])}'
            yield _fault("KPT101", _place(path, each.start_mark), words, "choose one of them.")


def _of_anything(full: str, value: yaml.Node, path: str) -> Iterator[Finding]:
    """Refused keys right below this one, and markup anywhere below it: the theme prints these words unescaped."""
    for key, _ in value.value if isinstance(value, yaml.MappingNode) else ():
        if f"{full}.{key.value}" in _allowed().refused:
            yield _refused(f"{full}.{key.value}", str(key.value), (), key, path)
    for each in _everything(value):
        if isinstance(each, yaml.ScalarNode) and (_MARKUP if full == "nav" else _MARKUP_OR_QUOTE).search(each.value):
            words = f'what stands below "{full}" is printed on every page, and this holds markup'
            yield _fault("KPT101", _place(path, each.start_mark), words, "write plain words.")


def _of_extensions(node: yaml.Node, path: str) -> Iterator[Finding]:
    """The faults in the list of Markdown extensions."""
    entries = node.value if isinstance(node, yaml.SequenceNode) else [node]
    for entry in entries:
        pairs = entry.value if isinstance(entry, yaml.MappingNode) else [(entry, None)]
        for name, options in pairs:
            yield from _of_extension(name, options, path)


def _of_extension(node: yaml.Node, options: yaml.Node | None, path: str) -> Iterator[Finding]:
    allowed, name = _allowed(), str(node.value).removeprefix(_LONG_NAME)
    if name not in allowed.extensions:
        if isinstance(node, yaml.ScalarNode) and name:
            yield _refused(name, name, allowed.extensions, node, path, "an extension of Markdown")
        return
    for key, _ in options.value if isinstance(options, yaml.MappingNode) else ():
        if key.value not in allowed.extensions[name]:
            yield _refused(f"{name}.{key.value}", str(key.value), allowed.extensions[name], key, path)


def _refused(full: str, name: str, known: Iterable[str], node: yaml.Node, path: str, what: str = "a key") -> Finding:
    """The finding that says why a key or an extension is not allowed."""
    why = _allowed().refused.get(full)
    near = get_close_matches(name, [each for each in known if each != name], n=1)
    hint = why or (
        f"did you mean {near[0]}?" if near else "take it out; generator/kept/site/look.toml lists what may stand here."
    )
    return _fault(
        "KPT101", _place(path, node.start_mark), f'"{full}" is not {what} that kept takes from this file', hint
    )


def _texts(node: yaml.Node) -> list[str]:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node] if node.value else []
    return [str(each.value) for each in nodes]


def _written(tag: str) -> str:
    """A tag as people write it: `!!python/name:os.system`, `!ENV`."""
    return tag.replace("tag:yaml.org,2002:", "!!")


def _place(path: str, mark: _Mark | None) -> Place:
    return Place(path, mark.line + 1, mark.column + 1) if mark else Place(path, 1, 1)


def _fault(code: str, place: Place, message: str, hint: str) -> Finding:
    return Finding(code=code, place=place, message=f"{message}.", hint=hint)
