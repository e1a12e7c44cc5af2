"""The engine's configuration for one edition: the project's `mkdocs.yml` plus the settings that kept decides.

The project's file is only data. A safe loader reads it and `look` checks it against a list of allowed settings, so that
nothing in it is executed or loaded from elsewhere. It is edited as a tree of YAML nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import yaml

from kept.findings import Finding, Place, UsageError
from kept.model.fields import Audience
from kept.site import look

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Node = yaml.MappingNode
"""A configuration as YAML nodes."""

# Written in C, where libyaml is installed.
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FEATURES_REFUSED = "navigation.instant"
_THEME = "site_templates/theme"


def read(path: Path) -> yaml.MappingNode:
    """The node tree of this configuration.

    Raises:
        UsageError: it has settings that are not allowed. The message names every place, what is wrong and what to do.
    """
    node, findings = checked(path)
    if node is None or findings:
        places = (":".join(str(part) for part in finding.place if part is not None) for finding in findings)
        told = zip(places, findings, strict=True)
        raise UsageError("\n".join(f"{place}: {finding.message} {finding.hint}" for place, finding in told))
    return node


def checked(path: Path) -> tuple[yaml.MappingNode | None, tuple[Finding, ...]]:
    """The node tree of a configuration, and findings for everything in it that kept cannot use.

    Findings:
        KPT101, KPT104: as in `look.read`; also an impossible feature, template folder or list of tabs.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"this file cannot be read: {error}."
        return None, (Finding(code="KPT104", place=Place(path.name), message=message, hint="save it as UTF-8 text."),)
    node, findings = look.read(text, path.name)
    return node, (*findings, *(_cannot_be(node, path.name) if node and not findings else ()))


def _cannot_be(node: yaml.MappingNode, path: str) -> Iterator[Finding]:
    """Findings for allowed settings whose value does not work with kept's pages."""
    for feature in _nodes(_at(node, "theme", "features")):
        if str(feature.value).startswith(_FEATURES_REFUSED):
            message = (
                f"theme.features has {feature.value!r}: it swaps pages without loading them, which leaves the wrong "
                "tab, language and data behind."
            )
            yield _finding(path, feature, message, "take it out.")
    for custom in _nodes(_at(node, "theme", "custom_dir"))[:1]:
        if custom.value.strip("./") != _THEME:
            message = f"theme.custom_dir is {custom.value!r}."
            yield _finding(path, custom, message, f"put the overrides into {_THEME}/ instead.")
    nav = _at(node, "nav")
    for audience in Audience if nav else ():
        try:
            navigation(node, audience)
        except UsageError as error:
            message = str(error).removeprefix(f"{path}: ")
            yield _finding(path, nav, message, "write the entry in one of these ways.")


def _finding(path: str, node: yaml.Node | None, message: str, hint: str) -> Finding:
    place = Place(path, node.start_mark.line + 1, node.start_mark.column + 1) if node else Place(path)
    return Finding(code="KPT101", place=place, message=message, hint=hint)


def navigation(node: yaml.MappingNode, audience: str) -> list[tuple[str | None, str]] | None:
    """The tabs in `nav:` for this audience's site, as (label, target); None where it has none.

    Raises:
        UsageError: an entry is not one label and one target.
    """
    plan = yaml.SafeLoader("").construct_document(nav) if (nav := _at(node, "nav")) else None
    for group in plan or []:
        if isinstance(group, dict) and audience in group:
            return [_entry(each) for each in group[audience] or []]
    return None


def place(node: yaml.MappingNode, key: str, path: str) -> Place:
    """The place of a top-level key's value."""
    mark = found.start_mark if (found := _at(node, key)) else node.start_mark
    return Place(path, mark.line + 1, mark.column + 1)


def write(node: yaml.MappingNode, ours: Mapping[str, object]) -> str:
    """The finished configuration: `ours` replaces the project's settings, key by key."""
    kept = [(key, value) for key, value in node.value if look.passed_on(key.value)]
    merged = _merge(yaml.MappingNode(node.tag, kept), _node(ours))
    return yaml.serialize(merged, Dumper=_Dumper)


def value(node: yaml.MappingNode, *keys: str) -> str | None:
    """The plain value at this path of keys; None where there is none."""
    return next(iter(_scalars(_at(node, *keys))), None)


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
    return [str(each.value) for each in _nodes(node)]


def _nodes(node: yaml.Node | None) -> list[yaml.ScalarNode]:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return [each for each in nodes if isinstance(each, yaml.ScalarNode)]


def _node(data: Mapping[str, object]) -> yaml.MappingNode:
    # Non-ASCII characters are escaped, so that line breaks or direction marks in a name cannot confuse the YAML reader.
    return cast(
        "yaml.MappingNode", yaml.compose(yaml.dump(dict(data), Dumper=_Dumper, sort_keys=False), Loader=_Loader)
    )


def _entry(entry: object) -> tuple[str | None, str]:
    if isinstance(entry, str):
        return None, entry
    if isinstance(entry, dict) and len(entry) == 1:
        label, target = next(iter(entry.items()))
        if isinstance(target, str):
            return str(label), target
    message = f"mkdocs.yml: nav has {entry!r}. An entry is `section`, or `Label: section`, `Label: page.md`, `Label: https://...`."
    raise UsageError(message)
