"""What a team prints: a card to talk from, one page a role, and a poster that leads to the page by QR code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.components.pagination import Crumb
from kept.components.qr import qr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kept.components.page_context import PageContext
    from kept.model.edition import RoleView
    from kept.model.page import Page
    from kept.pages.roles import RolePromise

PROMISES, SCENARIOS, QUESTIONS = 5, 2, 3
"""So much fits on one printed page and into one meeting."""


def pages(ctx: PageContext, role: RoleView, promises: Sequence[RolePromise]) -> Iterator[Page]:
    """The card and the poster of a role; `promises` the most urgent first."""
    words = ctx.words.tree.role
    address = ctx.url(f"roles/{role.id}/")
    crumbs = [Crumb(words.index, "roles/"), Crumb(role.title, f"roles/{role.id}/")]
    yield ctx.page(
        "talk",
        f"roles/{role.id}/card/",
        section="roles",
        title=ctx.say("role.card-title", role=role.title),
        description=ctx.say("role.card-lede"),
        crumbs=crumbs,
        eyebrow=ctx.say("inside.as-of", day=ctx.formats.long_day(ctx.edition.as_of)),
        role=role,
        promises=promises[:PROMISES],
        scenarios=role.scenarios[:SCENARIOS],
        questions=role.questions[:QUESTIONS],
        address=address,
    )
    yield ctx.page(
        "poster",
        f"roles/{role.id}/poster/",
        section="roles",
        title=ctx.say("role.poster-title", role=role.title),
        description=ctx.say("role.poster-lede"),
        crumbs=crumbs,
        role=role,
        lede=ctx.say("role.promises", len(role.promises)),
        code=qr(address) if address else None,
        address=address,
    )
