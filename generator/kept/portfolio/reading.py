"""What has been read so far: the findings, and the place of every item."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kept.files.garbled import garbled
from kept.files.text import MAX_TEXT_BYTES, decode
from kept.files.tree import REGISTER
from kept.findings import Finding, Place
from kept.model.policy import NO_DEFAULTS, Defaults

if TYPE_CHECKING:
    from kept.files.document import Document
    from kept.files.tree import Tree
    from kept.model.portfolio import FieldPath
    from kept.portfolio.metric_table import Series


@dataclass(slots=True)
class Reading:
    """One reading of a tree."""

    tree: Tree
    findings: list[Finding] = field(default_factory=list)
    documents: dict[str, tuple[Document, FieldPath]] = field(default_factory=dict)
    """By item: its document, and the path of its keys in it."""
    tables: dict[str, Series] = field(default_factory=dict)
    """By metric: its rows."""
    unreadable: set[str] = field(default_factory=set)
    """The ids of items that exist and cannot be used."""
    texts: dict[str, str] = field(default_factory=dict)
    """By item with a file of its own: the digest of the file.

    Tables are left out, because they grow; their rows are compared.
    """
    defaults: Defaults = NO_DEFAULTS
    """What holds where a testimonial or a story leaves it out."""

    def text(self, path: str, item: str | None = None) -> str | None:
        """The text of a file; None where it cannot be read, with a finding about the item."""
        try:
            content = self.tree.read(path, MAX_TEXT_BYTES)
        except OSError as error:
            self.findings.append(unreadable_file(path, error, item))
            return None
        text, faults = decode(content, path)
        self.findings += [replace(fault, item=item) for fault in faults]
        if text is not None:
            self.findings += [replace(fault, item=item) for fault in garbled(path, text)]
        if item and text is not None and not path.endswith(".csv"):
            self.texts[item] = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
        return text

    def place(self, item: str, path: FieldPath) -> Place:
        """The place of a value of an item."""
        if path[:1] == ("rows",) and item in self.tables:
            table = self.tables[item]
            return table.place(int(path[1])) if len(path) > 1 else Place(table.path, 1, 1)
        if item not in self.documents:
            return Place(REGISTER, 1, 1)
        document, at = self.documents[item]
        return document.place((*at, *path))


def unreadable_file(path: str, error: OSError, item: str | None = None) -> Finding:
    """The finding for a file that was listed but could not be opened."""
    return Finding(
        code="KPT104",
        place=Place(path),
        message=f"the file cannot be read ({error.strerror or 'it is not there any more'}).",
        hint="check that it still exists and may be read, then run kept again.",
        item=item,
    )


def duplicate_id(place: Place, name: str, item: str | None) -> Finding:
    """The finding for an id that is used twice."""
    return Finding(
        code="KPT102",
        place=place,
        message=f'the id "{name}" stands twice.',
        hint="give one of the two another id; ids are permanent, so rename the newer one.",
        item=item,
    )
