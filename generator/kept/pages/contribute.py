"""How to add evidence: through the organisation's form, or through the owner of a promise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components import contribution, headline
from kept.pages.page import on_internal_site

if TYPE_CHECKING:
    from kept.components.page_context import PageContext
    from kept.model.edition import InternalEdition, PromiseView
    from kept.model.page import Page

PATH = "contribute/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One promise that evidence can be added for."""

    id: str
    title: str
    has: str
    """The evidence it has so far."""
    owner: str | None
    form: str | None


@on_internal_site
def page(ctx: PageContext, edition: InternalEdition) -> Page:
    """The page with the steps, and a link for every promise."""
    words = ctx.words.tree.contribute
    promises = headline.living(ctx)
    return ctx.page(
        "contribute",
        PATH,
        section="evidence",
        title=words.how,
        description=words.lede,
        steps=[ctx.say(f"contribute.step.{step}") for step in ("words", "permission", "check", "approve")],
        rows=[
            Row(
                id=promise.id,
                title=promise.title,
                has=_has(ctx, promise),
                owner=promise.owner.name if promise.owner else None,
                form=contribution.form(edition, promise.id),
            )
            for promise in promises
        ],
        has_form=edition.contribute_url is not None,
    )


def _has(ctx: PageContext, promise: PromiseView) -> str:
    counts = (("voices", len(promise.voices)), ("stories", len(promise.stories)))
    return ", ".join(ctx.say(f"contribute.{kind}", count) for kind, count in counts if count) or ctx.say(
        "contribute.nothing"
    )
