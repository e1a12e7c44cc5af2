"""Where the repository can be looked at in a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kept.files.git import git
from kept.findings import TrustRefError

if TYPE_CHECKING:
    from pathlib import Path

_SHORT = re.compile(r"(?:[\w.-]+@)?(?P<host>[\w.-]+):(?!/)(?P<path>[^\s?#]+)")
"""`git@forge.example:our/promises.git`, as ssh has it."""


def web_address(remote: str) -> str | None:
    """The https address of a repository, from what git fetches it from; None where that is no forge.

    Names, passwords and ports of the address are left out.
    """
    short = None if "://" in remote else _SHORT.fullmatch(remote)
    try:
        parts = urlsplit(remote)
        host, path = (short["host"], short["path"]) if short else (parts.hostname or "", parts.path)
    except ValueError:
        return None
    path = path.strip("/").removesuffix(".git")
    is_known = short or parts.scheme in {"https", "http", "ssh", "git"}
    if not is_known or not re.fullmatch(r"[\w.-]+", host) or not re.fullmatch(r"[\w.~-]+(/[\w.~-]+)+", path):
        return None
    return f"https://{host}/{path}"


def origin(root: Path) -> str | None:
    """The https address of the remote `origin`; None where there is none, or it is no forge's."""
    try:
        return web_address(git(root, "remote", "get-url", "origin").decode("utf-8", "replace").strip())
    except TrustRefError:
        return None
