"""The verdict of the period of which words that are no praise speak, beside the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.components import data_marks, period_links, verdict_mark
from kept.model.when import earliest, latest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from kept.components.page_context import PageContext
    from kept.model.edition import VoiceView
    from kept.model.stated import MarkedText
    from kept.model.verdict import PeriodVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """A promise's verdict on the period in which something was said about it."""

    place: str
    """The address of that period on the promise's page, from the site's root."""
    title: str
    """The promise and the period."""
    verdict: Markup
    said: MarkedText

    @property
    def text(self) -> str:
        """All of it as plain text: "On time, Q1 2026: Missed"."""
        return f"{self.title}: {self.said.text}"


def verdicts_then(ctx: PageContext, voice: VoiceView) -> Iterator[Then]:
    """For each promise that criticism is about, the verdict on the period in which it was said.

    Nothing for praise, and for a period without a verdict: one under way, or before the promise was judged.
    """
    for promise in (ctx.promises[one] for one in voice.promises if voice.tone != "praise"):
        found = next((one for one in promise.verdict.record if _is_in(voice, one)), None)
        if found:
            said = verdict_mark.of_period(ctx, promise.id, found)
            anchor = f"#{str(found.period).lower()}" if period_links.is_on_page(promise, found.period) else ""
            yield Then(
                place=f"promises/{promise.id}/{anchor}",
                title=ctx.say("voice.then-of", promise=promise.title, period=ctx.formats.period(found.period)),
                verdict=data_marks.shown(said),
                said=said,
            )


def _is_in(voice: VoiceView, judged: PeriodVerdict) -> bool:
    """True where words were said in a period, from its first to its last day."""
    return judged.period.start <= earliest(voice.said_on) and latest(voice.said_on) <= judged.period.end
