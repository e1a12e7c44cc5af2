"""Reads the pages that the organisation wrote by hand."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kept.files.tree import WorkingTree

if TYPE_CHECKING:
    from kept.files.tree import Tree

CONTENT = "site_templates/content"
_PUBLIC = ("both", "public")
_MAX_BYTES = 50_000_000


def public_pages(tree: Tree) -> dict[str, str]:
    """By file below `site_templates/content/`: the digest (`sha256:...`) of what the public site would show of it.

    Only the working tree is read, because it is what gets built. Links are left out, because a build refuses them.
    """
    if not isinstance(tree, WorkingTree):
        return {}
    found = {}
    for path in (path for folder in _PUBLIC for path in tree.below(f"{CONTENT}/{folder}")):
        try:
            content = tree.read(path, _MAX_BYTES)
        except OSError:
            continue  # the build reports files that cannot be read
        found[path.removeprefix(f"{CONTENT}/")] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return found
