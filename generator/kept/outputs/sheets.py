"""The sheet that sales hands out: one printed page about a promise, a story or a sector. Public only.

It leaves the site on paper, so it carries all that makes it credible, its day, and the address to check it at. Words of
speakers are on it only with their permission for the output `one_page`. What does not fit is left out whole, and the
sheet says where all of it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kept.components import callouts, data_marks, promise_card, record, sectors, voice_card
from kept.language import markup
from kept.model.fields import Audience
from kept.model.page import Asset
from kept.model.verdict import Status
from kept.outputs.output import needs_permission, output

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kept.components.callouts import Callout
    from kept.components.page_context import PageContext
    from kept.components.promise_card import PromiseCard
    from kept.components.sectors import Sector
    from kept.model.edition import PromiseView, StoryView, VoiceView
    from kept.model.stated import MarkedText

OUTPUT = needs_permission("one_page", "*/*/one-page/*")
"""The output whose permission a voice or a story needs to be here."""
FOLDER = "one-page/"
LONGEST_VOICE = 420
"""Characters; a longer one is left out rather than cut."""
_VOICES, _STORIES, _PROMISES = 3, 2, 5
_GOOD = frozenset({Status.KEPT, Status.MEASURING, Status.IN_PROGRESS, Status.RETIRED})
_LINES = 56
"""So many lines of plain text fill a sheet."""
_WIDTH = 92
"""Letters of a line of plain text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A speaker's words with everything that must stand beside them."""

    words: str
    quoted: bool
    attributes: str
    who: str
    notes: tuple[str, ...]
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What one page says, block by block. Every block may be missing."""

    page: str
    """The page it is a sheet of, from the site's root: `promises/on-time/`."""
    eyebrow: str
    title: str
    qualifier: str = ""
    lede: str = ""
    attributes: str = ""
    card: PromiseCard | None = None
    summarised: MarkedText | None = None
    """The record, in one sentence."""
    short: tuple[tuple[str, str], ...] = ()
    """Of a miss: what was said about it."""
    terms: tuple[tuple[str, str], ...] = ()
    numbers: tuple[Callout, ...] = ()
    told: tuple[tuple[str, str], ...] = ()
    """Of a sector: title and summary of its stories."""
    facts: tuple[tuple[str, str], ...] = ()
    quotes: tuple[Quote, ...] = ()
    promises: tuple[PromiseCard, ...] = ()

    @property
    def says(self) -> tuple[MarkedText, ...]:
        """What must stand on it: each verdict with its figure and target."""
        own = self.card
        more = own.figure.more if own and own.figure else ()
        said = (self.summarised,) if self.summarised else ()
        return data_marks.all_of(*(one.says for one in (*([own] if own else []), *self.promises)), more, said)

    @property
    def summary(self) -> str:
        """The record in one sentence, with its mark."""
        return data_marks.shown(self.summarised) if self.summarised else ""

    @property
    def path(self) -> str:
        """Where it stands, from the site's root."""
        return f"{self.page}{FOLDER}"

    @property
    def name(self) -> str:
        """What its file is called where it stands alone: `promise-on-time.html`."""
        return self.page.strip("/").replace("/", "-") + ".html"


def are_made(ctx: PageContext) -> bool:
    """True for a public site that is no preview."""
    return ctx.inside is None and ctx.edition.proposed is None


def sheets(ctx: PageContext) -> Iterator[Sheet]:
    """Every sheet of the public site, each cut to one page; nothing inside and in a preview."""
    if not are_made(ctx):
        return
    yield from (fitted(_of_promise(ctx, one)) for one in ctx.edition.promises)
    yield from (fitted(_of_story(ctx, one)) for one in ctx.edition.stories if OUTPUT in one.outputs)
    yield from (fitted(one) for sector in sectors.sectors(ctx) if (one := _of_sector(ctx, sector)))


@output(Audience.PUBLIC)
def assets(ctx: PageContext) -> Iterator[Asset]:
    """Each as a page of its own."""
    for sheet in sheets(ctx):
        html = document(ctx, sheet, ctx.up(sheet.path))
        yield Asset(path=f"{sheet.path}index.html", content=html.encode(), says=sheet.says)


def alone(ctx: PageContext, wanted: str) -> Mapping[str, str]:
    """By file name: the sheets of an id, as documents that need nothing beside them."""
    base = ctx.url("") or ""
    found = (one for one in sheets(ctx) if one.page.strip("/").partition("/")[2] == wanted)
    return {one.name: document(ctx, one, base, fonts=False) for one in found}


def has_one(ctx: PageContext, item: StoryView | Sector) -> bool:
    """True where there is a sheet of a story or a sector."""
    if not are_made(ctx):
        return False
    if isinstance(item, sectors.Sector):
        items: tuple[VoiceView | StoryView, ...] = (*item.voices, *item.stories)
        return any(OUTPUT in one.outputs for one in items)
    return OUTPUT in item.outputs


def document(ctx: PageContext, sheet: Sheet, up: str, *, fonts: bool = True) -> str:
    """A sheet as HTML.

    Args:
        ctx: the edition it is of.
        sheet: what it says.
        up: what its links begin with.
        fonts: whether the site's font lies beside it.
    """
    publisher = ctx.edition.publisher
    note = publisher.note or ctx.say("site.published-by", organisation=publisher.name)
    html = ctx.drawn(
        "sheet/sheet.html",
        up=up,
        fonts=fonts,
        sheet=sheet,
        canonical=ctx.url(sheet.page),
        address=(ctx.url(sheet.page) or "").partition("://")[2].rstrip("/"),
        method=(ctx.url("method/") or "").partition("://")[2].rstrip("/"),
        imprint=f"{note} {ctx.demo}" if ctx.demo else note,
        day=ctx.formats.long_day(ctx.edition.as_of),
    )
    return f"{html}\n"


