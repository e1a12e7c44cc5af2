"""In a preview: one page that lists what is proposed, what rules keep off, and the pages that read otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.components import voice_card
from kept.components.page_context import PageContext
from kept.model.site_words import SITE
from kept.pages import differing
from kept.pages.all import all_pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kept.model.edition import Edition
    from kept.model.page import Page
    from kept.pictures.derive import Picture

PATH = "proposed/"


def preview_pages(
    preview: Edition, approved: Edition, templates: Sequence[Path], pictures: Mapping[str, Picture]
) -> Iterator[Page]:
    """Every page of a preview. What the approved site does not say is marked where it stands.

    Args:
        preview: shows what waits for a decision.
        approved: the same site without that.
        templates: folders that are each a `site_templates/`, the most specific first.
        pictures: by the digest of the original.
    """
    ctx = PageContext(preview, templates, pictures)
    now = {page.path: page for page in all_pages(approved, templates, pictures)}
    marked = [differing.marked(ctx, page, now.get(page.path)) for page in all_pages(preview, templates, pictures)]
    yield from (page for page, _ in marked)
    yield _list(ctx, [page for page, is_other in marked if is_other])


def differing_paths(
    before: Edition | None, after: Edition, templates: Sequence[Path], pictures: Mapping[str, Picture]
) -> Iterator[str]:
    """The addresses of the pages that read otherwise in a later edition of a site, the new ones too."""
    was = {page.path: page for page in all_pages(before, templates, pictures)} if before else {}
    for page in all_pages(after, templates, pictures):
        if differing.differs(page, was.get(page.path)):
            yield page.path


def _list(ctx: PageContext, differing: Sequence[Page]) -> Page:
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
