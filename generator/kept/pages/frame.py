"""The texts of the frame around every page: tabs, footer, the line above the header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.components import restatements
from kept.components.page_context import PageContext
from kept.model.edition import InternalEdition
from kept.model.page import Chrome
from kept.pages import changes, previewed
from kept.record.permalinks import RESULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.model.edition import Edition


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
        search=say("search.open"),
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
