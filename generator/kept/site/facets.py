"""What the search can narrow its pages by: a file beside the index, read from the pages themselves.

Pagefind has filters of its own, but writes them in another order every time, and two builds of the same evidence are to
give the same bytes.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import defaultdict
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FACETS = "facets.json"
_FACET = re.compile(r'<meta name="kept:([a-z]+)" content="([^"]*)">')
_START = b"pagefind_dcd"
"""What Pagefind writes before the JSON of a page."""


def facets_of(site: Path, index: Path) -> bytes:
    """The facets of the indexed pages as JSON.

    `labels`: by name of a facet, its labels in a fixed order. `pages`: by Pagefind's id of a page, for each name the
    positions of its labels.
    """
    pages = {path.stem: _facets(site, path) for path in sorted((index / "fragment").glob("*.pf_fragment"))}
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for found in pages.values():
        for name, texts in found.items():
            labels[name] |= set(texts)
    ordered = {name: sorted(texts) for name, texts in sorted(labels.items())}
    places = {name: {text: place for place, text in enumerate(texts)} for name, texts in ordered.items()}
    content = {
        "labels": ordered,
        "pages": {
            page: {name: [places[name][text] for text in texts] for name, texts in found.items()}
            for page, found in pages.items()
            if found
        },
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _facets(site: Path, fragment: Path) -> Mapping[str, list[str]]:
    """By name: the labels that the page of this fragment gives itself."""
    content = zlib.decompress(fragment.read_bytes(), zlib.MAX_WBITS | 16).removeprefix(_START)
    url = json.loads(content)["url"].lstrip("/")
    page = site / (f"{url}index.html" if url == "" or url.endswith("/") else url)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, label in _FACET.findall(page.read_text(encoding="utf-8")):
        found[name].append(unescape(label))
    return found
