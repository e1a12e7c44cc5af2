"""The site's log for feed readers: Atom and JSON Feed. Public only, and only where it is known where the site stands.

An entry is what the organisation says of a promise or a figure; no speaker's words are in it, so nobody's permission
is needed.

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

from kept import markup
from kept.render.log import log
from kept.render.page import Asset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from kept.render.desk import Desk
    from kept.render.log import Line

ROOT = "feeds/"
ATOM, JSON = f"{ROOT}changes.xml", f"{ROOT}changes.json"
NEWEST = 100
"""How many entries a feed has; the pages have all of them."""
_CHANGES = "changes/"
_NAMES = (("Atom", ATOM, "application/atom+xml"), ("JSON Feed", JSON, "application/feed+json"))
_NAMESPACE = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write, not even escaped."""


class Entry(NamedTuple):
    """One line of the log, as a feed tells it."""

    urn: str
    url: str
    title: str
    text: str
    moment: str
    kind: str


def assets(desk: Desk) -> Iterator[Asset]:
    """Both feeds; nothing where the site's address is not known, because an entry must lead back to it."""
    if desk.url("") is None:
        return
    entries = [_entry(desk, key, line) for key, line in _keyed(log(desk))][:NEWEST]
    yield Asset(path=ATOM, content=_atom(desk, entries))
    yield Asset(path=JSON, content=_json(desk, entries))


def links(desk: Desk) -> list[tuple[str, str]]:
    """(name, path) of each feed there is."""
    return [(name, path) for name, path, _ in _NAMES] if _has_any(desk) else []


def alternates(desk: Desk) -> tuple[tuple[str, str, str], ...]:
    """What a page says of the feeds to whoever wants to follow it: (media type, title, URL)."""
    if not _has_any(desk):
        return ()
    return tuple((kind, f"{_title(desk)} ({name})", desk.url(path) or path) for name, path, kind in _NAMES)


def _has_any(desk: Desk) -> bool:
    return desk.inside is None and desk.url("") is not None


def _keyed(lines: Iterable[Line]) -> Iterator[tuple[str, Line]]:
    """Each line with a key that no other has, the oldest first numbered so that newer ones change nothing."""
    seen: Counter[str] = Counter()
    keyed = []
    for line in reversed(list(lines)):
        seen[line.key] += 1
        keyed.append((line.key if seen[line.key] == 1 else f"{line.key} {seen[line.key]}", line))
    return reversed(keyed)


def _entry(desk: Desk, key: str, line: Line) -> Entry:
    why = f" {' '.join(markup.plain(line.words).split())}" if line.words else ""
    return Entry(
        # A name that stays: made from what the entry is about, not from what it says.
        urn=f"urn:uuid:{uuid5(NAMESPACE_URL, desk.url(key) or key)}",
        url=desk.url(line.path) or line.path,
        title=line.title,
        text=f"{line.says}{why}",
        moment=_moment(line.on),
        kind=line.kind,
    )


def _moment(day: date) -> str:
    """A day, as RFC 3339 wants it; nothing here is known to the minute."""
    return f"{day.isoformat()}T00:00:00Z"


def _title(desk: Desk) -> str:
    title = desk.say("site.public", organisation=desk.edition.publisher.name)
    return desk.say("changes.feed", title=title, changes=desk.words.tree.changes.title)


def _about(desk: Desk) -> str:
    """What the feed is about, and of a demo or a preview that it is one."""
    proposed = desk.edition.proposed
    preview = None if proposed is None else desk.say("site.preview", len(proposed))
    return " ".join(filter(None, [desk.words.tree.changes.lede, desk.demo, preview]))


def _json(desk: Desk, entries: list[Entry]) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(desk),
        "description": _about(desk),
        "home_page_url": desk.url(_CHANGES),
        "feed_url": desk.url(JSON),
        "language": desk.formats.tag,
        "authors": [{"name": desk.edition.publisher.name, "url": desk.url("")}],
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


def _atom(desk: Desk, entries: list[Entry]) -> bytes:
    feed = ET.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": desk.formats.tag})
    _add(feed, "id", desk.url(ATOM))
    _add(feed, "title", _title(desk))
    _add(feed, "subtitle", _about(desk))
    _add(feed, "updated", entries[0].moment if entries else _moment(desk.edition.as_of))
    _add(feed, "link", rel="self", type="application/atom+xml", href=desk.url(ATOM) or "")
    _add(feed, "link", rel="alternate", type="text/html", href=desk.url(_CHANGES) or "")
    _add(ET.SubElement(feed, "author"), "name", desk.edition.publisher.name)
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
