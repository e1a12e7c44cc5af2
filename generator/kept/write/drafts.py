"""Writes files to start from, with about ten fields or with all of them."""

from __future__ import annotations

import os
import re
from importlib.resources import files
from pathlib import Path

from kept.files.git import shown
from kept.findings import UsageError
from kept.model.policy import NO_DEFAULTS, Defaults

_MAX_LENGTH = 80
_TARGETS = {
    "testimonial": {"testimonial.md": "evidence/testimonials/{id}.md"},
    "case-study": {"case-study.md": "evidence/case-studies/{id}/index.md"},
    "metric": {"metric.toml": "evidence/metrics/{id}.toml", "metric.csv": "evidence/metrics/{id}.csv"},
}
KINDS = tuple(_TARGETS)


def draft(root: Path, kind: str, item: str, *, full: bool = False, defaults: Defaults = NO_DEFAULTS) -> dict[str, str]:
    """The path and text of the first files of a new item.

    Args:
        root: the project's root.
        kind: one of `KINDS`.
        item: the new id.
        full: whether to write every field with its meaning.
        defaults: what the policy says for all; a short file leaves it out.

    Raises:
        UsageError: the id is not a slug, or is already used.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", item) or len(item) > _MAX_LENGTH:
        message = (
            f'"{shown(item)}" cannot be an id: use lower-case letters, digits and single hyphens, at most '
            f"{_MAX_LENGTH}, like boiler-sunday."
        )
        raise UsageError(message)
    paths = (path.format(id=item) for kinds in _TARGETS.values() for path in kinds.values())
    taken = next((path for path in paths if os.path.lexists(root / path)), None)
    if taken:
        message = f"{taken} exists already, and no two items share an id; choose another, or edit that file."
        raise UsageError(message)
    targets = {name: path.format(id=item) for name, path in _TARGETS[kind].items()}
    folder = files("kept.write").joinpath("drafts")
    whole = folder.joinpath("full")
    texts = {
        path: (whole if full and whole.joinpath(name).is_file() else folder).joinpath(name).read_text(encoding="utf-8")
        for name, path in targets.items()
    }
    return texts if full else {path: _without(text, defaults) for path, text in texts.items()}


def _without(text: str, defaults: Defaults) -> str:
    """The draft without the keys that the policy's defaults have."""
    for value, key in (
        (defaults.source_kind, r"kind: \w+, "),
        (defaults.captured_by, r", captured_by: null"),
        (defaults.verified_by, r"by: somebody-else, "),
        (defaults.channels, r", channels: \[site\]"),
    ):
        text = re.sub(key, "", text) if value else text
    return text
