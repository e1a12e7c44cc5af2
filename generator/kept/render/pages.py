"""From an edition to all of its pages, and to what the frame around them says."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from kept.render import (
    changes,
    corrections,
    finder,
    home,
    method,
    metrics,
    portal,
    promises,
    restated,
    results,
    roles,
    stories,
    voices,
)
from kept.render.desk import Desk
from kept.render.page import Chrome
from kept.trust.permalinks import RESULTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kept.model.edition import Edition, InternalEdition, PublicEdition
    from kept.render.images import Picture
    from kept.render.page import Page


def public_pages(
    edition: PublicEdition, templates: Sequence[Path], pictures: Mapping[str, Picture] | None = None
) -> Iterator[Page]:
    """Every page of the public site, the home first. `pictures` by the digest of the original."""
    desk = Desk(edition, templates, pictures or {})
    yield home.page(desk)
    yield from chain(promises.pages(desk), voices.pages(desk), stories.pages(desk), metrics.pages(desk))
    yield from _record(desk)
    yield from (_notice(desk, path) for path in edition.notices)
    yield _missing(desk)


def internal_pages(
    edition: InternalEdition, templates: Sequence[Path], pictures: Mapping[str, Picture] | None = None
) -> Iterator[Page]:
    """Every page of the internal site, the home first. `pictures` by the digest of the original."""
    desk = Desk(edition, templates, pictures or {})
    yield portal.page(desk, edition)
    yield from chain(promises.pages(desk), roles.pages(desk, edition), finder.pages(desk, edition))
    yield from chain(voices.pages(desk), stories.pages(desk), metrics.pages(desk))
    yield from _record(desk)
    yield _missing(desk)


def _record(desk: Desk) -> Iterator[Page]:
    """How verdicts come about, and everything they said over time."""
    yield method.page(desk)
    yield from results.pages(desk)
    yield corrections.page(desk)
    yield from changes.pages(desk)


def _missing(desk: Desk) -> Page:
    """What is served where there is no page."""
    words = desk.words.tree.missing
    return desk.page("missing", "404.html", section="", title=words.title, description=words.lede, indexed=False)


def _notice(desk: Desk, path: str) -> Page:
    """What stands where something was published once and is not shown any more. It names nobody and nothing."""
    words = desk.words.tree.notice
    return desk.page("notice", path, section="", title=words.title, description=words.lede, indexed=False)


def chrome(edition: Edition) -> Chrome:
    """What the frame around every page says. A tab whose section is empty is left out."""
    desk = Desk(edition, (), {})
    publisher, say, inside = edition.publisher, desk.say, desk.inside
    tabs = _inside_tabs(inside) if inside else _public_tabs(edition)
    return Chrome(
        audience="internal" if inside else "public",
        site_name=say(f"site.{'internal' if inside else 'public'}", organisation=publisher.name),
        organisation=publisher.name,
        locale=publisher.locale,
        site_url=publisher.site_url,
        tabs=tuple((section, say(f"tabs.{section}"), path) for section, path in tabs),
        ribbon=_ribbon(desk),
        preview=edition.proposed is not None,
        footer=tuple(_footer(desk)),
        footer_links=tuple((say(f"tabs.{section}"), path) for section, path in tabs) + tuple(_record_links(desk)),
        correction=(say("site.mistake"), publisher.corrections) if publisher.corrections else None,
    )


def _ribbon(desk: Desk) -> str | None:
    proposed = desk.edition.proposed
    lines = [] if proposed is None else [desk.say("site.preview", len(proposed))]
    return " ".join([*lines, *([desk.say("site.ribbon")] if desk.inside else [])]) or None


def _record_links(desk: Desk) -> Iterator[tuple[str, str]]:
    if any(promise.verdict.record for promise in desk.edition.promises):
        yield desk.words.tree.results.index, RESULTS
    if desk.edition.metrics:
        yield desk.say("site.all-figures"), "metrics/"
    yield desk.words.tree.corrections.title, restated.PAGE
    yield desk.words.tree.changes.title, changes.ROOT


def _public_tabs(edition: Edition) -> list[tuple[str, str]]:
    tabs = [("promises", "")]
    tabs += [("voices", "voices/")] if edition.voices else []
    tabs += [("stories", "stories/")] if edition.stories else []
    return [*tabs, ("method", "method/")]


def _inside_tabs(edition: InternalEdition) -> list[tuple[str, str]]:
    tabs = [("promises", "")]
    tabs += [("roles", "roles/")] if edition.roles else []
    return [*tabs, ("evidence", "evidence/"), ("method", "method/")]


def _footer(desk: Desk) -> Iterator[str]:
    publisher = desk.edition.publisher
    day = desk.formats.long_day(desk.edition.as_of)
    if desk.demo:
        yield desk.demo
    yield publisher.note or desk.say("site.published-by", organisation=publisher.name)
    yield desk.say("site.closed-inside" if desk.inside else "site.closed", day=day)
