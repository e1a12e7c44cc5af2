"""Stories: their cards, the list, and a page for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.render import quotes, structured
from kept.render.walls import Crumb, chunks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from kept.model.edition import CalloutView, ImageView, StoryView
    from kept.render.desk import Desk
    from kept.render.images import Picture
    from kept.render.page import Page

CHUNK = 40
CALLOUTS = 3
"""How many callouts a card shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Callout:
    """A number of a story with where it comes from."""

    label: str
    display: Markup
    notes: tuple[str, ...]
    source: str | None
    metric: str | None
    metric_title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCard:
    """A story as it stands in a list."""

    id: str
    title: str
    summary: str
    customer: str
    when: str
    attributes: Markup
    callouts: tuple[Callout, ...]
    picture: tuple[ImageView, Picture] | None


def card(desk: Desk, story: StoryView) -> StoryCard:
    """The card of a story."""
    pictures = _pictures(desk, story)
    return StoryCard(
        id=story.id,
        title=story.title,
        summary=story.summary,
        customer=", ".join(part for part in (story.customer, story.place) if part),
        when=desk.formats.month(story.end or story.start),
        attributes=quotes.attributes(desk, story.lang),
        callouts=tuple(_callout(desk, one) for one in story.callouts[:CALLOUTS]),
        picture=pictures[0] if pictures else None,
    )


def _pictures(desk: Desk, story: StoryView) -> list[tuple[ImageView, Picture]]:
    return [(image, desk.pictures[image.digest]) for image in story.images if image.digest in desk.pictures]


def _callout(desk: Desk, callout: CalloutView) -> Callout:
    return Callout(
        label=callout.label,
        display=desk.formats.display(callout.value),
        notes=tuple(part for part in (callout.note, _period(desk, callout)) if part),
        source=callout.source,
        metric=callout.metric,
        metric_title=desk.metrics[callout.metric].title if callout.metric in desk.metrics else None,
    )


def _period(desk: Desk, callout: CalloutView) -> str | None:
    """The callout's period as everything else writes periods, where it is one of its metric's."""
    metric = desk.metrics.get(callout.metric or "")
    if metric is None or callout.period is None:
        return callout.period
    try:
        return desk.formats.period(metric.calendar.period(callout.period))
    except ValueError:
        return callout.period


def pages(desk: Desk) -> Iterator[Page]:
    """The list, and a page for each story. Nothing where there are no stories."""
    if not desk.edition.stories:
        return
    if not desk.inside:
        title = desk.words.tree.story.index
        lede = desk.say("story.lede", len(desk.edition.stories))
        for chunk in chunks(desk, "stories/", desk.edition.stories, CHUNK):
            yield desk.page(
                "stories",
                chunk.path,
                section="stories",
                title=chunk.title(title),
                description=lede,
                indexed=chunk.number == 1,
                lede=lede,
                cards=[card(desk, story) for story in chunk.items],
                pager=chunk,
            )
    for story in desk.edition.stories:
        yield _page(desk, story)


def _page(desk: Desk, story: StoryView) -> Page:
    path = f"stories/{story.id}/"
    inside = desk.inside is not None
    index = structured.parent(desk, "story", "stories/")
    return desk.page(
        "story",
        path,
        section="evidence" if inside else "stories",
        title=story.title,
        description=story.summary,
        json_ld=[*structured.article(desk, story), *structured.breadcrumbs(desk, [index, Crumb(story.title, path)])],
        crumbs=[index],
        story=story,
        attributes=quotes.attributes(desk, story.lang),
        callouts=[_callout(desk, one) for one in story.callouts],
        body=desk.html(story.body),
        facts=_facts(desk, story),
        promises=[desk.promises[promise] for promise in story.promises],
        voice_cards=[quotes.card(desk, desk.voices[voice]) for voice in story.voices],
        pictures=_pictures(desk, story),
    )


def _facts(desk: Desk, story: StoryView) -> list[tuple[str, str]]:
    words, formats = desk.words.tree.story, desk.formats
    approved = [part for part in (story.customer_approved_by,) if part]
    if story.customer_approved_on:
        approved.append(formats.long_day(story.customer_approved_on))
    facts = (
        (words.customer, story.customer),
        (words.sector, story.sector),
        (words.place, story.place),
        (words.dates, formats.span(story.start, story.end)),
        (words.approved if story.customer_approved_by else words.approved_on, ", ".join(approved)),
        (words.terms, story.terms),
        (desk.words.tree.voice.expected, story.expected),
        (words.review, formats.long_day(story.review_by) if story.review_by else None),
    )
    return [(label, value) for label, value in facts if value]
