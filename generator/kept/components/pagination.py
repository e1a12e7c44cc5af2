"""Splits long lists into pages, with links between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kept.components.page_context import PageContext

T = TypeVar("T")


class Crumb(NamedTuple):
    """One step of the path to a page; the page itself has no link."""

    label: str
    path: str | None = None


class Choice(NamedTuple):
    """One option of a filter; each option is a page."""

    label: str
    path: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk(Generic[T]):
    """One page of a long list."""

    base: str
    number: int
    pages: int
    items: Sequence[T]
    label: str
    """"Page 2 of 9"; empty where there is only one."""

    @property
    def path(self) -> str:
        """The path of this page; the first page has the list's own address."""
        return place(self.base, self.number)

    @property
    def before(self) -> str | None:
        """The path of the previous page; None on the first."""
        return place(self.base, self.number - 1) if self.number > 1 else None

    @property
    def after(self) -> str | None:
        """The path of the next page; None on the last."""
        return place(self.base, self.number + 1) if self.number < self.pages else None

    def title(self, title: str) -> str:
        """The title of this page."""
        return f"{title}, {self.label}" if self.number > 1 else title

    @property
    def near(self) -> list[tuple[int, str] | None]:
        """The page numbers to link to, with their paths; None marks a gap."""
        close = {1, self.number - 1, self.number, self.number + 1, self.pages}
        wanted = sorted(number for number in close if 1 <= number <= self.pages)
        steps: list[tuple[int, str] | None] = []
        for last, number in zip([0, *wanted], wanted, strict=False):
            steps += [None] if number - last > 1 else []
            steps.append((number, place(self.base, number)))
        return steps


def place(base: str, number: int) -> str:
    """The path of one page of the list at `base`."""
    return base if number == 1 else f"{base}page/{number}/"


def chunks(ctx: PageContext, base: str, items: Sequence[T], size: int) -> Iterator[Chunk[T]]:
    """The pages of a list. The first one exists even if the list is empty."""
    pages = max(1, -(-len(items) // size))
    for number in range(1, pages + 1):
        label = ctx.say("pager.page", page=ctx.formats.number(number), pages=ctx.formats.number(pages))
        part = items[(number - 1) * size : number * size]
        yield Chunk(base=base, number=number, pages=pages, items=part, label=label if pages > 1 else "")
