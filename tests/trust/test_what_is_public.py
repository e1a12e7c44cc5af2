"""Nothing leaves the inside that has not been listed: a canary in every field, and a change in every field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import canaries
import pytest
from canaries import CANARY, a_metric, a_promise, a_story, a_voice
from kept.edition.gate import gate, gates
from kept.model.evidence import CaseStudy, Metric, Row, Testimonial
from kept.model.exposure import Exposure, declared, fields_of
from kept.model.fields import Audience
from kept.model.portfolio import Portfolio
from kept.model.register import Organisation, Person, Promise, Role, Stage
from portfolios import TODAY, approved, variants, with_item
from pydantic import BaseModel


@pytest.fixture(scope="module")
def whole() -> Portfolio:
    """A public and an internal one of everything, every field filled in, everything approved for both sites."""
    return approved(canaries.whole(), "olive")


NOUNS = {noun.__name__: noun for noun in (Organisation, Person, Stage, Role, Promise, Testimonial, CaseStudy, Metric)}


def ways(written: object, *exposures: Exposure) -> set[str]:
    """The canaries in something, as `Testimonial.speaker.name`; only of fields that declare one of these exposures."""
    found = {way for way, _ in CANARY.findall(repr(written)) if way != "Row.open"}
    return {way for way in found if not exposures or exposure(way) in exposures}


def exposure(way: str) -> Exposure:
    """What the field at this way declares."""
    noun, *path = way.split(".")
    return declared(NOUNS[noun], tuple(path)).exposure


def test_a_public_edition_holds_the_texts_that_are_declared_public_and_no_other(whole: Portfolio) -> None:
    edition, _ = gate(whole, Audience.PUBLIC, as_of=TODAY)
    assert ways(edition) - ways(edition, Exposure.OPEN) == ways(whole, Exposure.PUBLIC)
    assert {audience for _, audience in CANARY.findall(repr(edition))} == {"public"}


def test_an_internal_edition_holds_no_text_that_is_declared_for_nobody(whole: Portfolio) -> None:
    edition, _ = gate(whole, Audience.INTERNAL, as_of=TODAY)
    assert ways(edition) - ways(edition, Exposure.OPEN) == ways(whole, Exposure.PUBLIC, Exposure.INTERNAL)


def test_a_text_without_a_declaration_is_for_nobody(whole: Portfolio) -> None:
    assert {"Testimonial.original", "Testimonial.submitted_by"} <= ways(whole, Exposure.SECRET)
    assert {way.rpartition(".")[2] for way in ways(whole, Exposure.REFERENCE)} == {"ref", "contact_ref", "emails"}


def test_a_public_edition_does_not_even_name_what_is_for_the_inside(whole: Portfolio) -> None:
    edition, _ = gate(whole, Audience.PUBLIC, as_of=TODAY)
    assert "internal" not in repr(edition)
    assert [entry.id for entry in edition.metrics] == ["metric-public"]
    assert edition.stories[0].voices == ("voice-public",)


def test_everything_meant_for_the_inside_is_there(whole: Portfolio) -> None:
    edition, report = gate(whole, Audience.INTERNAL, as_of=TODAY)
    assert [finding for finding in report if finding.severity != "information"] == []
    assert {entry.id for entry in edition.evidence} == {
        f"{kind}-{audience}" for kind in ("voice", "story", "metric") for audience in Audience
    }
    assert "CANARY-Row.open-x" in repr(edition)


@pytest.mark.parametrize("attribution", ["role-only", "anonymous"])
def test_whoever_does_not_want_to_be_named_is_not_named(whole: Portfolio, attribution: str) -> None:
    voice = a_voice(Audience.PUBLIC).model_copy(update={"attribution": attribution})
    changed = approved(replace(whole, testimonials={voice.id: voice}), "olive", voice.id)
    for edition, _ in gates(changed, as_of=TODAY):
        said = {way for way, _ in CANARY.findall(repr(edition.voices)) if way.startswith("Testimonial.speaker.")}
        assert (
            said
            == {
                "role-only": {"Testimonial.speaker.role", "Testimonial.speaker.place", "Testimonial.speaker.sector"},
                "anonymous": {"Testimonial.speaker.sector"},
            }[attribution]
        )


def test_a_name_that_was_not_permitted_is_left_out_and_reported(whole: Portfolio) -> None:
    voice = a_voice(Audience.PUBLIC)
    voice = voice.model_copy(update={"consent": voice.consent.model_copy(update={"assets": ("photo",)})})
    changed = approved(replace(whole, testimonials={voice.id: voice}), "olive", voice.id)
    edition, report = gate(changed, Audience.PUBLIC, as_of=TODAY)
    assert [entry.name for entry in edition.voices] == [None]
    assert [finding.code for finding in report if finding.item == voice.id] == ["KPT311"]


ITEMS = {
    "promise": a_promise(Audience.PUBLIC),
    "testimonial": a_voice(Audience.PUBLIC),
    "case study": a_story(Audience.PUBLIC),
    "metric": a_metric(Audience.PUBLIC),
}
NOTES_OF_A_PROMISE = fields_of(Promise, Exposure.INTERNAL)
CHANGES = [
    pytest.param(kind, way, values, id=f"{kind}: {'.'.join(map(str, way))}")
    for kind, noun in ITEMS.items()
    for way, values in variants(noun.model_dump(by_alias=True))
    # Another id is another item; a row of no period of its metric is refused by the reader.
    if way[0] != "id" and not (kind == "metric" and way[-1] in {"period", "year_starts"} and way[0] != "restatements")
]


def changed_to(values: dict[str, Any], noun: Any) -> Any:  # noqa: ANN401  one of four nouns
    """The noun with these values, whether or not a reader would accept them."""
    return _construct(type(noun), values, noun)


def _construct(model: Any, values: Any, like: Any) -> Any:  # noqa: ANN401  models within models
    built = {}
    for name, field in model.model_fields.items():
        value, before = values[field.alias or name], getattr(like, name)
        if isinstance(before, BaseModel):
            value = _construct(type(before), value, before)
        elif isinstance(before, tuple) and before and isinstance(before[0], BaseModel):
            value = tuple(_construct(type(old), new, old) for new, old in zip(value, before, strict=False))
        built[name] = value
    return model.model_construct(**built)


@pytest.mark.parametrize(("kind", "way", "values"), CHANGES)
def test_a_change_to_any_field_of_what_was_approved_takes_it_off_both_sites(
    whole: Portfolio, kind: str, way: tuple[str | int, ...], values: dict[str, Any]
) -> None:
    noun = changed_to(values, ITEMS[kind])
    is_note = kind == "promise" and way[0] in NOTES_OF_A_PROMISE
    is_open = kind == "metric" and way in {("rows",), *(("rows", 2, name) for name in Row.model_fields)}
    pictures = {("story-public", image.file): b"picture public" for image in getattr(noun, "images", ())}
    after = replace(with_item(whole, noun), images={**whole.images, **pictures})
    for edition, _ in gates(after, as_of=TODAY):
        shown = {entry.id for kinds in (edition.voices, edition.stories, edition.metrics) for entry in kinds}
        shown |= {entry.id for entry in edition.promises}
        assert (noun.id in shown) is (is_note or is_open)
