"""Whether these are a real person's words, and whether that can be shown (KPT201 to KPT205)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kept.language import markup
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.when import earliest
from kept.rules.rule import Objection, rule

if TYPE_CHECKING:
    from datetime import date

    from kept.rules.rule import Context

_ASKED = {
    ("original",): "their exact words (`original`)",
    ("source", "ref"): "a reference to the source (`source.ref`)",
    ("source", "captured_on"): "the day it was captured (`source.captured_on`)",
    ("speaker", "contact_ref"): "a reference to the speaker's contact details (`speaker.contact_ref`)",
}

_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,24}")
# At least seven digits, written like a telephone number: with a + or a leading 0, or in groups; never a date. The text
# before it is tested last, because most places in a text fail at their first character.
_PHONE = re.compile(r"(?:\+(?<![\w.:/-]\+)|0(?<![\w.:/-]0)0?|\((?<![\w.:/-]\()0)[0-9][0-9 ()/.-]{5,18}[0-9](?![\w-])")
_FORM = re.compile(r"\.(?:pdf|docx?|odt|rtf|jpe?g|png|heic|tiff?)$", re.IGNORECASE)
_DIGITS = 8


@rule(Testimonial, CaseStudy)
def source_missing(item: Testimonial | CaseStudy, context: Context) -> Iterator[Objection]:
    """Missing facts that a publisher needs to show that words are genuine.

    Findings:
        KPT201.

    Source:
        UK CAP Code 3.45: documentary evidence and contact details.
    """
    held: dict[tuple[str, ...], object] = {
        ("source", "ref"): item.source.ref,
        ("source", "captured_on"): item.source.captured_on,
    }
    if isinstance(item, Testimonial):
        held |= {("original",): item.original, ("speaker", "contact_ref"): item.speaker.contact_ref}
    lacking = [path for path in _ASKED if path in held and held[path] is None]
    if lacking:
        words = ", ".join(_ASKED[path] for path in lacking)
        yield Objection(
            "KPT201",
            lacking[0],
            f"nobody could show where it comes from: it lacks {words}",
            "add what is missing; references point to your own files, never to an e-mail address or a signed form.",
        )
    if isinstance(item, Testimonial):
        yield from _said_by_somebody(item, context)


def _said_by_somebody(voice: Testimonial, context: Context) -> Iterator[Objection]:
    if earliest(voice.said_on) > context.as_of:
        yield Objection(
            "KPT201",
            ("said_on",),
            f"it says that it was said on {voice.said_on}, after {context.as_of}",
            "correct the day; nobody has said it yet.",
        )
    if voice.attribution == "named" and not voice.speaker.name:
        yield Objection(
            "KPT201",
            ("speaker",),
            "the speaker is to be named, and nobody's name is there",
            "write `name` below `speaker`, or set `attribution: role-only` if they want no name shown, or "
            "`attribution: unknown` if nobody knows it.",
        )
    if voice.attribution == "unknown" and voice.speaker.name:
        yield Objection(
            "KPT201",
            ("attribution",),
            "it says that nobody knows who said it, and a name is there",
            "set `attribution` to named, role-only or anonymous, as the speaker wants it; or take the name out.",
        )


@rule(Testimonial, CaseStudy)
def not_verified(item: Testimonial | CaseStudy, context: Context) -> Iterator[Objection]:
    """Words that nobody checked, and words that no person said.

    Findings:
        KPT202.

    Source:
        16 CFR 465.2; UK DMCC Act 2024, schedule 20.
    """
    if item.synthetic:
        yield Objection(
            "KPT202",
            ("synthetic",),
            "it is marked `synthetic`: no customer said it, and it is never shown",
            "collect a real customer's words, or keep this file as a draft.",
        )
    elif item.verified is None:
        yield Objection(
            "KPT202",
            ("verified",),
            "nobody has checked that a real customer said it",
            "have somebody check it with the customer and add `verified: { method: ..., by: ..., on: ... }`.",
        )
    elif item.verified.on > context.as_of:
        yield Objection(
            "KPT202",
            ("verified", "on"),
            f"the check is dated {item.verified.on}, after {context.as_of}",
            "correct the date, or wait for the day.",
        )
    else:
        yield from _checked_by_collector(item, item.verified.by, context)


def _checked_by_collector(item: Testimonial | CaseStudy, checker: str, context: Context) -> Iterator[Objection]:
    """Words that were collected and checked by the same person. The policy can allow that with `four_eyes = false`."""
    collector = item.source.captured_by
    if not context.policy.four_eyes or not collector or not context.people.is_same(collector, checker):
        return
    yield Objection(
        "KPT202",
        ("verified", "by"),
        f"{checker} collected these words and also checked them",
        "have somebody else check them with the customer. If you are too few for that, write `four_eyes = false` in "
        "evidence/policy.toml; the method page then says so.",
    )


@rule(Testimonial, CaseStudy, Metric)
def personal_data(item: Testimonial | CaseStudy | Metric, context: Context) -> Iterator[Objection]:
    """Contact details and signed forms, which could not be deleted from the git history.

    Findings:
        KPT203.

    Source:
        GDPR art. 17.
    """
    for path, text in context.texts.of(item) if _personal(context.texts.whole(item)) else ():
        what = _personal(text) or (_personal(markup.plain(text)) if markup.may_hide(text) else None)
        if what:
            yield Objection(
                "KPT203",
                path,
                f"{what} stands here, and a repository never forgets",
                "keep it in your own customer system and write an opaque reference to it, like `crm:10391`; then "
                "remove it from the history too.",
            )
    references = (("source", "ref"), ("consent", "ref")) if isinstance(item, (Testimonial, CaseStudy)) else ()
    for head, field in references:
        reference = getattr(getattr(item, head), field)
        if reference and _FORM.search(reference):
            yield Objection(
                "KPT203",
                (head, field),
                f'"{reference}" names a document, which may be a signed form or a scan',
                "keep the document in your own archive and write its number there, like `vault:consents/5512`.",
            )


def _personal(text: str) -> str | None:
    if "@" in text and _MAIL.search(text):
        return "an e-mail address"
    for match in _PHONE.finditer(text):
        if sum(character.isdigit() for character in match[0]) >= _DIGITS:
            return "a telephone number"
    return None


@rule(Testimonial)
def not_a_user(voice: Testimonial, context: Context) -> Iterator[Objection]:
    """Words of a person who was not yet a customer, or no longer one and was not asked again.

    Findings:
        KPT204.

    Source:
        16 CFR 255.1(c).
    """
    speaker, confirmed = voice.speaker, voice.consent.reconfirmed_on
    said = voice.source.captured_on or earliest(voice.said_on)
    if speaker.customer_from and speaker.customer_from > said:
        yield Objection(
            "KPT204",
            ("speaker", "customer_from"),
            f"the speaker became a customer on {speaker.customer_from}, after these words of {said}",
            "ask them again now that they know it, and record what they say then.",
        )
    stopped = speaker.customer_until
    if stopped and stopped <= context.as_of and (confirmed is None or confirmed < stopped):
        yield Objection(
            "KPT204",
            ("speaker", "customer_until"),
            f"the speaker stopped being a customer on {stopped} and has not confirmed the words since",
            "ask whether the words still hold, and record the day in `consent.reconfirmed_on`.",
        )


@rule(Testimonial, CaseStudy, per_site=True)
def changed_since(item: Testimonial | CaseStudy, context: Context) -> Iterator[Objection]:
    """Words that are older than a material change to their subject.

    Findings:
        KPT205: information, unless the policy tightens it.

    Source:
        16 CFR 255.1(b).
    """
    for name in item.promises:
        promise = context.promises.get(name)
        for change in promise.material_changes if promise else ():
            known = _last_said(item)
            if known < change.on <= context.as_of:
                yield Objection(
                    "KPT205",
                    ("promises",),
                    f'"{name}" changed on {change.on} ({change.what}), after these words of {known}',
                    "ask whether they still hold, and record the day in `consent.reconfirmed_on`.",
                )


def _last_said(item: Testimonial | CaseStudy) -> date:
    """The first possible day of the words, or a later day on which the speaker confirmed them."""
    said = earliest(item.said_on) if isinstance(item, Testimonial) else item.dates.end or item.dates.start
    return max(said, item.consent.reconfirmed_on or said)
