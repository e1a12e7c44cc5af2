"""A promise as a card for other websites: one document without scripts, fonts or pictures, and its oEmbed answer.

It is shown on other people's pages, so it contains everything a reader needs: the period, the target, n, the day of
publication, the publisher and, for a voice, the speaker's connection to the organisation.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from markupsafe import Markup

from kept.components import data_marks, promise_card, record, voice_card
from kept.language import markup
from kept.model.edition import PublicEdition
from kept.model.fields import Audience
from kept.model.page import Asset
from kept.model.verdict import Status
from kept.outputs.output import needs_permission, output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.components.page_context import PageContext
    from kept.components.promise_card import PromiseCard
    from kept.model.edition import PromiseView, VoiceView

OUTPUT = needs_permission("embed", "embed/*")
"""The output that a voice must be permitted for to be included."""
WIDTH = 560
LONGEST_VOICE = 280
"""The most characters of a voice in a card."""
_GOOD = frozenset({Status.KEPT, Status.MEASURING, Status.IN_PROGRESS, Status.RETIRED})

# Heights in pixels at WIDTH: the fixed parts of a card, and a line of each kind of text, each with its letters per line
# (estimated wide).
_EVERY_CARD, _FIGURE, _VOICE = 224, 68, 61
_STATEMENT, _WORDS, _WHO, _SMALL = (27, 34), (24, 46), (19, 64), (18, 70)


@output(Audience.PUBLIC)
def assets(ctx: PageContext) -> Iterator[Asset]:
    """The card of each promise, its oEmbed answer if the site's address is known, and notices for former cards."""
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
        if ctx.url(path):
            answer = _oembed(ctx, promise)
            yield Asset(path=oembed_place(promise), content=answer)
    notices = ctx.edition.notices if isinstance(ctx.edition, PublicEdition) else ()
    yield from (_notice(ctx, path) for path in notices if path.startswith("promises/"))


def _notice(ctx: PageContext, of: str) -> Asset:
    """The notice in place of the card of a promise that is no longer shown."""
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
    """The path of a promise's card."""
    return f"embed/promises/{promise.id}/"


def oembed_place(promise: PromiseView) -> str:
    """The path of its oEmbed answer."""
    return f"embed/promises/{promise.id}.json"


def title(ctx: PageContext, promise: PromiseView) -> str:
    """The title that other websites give the `iframe` in which they show this promise."""
    return ctx.say("embed.title", organisation=ctx.edition.publisher.name, promise=promise.statement)


def alternates(ctx: PageContext, promise: PromiseView) -> tuple[tuple[str, str, str], ...]:
    """The links to the card in the head of the promise's page: (media type, title, URL)."""
    url = ctx.url(oembed_place(promise))
    return () if url is None or ctx.inside else (("application/json+oembed", title(ctx, promise), url),)


def spoken(ctx: PageContext, promise: PromiseView) -> VoiceView | None:
    """The newest short voice that may be shown here; for a promise that was not kept, not praise.

    None where there is none.
    """
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
    """The publisher and, for a demo, that it is one."""
    publisher = ctx.edition.publisher
    note = publisher.note or ctx.say("site.published-by", organisation=publisher.name)
    return f"{note} {ctx.demo}" if ctx.demo else note


def _height(ctx: PageContext, promise: PromiseView, card: PromiseCard, voice: VoiceView | None) -> int:
    """The height of the card at its full width, estimated from the length of its texts."""
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


def height(ctx: PageContext, promise: PromiseView) -> int:
    """The estimated height of a promise's card, in pixels."""
    return _height(ctx, promise, promise_card.card(ctx, promise), spoken(ctx, promise))


def frame(ctx: PageContext, promise: PromiseView) -> Markup:
    """The frame with a promise's card, ready to be copied into another page."""
    html = Markup(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="max-width:100%;border:0"></iframe>'
    )
    return html.format(ctx.url(place(promise)) or "", title(ctx, promise), WIDTH, height(ctx, promise))


def _oembed(ctx: PageContext, promise: PromiseView) -> bytes:
    """The answer in the format of https://oembed.com."""
    publisher = ctx.edition.publisher
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": title(ctx, promise),
        "provider_name": publisher.name,
        "provider_url": ctx.url(""),
        "html": str(frame(ctx, promise)),
        "width": WIDTH,
        "height": height(ctx, promise),
    }
    return (json.dumps(answer, ensure_ascii=False, indent=2) + "\n").encode()
