"""Checks web addresses in files: refuses those that a browser, or kept, could not open."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, StringConstraints

_HOST = re.compile(r"[\w.:-]+")
_HOLES = re.compile(r"\{(role|promise)\}")
_UNSEEN = frozenset(("Cc", "Cf", "Zl", "Zp"))
_WRITE_WEB = "write a whole web address, like https://example.com/page"
_WRITE_SITE = "write only where the site begins, like https://promises.example.com/"
_WRITE_MAIL = "write mailto: and one e-mail address, like mailto:name@example.com"


def _followed(url: str) -> str:
    """Refuses addresses that cannot be opened or that lead to different places for different people.

    Raises:
        ValueError: says what is wrong and, after "; ", what to write.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        message = f"this cannot be read as a web address; {_WRITE_WEB}"
        raise ValueError(message) from error
    if "@" in parts.netloc:
        message = f"a name or a password stands before the host; {_WRITE_WEB}"
    elif not _HOST.fullmatch(host):
        message = f"there is no host that can be reached; {_WRITE_WEB}"
    elif "\\" in url:
        message = "there is a backslash in it; write / instead"
    elif any(part in {".", ".."} for part in unquote(parts.path).split("/")):
        message = "there are steps up or down (. or ..) in its path; write the path they lead to"
    elif _has_unseen(url):
        message = f"it has an encoded character that nobody can see; {_WRITE_WEB}"
    else:
        return url
    raise ValueError(message)


def _has_unseen(url: str) -> bool:
    return any(unicodedata.category(char) in _UNSEEN for char in unquote(url))


def _with_holes(url: str) -> str:
    _followed(_HOLES.sub("x", url))
    return url


def _site(url: str) -> str:
    if "?" in url or "#" in url:
        message = f"there is a question or a place in a page (? or #) in it; {_WRITE_SITE}"
        raise ValueError(message)
    return _followed(url)


def _contact(url: str) -> str:
    address, _, _ = url.partition("?")
    if not address.startswith("mailto:"):
        return _followed(url)
    name, at, host = address.removeprefix("mailto:").rpartition("@")
    if not (name and at and _HOST.fullmatch(host)) or _has_unseen(address):
        message = f"there is no e-mail address in it; {_WRITE_MAIL}"
        raise ValueError(message)
    return url


_ON_THE_WEB = StringConstraints(pattern=r"^https?://[^\s\"'<>]+$")

SiteAddress = Annotated[str, _ON_THE_WEB, AfterValidator(_site)]
"""The address of a site: an absolute http or https address to which paths can be added."""

FormAddress = Annotated[str, _ON_THE_WEB, AfterValidator(_with_holes)]
"""An absolute http or https address; it may contain the placeholders `{role}` and `{promise}`."""

Contact = Annotated[str, StringConstraints(pattern=r"^(https?://|mailto:)[^\s\"'<>]+$"), AfterValidator(_contact)]
"""An address for readers: a page, or `mailto:` with an e-mail address."""
