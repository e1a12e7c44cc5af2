"""A comment on a forge in which somebody approves or takes back: `/kept approve public cold-sunday`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from markdown_it import MarkdownIt

from kept.model.fields import Audience

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

HOW = (
    "`/kept approve ID ...`, `/kept approve all`, `/kept approve all except ID ...` or `/kept revoke ID ...`; "
    "after `approve` may stand `public` or `internal`"
)
"""What can be written, for a reply."""
_ID = re.compile(r"(promise\.)?[a-z0-9]+(-[a-z0-9]+)*")
_ALL = "all"
_EXCEPT = "except"
_HTML_COMMENT = re.compile(r"\s*<!--(?:(?!-->).)*-->\s*", re.DOTALL)
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable(["lheading", "text_join"])
"""As forges read it; but a line of hyphens below an order, as before a signature, does not make it a heading."""


class Order(NamedTuple):
    """One line of a comment that kept understands."""

    decision: Literal["approve", "revoke"]
    audience: Audience | None
    """For which site; None: for each site that asks this person."""
    items: tuple[str, ...]
    """The ids that are named; empty: everything in the change."""
    but: tuple[str, ...] = ()
    """Of everything: what is left out."""


class Comment(NamedTuple):
    """What a comment asks for."""

    orders: tuple[Order, ...]
    unclear: tuple[str, ...]
    """Lines that begin like an order and are none."""


def read(text: str) -> Comment:
    """The orders in a comment: lines of its own paragraphs, as its readers see them.

    What is quoted, struck out, or in code, in a list, in a table or in HTML is no order. Where such a line is written
    like one (after a quote without an empty line between, or in HTML that folds it away), it is among the unclear ones.
    """
    orders, unclear, is_within_html = [], [], False
    source = text.splitlines()
    for block in _MARKDOWN.parse(text):
        is_within_html |= block.type == "html_block" and not _HTML_COMMENT.fullmatch(block.content)
        if block.type != "inline":
            continue
        is_plain = block.level == 1 and block.tag == "" and not is_within_html
        is_plain = is_plain and all(part.type != "html_inline" for part in block.children or ())
        first, end = block.map or (0, 0)
        is_written = any(_is_meant(line.strip()) for line in source[first:end])
        for words in filter(_is_meant, _lines(block)):
            order = _order(words) if is_plain else None
            if order is not None:
                orders.append(order)
            elif is_plain or is_written:
                unclear.append(words)
    return Comment(tuple(orders), tuple(unclear))


def _is_meant(line: str) -> bool:
    return line.casefold().startswith("/kept")


def _lines(block: Token) -> Iterator[str]:
    """The lines of a paragraph; those that begin within something, such as a link or a struck text, are empty."""
    line, begins = "", True
    for part in block.children or ():
        if part.type in {"softbreak", "hardbreak"}:
            yield line.strip()
            line, begins = "", part.level == 0
        elif begins:
            line += part.markup if part.type == "text_special" else f"{part.markup}{part.content}{part.markup}"
    yield line.strip()


def _order(line: str) -> Order | None:
    start, *words = [word.strip("`,;") for word in line.casefold().replace(",", " ").split()]
    if start != "/kept" or not words or words[0] not in {"approve", "revoke"}:
        return None
    decision, names = words[0], words[1:]
    audience = Audience(names.pop(0)) if decision == "approve" and names and names[0] in set(Audience) else None
    but: list[str] = []
    if decision == "approve" and names and names[0] == _ALL:
        names, but = [], names[1:]
        if but and (but.pop(0) != _EXCEPT or not but):
            return None
    elif not names:
        return None
    if not all(_ID.fullmatch(name) and name != _ALL for name in (*names, *but)):
        return None
    return Order("approve" if decision == "approve" else "revoke", audience, tuple(names), tuple(but))
