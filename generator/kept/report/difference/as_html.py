"""The difference as one page that needs nothing beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.components.sandbox import drawn
from kept.report.difference import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kept.report.difference.values import Difference

TEMPLATE = "difference/difference.html"


def as_html(difference: Difference, templates: Sequence[Path]) -> str:
    """The page.

    Args:
        difference: what the change does.
        templates: folders that are each a `site_templates/`, the most specific first.
    """
    opened, clean = sentences.split(difference.cards)
    return drawn(TEMPLATE, templates, d=difference, say=sentences, opened=opened, clean=clean)
