"""The evidence list: everything on file, by kind and promise. Every option of the filter is its own page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components.pagination import Choice, chunks
from kept.model.when import earliest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kept.components.page_context import PageContext
    from kept.model.edition import EvidenceEntry, InternalEdition
    from kept.model.page import Page

CHUNK = 100
PROMISES = 12
"""With more promises than this, the choice of a promise is its own page."""
KINDS = {"voice": "voices", "story": "stories", "metric": "metrics"}
"""By kind: the folder of its pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One item."""

    path: str
    kind: str
    title: str
    disclosure: str | None
    promises: tuple[tuple[str, str], ...]
    sector: str | None
    dated: str
    iso: str
    public: bool
    channels: str
    until: str
    ends_soon: bool


def pages(ctx: PageContext, edition: InternalEdition) -> Iterator[Page]:
    """The whole list, the list of each kind, of each promise, and of each kind for a promise."""
    rows = [(entry, _row(ctx, entry)) for entry in edition.evidence]
    by_promise: dict[str, list[tuple[EvidenceEntry, Row]]] = {promise: [] for promise in ctx.promises}
    for entry, row in rows:
        for promise in entry.promises:
            by_promise[promise].append((entry, row))
    yield from _family(ctx, rows, None)
    for promise, found in by_promise.items():
        if found:
            yield from _family(ctx, found, promise)


def base(promise: str | None, kind: str | None = None) -> str:
    """The path of the list for a promise and a kind."""
    of_promise = f"promise/{promise}/" if promise else ""
    return f"evidence/{of_promise}" + (f"kind/{kind}/" if kind else "")


def _family(ctx: PageContext, rows: Sequence[tuple[EvidenceEntry, Row]], promise: str | None) -> Iterator[Page]:
    kinds = [kind for kind in KINDS if any(entry.kind == kind for entry, _ in rows)]
    for kind in (None, *(kinds if len(kinds) > 1 else ())):
        found = [row for entry, row in rows if kind in {None, entry.kind}]
        yield from _list(ctx, found, kinds, promise, kind)


def _list(
    ctx: PageContext, rows: Sequence[Row], kinds: Sequence[str], promise: str | None, kind: str | None
) -> Iterator[Page]:
    words = ctx.words.tree.finder
    choices = [Choice(words.all, base(promise), kind is None)]
    choices += [Choice(ctx.say(f"finder.kinds-of.{one}"), base(promise, one), one == kind) for one in kinds]
    about = ctx.promises[promise].title if promise else ""
    title = ": ".join(part for part in (words.index, about, ctx.say(f"finder.kinds-of.{kind}") if kind else "") if part)
    for chunk in chunks(ctx, base(promise, kind), rows, CHUNK):
        yield ctx.page(
            "evidence",
            chunk.path,
            section="evidence",
            title=chunk.title(title),
            description=ctx.say("finder.lede", len(rows)),
            heading=words.index,
            lede=ctx.say("finder.lede", len(rows)),
            kinds=choices if len(choices) > 2 else [],  # noqa: PLR2004  one kind is no choice
            promises=_promises(ctx, promise),
            promise=ctx.promises[promise] if promise else None,
            pager=chunk,
            rows=chunk.items,
        )


def _promises(ctx: PageContext, current: str | None) -> list[Choice]:
    """The promises to choose from; empty where that list would be longer than the page."""
    if not 1 < len(ctx.promises) <= PROMISES:
        return []
    used = {promise for entry in (ctx.inside.evidence if ctx.inside else ()) for promise in entry.promises}
    every = Choice(ctx.words.tree.finder.every, base(None), current is None)
    found = [promise for promise in ctx.edition.promises if promise.id in used]
    return [every, *(Choice(promise.title, base(promise.id), promise.id == current) for promise in found)]


def _row(ctx: PageContext, entry: EvidenceEntry) -> Row:
    formats = ctx.formats
    return Row(
        path=f"{KINDS[entry.kind]}/{entry.id}/",
        kind=ctx.say(f"finder.kind.{entry.kind}"),
        title=entry.title,
        disclosure=entry.disclosure,
        promises=tuple((promise, ctx.promises[promise].title) for promise in entry.promises),
        sector=entry.sector,
        dated=formats.when(entry.dated) if entry.dated else "",
        iso=earliest(entry.dated).isoformat() if entry.dated else "",
        public=entry.on_public_site,
        channels=ctx.words.join(ctx.say(f"voice.channel-names.{channel}") for channel in entry.channels),
        until=formats.day(entry.good_until) if entry.good_until else "",
        ends_soon=bool(entry.good_until and (entry.good_until - ctx.edition.as_of).days <= 60),  # noqa: PLR2004  as KPT312
    )
