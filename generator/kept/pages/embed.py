"""How to put a promise on another page: what it looks like, and the code to copy. Public only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components.pagination import chunks
from kept.outputs import badges, embed
from kept.pages.page import on_public_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from kept.components.page_context import PageContext
    from kept.model.edition import PromiseView
    from kept.model.page import Page

ROOT = "embed/"
CHUNK = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A promise as a card and as a badge, each with its code."""

    id: str
    statement: str
    title: str
    card: str
    """Its path, from the site's root."""
    height: int
    """Of the card, in pixels."""
    code: Markup
    badge: str
    badge_title: str
    badge_code: Markup
    oembed: str


@on_public_site
def pages(ctx: PageContext) -> Iterator[Page]:
    """The cards and badges of every promise; nothing where nobody knows where the site will stand."""
    if ctx.url("") is None or not ctx.edition.promises:
        return
    words = ctx.words.tree.embed
    for chunk in chunks(ctx, ROOT, ctx.edition.promises, CHUNK):
        yield ctx.page(
            "embed",
            chunk.path,
            section="",
            title=chunk.title(words.use_title),
            description=words.lede,
            indexed=chunk.number == 1,
            alternates=tuple(found for one in chunk.items for found in embed.alternates(ctx, one)),
            pager=chunk,
            choices=[_choice(ctx, one) for one in chunk.items],
            overall=(
                f"{badges.ALL}.svg",
                badges.of_all(ctx).title,
                badges.code(ctx, badges.ALL, badges.of_all(ctx), ""),
            ),
        )


def _choice(ctx: PageContext, promise: PromiseView) -> Choice:
    badge = badges.of_promise(ctx, promise)
    return Choice(
        id=promise.id,
        statement=promise.statement,
        title=embed.title(ctx, promise),
        card=embed.place(promise),
        height=embed.height(ctx, promise),
        code=embed.frame(ctx, promise),
        badge=f"{badges.place(promise)}.svg",
        badge_title=badge.title,
        badge_code=badges.code(ctx, badges.place(promise), badge, f"promises/{promise.id}/"),
        oembed=ctx.url(embed.oembed_place(promise)) or "",
    )