def fitted(sheet: Sheet) -> Sheet:
    """The sheet without what does not fit on one page: first quotes from the last, then promises, terms, facts."""
    while (height := lines(sheet)) > _LINES:
        shorter = _shorter(sheet)
        if shorter is None or lines(shorter) >= height:
            return sheet
        sheet = shorter
    return sheet


def _shorter(sheet: Sheet) -> Sheet | None:
    for name in ("quotes", "told", "promises", "facts", "terms"):
        if block := getattr(sheet, name):
            return replace(sheet, **{name: block[:-1]})
    return None


def lines(sheet: Sheet) -> float:
    """How high a sheet is, in lines of plain text, estimated from the length of its words; rather too high."""
    head = 9.0 + 2.4 * _wrapped(sheet.title, 36) + 1.5 * _wrapped(sheet.lede, 74) + 1.5 * _wrapped(sheet.qualifier, 74)
    verdict = (7.5 if sheet.card.figure else 3.5) if sheet.card else 0
    rows = sum(1.2 + _wrapped(text, _WIDTH) for _, text in (*sheet.short, *sheet.told))
    columns = 3 + max((_wrapped(text, 28) for _, text in sheet.terms), default=-3)
    numbers = 9 if sheet.numbers else 0
    facts = sum(_wrapped(text, 70) for _, text in sheet.facts)
    quotes = sum(
        3.6 + 1.5 * _wrapped(one.words, 72) + sum(_wrapped(note, _WIDTH) for note in one.notes) for one in sheet.quotes
    )
    promises = sum(2.2 + _wrapped(one.statement, 60) for one in sheet.promises)
    headings = 2.5 * sum(map(bool, (sheet.short, sheet.told, sheet.facts, sheet.quotes, sheet.promises)))
    return head + verdict + rows + columns + numbers + facts + quotes + promises + headings


def _wrapped(text: str, letters: int) -> int:
    return -(-len(text) // letters)


def _of_promise(ctx: PageContext, promise: PromiseView) -> Sheet:
    card, short = promise_card.card(ctx, promise), promise_card.shortfall(ctx, promise)
    said = (("why", short.why), ("customers-got", short.customers_got)) if short else ()
    terms = (("counts", promise.counts), ("excludes", promise.excludes), ("remedy", promise.remedy))
    fair = promise.verdict.status in _GOOD
    voices = [ctx.voices[one] for one in promise.voices]
    return Sheet(
        page=f"promises/{promise.id}/",
        eyebrow=ctx.words.tree.embed.eyebrow,
        title=promise.statement,
        qualifier=promise.qualifier or "",
        card=card,
        summarised=record.summary_said(ctx, promise) if promise.verdict.record else None,
        short=tuple((ctx.say(f"promise.{name}"), text.striptags()) for name, text in said if text),
        terms=tuple((ctx.say(f"promise.{name}"), markup.plain(text)) for name, text in terms if text),
        quotes=_quotes(ctx, [voice for voice in voices if fair or voice.tone != "praise"]),
    )


def _of_story(ctx: PageContext, story: StoryView) -> Sheet:
    words = ctx.words.tree.story
    facts = (
        (words.place, story.place),
        (words.dates, ctx.formats.span(story.start, story.end)),
        (words.terms, story.terms),
        (ctx.words.tree.voice.expected, story.expected),
    )
    return Sheet(
        page=f"stories/{story.id}/",
        eyebrow=", ".join(part for part in (story.customer, story.sector) if part),
        title=story.title,
        lede=story.summary,
        attributes=voice_card.attributes(ctx, story.lang, story.body),
        numbers=tuple(callouts.callout(ctx, one) for one in story.callouts[:3]),
        facts=tuple((label, value) for label, value in facts if value),
        quotes=_quotes(ctx, [ctx.voices[one] for one in story.voices]),
        promises=_cards(ctx, story.promises),
    )


def _of_sector(ctx: PageContext, sector: Sector) -> Sheet | None:
    stories = [one for one in sector.stories if OUTPUT in one.outputs]
    quotes = _quotes(ctx, sector.voices)
    if not stories and not quotes:
        return None
    return Sheet(
        page=sector.path,
        eyebrow=ctx.words.tree.story.sector,
        title=sector.title,
        told=tuple((f"{one.customer}: {one.title}", one.summary) for one in stories[:_STORIES]),
        quotes=quotes,
        promises=_cards(ctx, sector.promises),
    )


def _cards(ctx: PageContext, promises: tuple[str, ...]) -> tuple[PromiseCard, ...]:
    return tuple(promise_card.card(ctx, ctx.promises[one]) for one in promises[:_PROMISES])


def _quotes(ctx: PageContext, voices: Sequence[VoiceView]) -> tuple[Quote, ...]:
    """The newest short quotes whose speakers permitted this, one that is no praise among them where there is any."""
    permitted = [one for one in voices if OUTPUT in one.outputs and len(markup.plain(one.body)) <= LONGEST_VOICE]
    return tuple(_quote(ctx, one) for one in voice_card.newest(permitted, _VOICES))


def _quote(ctx: PageContext, voice: VoiceView) -> Quote:
    return Quote(
        words=markup.plain(voice.body),
        quoted=voice.edit != "paraphrase",
        attributes=voice_card.attributes(ctx, voice.lang, voice.body),
        who=", ".join(part for part in (voice_card.called(ctx, voice), voice_card.about(voice)) if part),
        notes=tuple(
            part
            for part in (voice.disclosure, *voice_card.notes(ctx, voice), *voice_card.then_note(ctx, voice))
            if part
        ),
        line=voice_card.line(ctx, voice),
    )
