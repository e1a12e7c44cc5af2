"""A promise as a card for other people's pages: one document without script, fonts or pictures, and its oEmbed answer.

It stands among somebody else's words, so it brings along everything that makes it credible: the period, the target, n,
the day of publication, who publishes it, and beside a voice all that ties its speaker to the organisation.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from markupsafe import Markup

from kept.components import data_marks, promise_card, record, voice_card
from kept.language import markup
from kept.model.edition import PublicEdition
from kept.model.page import Asset
from kept.model.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.components.page_context import PageContext
    from kept.components.promise_card import PromiseCard
    from kept.model.edition import PromiseView, VoiceView

OUTPUT = "embed"
"""The output whose permission a voice needs to be here."""
WIDTH = 560
LONGEST_VOICE = 280
"""Characters; a card on somebody else's page is no place for more."""
_GOOD = frozenset({Status.KEPT, Status.MEASURING, Status.IN_PROGRESS, Status.RETIRED})

# The card at WIDTH, in pixels: what stands in every card, and a line of each kind of text with its letters (wide ones).
_EVERY_CARD, _FIGURE, _VOICE = 224, 68, 61
_STATEMENT, _WORDS, _WHO, _SMALL = (27, 34), (24, 46), (19, 64), (18, 70)


def assets(ctx: PageContext) -> Iterator[Asset]:
    """The card of each promise, where the site's address is known also its oEmbed answer; notices of former cards."""
    for promise in ctx.edition.promises:
        path = place(promise)
        card, voice = promise_card.card(ctx, promise), spoken(ctx, promise)
        summary = record.summary_said(ctx, promise) if promise.verdict.record else None
        html = ctx.drawn(
            "embed/promise.html",
            up=ctx.up(path),
            title=title(ctx, promise),
            canonical=ctx.url(f"promises/{promise.id}/"),
            promise=promise,
            card=card,
            summary=data_marks.shown(summary) if summary else "",
            preview=ctx.edition.proposed is not None,
            imprint=_imprint(ctx),
            voice=_voice(ctx, voice) if voice else None,
        )
        says = (*card.says, *(card.figure.more if card.figure else ()), *([summary] if summary else []))
        yield Asset(path=f"{path}index.html", content=f"{html}\n".encode(), says=says)
        if url := ctx.url(path):
            answer = _oembed(ctx, promise, url, _height(ctx, promise, card, voice))
            yield Asset(path=oembed_place(promise), content=answer)
    notices = ctx.edition.notices if isinstance(ctx.edition, PublicEdition) else ()
    yield from (_notice(ctx, path) for path in notices if path.startswith("promises/"))


def _notice(ctx: PageContext, of: str) -> Asset:
    """What stands in somebody else's page where a promise was shown that is not shown any more."""
    path = f"embed/{of}"
    html = ctx.drawn(
        "embed/notice.html",
        up=ctx.up(path),
        title=ctx.words.tree.notice.title,
        canonical=None,
        preview=ctx.edition.proposed is not None,
        imprint=_imprint(ctx),
    )
    return Asset(path=f"{path}index.html", content=f"{html}\n".encode(), says=())


def place(promise: PromiseView) -> str:
    """Where the card of a promise stands."""
    return f"embed/promises/{promise.id}/"


def oembed_place(promise: PromiseView) -> str:
    """Where the oEmbed answer about it stands."""
    return f"embed/promises/{promise.id}.json"


def title(ctx: PageContext, promise: PromiseView) -> str:
    """What a page calls the frame with the card."""
    return ctx.say("embed.title", organisation=ctx.edition.publisher.name, promise=promise.statement)


def alternates(ctx: PageContext, promise: PromiseView) -> tuple[tuple[str, str, str], ...]:
    """What the page of a promise says of its card to whoever wants to embed it: (media type, title, URL)."""
    url = ctx.url(oembed_place(promise))
    return () if url is None or ctx.inside else (("application/json+oembed", title(ctx, promise), url),)


def spoken(ctx: PageContext, promise: PromiseView) -> VoiceView | None:
    """The newest short voice whose speaker permitted this; where the promise was not kept, none that praises."""
    for voice in (ctx.voices[one] for one in promise.voices):
        is_fair = promise.verdict.status in _GOOD or voice.tone != "praise"
        if OUTPUT in voice.outputs and is_fair and len(markup.plain(voice.body)) <= LONGEST_VOICE:
            return voice
    return None


def _voice(ctx: PageContext, voice: VoiceView) -> dict[str, object]:
    return {
        "words": markup.plain(voice.body),
        "attributes": voice_card.attributes(ctx, voice.lang, voice.body),
        "quoted": voice.edit != "paraphrase",
        "who": voice_card.called(ctx, voice),
        "about": voice_card.about(voice),
        "disclosure": voice.disclosure,
        "facts": voice_card.facts(ctx, voice),
        "path": f"voices/{voice.id}/",
        "waits": voice.id in (ctx.edition.proposed or ()),
    }


def _imprint(ctx: PageContext) -> str:
    """Who publishes this, and of a demo that it is one."""
    publisher = ctx.edition.publisher
    note = publisher.note or ctx.say("site.published-by", organisation=publisher.name)
    return f"{note} {ctx.demo}" if ctx.demo else note


def _height(ctx: PageContext, promise: PromiseView, card: PromiseCard, voice: VoiceView | None) -> int:
    """How high the card is at its full width, estimated from the length of its texts."""
    verdict = _EVERY_CARD + (_FIGURE if card.figure else 0) + _lines(promise.statement, _STATEMENT)
    small = [(promise.qualifier, 7), (_imprint(ctx), 0)]
    height = verdict + sum(_lines(text, _SMALL) + gap for text, gap in small if text)
    if voice is None:
        return height
    who, disclosure = f"{voice_card.called(ctx, voice)}, {voice_card.about(voice)}", voice.disclosure
    facts = "   ".join(f"{label}: {value}" for label, value in voice_card.facts(ctx, voice))
    told = _lines(markup.plain(voice.body), _WORDS) + _lines(who, _WHO) + _lines(facts, _SMALL)
    return height + _VOICE + told + (5 + _lines(disclosure, _WHO) if disclosure else 0)


def _lines(text: str, kind: tuple[int, int]) -> int:
    height, letters = kind
    return height * -(-len(text) // letters)


def _oembed(ctx: PageContext, promise: PromiseView, url: str, height: int) -> bytes:
    """The answer, as https://oembed.com has it."""
    frame = Markup(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="max-width:100%;border:0"></iframe>'
    )
    publisher = ctx.edition.publisher
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": title(ctx, promise),
        "provider_name": publisher.name,
        "provider_url": ctx.url(""),
        "html": str(frame.format(url, title(ctx, promise), WIDTH, height)),
        "width": WIDTH,
        "height": height,
    }
    return (json.dumps(answer, ensure_ascii=False, indent=2) + "\n").encode()
