"""What a finished site must say: each verdict, figure and count with its mark, and the files that hold them as data.

It is worked out from an edition alone, without templates, so that what templates made can be held against it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

DAY = "day"
"""The mark that says which day a site is about."""


class MarkedText(NamedTuple):
    """One thing that a page says."""

    mark: str
    """What it is, in parts with a colon between: `verdict:on-time`, `value:arrival:2026-q3`."""
    text: str
    """What stands there, as it is read."""
    kind: str = ""
    """Of a verdict: which colour and glyph it has. Empty for a figure."""
    is_echo: bool = False
    """True where it may be only seen or only read aloud, because a drawing beside it or a label says the same."""

    @property
    def promise(self) -> str | None:
        """The promise that a verdict is about; None for everything else."""
        kind, _, about = self.mark.partition(":")
        return about.partition(":")[0] if kind in _OF_A_PROMISE else None


_OF_A_PROMISE = frozenset({"verdict", "last", "public", "open", "label"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """Everything that one site must say."""

    day: date
    pages: Mapping[str, tuple[MarkedText, ...]]
    """By file of the site: what stands on it, at least once each."""
    others: tuple[MarkedText, ...] = ()
    """What may stand on any page, and must on none."""
    files: Mapping[str, bytes]
    """By file of the site: its bytes, of those that hold results as data."""
    labels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By text that reads as a verdict, "Kept in Q3 2026": the promises of which it is true."""
    templates: Mapping[str, str] = field(default_factory=dict)
    """By file of the site: the template it was drawn with, below `site_templates/`."""
    glyphs: Mapping[str, str] = field(default_factory=dict)
    """By verdict: how it is drawn."""
    is_internal: bool = False
    """True for the site of the people inside."""

    def without(self, paths: Collection[str]) -> Stated:
        """The same for a site in which the files at these paths are held back, and no longer say anything."""
        return replace(
            self,
            pages={path: says for path, says in self.pages.items() if path not in paths},
            files={path: content for path, content in self.files.items() if path not in paths},
            others=(*self.others, *self.said.values()),
        )

    @property
    def said(self) -> dict[str, MarkedText]:
        """By mark: what it says, wherever it stands."""
        return {said.mark: said for page in (self.others, *self.pages.values()) for said in page}
