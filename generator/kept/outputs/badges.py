"""Badges for letters, web pages and signatures: one per promise and one for all, each with its address. Public only."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import Markup

from kept.components import headline, promise_card, verdict_mark
from kept.model.fields import Audience
from kept.model.page import Asset
from kept.model.verdict import Status
from kept.outputs.output import output
from kept.pictures import badge
from kept.pictures.badge import Badge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.components.page_context import PageContext
    from kept.model.edition import PromiseView

ALL = "badge"
"""The one for all promises, without its ending."""
LONGEST = 48
"""Letters of a title that a badge has room for; a longer one stands without its end, which the title element has."""


@output(Audience.PUBLIC)
def assets(ctx: PageContext) -> Iterator[Asset]:
    """Each badge as SVG, and as PNG where the bundled font has its letters."""
    made = [(place(promise), of_promise(ctx, promise)) for promise in ctx.edition.promises]
    for path, one in [(ALL, of_all(ctx)), *made]:
        yield Asset(path=f"{path}.svg", content=badge.svg(one).encode())
        if content := badge.png(one):
            yield Asset(path=f"{path}.png", content=content)


def place(promise: PromiseView) -> str:
    """Where a promise's badge stands, without its ending."""
    return f"badge/{promise.id}"


def of_promise(ctx: PageContext, promise: PromiseView) -> Badge:
    """The badge of a promise."""
    card = promise_card.card(ctx, promise)
    figure, last = card.figure, verdict_mark.last_mark(ctx, promise) if promise.retired else None
    result = promise_card.against(ctx, figure) if figure else card.waiting
    result = last.label if last else result
    return _badge(
        ctx, kind=card.mark.kind, promise=promise.title, verdict=card.mark.label, result=result, path=_page(promise)
    )


def of_all(ctx: PageContext) -> Badge:
    """The badge of all promises still made: how many were kept, of how many, and when."""
    living = headline.living(ctx)
    kept = sum(one.verdict.status is Status.KEPT for one in living)
    number = ctx.formats.number
    said = headline.headline(ctx)
    return _badge(
        ctx,
        kind="",
        promise=ctx.edition.publisher.name,
        verdict=ctx.say("badge.kept-of", len(living), kept=number(kept), all=number(len(living))),
        result=said.eyebrow,
        path="",
    )


def code(ctx: PageContext, path: str, shown: Badge, page: str) -> Markup:
    """A badge with its link, ready to be copied into another page."""
    html = Markup('<a href="{}"><img src="{}" alt="{}" height="{}"></a>')
    return html.format(ctx.url(page) or "", ctx.url(f"{path}.svg") or "", shown.title, badge.HEIGHT)


def _page(promise: PromiseView) -> str:
    return f"promises/{promise.id}/"


def _badge(ctx: PageContext, *, kind: str, promise: str, verdict: str, result: str, path: str) -> Badge:
    url = urlsplit(ctx.url(path) or "")
    address = f"{url.netloc}{url.path}".rstrip("/")
    publisher = ctx.edition.publisher.name
    told = (publisher, promise if promise != publisher else "", verdict, result, ctx.demo or "", address)
    short = _short(promise)
    return Badge(
        kind=kind,
        promise=ctx.say("card.demo", organisation=short) if ctx.demo else short,
        address=address,
        verdict=verdict,
        result=result if len(result) <= LONGEST else "",
        title=". ".join(part.rstrip(".") for part in told if part) + ".",
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
