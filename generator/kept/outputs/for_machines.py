"""What programs look for at fixed addresses: `/llms.txt` and `/.well-known/promises.json`. Public only."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kept.components import headline, promise_card, record
from kept.model.fields import Audience
from kept.model.page import Asset
from kept.outputs import api, badges
from kept.outputs.output import output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.components.page_context import PageContext
    from kept.model.edition import PromiseView
    from kept.outputs.api_documents import Item

LLMS = "llms.txt"
WELL_KNOWN = ".well-known/promises.json"
SCHEMA = "promises.schema.json"
"""Beside it."""
_LISTED = 200
"""How many promises `llms.txt` names; the data has every one."""


@output(Audience.PUBLIC)
def assets(ctx: PageContext) -> Iterator[Asset]:
    """Both files."""
    yield Asset(path=LLMS, content="\n".join(_lines(ctx)).encode() + b"\n")
    yield Asset(path=WELL_KNOWN, content=api.written(_document(ctx)))
    yield Asset(path=f".well-known/{SCHEMA}", content=schema())


@cache
def schema() -> bytes:
    """The JSON Schema of `/.well-known/promises.json`."""
    return files("kept").joinpath("schemas", "well-known.json").read_bytes()


def _address(ctx: PageContext, path: str, *, up: str = "../") -> str:
    """Where a path of the site is: whole where that is known, else from the file that names it."""
    return ctx.url(path) or f"{up}{path}"


def _document(ctx: PageContext) -> Item:
    """Every promise with its verdict, and where the rest is."""
    edition, said = ctx.edition, headline.headline(ctx)
    return api.head(ctx, SCHEMA) | {
        "headline": " ".join(part for part in (said.promises, said.kept) if part),
        "home": _address(ctx, ""),
        "method": _address(ctx, "method/"),
        "api": _address(ctx, f"{api.ROOT}index.json"),
        "badge": _address(ctx, f"{badges.ALL}.svg"),
        "promises": [_promise(ctx, one) for one in edition.promises],
    }


def _promise(ctx: PageContext, promise: PromiseView) -> Item:
    verdict = promise.verdict
    return {
        "id": promise.id,
        "statement": promise.statement,
        "qualifier": promise.qualifier,
        "verdict": str(verdict.status),
        "period": str(verdict.period) if verdict.period else None,
        "page": _address(ctx, f"promises/{promise.id}/"),
        "badge": _address(ctx, f"{badges.place(promise)}.svg"),
    }


def _lines(ctx: PageContext) -> Iterator[str]:
    """The site for a reader that is a program, in Markdown, as https://llmstxt.org has it."""
    edition, words, said = ctx.edition, ctx.words.tree, headline.headline(ctx)
    yield f"# {ctx.say('site.public', organisation=edition.publisher.name)}"
    yield ""
    told = (ctx.demo, said.eyebrow + ".", said.promises, said.kept, said.lede)
    yield "> " + " ".join(part for part in told if part)
    yield ""
    yield ctx.say("machines.use")
    yield ""
    yield f"## {words.promise.index}"
    yield ""
    yield from (_line(ctx, one) for one in edition.promises[:_LISTED])
    yield ""
    yield f"## {words.machines.more}"
    yield ""
    pages = (
        (words.tabs.method, "method/"),
        (words.corrections.title, "corrections/"),
        (words.api.data, f"{api.ROOT}index.json"),
    )
    yield from (f"- [{label}]({_address(ctx, path, up='')})" for label, path in pages)


def _line(ctx: PageContext, promise: PromiseView) -> str:
    card = promise_card.card(ctx, promise)
    result = promise_card.against(ctx, card.figure) if card.figure else card.waiting
    kept = record.summary(ctx, promise) if promise.verdict.record else ""
    page = _address(ctx, f"promises/{promise.id}/", up="")
    told = (promise.qualifier, f"{card.mark.label}. {result}".rstrip(".") + ".", kept)
    text = " ".join(part for part in told if part)
    return f"- [{promise.statement}]({page}): {text}"
