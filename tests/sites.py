"""Sites that were really built: every byte of them, and what a plain search finds."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from html import unescape
from pathlib import Path

from projects import REGISTER, VOICE, Project

URLS = 'site_url = { public = "https://promises.small.example/", internal = "https://inside.small.example/" }\n'
WITH_ADDRESSES = REGISTER.replace("demo = true\n", f"demo = true\n{URLS}")


def copy(built: Project, root: Path) -> Project:
    """The same project somewhere else, with its sites and its history."""
    shutil.copytree(built.root, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".kept"))
    return Project(root)


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a site, unpacked where it is packed."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    return {path: gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw for path, raw in found.items()}


def digests(folder: Path) -> dict[str, str]:
    """Every file of a site with the digest of its bytes."""
    return {path: hashlib.sha256(content).hexdigest() for path, content in files(folder).items()}


def traces(folder: Path, *words: str) -> set[tuple[str, str]]:
    """(word, file) wherever one of these stands in a site: in a file's bytes, as it is read, or in its name."""
    found = set()
    for path, content in files(folder).items():
        plain = " ".join(unescape(content.decode("utf-8", "ignore")).split()).casefold()
        found |= {(word, path) for word in words if word.casefold() in plain or word.casefold() in path.casefold()}
    return found


def voice(words: str, number: int, *edits: tuple[str, str]) -> str:
    """The voice of the small project with other words and references, and with these edits."""
    text = VOICE.replace("They rang the bell at nine, as they had said.", words).replace(
        '"crm:1"', f'"crm:{number}0{number}"'
    )
    for old, new in (
        ("surveys/1", f"surveys/{number}0{number}"),
        ("consents/1", f"consents/{number}0{number}"),
        *edits,
    ):
        assert old in text, old
        text = text.replace(old, new)
    return text
