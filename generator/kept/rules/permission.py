"""What a speaker permitted: channels, territories, assets and dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kept.findings import Severity
from kept.model.dates import days_after, months_after
from kept.model.evidence import CaseStudy, Testimonial
from kept.model.fields import Audience
from kept.rules.rule import Objection, rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kept.model.evidence import Consent, Image
    from kept.model.policy import Policy
    from kept.rules.rule import Context

_AHEAD = 60
"""The owner is told this many days before a permission ends."""


@rule(Testimonial, CaseStudy)
def permission(item: Testimonial | CaseStudy, context: Context) -> Iterator[Objection]:
    """Every reason why the speaker's permission does not allow an item on this site on this day.

    Findings:
        KPT310 to KPT314.
    """
    consent = item.consent
    if consent.withdrawn_on:
        # This ignores the requested day: withdrawn words are never published again.
        yield Objection(
            "KPT313",
            ("consent", "withdrawn_on"),
            f"the speaker withdrew their permission on {consent.withdrawn_on}",
            "nothing to do for the sites: it is gone from both. Delete the file when your retention period ends.",
        )
        return
    if consent.refused_on:
        yield Objection(
            "KPT310",
            ("consent", "refused_on"),
            f"the speaker said no on {consent.refused_on}",
            "leave it as it is, or delete the file. If they have changed their mind, take `refused_on` out.",
        )
        return
    if missing := _missing(consent):
        yield Objection(
            "KPT310",
            ("consent", missing[0]),
            f"the permission has no {_and(missing)}",
            "ask the speaker, and record the basis, the date and a reference to where the permission is kept.",
        )
        return
    yield from _conditions(consent, context.as_of)
    yield from _name(item)
    yield from _images(item)
    yield from _dates(item, context.as_of, context.policy)


@rule(Testimonial, CaseStudy, per_site=True)
def scope(item: Testimonial | CaseStudy, context: Context) -> Iterator[Objection]:
    """A channel or a territory of the public site that a permission does not include.

    Findings:
        KPT311.

    Source:
        GDPR art. 6(1)(a): consent is given for a purpose.
    """
    consent = item.consent
    if context.audience is not Audience.PUBLIC or consent.withdrawn_on or _missing(consent):
        return
    needed = context.policy.channels.pages
    if needed not in consent.channels:
        granted = _and([str(channel) for channel in consent.channels]) or "no channel at all"
        yield Objection(
            "KPT311",
            ("consent", "channels"),
            f'the permission covers {granted}, not "{needed}"',
            f'ask the speaker about the website; with their yes add "{needed}" to `channels`.',
        )
    uncovered = sorted(set(context.portfolio.register.organisation.territories) - set(consent.territories))
    if uncovered:
        yield Objection(
            "KPT311",
            ("consent", "territories"),
            f"the permission does not cover {_and(uncovered)}, where the site is meant to be read",
            "ask the speaker, and add the countries they agree to.",
        )


def _missing(consent: Consent) -> list[str]:
    return [name for name in ("basis", "ref", "granted_on") if getattr(consent, name) is None]


def _conditions(consent: Consent, as_of: date) -> Iterator[Objection]:
    met = consent.conditions_met_on
    if consent.conditions and (met is None or met > as_of):
        yield Objection(
            "KPT311",
            ("consent", "conditions"),
            "the speaker agreed on a condition that has not been met",
            "do what they ask for, and write the day into `conditions_met_on`.",
        )


def _name(item: Testimonial | CaseStudy) -> Iterator[Objection]:
    """A case study cannot be shown without its customer's name; a quote can."""
    path = ("consent", "assets")
    if permits_name(item):
        return
    if not isinstance(item, Testimonial):
        hint = 'ask the customer; with their yes add "name" to `assets`.'
        yield Objection("KPT311", path, "the permission does not cover the customer's name", hint)
    elif item.attribution == "named":
        yield Objection(
            "KPT311",
            path,
            "the permission does not cover the speaker's name, so the words are shown without it",
            'ask the speaker; with their yes add "name" to `assets`. Else set `attribution: role-only`.',
            withholds_item=False,
        )


def _images(item: Testimonial | CaseStudy) -> Iterator[Objection]:
    for index, image in enumerate(item.images if isinstance(item, CaseStudy) else ()):
        if not permits_image(item, image):
            yield Objection(
                "KPT311",
                ("images", index, "asset"),
                f"the permission does not cover a {image.asset} of the customer's, so {image.file} is left out",
                f'ask the customer; with their yes add "{image.asset}" to `assets`.',
                withholds_item=False,
            )


def _dates(item: Testimonial | CaseStudy, as_of: date, policy: Policy) -> Iterator[Objection]:
    consent = item.consent
    confirmed = _confirmed(consent)
    field = "reconfirmed_on" if confirmed == consent.reconfirmed_on else "granted_on"
    if confirmed > as_of:
        yield Objection(
            "KPT310",
            ("consent", field),
            f"the permission is dated {confirmed}, which is after {as_of}",
            "correct the date, or wait for the day.",
        )
    if consent.expires_on and consent.expires_on <= as_of:
        yield Objection(
            "KPT312",
            ("consent", "expires_on"),
            f"the permission ended on {consent.expires_on}",
            "ask the speaker to extend it, then change `expires_on` and have it approved again.",
        )
    elif consent.expires_on and consent.expires_on <= days_after(as_of, _AHEAD):
        yield Objection(
            "KPT312",
            ("consent", "expires_on"),
            f"the permission ends on {consent.expires_on}, and then this is withheld",
            "ask the speaker in time to extend it; with their yes change `expires_on` and have it approved again.",
            withholds_item=False,
            weight=Severity.INFORMATION,
        )
    due = months_after(confirmed, policy.reconfirm_months)
    if due <= as_of:
        yield Objection(
            "KPT314",
            ("consent", field),
            f"nobody has asked the speaker since {confirmed}, and it holds for {policy.reconfirm_months} months",
            "ask whether the words still hold, and record the day in `reconfirmed_on`.",
        )
    if item.review_by and item.review_by <= as_of:
        yield Objection(
            "KPT314",
            ("review_by",),
            f"its review was due by {item.review_by}",
            "read it again with the speaker's situation in mind, then move `review_by`.",
        )


def good_until(item: Testimonial | CaseStudy, policy: Policy) -> date:
    """The first day on which a permission, its reconfirmation or the review date runs out."""
    consent = item.consent
    due = months_after(_confirmed(consent), policy.reconfirm_months)
    return min(due, consent.expires_on or due, item.review_by or due)


def _confirmed(consent: Consent) -> date:
    """The day on which the permission was given or last confirmed."""
    assert consent.granted_on  # noqa: S101  the caller has checked that
    again = consent.reconfirmed_on
    return again if again and again > consent.granted_on else consent.granted_on


def permits_name(item: Testimonial | CaseStudy) -> bool:
    """True where the speaker's name, and their organisation's, may be shown."""
    return "name" in item.consent.assets


def permits_image(item: Testimonial | CaseStudy, image: Image) -> bool:
    """True where a picture shows nothing of the customer, or only what they permitted."""
    return image.asset is None or image.asset in item.consent.assets


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
