"""The evidence finder: everything on file, whether it may be used, and where. Its settings live in the address.

Without script the lists of each kind and of each promise are pages; with it, every page filters the whole list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components import may_use, voice_card
from kept.components.newest import newest
from kept.components.pagination import Choice, chunks, place
from kept.language import markup
from kept.model.when import earliest
from kept.pages.page import on_internal_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kept.components.page_context import PageContext
    from kept.model.edition import EvidenceEntry, InternalEdition
    from kept.model.page import Page

CHUNK = 40
PROMISES = 12
"""With more promises than this, the choice of a promise is its own page."""
KINDS = {"voice": "voices", "story": "stories", "metric": "metrics"}
"""Each kind with the folder of its pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One item."""

    path: str
    kind: str
    """Its id: `voice`, `story`, `metric`."""
    label: str
    """What it is, in words."""
    title: str
    """Who spoke, or what it is called."""
    words: str
    """The quote, the story in short, or what is measured."""
    lang: str | None
    tone: str | None
    disclosure: str | None
    promises: tuple[tuple[str, str], ...]
    stages: tuple[str, ...]
    sector: str | None
    dated: str
    iso: str
    may: str
    """Whether it may be used, where and until when."""
    may_not: tuple[str, ...]
    uses: tuple[str, ...]
    until: str
    """The last day on which it may be used, as in `2027-11-20`; empty where no day is set."""
    ends_soon: bool
    copies: str
    """The words with everything that must stand beside them, and the public link; empty where they stay inside."""
    public: str | None
    """Its page on the public site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One filter with what can be chosen: (value, label)."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


@on_internal_site
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
    is_whole = promise is None and kind is None
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
            settings=_settings(ctx, rows) if is_whole and chunk.number == 1 else (),
            others=[place(chunk.base, number) for number in range(2, chunk.pages + 1)],
            total=len(rows),
            says=ctx.say("finder.found", shown="{shown}", all="{all}"),
        )


def _settings(ctx: PageContext, rows: Iterable[Row]) -> tuple[Setting, ...]:
    """The filters with everything that occurs in these rows; one that would leave nothing to choose is left out."""
    words, rows = ctx.words.tree.finder, list(rows)
    used = {promise for row in rows for promise, _ in row.promises}
    staged = {stage for row in rows for stage in row.stages}
    sectors = sorted({row.sector for row in rows if row.sector}, key=str.casefold)
    tones = [tone for tone in ("praise", "mixed", "criticism") if any(row.tone == tone for row in rows)]
    settings = (
        ("promise", words.by_promise, [(one.id, one.title) for one in ctx.edition.promises if one.id in used]),
        ("kind", words.kinds, [(kind, ctx.say(f"finder.kinds-of.{kind}")) for kind in KINDS]),
        ("stage", words.stage, [(one.id, one.title) for one in ctx.edition.stages if one.id in staged]),
        ("sector", words.sector, [(sector, sector) for sector in sectors]),
        ("tone", words.tone, [(tone, ctx.say(f"voice.tones.{tone}")) for tone in tones]),
        ("use", words.use, [(use, ctx.say(f"may.where.{use}")) for use in may_use.USES]),
    )
    return tuple(Setting(name=name, label=label, options=tuple(found)) for name, label, found in settings if found)


def _promises(ctx: PageContext, current: str | None) -> list[Choice]:
    """The promises to choose from; empty where that list would be longer than the page."""
    if not 1 < len(ctx.promises) <= PROMISES:
        return []
    used = {promise for entry in (ctx.inside.evidence if ctx.inside else ()) for promise in entry.promises}
    every = Choice(ctx.words.tree.finder.every, base(None), current is None)
    found = [promise for promise in ctx.edition.promises if promise.id in used]
    return [every, *(Choice(promise.title, base(promise.id), promise.id == current) for promise in found)]


def _row(ctx: PageContext, entry: EvidenceEntry) -> Row:
    path = f"{KINDS[entry.kind]}/{entry.id}/"
    title, words, lang, tone = _said(ctx, entry)
    public = ctx.inside.public_url if ctx.inside and entry.on_public_site else None
    link = f"{public.rstrip('/')}/{path}" if public else None
    staged = (ctx.promises[promise].stage for promise in entry.promises)
    return Row(
        path=path,
        kind=entry.kind,
        label=ctx.say(f"finder.kind.{entry.kind}"),
        title=title,
        words=words,
        lang=lang,
        tone=tone,
        disclosure=entry.disclosure,
        promises=tuple((promise, ctx.promises[promise].title) for promise in entry.promises),
        stages=tuple(dict.fromkeys(stage for stage in staged if stage)),
        sector=entry.sector,
        dated=ctx.formats.when(entry.dated) if entry.dated else "",
        iso=earliest(entry.dated).isoformat() if entry.dated else "",
        may=may_use.may(ctx, entry),
        may_not=tuple(may_use.may_not(ctx, entry)),
        uses=tuple(use for use in may_use.USES if use in entry.uses),
        until=entry.usable_until.isoformat() if entry.usable_until else "",
        ends_soon=bool(entry.usable_until and (entry.usable_until - ctx.edition.as_of).days < 60),  # noqa: PLR2004  as KPT312
        copies=_copies(ctx, entry, words, link) if entry.uses else "",
        public=link,
    )


def _said(ctx: PageContext, entry: EvidenceEntry) -> tuple[str, str, str | None, str | None]:
    """Of an item: who or what it is, its words, their language where it is not the site's, and their tone."""
    if voice := ctx.voices.get(entry.id) if entry.kind == "voice" else None:
        who = ", ".join(part for part in (voice_card.called(ctx, voice), voice_card.about(voice)) if part)
        return who, markup.plain(voice.body), voice.lang, voice.tone
    if story := ctx.stories.get(entry.id) if entry.kind == "story" else None:
        about = ", ".join(part for part in (story.customer, story.place) if part)
        return story.title, f"{about}. {markup.plain(story.summary)}", story.lang, None
    metric = ctx.metrics.get(entry.id)
    return entry.title, markup.plain(metric.definition) if metric else "", None, None


def _copies(ctx: PageContext, entry: EvidenceEntry, words: str, link: str | None) -> str:
    """What the button copies: nothing that must stand beside the words is left out."""
    if voice := ctx.voices.get(entry.id) if entry.kind == "voice" else None:
        quoted = words if voice.edit == "paraphrase" else f"“{words}”"
        return "\n".join(part for part in (quoted, voice_card.beside(ctx, voice), link) if part)
    if story := ctx.stories.get(entry.id) if entry.kind == "story" else None:
        return "\n".join(part for part in (story.title, words, story.expected, story.terms, link) if part)
    value = newest(ctx, entry.id) if entry.id in ctx.metrics else None
    return "\n".join(part for part in (f"{entry.title}: {value}" if value else entry.title, link) if part)
