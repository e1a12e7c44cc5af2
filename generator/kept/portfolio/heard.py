"""Reads evidence/heard.toml: what customers told the organisation, and what it changed."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kept.model.heard import HEARD, Heard, HeardFile
from kept.portfolio.ledgers import read_noun
from kept.portfolio.references import unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kept.files.tree import Tree
    from kept.findings import Finding


def heard(tree: Tree, promises: Collection[str]) -> tuple[tuple[Heard, ...], tuple[Finding, ...]]:
    """What was heard; nothing where there is no file or it cannot be used.

    Findings:
        KPT101, KPT104: what is wrong with the file. KPT103: a promise it names does not exist.
    """
    findings: list[Finding] = []
    found, place = read_noun(tree, HEARD, HeardFile, findings)
    entries = found.heard if found else ()

    def unknown_promises() -> Iterator[Finding]:
        for index, entry in enumerate(entries):
            for number, promise in enumerate(entry.promises):
                if promise not in promises:
                    near = get_close_matches(promise, promises, n=1)
                    hint = f"did you mean {near[0]}?" if near else "add that promise, or name another."
                    where = place(("heard", index, "promises", number))
                    yield unknown(where, f'there is no promise "{promise}"', None, hint)

    return entries, (*findings, *unknown_promises())
