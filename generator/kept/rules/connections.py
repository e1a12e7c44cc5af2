"""A speaker's connection to the organisation, and whether the card states it (KPT320 to KPT322)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kept.model.evidence import Testimonial
from kept.rules.rule import Objection, rule

if TYPE_CHECKING:
    from kept.rules.rule import Context

_TIES = {
    "employee": "works for us",
    "partner": "is a partner of ours",
    "investor": "has invested in us",
    "supplier": "supplies us",
    "family": "is family of somebody here",
    "paid": "was paid",
}


@rule(Testimonial)
def connection(voice: Testimonial, _context: Context) -> Iterator[Objection]:
    """A speaker with a connection to us that the card does not state.

    Findings:
        KPT320.

    Source:
        16 CFR 255.5 and 465.5.
    """
    tie = _TIES.get(voice.relationship)
    if tie and not voice.disclosure:
        yield Objection(
            "KPT320",
            ("relationship",),
            f"the speaker {tie}, and the card would not say so",
            'write what a reader should know into `disclosure`, like "Ada is a partner of ours".',
        )


@rule(Testimonial)
def incentive(voice: Testimonial, _context: Context) -> Iterator[Objection]:
    """Words for which the speaker received something.

    Findings:
        KPT321: it depended on what they said. KPT322: it did not, but the card does not state it.

    Source:
        16 CFR 465.4 and 255.5; UK DMCC Act 2024.
    """
    if voice.incentive is None:
        return
    if voice.incentive.conditioned_on_sentiment:
        yield Objection(
            "KPT321",
            ("incentive", "conditioned_on_sentiment"),
            f"{voice.incentive.what} was given for saying something good, so the words prove nothing",
            "these words cannot be published, whatever is disclosed. Ask again without a condition.",
        )
    elif not voice.disclosure:
        yield Objection(
            "KPT322",
            ("incentive",),
            f"the speaker got something for it ({voice.incentive.what}), and the card would not say so",
            'write it into `disclosure`, like "Everyone who answered could win a voucher".',
        )
