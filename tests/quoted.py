"""The quote of the small project: on which sites it is, and what keeps it off them."""

from __future__ import annotations

from datetime import date

from projects import TODAY, Project

QUOTE = "evidence/testimonials/nine-oclock.md"
RECORD = "evidence/approvals/nine-oclock/olive.toml"
BOTH = {"public", "internal"}


def shown(project: Project, as_of: date = TODAY, trust_ref: str | None = None) -> set[str]:
    """The sites the quote is on."""
    gated = project.gated(as_of, trust_ref)
    editions = {"public": gated.public.voices, "internal": gated.internal.voices}
    return {name for name, voices in editions.items() if any(voice.id == "nine-oclock" for voice in voices)}


def codes(project: Project, item: str = "nine-oclock", as_of: date = TODAY) -> set[str]:
    return project.gated(as_of).codes(item)
