"""Which speakers were asked when, and the day from which the policy allows to ask them again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kept.model.edition import SpeakerInside
from kept.model.period import Cadence, Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kept.model.portfolio import Portfolio


def speakers_inside(portfolio: Portfolio, voices: Iterable[str], as_of: date) -> Iterator[SpeakerInside]:
    """One entry for each of these testimonials. References to speakers' contact details are left out.

    Args:
        portfolio: the testimonials, the requests and the policy.
        voices: ids of testimonials.
        as_of: the day that counts as today.
    """
    policy = portfolio.trusted.policy
    most = policy.voice_max_asks_per_quarter if policy else 0
    quarter = Period.containing(as_of, Cadence.QUARTER)
    for voice in voices:
        reference = portfolio.testimonials[voice].speaker.contact_ref
        asks = [ask.asked_on for ask in portfolio.ledgers.asks if reference and ask.speaker == reference]
        asks = [day for day in asks if day <= as_of]
        recent = sum(quarter.start <= day for day in asks)
        yield SpeakerInside(
            voice=voice,
            asked_on=max(asks, default=None),
            asked=recent,
            free_on=(quarter + 1).start if recent >= most else None,
        )
