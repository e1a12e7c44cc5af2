"""What is missing: the evidence of every promise, and who can add to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kept.components import contribution, headline
from kept.pages.page import on_internal_site

if TYPE_CHECKING:
    from kept.components.page_context import PageContext
    from kept.model.edition import InternalEdition, PromiseView
    from kept.model.page import Page

PATH = "gaps/"
ENOUGH = 3
"""This many voices show that a promise is kept for more than one customer."""


class Cell(NamedTuple):
    """One cell of the table: its state and its text."""

    state: str
    """`enough`, `some`, `none` or `late`."""
    says: str
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One promise."""

    id: str
    title: str
    cells: tuple[Cell, ...]
    owner: str | None
    contribute: str | None

    @property
    def empty(self) -> int:
        """The number of cells that are empty or out of date."""
        return sum(cell.state in {"none", "late"} for cell in self.cells)


@on_internal_site
def page(ctx: PageContext, edition: InternalEdition) -> Page:
    """The page *What's missing*: a table of each promise and the evidence it lacks, most gaps first."""
    words = ctx.words.tree.gaps
    rows = [_row(ctx, edition, promise) for promise in headline.living(ctx)]
    empty = sum(row.empty for row in rows)
    return ctx.page(
        "gaps",
        PATH,
        section="gaps",
        title=words.index,
        description=ctx.say("gaps.lede", empty) if rows else words.no_promises,
        rows=sorted(rows, key=lambda row: -row.empty),
        heads=(words.metric, words.voices, words.story, words.roles, words.review),
    )


def _row(ctx: PageContext, edition: InternalEdition, promise: PromiseView) -> Row:
    return Row(
        id=promise.id,
        title=promise.title,
        cells=(
            _metric(ctx, promise),
            _count(ctx, len(promise.voices), ENOUGH, f"evidence/promise/{promise.id}/"),
            _count(ctx, len(promise.stories), 1, None),
            _count(ctx, len({part.role for part in ctx.insides[promise.id].parts}), 1, None),
            _review(ctx, promise),
        ),
        owner=promise.owner.name if promise.owner else None,
        contribute=contribution.form(edition, promise.id),
    )


def _metric(ctx: PageContext, promise: PromiseView) -> Cell:
    words = ctx.words.tree.gaps
    for metric in promise.metrics:
        rows = [row for row in ctx.metrics[metric].rows if row.value is not None]
        if rows:
            period, n = ctx.formats.period(rows[-1].period), rows[-1].n
            says = ctx.say("gaps.measured", period=period, n=ctx.formats.number(n)) if n is not None else period
            return Cell("late" if promise.verdict.status == "out-of-date" else "enough", says, f"metrics/{metric}/")
    return (
        Cell("some", words.no_rows, f"metrics/{promise.metrics[0]}/") if promise.metrics else Cell("none", words.none)
    )


def _count(ctx: PageContext, count: int, enough: int, path: str | None) -> Cell:
    if not count:
        return Cell("none", ctx.words.tree.gaps.none)
    return Cell("enough" if count >= enough else "some", ctx.formats.number(count), path)


def _review(ctx: PageContext, promise: PromiseView) -> Cell:
    day = ctx.insides[promise.id].review_by
    if day is None:
        return Cell("none", ctx.words.tree.gaps.no_day)
    late = (ctx.edition.as_of - day).days
    if late > 0:
        return Cell("late", ctx.say("gaps.late", late))
    return Cell("enough", ctx.formats.day(day))
