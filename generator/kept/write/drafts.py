"""Files to start from, with every field explained."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from kept.findings import UsageError

_TARGETS = {
    "testimonial": {"testimonial.md": "evidence/testimonials/{id}.md"},
    "case-study": {"case-study.md": "evidence/case-studies/{id}/index.md"},
    "metric": {"metric.toml": "evidence/metrics/{id}.toml", "metric.csv": "evidence/metrics/{id}.csv"},
}
KINDS = tuple(_TARGETS)


def draft(root: Path, kind: str, item: str) -> dict[str, str]:
    """Path and text of the files a new item begins with.

    Args:
        root: the project's root.
        kind: one of `KINDS`.
        item: the new id.

    Raises:
        UsageError: the id is not a slug, or one of its files exists.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", item):
        message = f'"{item}" cannot be an id: use lower-case letters, digits and single hyphens, like boiler-sunday.'
        raise UsageError(message)
    targets = {name: path.format(id=item) for name, path in _TARGETS[kind].items()}
    taken = [path for path in targets.values() if (root / path).exists()]
    if taken:
        message = f"{taken[0]} exists already; choose another id, or edit that file."
        raise UsageError(message)
    folder = files("kept.write").joinpath("drafts")
    return {path: folder.joinpath(name).read_text(encoding="utf-8") for name, path in targets.items()}
