"""The demo at the root of the repository, as the public sees it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kept import pipeline
from kept.edition.gate import gates
from kept.outputs.all import assets
from kept.pages.all import public_pages
from kept.resources import packaged

if TYPE_CHECKING:
    from kept.model.edition import Edition, PublicEdition
    from kept.model.page import Page

REPOSITORY = Path(__file__).parents[2]
TEMPLATES = (packaged() / "site_templates",)


@cache
def public() -> PublicEdition:
    """The public edition of the demo, on the day that it is pinned to."""
    portfolio, _ = pipeline.load(REPOSITORY, None)
    assert portfolio is not None
    as_of = portfolio.register.organisation.as_of
    assert as_of is not None
    (edition, _), _ = gates(portfolio, as_of=as_of)
    return edition


def files(edition: Edition) -> dict[str, bytes]:
    """The files of an edition that are not pages, by path."""
    return {asset.path: asset.content for asset in assets(edition, TEMPLATES)}


def documents(edition: Edition) -> dict[str, Any]:
    """The documents of the interface for machines, read as anybody would read them."""
    return {
        path.removeprefix("api/v1/").removesuffix(".json"): json.loads(content)
        for path, content in files(edition).items()
        if path.startswith("api/v1/") and path.endswith(".json") and "/schemas/" not in path
    }


def pages(edition: PublicEdition) -> dict[str, Page]:
    """The pages of an edition, by path."""
    return {page.path: page for page in public_pages(edition, TEMPLATES)}
