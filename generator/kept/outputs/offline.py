"""What keeps the pages of the roles readable without a network: a service worker at the root of the internal site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.model.fields import Audience
from kept.model.page import Asset
from kept.outputs.output import output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.components.page_context import PageContext

PATH = "sw.js"
"""At the root, because a service worker answers only for addresses below its own."""


@output(Audience.INTERNAL)
def assets(ctx: PageContext) -> Iterator[Asset]:
    """The service worker, as the first folder of templates has it; nothing where there are no roles."""
    folders = ctx.folders if ctx.inside and ctx.inside.roles else ()
    found = (folder / "offline" / PATH for folder in folders)
    source = next((path for path in found if path.is_file()), None)
    if source:
        yield Asset(path=PATH, content=source.read_bytes())
