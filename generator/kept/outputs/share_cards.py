"""The pictures beside links to the public site: one per promise, voice, story and period, and one for everything else.

A voice and a story have one only where the speaker permitted it for the output `share_card`; a quote is never cut to
fit. Where no picture can be drawn, a link shows the site's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from kept.components import headline, promise_card, voice_card
from kept.components.page_context import PageContext
from kept.components.period_pages import period_pages
from kept.language import markup
from kept.model.page import Asset, Image
from kept.outputs.output import needs_permission
from kept.pictures import share_card
from kept.pictures.share_card import ShareCard
from kept.record.permalinks import results_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kept.model.edition import Edition, PromiseView, StoryView, VoiceView
    from kept.model.page import Page
    from kept.pictures.cache import PictureCache

OUTPUT = needs_permission("share_card", "cards/*")
"""The output whose permission a voice or a story needs to be here."""
ROOT = "cards/"
SITE = f"{ROOT}site.png"


class Planned(NamedTuple):
    """A picture before it is drawn."""

    page: str
    """The page it stands for, from the site's root."""
    path: str
    card: ShareCard
    alt: str


def planned(ctx: PageContext) -> Iterator[Planned]:
    """Every picture of the public site, the site's own first; nothing inside and in a preview."""
    if ctx.inside is not None or ctx.edition.proposed is not None:
        return
    yield _site(ctx)
    yield from (_promise(ctx, one) for one in ctx.edition.promises)
    yield from (_voice(ctx, one) for one in ctx.edition.voices if OUTPUT in one.outputs)
    yield from (_story(ctx, one) for one in ctx.edition.stories if OUTPUT in one.outputs)
    yield from _periods(ctx)


@dataclass(frozen=True, slots=True)
class ShareCards:
    """The finished pictures of one site."""

    assets: tuple[Asset, ...]
    images: Mapping[str, Image]
    """By page, where it is known where the site will stand, for other sites need the whole address."""

    def beside(self, page: Page) -> Page:
        """The page with its picture; with the site's own where it has none."""
        found = self.images.get(page.path) or self.images.get("")
        return replace(page, image=found) if found else page


def drawn(edition: Edition, templates: Sequence[Path], cache: PictureCache | None = None) -> ShareCards:
    """Every picture that can be drawn. What an earlier build drew in the same words is taken from `cache`."""
    ctx = PageContext(edition, templates, {})
    found = [(one, content) for one in planned(ctx) if (content := _png(one.card, cache))]
    return ShareCards(
        tuple(Asset(path=one.path, content=content) for one, content in found),
        {one.page: _image(url, one.alt) for one, _ in found if (url := ctx.url(one.path))},
    )


def _image(url: str, alt: str) -> Image:
    return Image(url=url, alt=alt, width=share_card.WIDTH, height=share_card.HEIGHT)


def _png(card: ShareCard, cache: PictureCache | None) -> bytes | None:
    if cache and (found := cache.find(repr(card))):
        return next(iter(found.values()))[0]
    content = share_card.draw(card)
    if cache and content:
        cache.keep(repr(card), {"card.png": (content, share_card.WIDTH, share_card.HEIGHT)})
    return content


def _top(ctx: PageContext) -> str:
    name = ctx.edition.publisher.name
    return ctx.say("card.demo", organisation=name) if ctx.demo else name


def _address(ctx: PageContext, path: str) -> str:
    url = urlsplit(ctx.url(path) or "")
    return f"{url.netloc}{url.path}".rstrip("/")


def _made(page: str, path: str, card: ShareCard) -> Planned:
    told = (card.top, card.words, card.note, card.says, card.figure, *card.beside)
    alt = ". ".join(part.rstrip(".") for part in told if part) + "."
    return Planned(page, f"{ROOT}{path}.png", card, alt)


def _site(ctx: PageContext) -> Planned:
    said = headline.headline(ctx)
    card = ShareCard(
        top=_top(ctx),
        words=" ".join(part for part in (said.promises, said.kept) if part),
        says=said.others or ctx.say("site.public", organisation=ctx.edition.publisher.name),
        address=_address(ctx, ""),
    )
    return _made("", "site", card)


def _promise(ctx: PageContext, promise: PromiseView) -> Planned:
    shown = promise_card.card(ctx, promise)
    figure = None if promise.retired else shown.figure
    level = ctx.say("card.target", level=figure.level.striptags()) if figure else shown.waiting
    card = ShareCard(
        top=_top(ctx),
        words=promise.statement,
        note=promise.qualifier or "",
        kind=shown.mark.kind,
        figure=figure.value.striptags() if figure and promise.verdict.period else "",
        says=shown.mark.label,
        beside=(level,) if figure else (),
        address=_address(ctx, ""),
    )
    path = f"promises/{promise.id}"
    return _made(f"{path}/", path, card)


def _voice(ctx: PageContext, voice: VoiceView) -> Planned:
    words = markup.plain(voice.body)
    who = ", ".join(part for part in (voice_card.called(ctx, voice), voice_card.about(voice)) if part)
    changed = (*voice_card.notes(ctx, voice), *voice_card.then_note(ctx, voice))
    card = ShareCard(
        top=_top(ctx),
        words=words if voice.edit == "paraphrase" else ctx.say("card.quoted", words=words),
        says=who,
        beside=tuple(part for part in (voice.disclosure, *changed, voice_card.line(ctx, voice)) if part),
    )
    path = f"voices/{voice.id}"
    return _made(f"{path}/", path, card)


def _story(ctx: PageContext, story: StoryView) -> Planned:
    number = story.callouts[0] if story.callouts else None
    card = ShareCard(
        top=_top(ctx),
        words=story.title,
        figure=number.value if number else "",
        says=number.label if number else story.customer,
        beside=tuple(part for part in (story.customer if number else "", story.expected) if part),
        address=_address(ctx, ""),
    )
    path = f"stories/{story.id}"
    return _made(f"{path}/", path, card)


def _periods(ctx: PageContext) -> Iterator[Planned]:
    for span in period_pages(ctx.edition.promises):
        entries = [verdict.status for judged in span.judged for verdict in judged.verdicts]
        if not entries:
            continue
        counts = [(status, entries.count(status)) for status in dict.fromkeys(entries)]
        tally = ctx.words.join(ctx.say(f"results.tally.{status}", count) for status, count in counts)
        page = results_page(span.period)
        card = ShareCard(
            top=_top(ctx),
            words=ctx.say("results.title", period=ctx.formats.period(span.period)),
            says=headline.sentence(tally),
            address=_address(ctx, ""),
        )
        yield _made(page, page.rstrip("/"), card)
