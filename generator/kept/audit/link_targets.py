"""Finds the target of an address on a page: inside this site, outside it, or nowhere."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

# Characters that browsers ignore inside and around an address.
_BREAKS = re.compile(r"[\t\n\r]")
_BLANK = "".join(map(chr, range(33)))
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_CODE = frozenset({"javascript", "vbscript", "livescript"})


class Way(Enum):
    """The kinds of address."""

    HERE = "here"
    """A file of this site."""
    BEYOND = "beyond"
    """A relative path that leads out of the site's folder."""
    ELSEWHERE = "elsewhere"
    """Another origin, or another part of the same host."""
    CODE = "code"
    """A script written as an address."""
    DATA = "data"
    """Data written as an address."""
    OTHER = "other"
    """E-mail, telephone and other schemes."""


class Target(NamedTuple):
    """The target of an address."""

    way: Way
    path: str = ""
    """The path from this site's root: `"a/b.png"`, a folder `"a/"`, the root `"/"`, the same page `""`.

    For data: its media type.
    """
    fragment: str = ""


class Addresses:
    """Interprets addresses on a site whose own address is `site_url`."""

    def __init__(self, site_url: str | None) -> None:
        """Without `site_url`, all absolute addresses are foreign."""
        self.site_url = site_url.rstrip("/") + "/" if site_url else None
        parts = urlsplit(self.site_url or "")
        # The site is the same with http and https. Without an address there is no host of our own.
        self._host = parts.netloc.lower() or None
        self.base = parts.path or "/"
        self.target = lru_cache(maxsize=20_000)(self._target)

    def _target(self, url: str, folder: str) -> Target:
        """The target of `url` on a page in `folder` (`""`, `"voices/x/"`)."""
        url = _BREAKS.sub("", url).strip(_BLANK)
        scheme = _SCHEME.match(url)
        name = scheme[1].lower() if scheme else "https"
        if name == "data":
            return Target(Way.DATA, re.split("[;,]", url[5:])[0].strip().lower())
        if name not in {"http", "https"}:
            return Target(Way.CODE if name in _CODE else Way.OTHER)
        return self._on_the_web(url, folder, is_absolute=scheme is not None)

    def _on_the_web(self, url: str, folder: str, *, is_absolute: bool) -> Target:
        try:
            parts = urlsplit(url.replace("\\", "/"))
        except ValueError:
            return Target(Way.ELSEWHERE)
        if (is_absolute or parts.netloc) and parts.netloc.lower() != self._host:
            return Target(Way.ELSEWHERE)
        path = unquote(parts.path) or ("/" if parts.netloc else "")
        fragment = unquote(parts.fragment)
        if not path:
            return Target(Way.HERE, "", fragment)
        if not path.startswith("/"):
            return _walked(path, folder.split("/")[:-1], fragment)
        if not f"{path}/".startswith(self.base):
            return Target(Way.ELSEWHERE)
        return _walked(path[len(self.base) :], [], fragment)

    def is_rooted(self, url: str, depth: int) -> bool:
        """True where an address means the same on every page of this depth."""
        up = "../" * depth
        if url.startswith(up) and depth:
            return not url.startswith("../", len(up))
        return url == up[:-1] or url.startswith("/") or bool(_SCHEME.match(url))


def _walked(path: str, at: list[str], fragment: str) -> Target:
    """The target of a relative path from a folder."""
    steps = path.split("/")
    for step in steps:
        if step == "..":
            if not at:
                return Target(Way.BEYOND)
            at.pop()
        elif step not in {"", "."}:
            at.append(step)
    end = "/" if steps[-1] in {"", ".", ".."} else ""
    return Target(Way.HERE, "/".join(at) + end, fragment)
