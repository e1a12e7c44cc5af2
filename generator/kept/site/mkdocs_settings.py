"""The engine's configuration for one edition: the project's `mkdocs.yml` with what kept decides itself.

The file is edited as a tree of YAML nodes, not as values, so that tags like `!ENV` reach the engine untouched; and
files it inherits from are merged here, because the two engines merge lists differently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import yaml

from kept.findings import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Node = yaml.MappingNode
"""A configuration as YAML nodes."""

_FEATURES_REFUSED = "navigation.instant"
_TAKEN_OUT = ("INHERIT", "hooks", "edit_uri", "edit_uri_template", "docs_dir", "site_dir", "exclude_docs", "draft_docs")
"""What would make a page depend on more than this file and the theme."""


def read(path: Path) -> yaml.MappingNode:
    """The node tree of this configuration, with what it inherits merged in.

    Raises:
        UsageError: it is not readable YAML, or asks for what kept cannot honour.
    """
    node = _merged(path)
    for feature in _scalars(_at(node, "theme", "features")):
        if feature.startswith(_FEATURES_REFUSED):
            message = (
                f"{path.name}: theme.features has {feature!r}. It swaps pages without loading them, which leaves the "
                "wrong tab, language and data behind. Take it out."
            )
            raise UsageError(message)
    custom = _scalars(_at(node, "theme", "custom_dir"))
    if custom and custom[0].strip("./") != "site_templates/theme":
        message = (
            f"{path.name}: theme.custom_dir is {custom[0]!r}. Put the overrides into site_templates/theme/ instead."
        )
        raise UsageError(message)
    return node


def navigation(node: yaml.MappingNode, audience: str) -> list[tuple[str | None, str]] | None:
    """What `nav:` asks for on this audience's site, as (label, target); None where it asks for nothing.

    Raises:
        UsageError: an entry is not one label and one target.
    """
    plan = yaml.SafeLoader("").construct_document(nav) if (nav := _at(node, "nav")) else None
    for group in plan or []:
        if isinstance(group, dict) and audience in group:
            return [_entry(each) for each in group[audience] or []]
    return None


def write(node: yaml.MappingNode, ours: Mapping[str, object]) -> str:
    """The finished configuration: `ours` replaces what the project says, key by key."""
    kept = [(key, value) for key, value in node.value if key.value not in _TAKEN_OUT]
    merged = _merge(yaml.MappingNode(node.tag, kept), _node(ours))
    return yaml.serialize(merged, Dumper=yaml.SafeDumper)


def value(node: yaml.MappingNode, *keys: str) -> str | None:
    """The plain value at this path of keys, or None."""
    return next(iter(_scalars(_at(node, *keys))), None)


def _merged(path: Path, seen: tuple[Path, ...] = ()) -> yaml.MappingNode:
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        message = f"{path} cannot be read: {error}"
        raise UsageError(message) from error
    if not isinstance(node, yaml.MappingNode):
        message = f"{path} does not hold keys and values. Start from the mkdocs.yml that `kept init` writes."
        raise UsageError(message)
    parents = _scalars(_at(node, "INHERIT"))
    if not parents:
        return node
    parent = (path.parent / parents[0]).resolve()
    if parent in seen:
        message = f"{path}: INHERIT leads back to {parent}."
        raise UsageError(message)
    return _merge(_merged(parent, (*seen, path.resolve())), node)


def _merge(below: yaml.MappingNode, above: yaml.MappingNode) -> yaml.MappingNode:
    entries = {key.value: (key, value) for key, value in below.value}
    for key, value in above.value:
        old = entries.get(key.value, (key, None))[1]
        both = isinstance(old, yaml.MappingNode) and isinstance(value, yaml.MappingNode)
        entries[key.value] = (key, _merge(old, value) if both else value)
    return yaml.MappingNode(below.tag, list(entries.values()))


def _at(node: yaml.Node, *keys: str) -> yaml.Node | None:
    found: yaml.Node | None = node
    for wanted in keys:
        entries = found.value if isinstance(found, yaml.MappingNode) else []
        found = next((value for key, value in entries if key.value == wanted), None)
    return found


def _scalars(node: yaml.Node | None) -> list[str]:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return [str(each.value) for each in nodes if isinstance(each, yaml.ScalarNode)]


def _node(data: Mapping[str, object]) -> yaml.MappingNode:
    # Characters beyond ASCII leave as escapes, so that no line break or direction mark of a name meets the YAML reader.
    return cast("yaml.MappingNode", yaml.compose(yaml.safe_dump(dict(data), sort_keys=False), Loader=yaml.SafeLoader))


def _entry(entry: object) -> tuple[str | None, str]:
    if isinstance(entry, str):
        return None, entry
    if isinstance(entry, dict) and len(entry) == 1:
        label, target = next(iter(entry.items()))
        if isinstance(target, str):
            return str(label), target
    message = f"mkdocs.yml: nav has {entry!r}. An entry is `section`, or `Label: section`, `Label: page.md`, `Label: https://...`."
    raise UsageError(message)
