"""The notices at the addresses of items that are no longer shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.model.edition import PublicEdition
from kept.pages.page import on_public_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.components.page_context import PageContext
    from kept.model.page import Page


@on_public_site
def pages(ctx: PageContext) -> Iterator[Page]:
    """A notice for each such address. It names nobody and nothing."""
    notices = ctx.edition.notices if isinstance(ctx.edition, PublicEdition) else ()
    words = ctx.words.tree.notice
    for path in notices:
        yield ctx.page("notice", path, section="", title=words.title, description=words.lede, indexed=False)
