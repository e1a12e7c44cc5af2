"""Makes all pages of an edition: those of every module of this package, so that a new one is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

import kept.pages
from kept.components.page_context import PageContext
from kept.model.edition import InternalEdition
from kept.model.fields import Audience
from kept.pages.page import PAGES, Pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kept.model.edition import Edition
    from kept.model.page import Page
    from kept.pictures.derive import Picture


def all_pages(
    edition: Edition, templates: Sequence[Path], pictures: Mapping[str, Picture] | None = None
) -> Iterator[Page]:
    """Every page of an edition, in no particular order.

    Args:
        edition: what the readers of the site may see.
        templates: folders such as `site_templates/`, the project's own first. Without any, nothing is drawn.
        pictures: the usable pictures, by the digest of the original.
    """
    ctx = PageContext(edition, templates, pictures or {})
    audience = Audience.INTERNAL if isinstance(edition, InternalEdition) else Audience.PUBLIC
    for pages in registered():
        if audience in pages.audiences:
            yield from pages.make(ctx)


@cache
def registered() -> tuple[Pages, ...]:
    """The pages of every module of this package."""
    for module in sorted(found.name for found in pkgutil.iter_modules(kept.pages.__path__)):
        importlib.import_module(f"kept.pages.{module}")
    return tuple(PAGES)
