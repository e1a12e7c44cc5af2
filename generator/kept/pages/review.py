"""What is held back, the longest waiting first, with the rules and the people it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components import voice_card
from kept.pages.page import on_internal_site

if TYPE_CHECKING:
    from kept.components.page_context import PageContext
    from kept.model.edition import Held, InternalEdition
    from kept.model.page import Page

PATH = "review/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One waiting item."""

    kind: str
    title: str
    path: str | None
    """The path of its page on this site; None where it has none."""
    about: tuple[tuple[str, str], ...]
    """(id, title) of its promises."""
    reasons: tuple[str, ...]
    sites: str
    waits_on: str
    since: str
    iso: str


@on_internal_site
def page(ctx: PageContext, edition: InternalEdition) -> Page:
    """The whole list, as of the day of the build."""
    words = ctx.words.tree.review
    return ctx.page(
        "review",
        PATH,
        section="review",
        title=words.index,
        description=ctx.say("review.lede", len(edition.held)) if edition.held else words.nothing,
        eyebrow=ctx.say("inside.as-of", day=ctx.formats.long_day(edition.as_of)),
        entries=[_entry(ctx, one) for one in edition.held],
        unnamed=any(one.item is None for one in edition.held),
    )


def _entry(ctx: PageContext, one: Held) -> Entry:
    about = tuple((promise, ctx.promises[promise].title) for promise in one.promises)
    days = (ctx.edition.as_of - one.since).days if one.since else None
    since = ctx.say("review.since", max(days or 0, 0), day=ctx.formats.day(one.since)) if one.since else None
    key = "both" if len(one.sites) > 1 else next(iter(one.sites))
    key = "in-part" if one.item and key == "internal" else key
    people = ctx.words.join(person.name for person in one.waits_on)
    title, path = _named(ctx, one)
    return Entry(
        kind=ctx.say(f"review.kind.{one.kind}"),
        title=title,
        path=path,
        about=() if one.kind == "promise" else about,
        reasons=tuple(ctx.say(f"review.rule.{code}") for code in one.codes),
        sites=ctx.say(f"review.off.{key}"),
        waits_on=people or ctx.say("review.nobody"),
        since=since or ctx.say("review.no-date"),
        iso=one.since.isoformat() if one.since else "",
    )


def _named(ctx: PageContext, one: Held) -> tuple[str, str | None]:
    """The title and page of an item; an item that is not on this site has neither."""
    item = one.item or ""
    if promise := ctx.promises.get(item) if one.kind == "promise" else None:
        return promise.title, f"promises/{item}/"
    if voice := ctx.voices.get(item):
        card = voice_card.card(ctx, voice)
        return ", ".join(part for part in (card.called, card.about) if part), f"voices/{item}/"
    if story := ctx.stories.get(item):
        return story.title, f"stories/{item}/"
    if metric := ctx.metrics.get(item):
        return metric.title, f"metrics/{item}/"
    return ctx.say(f"review.unnamed.{one.kind}"), None
