"""Where evidence may be used and until when, in words: the same in the finder, the ledger and on a voice's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kept.components.page_context import PageContext
    from kept.model.edition import EvidenceEntry

USES = ("sales", "web", "social", "partners")


def of_item(ctx: PageContext, item: str) -> EvidenceEntry | None:
    """The line of the evidence list about an item; None on the public site."""
    return next((entry for entry in ctx.inside.evidence if entry.id == item), None) if ctx.inside else None


def may(ctx: PageContext, entry: EvidenceEntry) -> str:
    """The answer in one sentence."""
    if not entry.uses:
        return ctx.say("may.no", why=_why(ctx, entry))
    where = ctx.words.join(ctx.say(f"may.where.{use}") for use in USES if use in entry.uses)
    until = last_day(ctx, entry)
    return ctx.say("may.yes-until", where=where, day=until) if until else ctx.say("may.yes", where=where)


def may_not(ctx: PageContext, entry: EvidenceEntry) -> Iterator[str]:
    """Where it may not be used although it may be elsewhere, each with its reason."""
    if entry.uses and "web" not in entry.uses:
        yield ctx.say("may.not-web", why=_why(ctx, entry))
    if entry.uses and "sales" not in entry.uses:
        yield ctx.say("may.not-sales")


def last_day(ctx: PageContext, entry: EvidenceEntry) -> str:
    """The last day on which it may be used; empty where no day is set."""
    return ctx.formats.day(entry.usable_until) if entry.usable_until else ""


def _why(ctx: PageContext, entry: EvidenceEntry) -> str:
    if not entry.not_web:
        return ctx.say("may.why-unknown")
    return " ".join(ctx.say("may.inside" if code == "inside" else f"review.rule.{code}") for code in entry.not_web)
