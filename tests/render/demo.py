"""The demo at the root of the repository, as the public sees it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kept import pipeline
from kept.components.page_context import PageContext
from kept.edition.gate import gates
from kept.outputs import api
from kept.outputs.all import assets
from kept.pages.all import all_pages
from kept.resources import packaged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kept.model.edition import Edition, InternalEdition, PublicEdition
    from kept.model.page import Asset, Page
    from kept.model.portfolio import Portfolio

REPOSITORY = Path(__file__).parents[2]
TEMPLATES = (packaged() / "site_templates",)


@cache
def written() -> Portfolio:
    """Everything the demo wrote down."""
    portfolio, _ = pipeline.load(REPOSITORY, None)
    assert portfolio is not None
    return portfolio


@cache
def _editions() -> tuple[PublicEdition, InternalEdition]:
    as_of = written().register.organisation.as_of
    assert as_of is not None
    (public, _), (inside, _) = gates(written(), as_of=as_of)
    return public, inside


def public() -> PublicEdition:
    """The public edition of the demo, on the day that it is pinned to."""
    return _editions()[0]


def inside() -> InternalEdition:
    """Its internal edition, on the same day."""
    return _editions()[1]


@cache
def _pages_of_the_demo(is_public: bool) -> dict[str, Page]:  # noqa: FBT001  the key of what is remembered
    return _pages(public() if is_public else inside())


@cache
def _files_of_the_demo(is_public: bool) -> dict[str, bytes]:  # noqa: FBT001  the key of what is remembered
    return _files(public() if is_public else inside())


def _is_the_demo(edition: Edition) -> bool:
    """True for the demo's own editions, of which everything is made once."""
    return _editions.cache_info().currsize > 0 and any(edition is one for one in _editions())


def _pages(edition: Edition) -> dict[str, Page]:
    return {page.path: page for page in all_pages(edition, TEMPLATES)}


def _files(edition: Edition) -> dict[str, bytes]:
    return {asset.path: asset.content for asset in assets(edition, TEMPLATES)}


def files(edition: Edition) -> dict[str, bytes]:
    """The files of an edition that are not pages, by path."""
    return dict(_files_of_the_demo(edition is public())) if _is_the_demo(edition) else _files(edition)


def made_by(output: Callable[[PageContext], Iterator[Asset]], edition: Edition) -> dict[str, bytes]:
    """The files that one output makes of an edition, by path, without the pictures and tables of the others."""
    return {asset.path: asset.content for asset in output(PageContext(edition, TEMPLATES, {}))}


def documents(edition: Edition) -> dict[str, Any]:
    """The documents of the interface for machines, read as anybody would read them."""
    return {
        path.removeprefix("api/v1/").removesuffix(".json"): json.loads(content)
        for path, content in made_by(api.assets, edition).items()
        if path.startswith("api/v1/") and path.endswith(".json") and "/schemas/" not in path
    }


def pages(edition: PublicEdition) -> dict[str, Page]:
    """The pages of an edition, by path."""
    return dict(_pages_of_the_demo(edition is public())) if _is_the_demo(edition) else _pages(edition)


def inside_pages(edition: InternalEdition) -> dict[str, Page]:
    """The pages of an internal edition, by path."""
    return dict(_pages_of_the_demo(False)) if _is_the_demo(edition) else _pages(edition)
