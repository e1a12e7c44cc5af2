"""The words of the search as a file, which a browser loads when somebody opens the search."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kept.components.facets import FACETS
from kept.model.fields import Audience
from kept.model.page import Asset
from kept.outputs.output import output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.components.page_context import PageContext

PATH = "assets/search.json"
_TEXTS = ("field", "hint", "all", "none", "more", "close", "clear", "absent")


@output(Audience.PUBLIC, Audience.INTERNAL)
def assets(ctx: PageContext) -> Iterator[Asset]:
    """The words as JSON: texts by name, `facets` as pairs of name and label, `found` by plural category."""
    words = {name: ctx.say(f"search.{name}") for name in _TEXTS}
    facets = [(name, ctx.say(f"search.facets.{name}")) for name in FACETS]
    content = json.dumps(words | {"facets": facets, "found": ctx.words.plurals("search.found")}, ensure_ascii=False)
    yield Asset(path=PATH, content=f"{content}\n".encode())
