"""The registry of pages: a module of this package registers the function that makes its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from kept.components.page_context import PageContext
from kept.model.edition import InternalEdition
from kept.model.fields import Audience
from kept.model.page import Page


class Pages(NamedTuple):
    """The pages that one module makes, and for which sites."""

    module: str
    """Its whole name: `kept.pages.board`."""
    make: Callable[[PageContext], Iterable[Page]]
    audiences: tuple[Audience, ...]


PAGES: list[Pages] = []
"""The pages of every module that was loaded; `pages.all` loads all of this package."""

_Plain = TypeVar("_Plain", bound=Callable[[PageContext], Page | Iterable[Page]])
_Internal = TypeVar("_Internal", bound=Callable[[PageContext, InternalEdition], Page | Iterable[Page]])


def on_both_sites(make: _Plain) -> _Plain:
    """Registers a function that makes pages of the public and of the internal site."""
    return _registered(make, Audience.PUBLIC, Audience.INTERNAL)


def on_public_site(make: _Plain) -> _Plain:
    """Registers a function that makes pages of the public site only."""
    return _registered(make, Audience.PUBLIC)


def on_internal_site(make: _Internal) -> _Internal:
    """Registers a function that makes pages of the internal site only; it also gets the internal edition."""

    def of_internal(ctx: PageContext) -> Iterator[Page]:
        if ctx.inside:
            yield from _several(make(ctx, ctx.inside))

    PAGES.append(Pages(make.__module__, of_internal, (Audience.INTERNAL,)))
    return make


def _registered(make: _Plain, *audiences: Audience) -> _Plain:
    PAGES.append(Pages(make.__module__, lambda ctx: _several(make(ctx)), audiences))
    return make


def _several(made: Page | Iterable[Page]) -> Iterable[Page]:
    return (made,) if isinstance(made, Page) else made
