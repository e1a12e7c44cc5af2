"""Balanced use of testimonials, and gaps in a record (KPT701 to KPT705)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING

from kept.model.evidence import Testimonial
from kept.model.verdict import Status
from kept.rules.rule import Objection, rule

if TYPE_CHECKING:
    from collections.abc import Collection

    from kept.model.register import Promise
    from kept.model.verdict import Verdict
    from kept.rules.rule import Context

_TWICE = 2


@rule(Testimonial)
def overused(voice: Testimonial, context: Context) -> Iterator[Objection]:
    """A testimonial used for too many promises, or a speaker who was asked too often.

    Findings:
        KPT701.

    Source:
        our judgement; one customer everywhere convinces nobody, and asking too often annoys them.
    """
    most = context.policy.voice_max_promises
    promises = set(voice.promises)
    if len(promises) > most:
        yield Objection(
            "KPT701",
            ("promises",),
            f"one voice speaks for {len(promises)} promises, and the policy allows {most}",
            "leave it with the promises it is really about, and ask other customers for the rest.",
        )
    asked = context.asked.get(voice.speaker.contact_ref or "", 0)
    most = context.policy.voice_max_asks_per_quarter
    if asked > most:
        yield Objection(
            "KPT701",
            ("speaker", "contact_ref"),
            f"the speaker was asked {asked} times this quarter, and the policy allows {most} (evidence/asks.csv)",
            "leave them in peace until the next quarter.",
        )


def of_promise(
    promise: Promise, verdict: Verdict, tones: Collection[str], stories: int, as_of: date
) -> Iterator[Objection]:
    """Information for the owner of a promise that holds nothing back.

    Args:
        promise: the promise as shown.
        verdict: its verdict.
        tones: the tones of the testimonials shown with it, each once.
        stories: the number of case studies shown with it.
        as_of: the day that counts as today.

    Findings:
        KPT702 to KPT705: information.

    Source:
        Judgement.
    """
    status = verdict.last or verdict.status
    if status.has_missed and set(tones) == {"praise"}:
        yield Objection(
            "KPT702",
            (),
            "the promise was missed, and every voice beside it is praise",
            "show a customer whom it failed, or take the praise back until it is kept again.",
        )
    empty = [what for what, there in (("metric", promise.metrics), ("voice", tones), ("story", stories)) if not there]
    if empty:
        yield Objection(
            "KPT703",
            (),
            f"nothing is shown for it yet: no {' and no '.join(empty)}",
            "collect what is missing; a promise with a number, a voice and a story is believed.",
        )
    missed = tuple(takewhile(lambda entry: entry.status.has_missed, reversed(verdict.record)))
    if promise.kind == "standing" and len(missed) >= _TWICE and verdict.status is not Status.RETIRED:
        made_in = ", ".join(promise.made_in) or "`made_in` names no place"
        yield Objection(
            "KPT704",
            ("made_in",) if promise.made_in else (),
            f"missed {len(missed)} times running, and still promised in: {made_in}",
            "promise what can be kept: repair the delivery, or take the words back in these places.",
        )
    if promise.review_by and promise.review_by <= as_of:
        yield Objection(
            "KPT705",
            ("review_by",),
            f"its review was due by {promise.review_by}",
            "ask whether it can still be kept and is still what customers want, then move `review_by`.",
        )
