"""A site of one file, searched for secrets."""

from __future__ import annotations

import tempfile
from pathlib import Path

from kept.audit import Needles, Secret, audit
from kept.findings import Finding


def page(body: str, title: str = "Promises") -> str:
    return f'<!doctype html>\n<html lang="en">\n<title>{title}</title>\n<main>\n{body}\n</main>\n</html>'


def found(folder: Path, *secrets: Secret, allowed: tuple[str, ...] = ()) -> list[Finding]:
    return [finding for finding in audit(folder, Needles.of(secrets, allowed), None) if finding.code == "KPT801"]


def leaks(
    content: str | bytes, *secrets: Secret, path: str = "index.html", allowed: tuple[str, ...] = ()
) -> list[Finding]:
    """What is found in a site of one file."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return found(Path(folder), *secrets, allowed=allowed)
