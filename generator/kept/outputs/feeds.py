"""The site's log for feed readers: Atom and JSON Feed, on each site whose address is known.

An entry is a statement of the organisation about a promise or a metric. It contains no speaker's words, so it needs no
permission.

Source:
    RFC 4287, The Atom Syndication Format; JSON Feed version 1.1.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from kept.components.site_log import log
from kept.language import markup
from kept.model.fields import Audience
from kept.model.page import Asset
from kept.outputs.output import needs_permission, output

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from kept.components.page_context import PageContext
    from kept.components.site_log import Line

needs_permission("feeds", "feeds/*")

ROOT = "feeds/"
ATOM, JSON = f"{ROOT}changes.xml", f"{ROOT}changes.json"
NEWEST = 100
"""The number of entries in a feed; the pages have all of them."""
_CHANGES = "changes/"
_NAMES = (("Atom", ATOM, "application/atom+xml"), ("JSON Feed", JSON, "application/feed+json"))
_NAMESPACE = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot contain, not even escaped."""


class Entry(NamedTuple):
    """One event of the log as a feed entry."""

    urn: str
    url: str
    title: str
    text: str
    moment: str
    kind: str


@output(*Audience)
def assets(ctx: PageContext) -> Iterator[Asset]:
    """Both feeds; none where the site's address is unknown, because entries must link to the site."""
    if ctx.url("") is None:
        return
    entries = [_entry(ctx, key, line) for key, line in _keyed(log(ctx))][:NEWEST]
    yield Asset(path=ATOM, content=_atom(ctx, entries))
    yield Asset(path=JSON, content=_json(ctx, entries))


def links(ctx: PageContext) -> list[tuple[str, str]]:
    """(name, path) of each feed."""
    return [(name, path) for name, path, _ in _NAMES] if _has_any(ctx) else []


def alternates(ctx: PageContext) -> tuple[tuple[str, str, str], ...]:
    """The links to the feeds in the head of a page: (media type, title, URL)."""
    if not _has_any(ctx):
        return ()
    return tuple((kind, f"{_title(ctx)} ({name})", ctx.url(path) or path) for name, path, kind in _NAMES)


def _has_any(ctx: PageContext) -> bool:
    return ctx.url("") is not None


def _keyed(lines: Iterable[Line]) -> Iterator[tuple[str, Line]]:
    """Each line with a unique key. Duplicates are numbered from the oldest, so that later ones change no key."""
    seen: Counter[str] = Counter()
    keyed = []
    for line in reversed(list(lines)):
        seen[line.key] += 1
        keyed.append((line.key if seen[line.key] == 1 else f"{line.key} {seen[line.key]}", line))
    return reversed(keyed)


def _entry(ctx: PageContext, key: str, line: Line) -> Entry:
    why = f" {' '.join(markup.plain(line.words).split())}" if line.words else ""
    return Entry(
        # A permanent id, made from the event and not from its text.
        urn=f"urn:uuid:{uuid5(NAMESPACE_URL, ctx.url(key) or key)}",
        url=ctx.url(line.path) or line.path,
        title=line.title,
        text=f"{line.says}{why}",
        moment=_moment(line.on),
        kind=line.kind,
    )


def _moment(day: date) -> str:
    """A day as RFC 3339 requires; the time is not known."""
    return f"{day.isoformat()}T00:00:00Z"


def _title(ctx: PageContext) -> str:
    title = ctx.say("site.internal" if ctx.inside else "site.public", organisation=ctx.edition.publisher.name)
    return ctx.say("changes.feed", title=title, changes=ctx.words.tree.changes.title)


def _about(ctx: PageContext) -> str:
    """The description of the feed; for a demo or preview it says so."""
    proposed = ctx.edition.proposed
    preview = None if proposed is None else ctx.say("site.preview", len(proposed))
    return " ".join(filter(None, [ctx.words.tree.changes.lede, ctx.demo, preview]))


def _json(ctx: PageContext, entries: list[Entry]) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(ctx),
        "description": _about(ctx),
        "home_page_url": ctx.url(_CHANGES),
        "feed_url": ctx.url(JSON),
        "language": ctx.formats.tag,
        "authors": [{"name": ctx.edition.publisher.name, "url": ctx.url("")}],
        "items": [
            {
                "id": entry.urn,
                "url": entry.url,
                "title": entry.title,
                "content_text": entry.text,
                "date_published": entry.moment,
                "tags": [entry.kind],
            }
            for entry in entries
        ],
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()


def _atom(ctx: PageContext, entries: list[Entry]) -> bytes:
    feed = ET.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": ctx.formats.tag})
    _add(feed, "id", ctx.url(ATOM))
    _add(feed, "title", _title(ctx))
    _add(feed, "subtitle", _about(ctx))
    _add(feed, "updated", entries[0].moment if entries else _moment(ctx.edition.as_of))
    _add(feed, "link", rel="self", type="application/atom+xml", href=ctx.url(ATOM) or "")
    _add(feed, "link", rel="alternate", type="text/html", href=ctx.url(_CHANGES) or "")
    _add(ET.SubElement(feed, "author"), "name", ctx.edition.publisher.name)
    for entry in entries:
        told = ET.SubElement(feed, "entry")
        _add(told, "id", entry.urn)
        _add(told, "title", entry.title)
        _add(told, "updated", entry.moment)
        _add(told, "published", entry.moment)
        _add(told, "link", rel="alternate", type="text/html", href=entry.url)
        _add(told, "category", term=entry.kind)
        _add(told, "content", entry.text)
    ET.indent(feed, " ")
    text = ET.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = text and _NOT_IN_XML.sub("\ufffd", text)
