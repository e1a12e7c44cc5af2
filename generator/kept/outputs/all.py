"""Makes the files of an edition that are not pages. Every module of this package is loaded here."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

import kept.outputs
from kept.components.page_context import PageContext
from kept.model.edition import InternalEdition
from kept.model.fields import Audience
from kept.outputs.output import OUTPUTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kept.model.edition import Edition
    from kept.model.page import Asset

for _module in sorted(found.name for found in pkgutil.iter_modules(kept.outputs.__path__)):
    importlib.import_module(f"kept.outputs.{_module}")


def assets(edition: Edition, templates: Sequence[Path]) -> Iterator[Asset]:
    """The files of every output that is registered for the edition's readers."""
    ctx = PageContext(edition, templates, {})
    audience = Audience.INTERNAL if isinstance(edition, InternalEdition) else Audience.PUBLIC
    for one in OUTPUTS:
        if audience in one.audiences:
            yield from one.make(ctx)
