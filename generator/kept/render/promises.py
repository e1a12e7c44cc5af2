"""Promises: the index of all of them, and a page for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.render import embed, history, inside, marks, quotes, records, stories, structured, voices, workings
from kept.render.cards import card, shortfall
from kept.render.walls import Crumb, chunks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from kept.model.edition import PromiseView
    from kept.render.cards import PromiseCard
    from kept.render.desk import Desk
    from kept.render.page import Page

VOICES_SHOWN = 6
"""How many voices a promise's own page shows; the rest have pages of their own."""
STORIES_SHOWN = 4
INDEX_CHUNK = 100


def pages(desk: Desk) -> Iterator[Page]:
    """The index, then every promise with the pages of its voices."""
    yield from _index(desk)
    for promise in desk.edition.promises:
        yield _page(desk, promise)
        if len(promise.voices) > VOICES_SHOWN:
            yield from voices.of_promise(desk, promise)


def by_stage(desk: Desk, promises: Sequence[PromiseView]) -> list[tuple[str | None, list[PromiseCard]]]:
    """Cards under the title of their stage, stages in the journey's order, those without a stage last."""
    groups: dict[str | None, list[PromiseCard]] = {stage: [] for stage in desk.stages}
    for promise in promises:
        groups.setdefault(promise.stage if promise.stage in desk.stages else None, []).append(card(desk, promise))
    return [(desk.stages[stage].title if stage else None, cards) for stage, cards in groups.items() if cards]


def _index(desk: Desk) -> Iterator[Page]:
    ordered = [one.id for _, cards in by_stage(desk, desk.edition.promises) for one in cards]
    everything = [desk.promises[promise] for promise in ordered]
    for chunk in chunks(desk, "promises/", everything, INDEX_CHUNK):
        title = desk.words.tree.promise.index
        lede = "promise.index-lede" if desk.stages else "promise.index-plain"
        yield desk.page(
            "promises",
            chunk.path,
            section="promises",
            title=chunk.title(title),
            description=desk.say(lede),
            groups=by_stage(desk, chunk.items),
            pager=chunk,
            lede=desk.say(lede),
        )


def _page(desk: Desk, promise: PromiseView) -> Page:
    shown = marks.mark(desk, promise)
    stage = desk.stages.get(promise.stage or "")
    crumbs = [Crumb(desk.words.tree.promise.index, "promises/"), *([Crumb(stage.title)] if stage else [])]
    path = f"promises/{promise.id}/"
    return desk.page(
        "promise",
        path,
        section="promises",
        title=promise.title,
        description=f"{promise.statement} {shown.label}.",
        json_ld=structured.breadcrumbs(desk, [*crumbs[:1], Crumb(promise.title, path)]),
        alternates=embed.alternates(desk, promise),
        crumbs=crumbs,
        promise=promise,
        initials=quotes.initials(promise.owner.name) if promise.owner else "",
        workings=workings.workings(desk, promise),
        strength=workings.strength(desk, promise),
        last=_last(desk, promise),
        due=desk.say("promise.due", day=desk.formats.long_day(promise.due)) if promise.due else "",
        card=card(desk, promise),
        tag=marks.tag(desk, shown, large=True),
        figures=[found for one in promise.verdict.results if (found := marks.figure(desk, one))],
        short=shortfall(desk, promise),
        terms=_terms(desk, promise),
        record=records.record(desk, promise),
        history=history.history(desk, promise),
        voice_cards=[quotes.card(desk, desk.voices[voice]) for voice in promise.voices[:VOICES_SHOWN]],
        story_cards=[stories.card(desk, desk.stories[story]) for story in promise.stories[:STORIES_SHOWN]],
        retired=desk.html(promise.retired.why) if promise.retired else None,
        inside_part=inside.part(desk, promise) if desk.inside else None,
        cite=records.citation(desk, promise),
    )


def _last(desk: Desk, promise: PromiseView) -> Markup | None:
    """What was said last of a retired promise."""
    shown = marks.last_mark(desk, promise)
    return marks.tag(desk, shown) if shown else None


def _terms(desk: Desk, promise: PromiseView) -> list[tuple[str, Markup]]:
    parts = (("counts", promise.counts), ("excludes", promise.excludes), ("remedy", promise.remedy))
    return [(desk.say(f"promise.{name}"), desk.html(text)) for name, text in parts if text]
