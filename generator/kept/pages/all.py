"""Makes all pages of an edition, and the texts of the frame around them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from kept.components import restatements
from kept.components.page_context import PageContext
from kept.model.edition import InternalEdition
from kept.model.page import Chrome
from kept.pages import (
    board,
    changes,
    contribute,
    corrections,
    differing,
    embed,
    evidence,
    gaps,
    groups,
    heard,
    home,
    journey,
    ledger,
    method,
    metrics,
    portal,
    previewed,
    promises,
    results,
    review,
    roles,
    sectors,
    stages,
    stories,
    voices,
)
from kept.record.permalinks import RESULTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kept.model.edition import Edition, PublicEdition
    from kept.model.page import Page
    from kept.pictures.derive import Picture


def public_pages(
    edition: PublicEdition, templates: Sequence[Path], pictures: Mapping[str, Picture] | None = None
) -> Iterator[Page]:
    """Every page of the public site, the home page first. `pictures` are by the digest of the original."""
    ctx = PageContext(edition, templates, pictures or {})
    yield home.page(ctx)
    yield from chain(promises.pages(ctx), voices.pages(ctx), stories.pages(ctx), metrics.pages(ctx))
    yield from chain(stages.pages(ctx), sectors.pages(ctx), embed.pages(ctx))
    yield from _record(ctx)
    yield from (_notice(ctx, path) for path in edition.notices)
    yield _missing(ctx)


def internal_pages(
    edition: InternalEdition, templates: Sequence[Path], pictures: Mapping[str, Picture] | None = None
) -> Iterator[Page]:
    """Every page of the internal site, the home page first. `pictures` are by the digest of the original."""
    ctx = PageContext(edition, templates, pictures or {})
    yield portal.page(ctx, edition)
    yield from chain(promises.pages(ctx), roles.pages(ctx, edition), evidence.pages(ctx, edition))
    yield from (one.page(ctx, edition) for one in (journey, gaps, review, contribute, board, heard))
    yield from chain(groups.pages(ctx, edition), ledger.pages(ctx, edition))
    yield from chain(voices.pages(ctx), stories.pages(ctx), metrics.pages(ctx))
    yield from _record(ctx)
    yield _missing(ctx)


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
    now = {page.path: page for page in _pages(approved, templates, pictures)}
    marked = [differing.marked(ctx, page, now.get(page.path)) for page in _pages(preview, templates, pictures)]
    yield from (page for page, _ in marked)
    yield previewed.page(ctx, [page for page, is_other in marked if is_other])


def differing_paths(
    before: Edition | None, after: Edition, templates: Sequence[Path], pictures: Mapping[str, Picture]
) -> Iterator[str]:
    """The addresses of the pages that read otherwise in a later edition of a site, the new ones too."""
    was = {page.path: page for page in _pages(before, templates, pictures)} if before else {}
    for page in _pages(after, templates, pictures):
        if differing.differs(page, was.get(page.path)):
            yield page.path


def _pages(edition: Edition, templates: Sequence[Path], pictures: Mapping[str, Picture]) -> Iterator[Page]:
    if isinstance(edition, InternalEdition):
        return internal_pages(edition, templates, pictures)
    return public_pages(edition, templates, pictures)


def _record(ctx: PageContext) -> Iterator[Page]:
    """The pages about the method and the record."""
    yield method.page(ctx)
    yield from results.pages(ctx)
    yield corrections.page(ctx)
    yield from changes.pages(ctx)


def _missing(ctx: PageContext) -> Page:
    """The page for missing addresses."""
    words = ctx.words.tree.missing
    return ctx.page("missing", "404.html", section="", title=words.title, description=words.lede, indexed=False)


def _notice(ctx: PageContext, path: str) -> Page:
    """The notice at an address whose item is no longer shown. It names nobody and nothing."""
    words = ctx.words.tree.notice
    return ctx.page("notice", path, section="", title=words.title, description=words.lede, indexed=False)


def chrome(edition: Edition, *, is_today: bool = True) -> Chrome:
    """The texts of the frame around every page, with a notice if the site is not today's.

    An empty section has no tab.
    """
    ctx = PageContext(edition, (), {})
    publisher, say, inside = edition.publisher, ctx.say, ctx.inside
    tabs = _inside_tabs(inside) if inside else _public_tabs(edition)
    return Chrome(
        audience="internal" if inside else "public",
        site_name=say(f"site.{'internal' if inside else 'public'}", organisation=publisher.name),
        organisation=publisher.name,
        locale=publisher.locale,
        site_url=publisher.site_url,
        tabs=tuple((section, say(f"tabs.{section}"), path) for section, path in tabs),
        ribbon=_ribbon(ctx, is_today=is_today),
        preview=edition.proposed is not None,
        pages_left_out=frozenset() if isinstance(edition, InternalEdition) else edition.pages_left_out,
        footer=tuple(_footer(ctx)),
        footer_links=tuple((say(f"tabs.{section}"), path) for section, path in tabs) + tuple(_record_links(ctx)),
        correction=(say("site.mistake"), publisher.corrections) if publisher.corrections else None,
    )


def _ribbon(ctx: PageContext, *, is_today: bool) -> str | None:
    proposed = ctx.edition.proposed
    lines = [] if is_today else [ctx.say("site.another-day", day=ctx.formats.long_day(ctx.edition.as_of))]
    if proposed is not None:
        off = len(ctx.edition.withheld)
        lines += [ctx.say("site.preview", len(proposed)), *([ctx.say("site.preview-withheld", off)] if off else [])]
    return " ".join([*lines, *([ctx.say("site.ribbon")] if ctx.inside else [])]) or None


def _record_links(ctx: PageContext) -> Iterator[tuple[str, str]]:
    if ctx.edition.proposed is not None:
        yield ctx.say("site.proposed-list"), previewed.PATH
    if ctx.inside:
        yield ctx.say("tabs.method"), "method/"
    if any(promise.verdict.record for promise in ctx.edition.promises):
        yield ctx.words.tree.results.index, RESULTS
    if ctx.edition.metrics:
        yield ctx.say("site.all-figures"), "metrics/"
    yield ctx.words.tree.corrections.title, restatements.PAGE
    yield ctx.words.tree.changes.title, changes.ROOT


def _public_tabs(edition: Edition) -> list[tuple[str, str]]:
    tabs = [("promises", "")]
    tabs += [("voices", "voices/")] if edition.voices else []
    tabs += [("stories", "stories/")] if edition.stories else []
    return [*tabs, ("method", "method/")]


def _inside_tabs(edition: InternalEdition) -> list[tuple[str, str]]:
    tabs = [("promises", "")]
    tabs += [("roles", "roles/")] if edition.roles else []
    return [*tabs, *((section, f"{section}/") for section in ("journey", "evidence", "gaps", "review"))]


def _footer(ctx: PageContext) -> Iterator[str]:
    publisher = ctx.edition.publisher
    day = ctx.formats.long_day(ctx.edition.as_of)
    if ctx.demo:
        yield ctx.demo
    yield publisher.note or ctx.say("site.published-by", organisation=publisher.name)
    yield ctx.say("site.closed-inside" if ctx.inside else "site.closed", day=day)
