"""What a project's `mkdocs.yml` may say about the look of its sites, by the list in look.toml. Nothing of it is run."""

from __future__ import annotations

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
_LONG_NAME = "markdown.extensions."
_DATA = 'write it as plain words, a number, a list or keys; nothing that begins with "!".'


class _Mark(Protocol):
    """Where something stands in a YAML file; the two readers each have a type of their own."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Allowed:
    """The list, ready to be asked."""

    ignored: frozenset[str]
    keys: frozenset[str]
    anything: frozenset[str]
    values: Mapping[str, tuple[str, ...]]
    refused: Mapping[str, str]
    extensions: Mapping[str, tuple[str, ...]]

    def knows(self, path: str) -> bool:
        """True where this key may stand, or one below it."""
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
    """True where the engine is told what the project says at this first-level key."""
    return key == _EXTENSIONS or _allowed().knows(key)


def read(text: str, path: str) -> tuple[yaml.MappingNode | None, tuple[Finding, ...]]:
    """The file as YAML nodes, and what is wrong with it; no nodes where it is no YAML with keys.

    Args:
        text: the file.
        path: where it stands, for the findings.

    Findings:
        KPT104: it is no YAML, or repeats a part of itself with an alias.
        KPT101: a tag, a key, an extension of Markdown or an option that may not stand there.
    """
    try:
        # An alias stands for as much as it likes: a few can fill the memory.
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
    """The node and every one below it."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        if isinstance(each, yaml.MappingNode):
            waiting += [part for pair in each.value for part in pair]
        elif isinstance(each, yaml.SequenceNode):
            waiting += each.value


def _of_key(key: yaml.Node, value: yaml.Node, above: str, path: str) -> Iterator[Finding]:
    """What is wrong with one key and with what stands below it."""
    allowed, name = _allowed(), str(key.value)
    full = f"{above}.{name}" if above else name
    if full in allowed.ignored | allowed.anything:
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


def _of_extensions(node: yaml.Node, path: str) -> Iterator[Finding]:
    """What is wrong with the list of Markdown's extensions."""
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
    """Why a key or an extension may not stand there."""
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
