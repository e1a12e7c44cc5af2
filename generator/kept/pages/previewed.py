"""In a preview: one page that lists what is proposed, what rules keep off, and the pages that read otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.components import voice_card
from kept.model.site_words import SITE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kept.components.page_context import PageContext
    from kept.model.page import Page

PATH = "proposed/"


def page(ctx: PageContext, differing: Sequence[Page]) -> Page:
    """The list. `differing` are the pages that read otherwise from the approved site."""
    words = ctx.words.tree.previewed
    return ctx.page(
        "previewed",
        PATH,
        section="",
        title=words.title,
        description=words.lede,
        indexed=False,
        items=list(_items(ctx)),
        withheld=ctx.edition.withheld,
        differing=[(one.path, one.title if one.path else words.home) for one in differing if one.path != "404.html"],
    )


def _items(ctx: PageContext) -> Iterator[tuple[str, str, str]]:
    """What it is, what it is called, and the path of its page, of each proposed item."""
    for item in ctx.edition.proposed or ():
        promise = item.removeprefix("promise.")
        if item == SITE:
            yield "", ctx.say("previewed.site-words"), ""
        elif promise != item:
            yield ctx.say("review.kind.promise"), ctx.promises[promise].title, f"promises/{promise}/"
        elif voice := ctx.voices.get(item):
            card = voice_card.card(ctx, voice)
            called = ", ".join(part for part in (card.called, card.about) if part)
            yield ctx.say("review.kind.voice"), called, f"voices/{item}/"
        elif story := ctx.stories.get(item):
            yield ctx.say("review.kind.story"), story.title, f"stories/{item}/"
        else:
            yield ctx.say("review.kind.metric"), ctx.metrics[item].title, f"metrics/{item}/"
