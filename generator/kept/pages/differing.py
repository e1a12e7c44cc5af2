"""Two versions of one page: whether they read alike, and what the newer one says instead, marked where it stands."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher
from html import escape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kept.components.page_context import PageContext
    from kept.model.page import Page

_TOKEN = re.compile(r"<!--.*?-->|<(?:\"[^\"]*\"|'[^']*'|[^'\">])*>|[^<]+", re.DOTALL)
_OPENS = re.compile(r"<([a-z][a-z0-9]*)\b", re.IGNORECASE)
_UNREAD = frozenset(("script", "style", "template", "select", "textarea"))
"""Elements in which nothing can be marked."""
_MARK = re.compile(r'class="k-(?:proposed|withheld)"')
"""What a preview says about itself."""
_LABEL = re.compile(r'aria-label="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")
_MOST_UNITS = 4000
"""With more that differ, they are compared without regard to their order."""
_LONGEST = 240
"""Characters of what stood there before."""


class _Unit(NamedTuple):
    """Something on a page that is read: a text between two tags, or a picture with its label."""

    says: str
    """What is compared, as HTML."""
    source: str
    """The piece of the page."""


_Piece = str | _Unit


def differs(page: Page, before: Page | None) -> bool:
    """True where a page says something that it did not say before, or no longer says something."""
    return before is None or (page.body != before.body and _read(page.body) != _read(before.body))


def marked(ctx: PageContext, page: Page, approved: Page | None) -> tuple[Page, bool]:
    """A page of a preview, with marks where it reads otherwise from the approved one; and whether it does.

    Args:
        ctx: the words, and how far it is to the site's root.
        page: what the preview shows.
        approved: what is shown at that address until everything is approved; None where nothing is.
    """
    if not differs(page, approved):
        return page, False
    body = page.body if approved is None else with_marks(page.body, approved.body)
    note = ctx.say("site.proposed-new" if approved is None else "site.proposed-page")
    link = f'<a href="{escape(ctx.up(page.path))}proposed/">{escape(ctx.say("site.proposed-list"))}</a>'
    return replace(page, body=f'<p class="k-proposed">{escape(note)} {link}</p>\n{body}'), True


def with_marks(body: str, approved: str) -> str:
    """The HTML of a page with `<ins>` around what the approved one does not say, and `<del>` after what that says."""
    return "".join(_marked(_pieces(body), _read(approved)))


def _read(body: str) -> list[str]:
    return [piece.says for piece in _pieces(body) if isinstance(piece, _Unit)]


def _pieces(body: str) -> list[_Piece]:
    return list(_units(_TOKEN.findall(body)))


def _units(tokens: Sequence[str]) -> Iterator[_Piece]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        opened = _OPENS.match(token)
        name = opened[1].lower() if opened else ""
        is_picture = name == "svg" or 'role="img"' in token
        if name in _UNREAD or _MARK.search(token) or is_picture:
            end = _end(tokens, at, name)
            whole = "".join(tokens[at:end])
            label = _LABEL.search(token)
            says = label[1] if label else " ".join(_TAG.sub(" ", whole).split())
            yield _Unit(says, whole) if is_picture and says else whole
            at = end
            continue
        says = " ".join(token.split())
        yield _Unit(says, token) if says and not token.startswith("<") else token
        at += 1


def _end(tokens: Sequence[str], start: int, name: str) -> int:
    """The index after the end tag that belongs to a start tag."""
    depth = 0
    for index in range(start, len(tokens)):
        token = tokens[index].lower()
        opened = _OPENS.match(token)
        if opened and opened[1] == name and not token.endswith("/>"):
            depth += 1
        elif token.startswith(f"</{name}"):
            depth -= 1
        if depth <= 0:
            return index + 1
    return len(tokens)


def _marked(pieces: Sequence[_Piece], approved: Sequence[str]) -> Iterator[str]:
    """The pieces, with marks around what is new, and what it replaces struck out after it."""
    units = [piece for piece in pieces if isinstance(piece, _Unit)]
    new, gone = _changes([unit.says for unit in units], approved)
    number = 0
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
            continue
        yield f'<ins class="k-now">{piece.source}</ins>' if number in new else piece.source
        if was := gone.get(number):
            yield f'<del class="k-was">{_cut(was)}</del>'
        number += 1


def _changes(now: Sequence[str], was: Sequence[str]) -> tuple[set[int], dict[int, str]]:
    """The places of what is new, and by place what is gone there."""
    head = 0
    while head < min(len(now), len(was)) and now[head] == was[head]:
        head += 1
    tail = 0
    while tail < min(len(now), len(was)) - head and now[-1 - tail] == was[-1 - tail]:
        tail += 1
    middle, before = now[head : len(now) - tail], was[head : len(was) - tail]
    if max(len(middle), len(before)) > _MOST_UNITS:
        known = set(before)
        return {head + place for place, says in enumerate(middle) if says not in known}, {}
    new: set[int] = set()
    gone: dict[int, str] = {}
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, middle, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        new.update(range(head + j1, head + j2))
        # Each beside what takes its place; what is left over beside the last one, or after what stood before it.
        for step, says in enumerate(before[i1:i2]):
            place = max(head + min(j1 + step, j2 - 1), 0)
            gone[place] = f"{gone[place]} · {says}" if place in gone else says
    return new, gone


def _cut(text: str) -> str:
    """The text, shortened between two words; entities stay whole."""
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
