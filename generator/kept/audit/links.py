"""KPT802: every address inside the site leads to an existing file, and to an existing part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from kept.audit.folder import File, Folder
from kept.audit.html import Tag
from kept.audit.link_targets import Addresses, Target, Way
from kept.findings import Finding

_SRCSET = re.compile(r"[\s,]*(\S*[^\s,])(?:\s+[^,]*)?")
_CSS = re.compile(r"""url\(\s*("[^"]*"|'[^']*'|[^)"'\s]*)\s*\)|@import\s+("[^"]*"|'[^']*')""", re.IGNORECASE)
_ID = re.compile(r"""[\s"'](?:id|name)\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)""", re.IGNORECASE)
_LOADS = frozenset({"src", "poster", "data", "background", "srcset", "imagesrcset"})
_SENDS = frozenset({"action", "formaction", "ping"})
_META = re.compile(r"(?:og|twitter):(?:url|image|video|audio|player)(?::(?:secure_)?url|:src)?|msapplication-tileimage")
_LOADING_LINKS = frozenset({"stylesheet", "icon", "apple-touch-icon", "mask-icon", "manifest"}) | {
    *("preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch"),
}


class Reference(NamedTuple):
    """An address in a tag."""

    url: str
    use: str
    """`"link"`: a reader can follow it. `"load"`: the browser loads it. `"send"`: a form is sent there.

    `"meta"`: it is only mentioned.
    """


def references(tag: Tag) -> Iterator[Reference]:
    """Every address in a tag."""
    for name, value in tag.attributes:
        if name in {"srcset", "imagesrcset"}:
            yield from (Reference(url, "load") for url in _SRCSET.findall(value))
        elif name in _LOADS:
            yield Reference(value, "load")
        elif name in _SENDS:
            yield Reference(value, "send")
        elif name in {"href", "xlink:href"}:
            yield Reference(value, _use_of_href(tag))
        elif (
            name == "content"
            and tag.name == "meta"
            and _META.fullmatch((tag.get("property") or tag.get("name") or "").lower())
        ):
            yield Reference(value, "meta")
        elif name == "style":
            yield from (Reference(url, "load") for url in css_addresses(value))
    if tag.name == "style" and tag.content:
        yield from (Reference(url, "load") for url in css_addresses(tag.content))


def _use_of_href(tag: Tag) -> str:
    if tag.name in {"a", "area"}:
        return "link"
    if tag.name == "link":
        return "load" if _LOADING_LINKS.intersection((tag.get("rel") or "").lower().split()) else "meta"
    return "load"


def css_addresses(css: str) -> Iterator[str]:
    """Every address in a stylesheet."""
    if "url(" in css.lower() or "@import" in css.lower():
        for plain, quoted in _CSS.findall(css):
            yield (plain or quoted).strip("\"'")


class Links:
    """Checks addresses against the files of one site."""

    def __init__(self, folder: Folder, addresses: Addresses) -> None:
        """Check against the files of `folder`."""
        self._folder = folder
        self._addresses = addresses
        self._ids: dict[str, frozenset[str]] = {}
        # Absolute addresses in a machine-readable file or data block.
        self._absolute = (
            re.compile(re.escape(addresses.site_url) + r"[^\s\"'<>\\)\]}|`]*") if addresses.site_url else None
        )

    def problem(self, file: File, url: str, written: str) -> Iterator[Finding]:
        """The fault of one address in a file. `written` is its original text, used to find the line."""
        target = self._addresses.target(url, file.folder)
        if target.way is Way.BEYOND:
            yield self._finding(file, written, url, "it climbs out of the site's folder")
        elif target.way is Way.HERE:
            found = file.path if target.path == "" else self._folder.serves(target.path)
            if not found:
                yield self._finding(file, written, url, "the site has no such file")
            elif target.fragment and not self._has(file, found, target):
                yield self._finding(file, written, url, f'that page has no part with the id "{target.fragment}"')

    def in_data(self, file: File, text: str) -> Iterator[Finding]:
        """Faults of the site's own absolute addresses in JSON, feeds and plain text.

        Fragments are not checked: in linked data they are names of things, not parts of pages.
        """
        if self._absolute and "://" in text.replace("\\/", "/"):
            for url in dict.fromkeys(self._absolute.findall(text.replace("\\/", "/"))):
                plain = unescape(url).rstrip(".,;:!?").partition("#")[0]
                if "{" not in plain:
                    yield from self.problem(file, plain, url)

    def _has(self, file: File, found: str, target: Target) -> bool:
        fragment = target.fragment
        if fragment == "top" or fragment.startswith(":~:") or not found.endswith((".html", ".htm", ".svg")):
            return True
        if found == file.path and f'id="{fragment}"' in (file.text or ""):
            return True
        if found not in self._ids:
            text = (file.text or "") if found == file.path else self._folder.text(found)
            self._ids[found] = frozenset(unescape(unquote(value.strip("\"'"))) for value in _ID.findall(text))
        return fragment in self._ids[found]

    def _finding(self, file: File, written: str, url: str, why: str) -> Finding:
        return Finding(
            code="KPT802",
            place=file.place(written),
            message=f"This file points to {shortened(url)}, but {why}.",
            hint="Correct the address where it is written, or add what it should lead to.",
        )


def shortened(text: str) -> str:
    """A text from a page, shortened for one line of a report."""
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return plain if len(plain) <= 100 else f"{plain[:99]}…"  # noqa: PLR2004  one line of a terminal
