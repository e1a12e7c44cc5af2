"""You said, we changed: what customers told the organisation, how many did, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.pages.page import on_internal_site

if TYPE_CHECKING:
    from kept.components.page_context import PageContext
    from kept.model.edition import InternalEdition
    from kept.model.page import Page

PATH = "heard/"


@on_internal_site
def page(ctx: PageContext, edition: InternalEdition) -> Page:
    """Everything on file: what is still open first, then what was changed, then what stays as it is."""
    words = ctx.words.tree.heard
    changed = [entry for entry in edition.heard if entry.changed]
    stays = [entry for entry in edition.heard if entry.not_changed_because]
    undecided = [entry for entry in edition.heard if not entry.changed and not entry.not_changed_because]
    groups = ((words.open, undecided), (words.changed, changed), (words.stays, stays))
    return ctx.page(
        "heard",
        PATH,
        section="journey",
        title=words.index,
        description=ctx.say("heard.lede", len(edition.heard), changed=ctx.words.number(len(changed)))
        if edition.heard
        else words.none,
        lede=ctx.say("heard.lede", len(edition.heard), changed=ctx.words.number(len(changed))),
        groups=[(title, entries) for title, entries in groups if entries],
        titles={promise.id: promise.title for promise in edition.promises},
    )
