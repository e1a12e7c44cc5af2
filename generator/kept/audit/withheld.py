"""What must not be in a finished site: everything that was written down and that its edition does not hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace

from pydantic import BaseModel

from kept.audit.needles import Needles, Secret
from kept.language import markup
from kept.model.edition import Edition, InternalEdition, PublicEdition
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.portfolio import Portfolio
from kept.model.register import Promise, Register
from kept.rules.repeats import gone, own_words


def needles(portfolio: Portfolio, edition: Edition) -> Needles:
    """What to look for in the site made from an edition: the secrets, less all that the edition itself says.

    Words that were withdrawn or taken down are looked for whatever repeats them, but for the organisation's own
    promises and what somebody else said too.
    """
    never = {voice.id for voice in gone(portfolio)}
    words: list[Secret] = []
    hidden: list[Secret] = []
    for secret in secrets(portfolio, edition):
        (words if secret.kind == "text" and secret.item in never else hidden).append(secret)
    others = (voice.body for voice in edition.voices)
    strict = Needles.of(words, _all_forms((*own_words(portfolio), *others)))
    return Needles.of(hidden, _all_forms(strings(edition))).and_of(strict)


def needles_of_output(portfolio: Portfolio, edition: PublicEdition, output: str) -> Needles:
    """What to look for in one output of the public site: the words that may stand on its pages and not there.

    Args:
        portfolio: everything that was read.
        edition: what the public may see on the pages.
        output: as the policy's `[channels]` names it: `api`, `embed`.
    """
    voices = tuple(voice for voice in edition.voices if output in voice.outputs)
    stories = tuple(story for story in edition.stories if output in story.outputs)
    left_out = {voice.id for voice in edition.voices if output not in voice.outputs}
    left_out |= {story.id for story in edition.stories if output not in story.outputs}
    there = replace(edition, voices=voices, stories=stories)
    hidden = (secret for secret in secrets(portfolio, there) if secret.item in left_out)
    return Needles.of(hidden, _all_forms(strings(there)))


def _all_forms(texts: Iterable[str]) -> Iterator[str]:
    return (form for text in texts for form in _forms(text))


def _forms(text: str) -> tuple[str, ...]:
    """The text as written and as a reader sees it."""
    return text, markup.plain(text)


def secrets(portfolio: Portfolio, edition: Edition) -> Iterator[Secret]:
    """Everything this audience may not see, by item.

    References to contacts, sources and permissions are secret on both sites, whatever is shown.
    """
    shown = {entry.id for kind in (edition.voices, edition.stories, edition.metrics) for entry in kind}
    for voice in portfolio.testimonials.values():
        yield from _of_testimonial(voice, is_shown=voice.id in shown)
    for story in portfolio.case_studies.values():
        yield from _of_case_study(portfolio, story, is_shown=story.id in shown)
    for metric in portfolio.metrics.values():
        if metric.id not in shown:
            yield from _of_metric(metric)
    promises = {promise.id for promise in edition.promises}
    for promise in portfolio.register.promises:
        if promise.id not in promises:
            yield Secret(f"promise.{promise.id}", "id", promise.id)
            yield from _texts(f"promise.{promise.id}", promise)
        elif not isinstance(edition, InternalEdition):
            yield from _inside_promise(promise)
    yield from _inside_register(portfolio.register, is_public=not isinstance(edition, InternalEdition))


def _of_testimonial(voice: Testimonial, *, is_shown: bool) -> Iterator[Secret]:
    yield from _references(voice)
    if voice.speaker.contact_ref:
        yield Secret(voice.id, "reference", voice.speaker.contact_ref)
    for name in (voice.speaker.name, voice.speaker.organisation, *(person.name for person in voice.thanks.people)):
        if name:
            yield Secret(voice.id, "name", name)
    for text in (voice.original, voice.body):
        if text:
            yield from (Secret(voice.id, "text", form) for form in _forms(text))
    if not is_shown:
        yield Secret(voice.id, "id", voice.id)


def _of_case_study(portfolio: Portfolio, story: CaseStudy, *, is_shown: bool) -> Iterator[Secret]:
    yield from _references(story)
    yield from (Secret(story.id, "name", person.name) for person in story.thanks.people)
    for image in story.images:
        yield Secret(story.id, "file", image.file)
    if is_shown:
        return
    yield Secret(story.id, "id", story.id)
    yield Secret(story.id, "name", story.customer)
    for text in (story.title, story.summary, story.body, story.terms, *(image.alt for image in story.images)):
        yield from (Secret(story.id, "text", form) for form in _forms(text))
    for (owner, _), content in portfolio.images.items():
        if owner == story.id:
            yield Secret(story.id, "digest", hashlib.sha256(content).hexdigest())


def _references(item: Testimonial | CaseStudy) -> Iterator[Secret]:
    for reference in (item.source.ref, item.consent.ref):
        if reference:
            yield Secret(item.id, "reference", reference)


def _of_metric(metric: Metric) -> Iterator[Secret]:
    yield Secret(metric.id, "id", metric.id)
    for text in (metric.title, metric.definition, metric.source, metric.method, metric.exclusions):
        if text:
            yield Secret(metric.id, "text", text)


def _inside_promise(promise: Promise) -> Iterator[Secret]:
    """What a public promise says to the people inside only."""
    inside = (promise.parts, promise.actions, promise.capability, promise.alternatives, promise.different_because)
    for value in (*inside, promise.wording, promise.made_by, promise.kept_by, promise.made_in, promise.misses):
        yield from _texts(f"promise.{promise.id}", value)


def _inside_register(register: Register, *, is_public: bool) -> Iterator[Secret]:
    for person in register.people:
        yield from (Secret(f"people.{person.id}", "reference", address) for address in person.emails)
    if not is_public:
        return
    organisation = register.organisation
    yield from _texts("organisation", (organisation.why, organisation.how, organisation.what))
    for stage in register.journey:
        yield from _texts(f"journey.{stage.id}", stage)
    for role in register.roles:
        yield from _texts(f"roles.{role.id}", role)


def _texts(item: str, value: object) -> Iterator[Secret]:
    yield from (Secret(item, "text", text) for text in strings(value))


def strings(value: object) -> Iterator[str]:
    """Every text inside a noun, an edition or a collection of them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from strings(getattr(value, name))
    elif is_dataclass(value):
        for field in fields(value):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, (tuple, list)):
        for entry in value:
            yield from strings(entry)
    elif isinstance(value, dict):
        for entry in value.values():
            yield from strings(entry)
