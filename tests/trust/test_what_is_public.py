"""Nothing leaves the inside that has not been listed: a canary in every field, and a change in every field."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import portfolios
import pytest
from kept.edition.gate import gate, gates
from kept.model.evidence import CaseStudy, Metric, Row, Testimonial
from kept.model.fields import Audience, Channel
from kept.model.portfolio import Portfolio
from kept.model.register import Organisation, Person, Promise, Register, Role, Stage
from portfolios import TODAY, approved, filled, variants, with_item
from pydantic import BaseModel

PUBLIC = {
    "Organisation": "name locale demo_note corrections publisher_note site_url.public",
    "Person": "name title",
    "Stage": "title question",
    "Promise": "statement short counts excludes remedy wording.qualifier "
    "misses.why misses.customers_got misses.changed restatements.why moved.why retired.why "
    "reworded.field reworded.was reworded.why",
    "Testimonial": "body speaker.name speaker.role speaker.organisation speaker.sector speaker.place incentive.what "
    "disclosure translated_by verified.method expected.result",
    "CaseStudy": "title summary customer sector place terms body callouts.label callouts.value callouts.note "
    "callouts.period callouts.source images.alt images.caption images.credit customer_approved_by expected.result",
    "Metric": "title definition denominator population exclusions method source no_n_because survey.sponsor "
    "survey.conductor survey.question survey.mode survey.weighting assurance.by assurance.report restatements.why "
    "rows.note ended.why reworded.field reworded.was reworded.why",
}
"""Every text that a public edition may hold, field by field. Whoever adds one here publishes it."""

CANARY = re.compile(r"CANARY-([A-Za-z._]+)-(\w+)")


def canary(audience: str) -> Any:  # noqa: ANN401  a function from way to text
    return lambda way: f"CANARY-{way}-{audience}"


def row(period: str, **fields: object) -> Row:
    return Row.model_validate({"period": period, "value": Decimal(96), "status": "final", **fields})


def a_promise(audience: Audience) -> Promise:
    return filled(
        Promise,
        canary(audience),
        id=f"promise-{audience}",
        audience=audience,
        owner="olive",
        stage=f"stage-{audience}",
        targets=(
            {"metric": f"metric-{audience}", "at_least": Decimal(97), "from": TODAY.replace(year=2025)},
            {"metric": "metric-internal", "at_least": Decimal(1), "from": TODAY.replace(month=10, day=1)},
        ),
        misses__period="2026-Q2",
        retired__on=TODAY,
    )


def a_voice(audience: Audience) -> Testimonial:
    return filled(
        Testimonial,
        canary(audience),
        id=f"voice-{audience}",
        audience=audience,
        promises=(f"promise-{audience}",),
        attribution="named",
        consent__channels=(Channel.SITE,),
        consent__assets=("name", "photo"),
        consent__expires_on=None,
        consent__withdrawn_on=None,
        consent__refused_on=None,
        review_by=None,
        substantiated_by=(f"metric-{audience}",),
        thanks__roles=("role",),
    )


def a_story(audience: Audience) -> CaseStudy:
    return filled(
        CaseStudy,
        canary(audience),
        id=f"story-{audience}",
        audience=audience,
        promises=(f"promise-{audience}",),
        callouts__metric=f"metric-{audience}",
        quotes=(f"voice-{audience}", "voice-internal"),
        consent__assets=("name", "photo"),
        consent__expires_on=None,
        consent__withdrawn_on=None,
        consent__refused_on=None,
        review_by=None,
    )


def a_metric(audience: Audience) -> Metric:
    note = canary(audience)("Metric.rows.note")
    return filled(
        Metric,
        canary(audience),
        id=f"metric-{audience}",
        audience=audience,
        period="quarter",
        direction="higher-is-better",
        data_owner="olive",
        restatements__period="2026-Q2",
        rows=(
            row("2026-Q2", note=note),
            row("2026-Q3", note=note),
            row("2026-Q4", status="interim", note="CANARY-Row.open-x"),
        ),
    )


@pytest.fixture(scope="module")
def whole() -> Portfolio:
    """A public and an internal one of everything, every field filled in, everything approved for both sites."""
    register = Register(
        organisation=filled(
            Organisation, canary("public"), locale="en-GB", timezone="Europe/Dublin", territories=("GB",), as_of=TODAY
        ),
        people=(filled(Person, canary("public"), id="olive"),),
        journey=tuple(filled(Stage, canary(a), id=f"stage-{a}", owner="olive") for a in Audience),
        roles=(filled(Role, canary("internal"), id="role", people=64),),
        promises=tuple(a_promise(a) for a in Audience),
    )
    images = {(f"story-{a}", a_story(a).images[0].file): f"picture {a}".encode() for a in Audience}
    made = portfolios.portfolio(
        register,
        tuple(a_voice(a) for a in Audience),
        tuple(a_story(a) for a in Audience),
        tuple(a_metric(a) for a in Audience),
        images,
    )
    return approved(made, "olive")


def test_a_public_edition_holds_the_texts_that_are_listed_and_no_other(whole: Portfolio) -> None:
    edition, _ = gate(whole, Audience.PUBLIC, as_of=TODAY)
    found = set(CANARY.findall(repr(edition)))
    listed = {f"{noun}.{field}" for noun, fields in PUBLIC.items() for field in fields.split()}
    listed.remove("Organisation.locale")
    assert {way for way, _ in found} == listed
    assert {audience for _, audience in found} == {"public"}


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
NOTES_OF_A_PROMISE = "made_by kept_by made_in review_by parts actions capability alternatives different_because"
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
    is_note = kind == "promise" and way[0] in NOTES_OF_A_PROMISE.split()
    is_open = kind == "metric" and way in {("rows",), *(("rows", 2, name) for name in Row.model_fields)}
    pictures = {("story-public", image.file): b"picture public" for image in getattr(noun, "images", ())}
    after = replace(with_item(whole, noun), images={**whole.images, **pictures})
    for edition, _ in gates(after, as_of=TODAY):
        shown = {entry.id for kinds in (edition.voices, edition.stories, edition.metrics) for entry in kinds}
        shown |= {entry.id for entry in edition.promises}
        assert (noun.id in shown) is (is_note or is_open)
