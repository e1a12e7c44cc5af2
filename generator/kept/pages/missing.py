"""The page for missing addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.pages.page import on_both_sites

if TYPE_CHECKING:
    from kept.components.page_context import PageContext
    from kept.model.page import Page


@on_both_sites
def page(ctx: PageContext) -> Page:
    """The page that a web server shows where nothing is."""
    words = ctx.words.tree.missing
    return ctx.page("missing", "404.html", section="", title=words.title, description=words.lede, indexed=False)
