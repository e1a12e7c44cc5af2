"""Explains a code or a field, as text for a terminal."""

from __future__ import annotations

from difflib import get_close_matches
from textwrap import indent
from typing import TYPE_CHECKING

from kept.findings import UsageError, rules
from kept.report.fields import KINDS, Field, fields, find
from kept.resources import rule_page

if TYPE_CHECKING:
    from collections.abc import Iterable


def explained(name: str) -> str:
    """The explanation of a code (`KPT301`), its slug (`quote-not-verbatim`) or a field (`consent.channels`).

    Raises:
        UsageError: there is no such code or field. The message names the most similar one.
    """
    by_name = {key: rule for rule in rules().values() for key in (rule.code.casefold(), rule.slug)}
    rule = by_name.get(name.casefold())
    if rule:
        return rule_page(rule.code, rule.slug)
    file = next((kind for kind in KINDS if name.casefold() in {kind, kind.removesuffix(".toml")}), None)
    if file:
        return _all_of(file)
    found = find(name)
    if found:
        return "\n\n".join(_field(field, kinds) for field, kinds in _together(found))
    known = [*by_name, *(field.name for field in fields())]
    near = get_close_matches(name.casefold(), known, n=3, cutoff=0.6)
    meant = (
        f" Did you mean {', '.join(near)}?" if near else " `kept check` prints codes; fields are named as in the files."
    )
    message = f'there is no code and no field "{name}".{meant}'
    raise UsageError(message)


def _all_of(kind: str) -> str:
    """Every field of a file, one on each line; required ones have a star."""
    here = [field for field in fields() if field.kind == kind]
    width = max(len(field.name) for field in here)
    lines = [f"{'*' if field.needed else ' '} {field.name.ljust(width)}  {field.says}".rstrip() for field in here]
    return "\n".join([*lines, "", f"* needed. More about one: kept explain {here[0].name}"])


def _together(found: Iterable[Field]) -> list[tuple[Field, list[str]]]:
    """Fields with the same text in several files, each once with its files."""
    groups: dict[tuple[str, str, str], tuple[Field, list[str]]] = {}
    for field in found:
        _, kinds = groups.setdefault((field.name, field.says, field.holds), (field, []))
        kinds.append(field.kind)
    return list(groups.values())


def _field(field: Field, kinds: list[str]) -> str:
    needed = "needed" if field.needed else "may be left out"
    lines = [f"{field.name}  ({', '.join(kinds)}; {needed})", "", f"  {field.says}", f"  Write: {field.holds}."]
    if field.example:
        lines += ["", "  For example:", "", indent(field.example, "    ")]
    return "\n".join(lines)
