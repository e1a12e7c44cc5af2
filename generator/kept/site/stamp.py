"""Stamps pages: a shell is the theme's frame with typed holes, and a page's values fill the holes.

Every value is escaped as its hole requires, and all are inserted in a single pass, so that text that looks like a
placeholder, a template tag or Markdown stays text. The shells are cut once for each build.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from itertools import starmap
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit

from kept.findings import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kept.model.page import Chrome, Image, Page

NOT_FOUND = "404.html"
"""The page for missing addresses. It is served at any depth."""


class Kind(StrEnum):
    """The kinds of holes; each kind escapes its value differently."""

    TEXT = "text"
    """Plain text between tags."""
    ATTRIBUTE = "attribute"
    """Plain text inside a double-quoted attribute."""
    URL = "URL"
    """A relative, http, https or mailto address inside a double-quoted attribute."""
    JSON_LD = "JSON-LD"
    """Whole `<script type="application/ld+json">` elements, made here from data."""
    HTML = "HTML"
    """Finished HTML, as it is."""


class Hole(NamedTuple):
    """One hole in the theme: its kind, and how many times it occurs in each shell."""

    kind: Kind
    times: int


HOLES: Mapping[str, Hole] = {
    "title": Hole(Kind.TEXT, 1),
    "social_title": Hole(Kind.ATTRIBUTE, 1),
    "description": Hole(Kind.ATTRIBUTE, 2),
    "robots": Hole(Kind.ATTRIBUTE, 1),
    "canonical": Hole(Kind.URL, 2),
    "alternates": Hole(Kind.HTML, 1),
    "json_ld": Hole(Kind.JSON_LD, 1),
    "body": Hole(Kind.HTML, 1),
}


@dataclass(frozen=True, slots=True)
class Shell:
    """The theme's frame, cut at its holes: `literals[0] holes[0] literals[1] ... literals[-1]`."""

    literals: tuple[bytes, ...]
    holes: tuple[str, ...]

    def pour(self, values: Mapping[str, str]) -> bytes:
        """The bytes of a page: the frame with these values in its holes."""
        encoded = {name: value.encode() for name, value in values.items()}
        parts = [self.literals[0]]
        for name, literal in zip(self.holes, self.literals[1:], strict=True):
            parts += (encoded[name], literal)
        return b"".join(parts)


def text(value: str) -> str:
    """Plain text, escaped for use between tags."""
    return escape(value, quote=False)


def attribute(value: str) -> str:
    """Plain text, escaped for use in a quoted attribute."""
    return escape(value, quote=True)


def address(value: str) -> str:
    """A URL, escaped for use in a quoted attribute.

    Raises:
        BuildError: it is not relative, http, https or mailto, so opening it could run code.
    """
    return escape(safe_url(value), quote=True)


def safe_url(value: str) -> str:
    """The same URL without escaping, if it can be opened without running code.

    Raises:
        BuildError: it has another scheme, or browsers would read it as one (they ignore tabs and line breaks).
    """
    if value.isprintable() and " " not in value and "\\" not in value:
        try:
            scheme = urlsplit(value).scheme
        except ValueError:
            scheme = "unreadable"
        if scheme in {"", "http", "https", "mailto"}:
            return value
    message = f"{value!r} cannot be linked: an address is relative or starts with https:, http: or mailto:."
    raise BuildError(message)


def json_ld(things: tuple[Mapping[str, object], ...]) -> str:
    """One script element for each thing; no text in them can end the element or begin a comment."""
    return "".join(f'<script type="application/ld+json">{_inert_json(thing)}</script>' for thing in things)


def values(page: Page, chrome: Chrome) -> dict[str, str]:
    """The values for a page's holes, escaped as each kind requires."""
    raw: dict[str, object] = {
        "title": page.title if page.path == "" else f"{page.title} · {chrome.site_name}",
        "social_title": page.title,
        "description": page.description,
        "robots": "all" if page.indexed and chrome.indexed else "noindex",
        "canonical": (chrome.home_url or "") + quote(page.path),
        "alternates": "".join(
            (*starmap(_alternate, page.alternates), _image(page.image), *starmap(_facet, page.facets))
        ),
        "json_ld": page.json_ld,
        "body": page.body,
    }
    return {name: _ESCAPE[hole.kind](raw[name]) for name, hole in HOLES.items()}


def cut(html: str, tokens: Mapping[str, str], times: Mapping[str, int], where: str) -> Shell:
    """The shell made from this rendered skeleton, with a hole at each token.

    Args:
        html: a page as the engine rendered it.
        tokens: the placeholder of each hole.
        times: how many times each hole must occur.
        where: the name of this page in messages.

    Raises:
        BuildError: a hole occurs more or fewer times than it must.
    """
    names = {token: name for name, token in tokens.items()}
    pieces = re.split("(" + "|".join(map(re.escape, names)) + ")", html)
    holes = tuple(names[token] for token in pieces[1::2])
    for name in tokens:
        if (found := holes.count(name)) != times[name]:
            message = (
                f"The theme prints the {name!r} of {where} {found} times, not {times[name]}. Compare your main.html in "
                "site_templates/theme/ with the one that ships with kept: each hole of page.meta.kept belongs there."
            )
            raise BuildError(message)
    return Shell(tuple(piece.encode() for piece in pieces[::2]), holes)


def _alternate(media_type: str, title: str, url: str) -> str:
    # The space has no effect in HTML but hides the link from mkdocs-material's script, which treats every
    # link[rel=alternate] as a translation and fetches a sitemap.xml next to it.
    return f'<link rel="alternate " type="{attribute(media_type)}" title="{attribute(title)}" href="{address(url)}">'


def _facet(name: str, label: str) -> str:
    """What `site.facets` reads to narrow a search by."""
    return f'<meta name="kept:{name}" content="{attribute(label)}">'


def _image(image: Image | None) -> str:
    """What other sites read to show a picture beside a link."""
    if image is None:
        return ""
    said = (
        ("", address(image.url)),
        (":alt", attribute(image.alt)),
        (":width", image.width),
        (":height", image.height),
    )
    tags = "".join(f'<meta property="og:image{name}" content="{value}">' for name, value in said)
    return f'{tags}<meta name="twitter:card" content="summary_large_image">'


# Any, because the functions take different types; HOLES and `values` must agree with them.
_ESCAPE: Mapping[Kind, Callable[[Any], str]] = {
    Kind.TEXT: text,
    Kind.ATTRIBUTE: attribute,
    Kind.URL: address,
    Kind.JSON_LD: json_ld,
    Kind.HTML: str,
}

_INERT = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def _inert_json(thing: Mapping[str, object]) -> str:
    dumped = json.dumps(thing, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return dumped.translate(_INERT)
