"""KPT805: a page runs no script except the theme's own, and loads nothing from other hosts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from kept.audit.folder import File
from kept.audit.html import Tag, split, tag
from kept.audit.link_targets import Addresses, Way
from kept.audit.links import Reference, shortened
from kept.findings import Finding

NOT_FOUND = "404.html"
"""The page for missing addresses: it has the theme's frame and no evidence."""

_LIKE_A_TAG = re.compile(r"<[A-Za-z/!?]")
_HANDLER = re.compile(r"on[a-z]")
_JSON = frozenset({"application/json", "application/ld+json"})
_SAFE_DATA = re.compile(r"|image/(?:png|jpeg|gif|webp|avif|svg\+xml)|font/woff2?|application/font-woff")
# The path from a page to the site's root, which the theme writes into its scripts: "../..", ".", "/sub/".
_ROOT_FROM_PAGE = re.compile(r"""(["'])[./]+\1""")
# mkdocs ends it with a slash, zensical does not.
_ROOT_FROM_MISSING = re.compile(r"""(?:(?<=new URL\()(["'])/[^"'\s]*\1|(["'])/(?:[^"'\s]*/)?\2)""")


class Unsafe:
    """Checks the tags on a site's pages."""

    def __init__(self, addresses: Addresses, missing: str) -> None:
        """`missing` is the page for missing addresses: only its scripts are allowed. Empty: no script is allowed."""
        self._addresses = addresses
        found = (tag(token) for token in split(missing).tokens)
        scripts = [one.content for one in found if one and one.name == "script" and one.content]
        self._known = {_ROOT_FROM_PAGE.sub('"."', _ROOT_FROM_MISSING.sub('"."', script)) for script in scripts}

    def problems(self, file: File, token: str, found: Tag, addresses: Iterable[Reference]) -> Iterator[Finding]:
        """The faults of one tag and its addresses."""
        for what, hint in (
            *self._by_name(file, found),
            *_by_attribute(found),
            *self._by_address(file, found, addresses),
        ):
            yield Finding(code="KPT805", place=file.place(token), message=what, hint=hint)

    def _by_name(self, file: File, found: Tag) -> Iterator[tuple[str, str]]:
        if found.name == "script":
            yield from self._script(file, found)
        elif found.name == "base":
            yield "A <base> tag moves every link of this page somewhere else.", "Take it out of the template."
        elif found.name == "meta" and (found.get("http-equiv") or "").strip().lower() == "refresh":
            yield "This page sends its readers on by itself (meta refresh).", "Link to the other page instead."
        elif found.name == "meta" and (found.get("charset") or "utf-8").strip().lower() != "utf-8":
            yield "This page says that it is not written in UTF-8.", "Save the template that writes it in UTF-8."

    def _script(self, file: File, found: Tag) -> Iterator[tuple[str, str]]:
        if file.is_drawing:
            yield "This drawing holds a script.", "Export it as a PNG, or take the script out."
        elif found.content is None:
            yield "A script on this page has no end.", "Close it in the template that writes it."
        elif "<!--" in found.content:
            # A browser would then look for another end of the script than a checker does.
            yield "A script on this page holds <!--, which moves its end.", "Write < as \\u003c in it."
        elif (kind := (found.get("type") or "").strip().lower()) in _JSON:
            yield from _data(kind, found.content)
        elif found.content.strip() and not self._is_the_theme_s(file, found.content):
            yield (
                f"This page runs a script that is not the theme's: {shortened(found.content)}",
                "Take it out; a script of your own belongs in a file that the theme loads on every page.",
            )

    def _is_the_theme_s(self, file: File, script: str) -> bool:
        return file.path == NOT_FOUND or _ROOT_FROM_PAGE.sub('"."', script) in self._known

    def _by_address(self, file: File, found: Tag, addresses: Iterable[Reference]) -> Iterator[tuple[str, str]]:
        for url, use in addresses:
            target = self._addresses.target(url, file.folder)
            if target.way is Way.CODE or (target.way is Way.DATA and not _SAFE_DATA.fullmatch(target.path)):
                yield f"<{found.name}> has an address that is a script: {shortened(url)}", "Take the address out."
            elif target.way is Way.DATA and use != "load":
                yield f"<{found.name}> leads to data instead of a page: {shortened(url)}", "Link to a file instead."
            elif target.way is Way.ELSEWHERE and use == "load":
                yield foreign(url)
            elif target.way is Way.ELSEWHERE and use == "send":
                yield f"A form of this page sends what is typed to {shortened(url)}.", "Link to that form instead."


def _data(kind: str, content: str) -> Iterator[tuple[str, str]]:
    """The faults of a data block. Inside a drawing it would be read as tags, so it must not look like any."""
    try:
        json.loads(content)
    except ValueError:
        yield f"A block of {kind} on this page cannot be read.", "Let the template write it as JSON."
    if _LIKE_A_TAG.search(content):
        yield f"A block of {kind} on this page holds something like a tag.", "Write < as \\u003c in it."


def _by_attribute(found: Tag) -> Iterator[tuple[str, str]]:
    for name, _ in found.attributes:
        if _HANDLER.match(name):
            yield f"<{found.name}> runs a script of its own ({name}).", "Take the attribute out of the template."
        elif name == "srcdoc":
            yield f"<{found.name}> holds a whole page in an attribute (srcdoc).", "Put that page into a file."


def foreign(url: str) -> tuple[str, str]:
    """What is wrong with loading something from another host, and what to do."""
    return (
        f"This file fetches {shortened(url)}, so that another party learns who reads the page.",
        "Put a copy of it into the site's own assets and use that.",
    )
