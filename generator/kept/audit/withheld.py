"""What must not be in a finished site: everything in the portfolio that its edition does not contain.

The secrets are taken from the models field by field, so that a new field is secret until an edition shows it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache, cached_property
from itertools import chain

from pydantic import BaseModel

from kept.audit.needles import Needles, Secret
from kept.components.words import labels
from kept.language import markup
from kept.model.edition import Edition, PublicEdition, StoryView, VoiceView
from kept.model.evidence import CaseStudy, Metric, Testimonial
from kept.model.exposure import Exposure, declared
from kept.model.portfolio import Portfolio
from kept.model.register import Register
from kept.model.texts import texts
from kept.rules.repeats import own_words, speaker, withdrawn_quotes

_LOWER = re.compile(r"(?<![^\W_])[^\W\d_A-Z]+(?![^\W_])")

_Item = Testimonial | CaseStudy | Metric


class Secrets:
    """The secrets of a portfolio as needles, prepared once for both sites and every output."""

    def __init__(self, portfolio: Portfolio, editions: Iterable[Edition] = ()) -> None:
        """Collects the secrets of this portfolio. What all these editions show is taken out once for all of them."""
        self._portfolio = portfolio
        self._editions = tuple(editions)

    def in_site(self, edition: Edition) -> Needles:
        """The needles for an edition's site: all secrets that the edition itself does not show.

        Withdrawn or taken-down words are secret even if the edition repeats them, unless they are in the organisation's
        own promises or somebody else said them too.
        """
        others = (voice.body for voice in edition.voices)
        strict = self._taken_back.less(_all_forms((*own_words(self._portfolio), *others)))
        shown = self._shown.get(id(edition))
        if shown is None:
            return self._hidden.less(_all_forms(strings(edition))).and_of(strict)
        return self._hidden_from_all.less(shown - self._shown_by_all).and_of(strict)

    def in_outputs(self, edition: PublicEdition, outputs: Iterable[str]) -> dict[str, Needles]:
        """The needles for each output of the public site: words that may be on pages but not in it.

        Args:
            edition: what the public may see on the pages.
            outputs: their names in the policy's `[channels]`: `api`, `embed`.
        """
        items: tuple[VoiceView | StoryView, ...] = (*edition.voices, *edition.stories)
        made: dict[frozenset[str], Needles] = {}
        found = {}
        for output in outputs:
            left_out = frozenset(item.id for item in items if output not in item.outputs)
            if left_out not in made:
                voices = tuple(voice for voice in edition.voices if output in voice.outputs)
                stories = tuple(story for story in edition.stories if output in story.outputs)
                says = strings(replace(edition, voices=voices, stories=stories))
                made[left_out] = self._hidden.only(left_out).less(_all_forms(says))
            found[output] = made[left_out]
        return found

    @cached_property
    def taken_back(self) -> frozenset[str]:
        """The ids of withdrawn or taken-down items."""
        return self._portfolio.withdrawn

    @cached_property
    def _hidden(self) -> Needles:
        never = self._never
        found = (one for one in secrets(self._portfolio) if one.kind != "text" or one.item not in never)
        return Needles.of(found, labels(), _common(self._portfolio))

    @cached_property
    def _shown(self) -> dict[int, frozenset[str]]:
        """What each of the editions shows, in all forms, by the edition's `id`."""
        return {id(edition): frozenset(_all_forms(strings(edition))) for edition in self._editions}

    @cached_property
    def _shown_by_all(self) -> frozenset[str]:
        return frozenset.intersection(*self._shown.values())

    @cached_property
    def _hidden_from_all(self) -> Needles:
        return self._hidden.less(self._shown_by_all)

    @cached_property
    def _taken_back(self) -> Needles:
        never = self._never
        quotes = (one for voice in self._portfolio.testimonials.values() for one in _of_item(voice))
        every = Needles.of((one for one in quotes if one.kind == "text"), labels()) if never else Needles.of((), ())
        return every.only(never)

    @cached_property
    def _never(self) -> frozenset[str]:
        return frozenset(voice.id for voice in withdrawn_quotes(self._portfolio))


def needles(portfolio: Portfolio, edition: Edition) -> Needles:
    """The result of `Secrets.in_site`."""
    return Secrets(portfolio).in_site(edition)


def secrets(portfolio: Portfolio) -> Iterator[Secret]:
    """Everything written that not everybody may see, by item."""
    items: tuple[Mapping[str, _Item], ...] = (portfolio.testimonials, portfolio.case_studies, portfolio.metrics)
    for item in chain.from_iterable(kind.values() for kind in items):
        yield from _of_item(item)
    for (owner, _), content in portfolio.images.items():
        yield Secret(owner, "digest", hashlib.sha256(content).hexdigest())
    for promise in portfolio.register.promises:
        yield Secret(f"promise.{promise.id}", "id", promise.id)
        yield from _of_noun(f"promise.{promise.id}", promise)
    yield from _of_register(portfolio.register)
    for number, heard in enumerate(portfolio.heard, start=1):
        yield from _of_noun(f"heard {number}", heard)


def _of_item(item: _Item) -> Iterator[Secret]:
    yield Secret(item.id, "id", item.id)
    yield from _of_noun(item.id, item, speaker(item) if isinstance(item, Testimonial) else "")
    for row in item.rows if isinstance(item, Metric) else ():
        yield from _of_noun(item.id, row)


def _of_register(register: Register) -> Iterator[Secret]:
    for name in type(register).model_fields:
        if name == "promises":
            continue
        value = getattr(register, name)
        for noun in value if isinstance(value, tuple) else (value,):
            yield from _of_noun(".".join(filter(None, (name, getattr(noun, "id", "")))), noun)


def _of_noun(item: str, noun: BaseModel, said_by: str = "") -> Iterator[Secret]:
    """Every text of a model, with the kind of secret in its field."""
    for path, text in texts(noun):
        exposure, holds = declared(type(noun), tuple(step for step in path if isinstance(step, str)))
        if holds:
            yield Secret(item, holds.value, text)
        elif exposure is Exposure.REFERENCE:
            yield Secret(item, "reference", text)
        elif exposure is not Exposure.OPEN:
            yield from (Secret(item, "text", form, said_by) for form in _forms(text))


def _common(portfolio: Portfolio) -> frozenset[str]:
    """Words that are somewhere written in lower case: a name made only of them can occur by chance."""
    items = (portfolio.testimonials, portfolio.case_studies, portfolio.metrics)
    nouns = chain(chain.from_iterable(kind.values() for kind in items), portfolio.register.promises)
    written = (text for noun in nouns for _, text in texts(noun))
    return frozenset(chain.from_iterable(map(_LOWER.findall, chain(written, labels()))))


def _all_forms(written: Iterable[str]) -> Iterator[str]:
    return (form for text in written for form in _forms(text))


def _forms(text: str) -> tuple[str, ...]:
    """The text as written and, where that differs, as a reader sees it."""
    plain = markup.plain(text)
    return (text,) if plain == text else (text, plain)


def strings(value: object) -> list[str]:
    """Every text inside a model, an edition or a collection of them."""
    found: list[str] = []
    _collect(value, found)
    return found


def _collect(value: object, found: list[str]) -> None:
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, (tuple, list, frozenset)):
        for entry in value:
            _collect(entry, found)
    elif isinstance(value, dict):
        for entry in value.values():
            _collect(entry, found)
    else:
        for name in _field_names(type(value)):  # type: ignore[arg-type]  # mypy doubts that every type has a hash
            _collect(getattr(value, name), found)


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    if issubclass(kind, BaseModel):
        return tuple(kind.model_fields)
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
