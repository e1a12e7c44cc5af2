"""What a site must say, from its edition: the marks of each page, and the files that no template has a part in."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from kept.components import headline, promise_card, verdict_mark
from kept.components.glyphs import GLYPHS
from kept.components.page_context import PageContext
from kept.model.edition import InternalEdition
from kept.model.stated import Stated
from kept.model.verdict import LiveState, Status
from kept.outputs.all import assets
from kept.pages.all import all_pages

_GOOD = (Status.KEPT, Status.KEPT_LATE, Status.PARTLY_KEPT)
"""Verdicts that nobody may have who has not earned them. The words for the others also stand in headings."""

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.model.edition import Edition, PromiseView
    from kept.model.page import Asset, Page
    from kept.model.period import Period
    from kept.model.stated import MarkedText
    from kept.model.verdict import Verdict


def stated(edition: Edition) -> Stated:
    """Everything that the site of an edition must say. Nothing is drawn for it."""
    is_internal = isinstance(edition, InternalEdition)
    return stated_by(edition, all_pages(edition, ()), assets(edition, ()), is_internal=is_internal)


def stated_by(edition: Edition, pages: Iterable[Page], files: Iterable[Asset], *, is_internal: bool) -> Stated:
    """The same, of pages and files that are at hand already: it is the same of drawn ones and of those that are not."""
    ctx = PageContext(edition, (), {})
    drawn, every = list(pages), list(files)
    embeds = [asset for asset in every if asset.says is not None]
    says = {_file(page.path): page.says for page in drawn}
    says |= {asset.path: asset.says or () for asset in embeds}
    templates = {_file(page.path): f"pages/{page.page_class}.html" for page in drawn}
    return Stated(
        day=edition.as_of,
        pages=says,
        others=tuple(_others(ctx)),
        files={asset.path: asset.content for asset in every if asset.says is None},
        labels=_labels(ctx),
        templates=templates | {asset.path: "embed/promise.html" for asset in embeds},
        glyphs=GLYPHS,
        is_internal=is_internal,
    )


def _file(path: str) -> str:
    """The file of a page: `promises/x/` is `promises/x/index.html`."""
    return path if path.endswith(".html") else f"{path}index.html"


def _others(ctx: PageContext) -> Iterator[MarkedText]:
    """What a template may say on any page, wherever else it must stand."""
    yield from headline.counts(headline.headline(ctx))
    for promise in ctx.edition.promises:
        yield promise_card.card(ctx, promise).labelled
    for shown in product((False, True), repeat=3):
        yield verdict_mark.key_said(ctx, *shown)
    for kind in (*Status, *LiveState):
        yield verdict_mark.of_status(ctx, kind)


def _labels(ctx: PageContext) -> dict[str, frozenset[str]]:
    """By text that reads as a verdict: the promises of which it is true."""
    true: defaultdict[str, set[str]] = defaultdict(set)
    periods: set[Period] = set()
    good: set[str] = set()
    for promise in ctx.edition.promises:
        periods.update(verdict.period for verdict in promise.verdict.record)
        for text in _true_of(ctx, promise):
            true[text].add(promise.id)
    for status in _GOOD:
        texts = (_label(ctx, status, period) for period in periods)
        for text in (verdict_mark.word(ctx, status).label, *texts):
            good.add(text)
    return {text: frozenset(true[text]) for text in good}


def _true_of(ctx: PageContext, promise: PromiseView) -> Iterator[str]:
    yield verdict_mark.mark(ctx, promise).label
    yield verdict_mark.word(ctx, promise.verdict.status).label
    if promise.verdict.last:
        yield verdict_mark.word(ctx, promise.verdict.last).label
    yield from _on_period(ctx, promise.verdict)
    for verdict in promise.verdict.record:
        yield _label(ctx, verdict.status, verdict.period)
    if inside := ctx.insides.get(promise.id):
        states = [inside.live, inside.published.status if inside.published else None]
        yield from (verdict_mark.word(ctx, state).label for state in states if state)
        if inside.published:
            yield from _on_period(ctx, inside.published)


def _on_period(ctx: PageContext, verdict: Verdict) -> Iterator[str]:
    status = verdict.last or verdict.status
    if verdict.period and status is not Status.RETIRED:
        yield _label(ctx, status, verdict.period)


def _label(ctx: PageContext, status: Status, period: Period) -> str:
    return ctx.say(f"status.{status}.label", period=ctx.formats.period(period))
